// SPDX-License-Identifier: Apache-2.0
//
// reservations.hpp: the budget that orders on their way hold.
//
// Place: routing. Budget is taken at the worst price an order may get, fees included, before
// anything leaves, and given back only when the order is final. Sells bring budget: what they will
// bring at their worst counts as soon as they are on their way, because daily orders sell before
// they buy. Thread: the lane.
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
};

class Reservations {
 public:
  explicit Reservations(ReservationConfig config) : config_{config} {}

  // What the order would hold: positive for a buy, negative for a sell. Nothing on overflow.
  [[nodiscard]] std::optional<Money> amount_for(const Intent& intent) const noexcept;
  // Takes `amount` if cash minus what is held covers it; a sell always gets through.
  [[nodiscard]] bool reserve(Money amount, Money cash) noexcept;
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

}  // namespace sluice::routing
