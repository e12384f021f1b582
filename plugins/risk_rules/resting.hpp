// SPDX-License-Identifier: Apache-2.0
//
// resting.hpp: what orders that may never fill could still do to exposures.
//
// In a session a market order on its way fills; one with a limit or a stop may rest, be filled or
// be cancelled, each on its own. So a position ends between two ends: what rests to buy filled and
// what rests to sell not, or the other way round. It counts as the end further from zero: a sale
// out of reach makes no room. In an offline run everything approved fills in the session
// (decision 8 of docs/decisions), and both ends are the projected position.
//
// Place: below the rules of `pre_trade`. Units: quantities and amounts times 1e-8; a position is
// worth what the last price says. Thread: lane_hot, `begin` apart. Errors: nothing on overflow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/order_view.hpp>
#include <sluice/risk_view.hpp>

#include "exact.hpp"

namespace sluice::risk_rules {

[[nodiscard]] inline bool may_rest(std::uint8_t type) noexcept {
  return type != SLUICE_ORDER_MARKET;
}

// Of one symbol, not filled yet; >= 0.
struct Resting {
  int128 buys = 0;
  int128 sells = 0;

  [[nodiscard]] bool is_none() const noexcept { return buys == 0 && sells == 0; }
  void count(const WorkingOrder& order) noexcept {
    (order.is_buy() ? buys : sells) += order.remaining().raw();
  }
};

[[nodiscard]] inline Resting resting_of(const RiskView& view, std::uint32_t instrument) noexcept {
  Resting resting;
  if (view.is_offline() || view.row(instrument).working_orders() == 0) return resting;
  for (const WorkingOrder order : view.working_orders())
    if (order.instrument() == instrument && may_rest(order.raw().type)) resting.count(order);
  return resting;
}

// quantity * price, away from zero.
[[nodiscard]] inline std::optional<int128> away_from_zero(int128 quantity,
                                                          std::int64_t price) noexcept {
  return detail::multiply_divide(quantity, price, kScale,
                                 quantity < 0 ? Rounding::kDown : Rounding::kUp);
}

// By how much a row may be worth more, in magnitude, than the view says; >= 0.
[[nodiscard]] inline std::optional<int128> hidden_worth(const sluice_risk_row& row,
                                                        const Resting& resting) noexcept {
  const int128 value = Money::from_c(row.projected_value).raw();
  const auto up = away_from_zero(resting.sells, row.last);
  const auto down = away_from_zero(resting.buys, row.last);
  const auto upper = up ? detail::add(value, *up) : std::nullopt;
  const auto lower = down ? detail::subtract(*down, value) : std::nullopt;
  if (!upper || !lower) return std::nullopt;
  return std::max(*upper, *lower) - (value < 0 ? -value : value);
}

// What rests of every symbol, for rules that sum over symbols: one pass over what works for an
// order, whatever the number of symbols.
class RestingOrders {
 public:
  // Makes room; before the session's first order.
  void begin(const RiskView& view) {
    by_instrument_.assign(view.rows().size(), {});
    met_.clear();
    met_.reserve(by_instrument_.size());
  }

  // Sum of hidden_worth over the rows that `counts` picks, that of `own` apart. Nothing also where
  // the session was never begun.
  template <typename Counts>
  [[nodiscard]] std::optional<int128> hidden(const RiskView& view, std::uint32_t own,
                                             Counts counts) const noexcept {
    if (view.is_offline()) return 0;
    forget();
    for (const WorkingOrder order : view.working_orders()) {
      if (!may_rest(order.raw().type) || order.instrument() == own) continue;
      if (order.instrument() >= by_instrument_.size()) return std::nullopt;
      Resting& resting = by_instrument_[order.instrument()];
      if (resting.is_none()) met_.push_back(order.instrument());
      resting.count(order);
    }
    int128 sum = 0;
    for (const std::uint32_t id : met_) {
      const sluice_risk_row& row = view.row(id).raw();
      if (!counts(view.row(id))) continue;
      const auto worth = hidden_worth(row, by_instrument_[id]);
      const auto next = worth ? detail::add(sum, *worth) : std::nullopt;
      if (!next) return std::nullopt;
      sum = *next;
    }
    return sum;
  }

 private:
  void forget() const noexcept {
    for (const std::uint32_t id : met_) by_instrument_[id] = {};
    met_.clear();
  }

  // Room for one sum; nothing is remembered in it.
  mutable std::vector<Resting> by_instrument_;
  mutable std::vector<std::uint32_t> met_;
};

}  // namespace sluice::risk_rules
