// SPDX-License-Identifier: Apache-2.0
//
// metrics.hpp: what the server counts, and how it is told to Prometheus.
//
// Names end in their unit, labels are few and bounded: an endpoint is its operationId, never a path
// that somebody sent. docs/operate/metrics.md lists them.
//
// Place: api. Thread: any; counters are atomic. Times are wall time and decide nothing.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoints.hpp"
#include "api/session_gauge.hpp"
#include "drivers/order_lane.hpp"

namespace sluice::api {

struct Placement;

class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Cumulative buckets, as Prometheus has them.
class Histogram {
 public:
  static constexpr std::array<double, 15> kBounds{25e-6,  50e-6,  100e-6, 200e-6, 400e-6,
                                                  800e-6, 1.6e-3, 3e-3,   6e-3,   12e-3,
                                                  25e-3,  50e-3,  100e-3, 500e-3, 2.0};
  void observe(double seconds) noexcept;
  // `labels` without braces; may be empty.
  void write(std::string& out, std::string_view name, std::string_view labels) const;
  [[nodiscard]] std::uint64_t count() const noexcept {
    return count_.load(std::memory_order_relaxed);
  }

 private:
  std::array<std::atomic<std::uint64_t>, kBounds.size()> buckets_{};  // not cumulative here
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> sum_ns_{0};
};

// What is looked up when the metrics are asked for.
struct Gauges {
  std::size_t waiting = 0;  // for the lane
  std::uint64_t journal_seq = 0;
  std::uint64_t store_seq = 0;
  std::size_t connections = 0;
  std::size_t listeners = 0;  // of the stream
  std::uint64_t stream_events = 0;
  std::uint64_t stream_dropped = 0;  // listeners that were too slow
  std::size_t open_orders = 0;
  bool engaged = false;
  bool accepting = false;
  std::vector<SessionGauge> sessions;
};

class Metrics final : public drivers::LaneStopwatch {
 public:
  void tell_request(Operation operation, int status, double seconds) noexcept;
  // A request that matched no endpoint, or was refused before it was looked at.
  void tell_refused(int status) noexcept;
  void tell_decision(std::span<Placement* const> placements, double seconds);
  void tell_sync(double seconds) noexcept { sync_.observe(seconds); }
  void on_judged(std::chrono::nanoseconds taken) noexcept override {
    gate_.observe(std::chrono::duration<double>(taken).count());
  }
  void on_routed(std::chrono::nanoseconds taken) noexcept override {
    route_.observe(std::chrono::duration<double>(taken).count());
  }

  [[nodiscard]] std::string text(const Gauges& gauges, std::string_view version) const;

 private:
  static constexpr std::array<int, 12> kStatuses{101, 200, 400, 401, 404, 405,
                                                 408, 409, 413, 422, 429, 503};
  [[nodiscard]] static std::size_t place_of(int status) noexcept;

  std::array<std::array<std::atomic<std::uint64_t>, kStatuses.size() + 1>, kOperationCount + 1>
      requests_{};
  std::array<Histogram, kOperationCount> durations_;
  Histogram decision_, sync_, gate_, route_;
  std::atomic<std::uint64_t> placed_{0}, filled_{0}, refused_{0}, known_{0};
  mutable std::mutex lock_;
  std::map<std::string, std::uint64_t> blocked_;  // by code; bounded
};

}  // namespace sluice::api
