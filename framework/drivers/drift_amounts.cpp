// SPDX-License-Identifier: Apache-2.0
#include "drivers/drift_amounts.hpp"

namespace sluice::drivers {
namespace {

constexpr int128 kMoneyUnit = 100'000'000;  // of 1e-16 in one of 1e-8

// amount * of / whole. Any rounding of it is good enough, as long as it is always the same: what
// one step does not take the next one does.
int128 share(int128 amount, std::int64_t of, std::int64_t whole) {
  if (of == whole) return amount;
  return static_cast<int128>(static_cast<double>(amount) *
                             (static_cast<double>(of) / static_cast<double>(whole)));
}

}  // namespace

void add_fill(TradedSum& sum, bool is_sale, Quantity quantity, Price base, Price price,
              Money commission) {
  const std::int64_t signed_quantity = is_sale ? -quantity.raw() : quantity.raw();
  sum.quantity += signed_quantity;
  sum.base += int128{signed_quantity} * base.raw();
  sum.cost += int128{signed_quantity} * (price.raw() - base.raw()) + commission.raw() * kMoneyUnit;
}

int128 contribution(const TradedSum& sum, Price close) {
  return int128{sum.quantity} * close.raw() - sum.base - sum.cost;
}

DriftSteps steps_between(const TradedSum& a, Price close_a, const TradedSum& b, Price close_b) {
  DriftSteps steps;
  if (a.quantity == 0 || b.quantity == 0) {
    steps.quantity = contribution(a, close_a) - contribution(b, close_b);
    return steps;
  }
  const int128 base_of_b = share(a.base, b.quantity, a.quantity);  // what B had paid at A's prices
  const int128 cost_of_a = share(b.cost, a.quantity, b.quantity);  // A's costs at B's rates
  steps.data = int128{b.quantity} * (close_a.raw() - close_b.raw());
  steps.price = b.base - base_of_b;
  steps.quantity =
      int128{a.quantity - b.quantity} * close_a.raw() - (a.base - base_of_b) - (cost_of_a - b.cost);
  steps.cost = cost_of_a - a.cost;
  return steps;
}

}  // namespace sluice::drivers
