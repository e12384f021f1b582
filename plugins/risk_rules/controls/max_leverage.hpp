// SPDX-License-Identifier: Apache-2.0
//
// max_leverage: keeps gross and net exposure within multiples of equity.
//
//   gross = sum of what each position could be worth, with the order, / equity              [ratio]
//   net   = the larger end of the sum with signs, with the order, / equity                  [ratio]
//   gross <= gross limit, net <= net limit, both rounded up
//
// Past a limit the account is reduce-only: what only makes a held position smaller is approved,
// everything else refused, until it is within again. Nothing is latched: prices alone may carry the
// account past a limit and back. Place: native rule in the gate. State: none. Offline: exposures
// are as if everything approved had filled. Errors: NO_REFERENCE_PRICE, NO_LAST_PRICE, NO_EQUITY,
// VALUE_OVERFLOW.
#pragma once

#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"

namespace sluice::risk_rules {

struct MaxLeverage {
  static constexpr auto id = "max_leverage";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "keeps gross and net exposure within multiples of equity";
  struct Params {
    Ratio gross;
    Ratio net;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("gross", &Params::gross)
                         .def(1)
                         .min(0)
                         .help("largest gross exposure as a multiple of equity"),
                     sluice::param("net", &Params::net)
                         .def(1)
                         .min(0)
                         .help("largest net exposure, long or short, as a multiple of equity"));

  explicit MaxLeverage(Params params) noexcept : params_{params} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    const WorstEffect effect = worst_effect(order, view);
    if (!effect.fault.empty()) return reject(effect.fault);
    if (effect.reduces) return approve();
    const Money equity = view.equity();
    if (!equity.is_positive()) return reject(code::kNoEquity);
    const auto gross =
        worst_gross(view, view.gross_exposure(), view.row(order.instrument()).raw(), effect,
                    any_may_be_missed(view), [](const auto&) { return true; });
    const auto net = net_with(order, view, effect);
    const auto gross_share = gross ? share_of(*gross, equity) : std::nullopt;
    const auto net_share = net ? share_of(*net, equity) : std::nullopt;
    if (!gross_share || !net_share) return reject(code::kValueOverflow);
    const bool passes_gross = *gross_share <= params_.gross;
    if (!passes_gross) return reject(code::kMaxGrossLeverage, *gross_share, params_.gross);
    const bool passes_net = *net_share <= params_.net;
    if (!passes_net) return reject(code::kMaxNetLeverage, *net_share, params_.net);
    return approve(*gross_share, params_.gross);
  }

 private:
  // The net exposure at the end the order moves: every buy filled and no sell, or the other way.
  static std::optional<Money> net_with(const Order& order, const RiskView& view,
                                       const WorstEffect& effect) noexcept {
    std::optional<int128> net = view.net_exposure().raw();
    for (const WorkingOrder other : view.working_orders()) {
      if (view.is_offline() || other.is_buy() == order.is_buy()) continue;
      const auto worth = value_up(other.remaining().raw(), view.row(other.instrument()).raw().last);
      net = worth && net ? detail::add(*net, order.is_buy() ? *worth : -*worth) : std::nullopt;
    }
    if (!net) return std::nullopt;
    const auto toward = order.is_buy() ? net : detail::subtract(0, *net);
    const auto end = toward ? detail::add(*toward, effect.added.raw()) : std::nullopt;
    // An order against the account's side brings it nearer to none, or past it.
    return end ? std::optional{Money::from_raw(std::max<int128>(*end, 0))} : std::nullopt;
  }

  Params params_;
};

}  // namespace sluice::risk_rules
