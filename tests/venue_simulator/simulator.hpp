// SPDX-License-Identifier: Apache-2.0
//
// simulator.hpp: the venue, its faults and its clock together: what a connection talks to.
//
// Place: tests/venue_simulator. No network here: connections carry out the plan they are given and
// listeners are told through the hub. Thread: one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "venue_simulator/faults.hpp"
#include "venue_simulator/service.hpp"
#include "venue_simulator/stream_hub.hpp"

namespace sluice::venue_simulator {

// The machine's, or what it was last told; either may be skewed.
class VenueClock {
 public:
  explicit VenueClock(std::function<Milliseconds()> real) : real_{std::move(real)} {}
  [[nodiscard]] Milliseconds now() const { return (told_ ? *told_ : real_()) + skew_; }
  [[nodiscard]] bool is_told() const noexcept { return told_.has_value(); }
  void tell(Milliseconds time) noexcept { told_ = time; }
  void skew(Milliseconds by) noexcept { skew_ = by; }

 private:
  std::function<Milliseconds()> real_;
  std::optional<Milliseconds> told_;
  Milliseconds skew_ = 0;
};

class Simulator {
 public:
  Simulator(Service service, VenueClock clock)
      : service_{std::move(service)}, clock_{std::move(clock)} {}

  // What is to become of this request: the connection waits, asks answer() and waits as it says.
  [[nodiscard]] Plan plan(const Call& call);
  [[nodiscard]] Answer answer(const Plan& plan, const Call& call);
  // The account of a key that may listen, by a signature.
  Outcome<int> admit_listener(const Call& call);

  // Nobody but the control is answered, connections close.
  void set_down(bool is_down);
  [[nodiscard]] bool is_down() const noexcept { return is_down_; }

  // Before anything else changes the venue, and after it.
  void before_change();
  void after_change();

  [[nodiscard]] Service& service() noexcept { return service_; }
  [[nodiscard]] Venue& venue() noexcept { return service_.venue(); }
  [[nodiscard]] FaultBook& faults() noexcept { return faults_; }
  [[nodiscard]] VenueClock& clock() noexcept { return clock_; }
  [[nodiscard]] StreamHub& hub() noexcept { return hub_; }
  // How often each request came, and how often it was carried out.
  struct Count {
    std::int64_t received = 0;
    std::int64_t carried_out = 0;
  };
  [[nodiscard]] const std::map<std::string, Count>& counts() const noexcept { return counts_; }

 private:
  Service service_;
  VenueClock clock_;
  FaultBook faults_;
  StreamHub hub_{faults_};
  std::optional<Venue> past_;  // before the last change, while a stale answer is waited for
  std::map<std::string, Count> counts_;
  bool is_down_ = false;
};

}  // namespace sluice::venue_simulator
