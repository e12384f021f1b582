// SPDX-License-Identifier: Apache-2.0
//
// stale_reference: no order on old prices.
//
//   age = now - the older of the order's reference price and the market's price          [seconds]
//   age <= max_age_ms in a session; age <= max_age_days offline, whose prices are days' closes
//
// Place: native rule in the gate. State: none. Units: compared in nanoseconds, shown in whole
// seconds, rounded up (limits down). Errors: NO_REFERENCE_TIME and NO_MARKET_PRICE for what is
// missing, FUTURE_REFERENCE for a price of a later time than now: then a clock is wrong, or
// somebody looks ahead.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "whole_seconds.hpp"

namespace sluice::risk_rules {

struct StaleReference {
  static constexpr auto id = "stale_reference";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses orders on prices that are too old";
  struct Params {
    std::int64_t max_age_ms = 0;
    std::int64_t max_age_days = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("max_age_ms", &Params::max_age_ms)
                         .def(2000)
                         .min(0)
                         .max(86'400'000)
                         .help("oldest price in a session, milliseconds"),
                     sluice::param("max_age_days", &Params::max_age_days)
                         .def(5)
                         .min(0)
                         .max(366)
                         .help("oldest price in an offline run, days"));

  explicit StaleReference(Params params) noexcept
      : session_ns_{params.max_age_ms * 1'000'000},
        offline_ns_{params.max_age_days * Timestamp::kNanosecondsPerDay} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto market = market_price(view.row(order.instrument()).raw());
    if (!market) return reject(code::kNoMarketPrice);
    if (order.raw().reference_time == 0 || market->time == 0) return reject(code::kNoReferenceTime);
    const sluice_time now = view.raw().now;
    const sluice_time newest = std::max(order.raw().reference_time, market->time);
    const bool passes_now = newest <= now;
    if (!passes_now) return reject(code::kFutureReference);
    const sluice_time oldest = std::min(order.raw().reference_time, market->time);
    const int128 age = int128{now} - oldest;
    const std::int64_t limit = view.is_offline() ? offline_ns_ : session_ns_;
    const bool passes = age <= limit;
    return passes ? approve(seconds_up(age), seconds_down(limit))
                  : reject(code::kStaleReference, seconds_up(age), seconds_down(limit));
  }

 private:
  std::int64_t session_ns_;
  std::int64_t offline_ns_;
};

}  // namespace sluice::risk_rules
