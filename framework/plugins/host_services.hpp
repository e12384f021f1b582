// SPDX-License-Identifier: Apache-2.0
//
// host_services.hpp: the host table that one instance is given: log, clock, random numbers.
//
// Place: plugins. The clock is set by the lane and random numbers follow from the run's seed, the
// component's id and the number of the instance: the same run is told the same. Thread: log from
// any (the sink must stand that), the rest on the lane. Errors: none; what a sink throws is
// dropped.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <sluice/c/base.h>
#include <sluice/c/bell.h>
#include <sluice/time.hpp>

#include "plugins/host_history.hpp"
#include "plugins/lane_bell.hpp"

namespace sluice::plugins {

inline constexpr std::size_t kMaxLogLineBytes = 4096;

// `level` is SLUICE_LOG_…; `text` is one printable line.
using LogSink =
    std::function<void(int level, std::string_view component_id, std::string_view text)>;

// The time of the event being handled, shared by all instances of a lane.
class LaneClock {
 public:
  void set_now(Timestamp now) noexcept {
    nanoseconds_.store(now.nanoseconds(), std::memory_order_relaxed);
  }
  [[nodiscard]] Timestamp now() const noexcept {
    return Timestamp::from_nanoseconds(nanoseconds_.load(std::memory_order_relaxed));
  }

 private:
  std::atomic<sluice_time> nanoseconds_{0};
};

// xoshiro256** of Blackman and Vigna (https://prng.di.unimi.it), its state filled by splitmix64.
class RandomStream {
 public:
  RandomStream(std::uint64_t run_seed, std::string_view component_id,
               std::uint32_t instance_index) noexcept;
  std::uint64_t next() noexcept;

 private:
  std::array<std::uint64_t, 4> state_;
};

class Watchdog;

// What the instances of a run have in common, and the number that tells two of one component apart.
struct InstanceOptions {
  std::shared_ptr<const LaneClock> clock;  // none: the time is always 1970-01-01
  LogSink log;                             // none: lines are dropped
  std::uint64_t run_seed = 0;
  std::uint32_t instance_index = 0;
  // Told once, when the instance is quarantined; on the thread that called it.
  std::function<void(std::string_view reason)> on_quarantine;
  std::shared_ptr<Watchdog> watchdog;  // none: a call may take as long as it takes
  // Told by the watchdog's thread of a call that is not back long after its deadline.
  std::function<void(std::string_view reason)> on_hang;
  std::shared_ptr<HostHistory> history;  // none: nobody can be asked for a single bar
  std::shared_ptr<LaneBell> bell;        // none: nobody waits to be woken
};

class HostServices {
 public:
  HostServices(std::string component_id, InstanceOptions options);
  HostServices(const HostServices&) = delete;
  HostServices& operator=(const HostServices&) = delete;

  // Valid as long as this object.
  [[nodiscard]] const sluice_host* table() const noexcept { return &table_; }
  void log(int level, std::string_view text) noexcept;
  void tell_quarantine(std::string_view reason) noexcept;
  void tell_hang(std::string_view reason) noexcept;
  [[nodiscard]] Watchdog* watchdog() const noexcept { return options_.watchdog.get(); }
  // Whether the component has asked for the bell, and so has promised to ring it.
  [[nodiscard]] bool rings() const noexcept { return rings_.load(); }

 private:
  void tell(const std::function<void(std::string_view)>& listener,
            std::string_view reason) noexcept;
  static void on_log(void* context, std::int32_t level, sluice_str message) noexcept;
  static sluice_time on_now(void* context) noexcept;
  static std::uint64_t on_random(void* context) noexcept;
  static const void* on_get_interface(void* context, sluice_str id) noexcept;
  static sluice_status on_bar_at(void* context, std::uint32_t instrument, sluice_time time,
                                 sluice_bar* bar) noexcept;
  static void on_ring(void* context) noexcept;

  std::string component_id_;
  InstanceOptions options_;
  RandomStream random_;
  sluice_host table_;
  sluice_history_v1 history_;
  sluice_bell_v1 bell_;
  mutable std::atomic<bool> rings_{false};
};

}  // namespace sluice::plugins
