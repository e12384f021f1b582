// SPDX-License-Identifier: Apache-2.0
//
// position_drift: halts the account where our position is not the venue's.
//
//   |own - venue's| <= tolerance                                                            [units]
//
// Place: native rule in the gate; also asked without an order, over every instrument. State: none:
// while the drift is there, a release changes nothing. Offline: there is no venue: approved.
// Errors: NO_VENUE_POSITION in a session for an instrument the venue has not told of; that refuses
// and does not halt. The host shows the venue's position only where it is of the same moment as
// ours.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"

namespace sluice::risk_rules {

struct PositionDrift {
  static constexpr auto id = "position_drift";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "halts where our position is not the venue's";
  struct Params {
    Quantity tolerance;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("tolerance", &Params::tolerance)
                         .def(0)
                         .min(0)
                         .help("largest difference that is none, in units"));

  explicit PositionDrift(Params params) noexcept : tolerance_{params.tolerance} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.is_offline()) return approve();
    const sluice_risk_row& row = view.row(order.instrument()).raw();
    if (row.has_venue_position == 0) return reject(code::kNoVenuePosition);
    return judge(row);
  }

  // [lane_hot]
  Verdict assess(const RiskView& view) const noexcept {
    if (view.is_offline()) return approve();
    for (const RiskRow row : view.rows()) {
      if (row.raw().has_venue_position == 0) continue;
      if (const Verdict verdict = judge(row.raw()); !verdict.is_approval()) return verdict;
    }
    return approve();
  }

 private:
  Verdict judge(const sluice_risk_row& row) const noexcept {
    const int128 drift = magnitude(int128{row.position} - row.venue_position);
    const auto measured = Quantity::from_raw(detail::narrow(drift).value_or(INT64_MAX));
    const bool passes = drift <= tolerance_.raw();
    return passes ? approve(measured, tolerance_)
                  : halt(Scope::kAccount, code::kPositionDrift, measured, tolerance_)
                        .with_level(HaltLevel::kAllOrders);
  }

  Quantity tolerance_;
};

}  // namespace sluice::risk_rules
