// SPDX-License-Identifier: Apache-2.0
//
// reservations.hpp: the budget that orders on their way hold.
//
// Place: routing. Budget is taken at the worst price an order may get, fees included, before
// anything leaves, and given back only when the order is final. Where sells fund buys, what a sell
// will bring at its worst counts as soon as it is on its way, because daily orders sell before they
// buy. Thread: the lane.
#pragma once

#include <optional>

#include <sluice/decimal.hpp>

#include "core/order.hpp"

namespace sluice::routing {

enum class BudgetMode {
  kCash,   // buys need cash that is not reserved yet
  kMargin  // nothing is refused here; rules limit exposure
};

struct ReservationConfig {
  BudgetMode budget = BudgetMode::kCash;
  Ratio slippage =
      Ratio::from_raw(200'000);  // 20 bp: how far from the reference the worst price is
  Ratio fee_rate;                // of the order's value
  // What a sell on its way will bring may be spent by a buy of the same batch (daily orders). Where
  // this is off, only what was sold may.
  bool sells_fund_buys = true;
};

class Reservations {
 public:
  explicit Reservations(ReservationConfig config) : config_{config} {}

  // The worst price the order may get: its limit, else the reference or stop beyond the slippage.
  // Nothing on overflow.
  [[nodiscard]] std::optional<Price> worst_price(const Intent& intent) const noexcept;
  // What `quantity` of the order would hold: positive for a buy, negative for a sell. Nothing on
  // overflow.
  [[nodiscard]] std::optional<Money> amount_for(const Intent& intent,
                                                Quantity quantity) const noexcept;
  [[nodiscard]] std::optional<Money> amount_for(const Intent& intent) const noexcept {
    return amount_for(intent, intent.quantity);
  }
  // Whether cash minus what is held covers `amount`; a sell always gets through.
  [[nodiscard]] bool covers(Money amount, Money cash) const noexcept;
  // Takes it if so.
  [[nodiscard]] bool reserve(Money amount, Money cash) noexcept;
  // Takes `amount` unasked: what was covered when an earlier process took it.
  void take(Money amount) noexcept;
  // Gives `amount` back.
  void release(Money amount) noexcept;
  // Held by all orders, proceeds of sells deducted.
  [[nodiscard]] Money held() const noexcept { return held_; }
  [[nodiscard]] const ReservationConfig& config() const noexcept { return config_; }

 private:
  ReservationConfig config_;
  Money held_;
};

// The part of `reserved` that `filled` of `quantity` accounts for, rounded towards zero so that the
// last release gives back what is left.
[[nodiscard]] Money share_of(Money reserved, Quantity filled, Quantity quantity) noexcept;

// Books an execution on the order: filled, executions, and the budget it does not hold any more,
// which is returned. The order's state is the caller's.
[[nodiscard]] Money book_execution(Order& order, const Execution& execution);

}  // namespace sluice::routing
