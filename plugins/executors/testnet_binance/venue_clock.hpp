// SPDX-License-Identifier: Apache-2.0
//
// venue_clock.hpp: what time it is at the venue.
//
// Our clock plus an offset that was measured by asking: the venue's time was read between our
// sending and our hearing, so that the middle is wrong by at most half the way there and back.
// Place: executor plugin. Our clock is the system's, or the host's for a run at another speed.
// Units: nanoseconds. Thread: any; hear() on the lane.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace sluice::testnet {

class VenueClock {
 public:
  VenueClock(bool uses_host, std::int64_t bound_ns) noexcept
      : uses_host_{uses_host}, bound_ns_{bound_ns} {}

  // The host's time, as it stands in this call of the lane.
  void hear(std::int64_t host_ns) noexcept { host_ns_.store(host_ns, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t ours_ns() const noexcept {
    if (uses_host_) return host_ns_.load(std::memory_order_relaxed);
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  void measure(std::int64_t sent_ns, std::int64_t heard_ns, std::int64_t venue_ns) noexcept {
    offset_ns_.store(venue_ns - sent_ns - (heard_ns - sent_ns) / 2);
    error_ns_.store((heard_ns - sent_ns) / 2);
    is_measured_.store(true);
  }
  // Something it said was refused as wrong: it has to be measured before it is used again.
  void doubt() noexcept { is_measured_.store(false); }

  [[nodiscard]] std::int64_t venue_ns() const noexcept { return ours_ns() + offset_ns(); }
  [[nodiscard]] std::int64_t offset_ns() const noexcept { return offset_ns_.load(); }
  [[nodiscard]] std::int64_t error_ns() const noexcept { return error_ns_.load(); }
  [[nodiscard]] bool is_measured() const noexcept { return is_measured_.load(); }
  [[nodiscard]] bool is_within_bound() const noexcept {
    const std::int64_t offset = offset_ns();
    return (offset < 0 ? -offset : offset) <= bound_ns_;
  }

 private:
  bool uses_host_;
  std::int64_t bound_ns_;
  std::atomic<std::int64_t> host_ns_{0};
  std::atomic<std::int64_t> offset_ns_{0};
  std::atomic<std::int64_t> error_ns_{0};
  std::atomic<bool> is_measured_{false};
};

}  // namespace sluice::testnet
