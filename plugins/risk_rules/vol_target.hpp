// SPDX-License-Identifier: Apache-2.0
//
// vol_target: keeps the portfolio's ex-ante volatility at or below a target.
//
// The covariance is the exponentially weighted one, zero mean (RiskMetrics Technical Document, 4th
// edition, 1996, section 5.2). Applied to a portfolio it needs no matrix:
//
//   pnl_k      = sum_i value_i * return_i,k          over the last `window` sessions k
//   variance   = sum_k decay^age_k * pnl_k^2 / sum_k decay^age_k,   age 0 = the newest session
//   volatility = sqrt(variance * periods_per_year) / equity            [ratio a year]
//
// with value_i the projected value of the view plus, for its instrument, signed quantity *
// reference price. measured = volatility after the order, rounded up at 1e-8; limit = the target.
// An order that does not raise the variance is approved even above the limit. Others are refused
// or, with action "scale", resized to the largest multiple of the lot that keeps the limit.
//
// Place: native rule in the gate. State: returns and P&L of the session (see return_window.hpp,
// portfolio_pnl.hpp). Doubles from the P&L on; sums run from the oldest session to the newest.
// Errors: NO_VOLATILITY for an instrument with fewer than window/2 returns, and without market
// history; NO_EQUITY; VALUE_OVERFLOW.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_effect.hpp"
#include "portfolio_pnl.hpp"

namespace sluice::risk_rules {

class VolTarget {
 public:
  static constexpr auto id = "vol_target";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "keeps ex-ante portfolio volatility at or below a target";
  struct Params {
    Ratio limit;
    std::string action;
    std::int64_t window = 0;
    double decay = 0;
    double periods_per_year = 0;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("limit", &Params::limit)
          .required()
          .above(0)
          .help("largest volatility a year as a share of equity: 0.15 is 15 %"),
      sluice::param("action", &Params::action)
          .def("scale")
          .one_of("scale", "refuse")
          .help("scale: resize the order to what fits; refuse: refuse it"),
      sluice::param("window", &Params::window).def(60).min(2).max(1000).help("sessions of returns"),
      sluice::param("decay", &Params::decay)
          .def("0.94")
          .above(0)
          .max(1)
          .help("weight of a session relative to the next newer one"),
      sluice::param("periods_per_year", &Params::periods_per_year)
          .def(252)
          .above(0)
          .help("sessions a year"));

  explicit VolTarget(const Params& params);

  // `window` returns are window + 1 closes.
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept {
    return static_cast<std::uint32_t>(returns_.window() + 1);
  }
  void on_session(const RiskView& view);

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept;

 private:
  struct Candidate;

  [[nodiscard]] Verdict judge(const Candidate& candidate) const noexcept;
  [[nodiscard]] Verdict scale(const Candidate& candidate, Ratio measured) const noexcept;
  // Change of the symbol's value for this much of the order, in value units.
  [[nodiscard]] static std::optional<std::int64_t> value_change(const Candidate& candidate,
                                                                std::int64_t quantity) noexcept;
  // sum_k weight_k * pnl_k^2 with the symbol's value changed by this much.
  [[nodiscard]] double weighted_squares(const Candidate& candidate,
                                        std::int64_t change) const noexcept;
  [[nodiscard]] std::optional<Ratio> volatility(double squares, double equity) const noexcept;
  // How many lots reach the target exactly: the larger root of a quadratic; negative: none.
  [[nodiscard]] double lots_at_target(const Candidate& candidate) const noexcept;

  Ratio limit_;
  bool scales_;
  double periods_per_year_;
  double decay_;
  ReturnWindow returns_;
  std::vector<double> weights_;  // oldest first, one a column of returns_
  double weight_sum_ = 0;
  bool is_ready_ = false;
  // What was computed of the view last shown, kept so that the next order costs less; what it says
  // depends on that view alone.
  mutable PortfolioPnl pnl_;
  mutable std::uint32_t last_instrument_ = 0;
  mutable std::uint64_t squares_revision_ = 0;
  mutable double squares_before_ = 0;  // of pnl_ at that revision
};

}  // namespace sluice::risk_rules
