// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/symbol.hpp"

namespace sluice::venue_simulator {

namespace {

Refusal filter_failure(const char* name) { return {-1013, std::string{"Filter failure: "} + name}; }

bool is_price_in_grid(const Filters& filters, Price price) {
  return price >= filters.min_price && price <= filters.max_price &&
         price.raw() % filters.tick.raw() == 0;
}

bool is_quantity_in_grid(const Filters& filters, Quantity quantity, Quantity most) {
  return quantity >= filters.min_quantity && quantity <= most &&
         quantity.raw() % filters.step.raw() == 0;
}

bool is_near(const Filters& filters, Price price, Price last) {
  const auto highest = checked_multiply(last, filters.multiplier_up, Rounding::kDown);
  const auto lowest = checked_multiply(last, filters.multiplier_down, Rounding::kUp);
  return highest && lowest && price <= *highest && price >= *lowest;
}

std::optional<Refusal> check_quantity(const Filters& filters, const NewOrder& order) {
  if (!is_quantity_in_grid(filters, order.quantity, filters.max_quantity))
    return filter_failure("LOT_SIZE");
  if (order.type == OrderType::kMarket && order.quantity > filters.max_market_quantity)
    return filter_failure("MARKET_LOT_SIZE");
  return std::nullopt;
}

}  // namespace

std::optional<Refusal> check_filters(const Symbol& symbol, const NewOrder& order, Price last) {
  const Filters& filters = symbol.filters;
  if (has_limit(order.type) && !is_price_in_grid(filters, order.price))
    return filter_failure("PRICE_FILTER");
  if (waits_for_price(order.type) && !is_price_in_grid(filters, order.stop_price))
    return filter_failure("PRICE_FILTER");
  if (has_limit(order.type) && last.is_positive() && !is_near(filters, order.price, last))
    return filter_failure("PERCENT_PRICE_BY_SIDE");
  const bool spends_quote = order.quote_quantity.is_positive();
  if (!spends_quote) {
    if (auto refused = check_quantity(filters, order)) return refused;
  }
  Price worth = last;
  if (waits_for_price(order.type)) worth = order.stop_price;
  if (has_limit(order.type)) worth = order.price;
  const Amount value =
      spends_quote ? order.quote_quantity : notional(worth, order.quantity, Rounding::kDown);
  if (value < filters.min_notional || value > filters.max_notional)
    return filter_failure("NOTIONAL");
  return std::nullopt;
}

}  // namespace sluice::venue_simulator
