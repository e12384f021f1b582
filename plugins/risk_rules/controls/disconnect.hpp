// SPDX-License-Identifier: Apache-2.0
//
// disconnect: stops the route and cancels what is open once the venue is not heard.
//
//   now - last heartbeat <= max_age_ms                                                    [seconds]
//
// Without an order (asked as time passes) silence halts the route, at the level `on_silence`:
// halt_and_cancel, which is the only level that cancels, or reduce_only, which leaves what is open.
// An order that comes before that is noticed is refused unless it only makes a held position
// smaller. Place: native rule in the gate. State: none: a release while the venue is silent changes
// nothing. Units: compared in nanoseconds. Offline: there is no venue: approved. Errors:
// NO_HEARTBEAT in a session whose venue was never heard; that refuses and does not halt.
#pragma once

#include <string>

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "whole_seconds.hpp"

namespace sluice::risk_rules {

struct Disconnect {
  static constexpr auto id = "disconnect";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "stops the route and cancels once the venue is not heard";
  struct Params {
    std::int64_t max_age_ms = 0;
    std::string on_silence;
  };
  static constexpr auto parameters = sluice::params(sluice::param("max_age_ms", &Params::max_age_ms)
                                                        .def(3000)
                                                        .min(1)
                                                        .max(86'400'000)
                                                        .help("longest silence, milliseconds"),
                                                    sluice::param("on_silence", &Params::on_silence)
                                                        .def("halt_and_cancel")
                                                        .one_of("halt_and_cancel", "reduce_only")
                                                        .help("how the route is halted"));

  explicit Disconnect(const Params& params) noexcept
      : max_age_ns_{params.max_age_ms * 1'000'000},
        level_{params.on_silence == "reduce_only" ? HaltLevel::kReduceOnly
                                                  : HaltLevel::kAndCancel} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.is_offline()) return approve();
    if (!view.venue_heartbeat()) return reject(code::kNoHeartbeat);
    const int128 silence = silence_of(view);
    const bool passes = silence <= max_age_ns_;
    if (passes || reduces_held(order, view.row(order.instrument()).raw()))
      return approve(seconds_up(silence), seconds_down(max_age_ns_));
    return reject(code::kDisconnected, seconds_up(silence), seconds_down(max_age_ns_));
  }

  // [lane_hot]
  Verdict assess(const RiskView& view) const noexcept {
    if (view.is_offline() || !view.venue_heartbeat()) return approve();
    const int128 silence = silence_of(view);
    const bool passes_silence = silence <= max_age_ns_;
    if (passes_silence) return approve(seconds_up(silence), seconds_down(max_age_ns_));
    return halt(Scope::kRoute, code::kDisconnected, seconds_up(silence), seconds_down(max_age_ns_))
        .with_level(level_);
  }

 private:
  static int128 silence_of(const RiskView& view) noexcept {
    return int128{view.raw().now} - view.raw().venue_heartbeat;
  }

  std::int64_t max_age_ns_;
  HaltLevel level_;
};

}  // namespace sluice::risk_rules
