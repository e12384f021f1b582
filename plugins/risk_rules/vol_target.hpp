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
// reference price. In that change c of one symbol's value the sum is a parabola,
//
//   sum_k w_k (pnl_k + c * return_k)^2 = total + c * (2 * slope + c * curve)
//
// whose coefficients serve every order of the symbol until a position changes. measured =
// volatility after the order, rounded up at 1e-8; limit = the target. An order that does not raise
// the variance is approved even above the limit. Others are refused or, with action "scale",
// resized to the largest multiple of the lot that keeps the limit.
//
// Place: native rule in the gate. State: returns and P&L of the session (see return_window.hpp,
// portfolio_pnl.hpp). Doubles from the P&L on, summed in a fixed order.
// Errors: NO_VOLATILITY for an instrument with fewer than window/2 returns, and without market
// history; NO_EQUITY; VALUE_OVERFLOW, also for a change of value beyond 5.7e13.
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
  static constexpr auto version = "1.1.0";
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
  // In squares of P&L units, for changes in value units.
  struct Parabola {
    std::uint64_t revision = 0;  // of pnl_
    double slope = 0;
    double curve = 0;

    // By how much the sum of squares grows.
    [[nodiscard]] double growth(double change) const noexcept {
      return change * (2 * slope + change * curve);
    }
  };

  [[nodiscard]] Verdict judge(const Candidate& candidate) const noexcept;
  [[nodiscard]] Verdict scale(const Candidate& candidate, Ratio measured) const noexcept;
  // Change of the symbol's value for this much of the order, in value units.
  [[nodiscard]] static std::optional<std::int64_t> value_change(const Candidate& candidate,
                                                                std::int64_t quantity) noexcept;
  // Of the view last shown.
  [[nodiscard]] const Parabola& parabola_of(std::uint32_t instrument) const noexcept;
  void sum_squares() const noexcept;
  [[nodiscard]] std::optional<Ratio> volatility(double squares, double equity) const noexcept;
  // How many lots reach the target exactly: the larger root of a quadratic; negative: none.
  [[nodiscard]] double lots_at_target(const Candidate& candidate,
                                      const Parabola& parabola) const noexcept;

  Ratio limit_;
  bool scales_;
  double periods_per_year_;
  double decay_;
  ReturnWindow returns_;
  std::vector<double> weights_;  // oldest first, one a column of returns_
  double years_per_weight_ = 0;  // a weighted sum of squares times this: the variance of a year
  bool is_ready_ = false;
  // What was computed of the view last shown, kept so that the next order costs less; what it says
  // depends on that view alone.
  mutable PortfolioPnl pnl_;
  mutable std::uint32_t last_instrument_ = 0;
  mutable std::uint64_t total_revision_ = 0;
  mutable double total_ = 0;             // of pnl_ at that revision
  mutable std::vector<double> day_pnl_;  // oldest first; what total_ sums the squares of
  mutable std::vector<Parabola> parabolas_;
};

}  // namespace sluice::risk_rules
