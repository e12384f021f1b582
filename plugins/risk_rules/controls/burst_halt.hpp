// SPDX-License-Identifier: Apache-2.0
//
// burst_halt.hpp: repeated_execution and reject_burst, one control over two kinds of events.
//
//   the `limit`th event within a minute halts; it stays halted until a person releases it [count]
//
// Place: native rules in the gate; also asked without an order. State: the times of the last
// events, whether it has halted; saved. RELEASED: begins anew. Errors: see order_input.hpp.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "sliding_count.hpp"

namespace sluice::risk_rules {

template <typename Events>
class BurstHalt {
 public:
  static constexpr auto id = Events::id;
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = Events::summary;
  struct Params {
    std::int64_t limit = 0;
  };
  static constexpr auto parameters = sluice::params(sluice::param("limit", &Params::limit)
                                                        .def(Events::kDefault)
                                                        .min(1)
                                                        .max(2'000)
                                                        .help(Events::kHelp));

  explicit BurstHalt(Params params) : limit_{params.limit}, events_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    return assess(view);
  }

  // [lane_hot]
  Verdict assess(const RiskView& view) const noexcept {
    if (Events::kSessionsOnly && view.is_offline()) return approve();
    const Count measured = count(events_.count(view.raw().now, kMinute));
    const bool breaches = halted_;
    return breaches ? halt(Events::kScope, Events::kCode, measured, count(limit_))
                          .with_level(HaltLevel::kAllOrders)
                    : approve(measured, count(limit_));
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() == RiskEventKind::kReleased) {
      events_.clear();
      halted_ = false;
      ++changes_;
    } else if (Events::counts(event.kind())) {
      events_.push(event.raw().time);
      const bool breaches = events_.count(event.raw().time, kMinute) >= limit_;
      if (breaches) halted_ = true;
      ++changes_;
    }
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{Events::kFormat};
    out.add(std::int64_t{halted_ ? 1 : 0});
    events_.save(out);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, Events::kFormat};
    halted_ = in.size(1) == 1;
    events_.restore(in);
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::int64_t kMinute = 60 * Timestamp::kNanosecondsPerSecond;

  std::int64_t limit_;
  SlidingCount events_;
  bool halted_ = false;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
