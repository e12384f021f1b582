// SPDX-License-Identifier: Apache-2.0
#include "records/day.hpp"

#include <sluice/result.hpp>

namespace sluice::records {
namespace {

Money costs_of(const Fill& fill) {
  if (!fill.base_price.is_positive()) return fill.commission;
  const std::int64_t distance = fill.price.raw() - fill.base_price.raw();
  const auto slippage = Price::from_raw(fill.side == Side::kBuy ? distance : -distance);
  const auto costs = checked_add(fill.commission, notional(slippage, fill.quantity, Rounding::kUp));
  SLUICE_ASSERT(costs.has_value());
  return *costs;
}

}  // namespace

TradeRow trade_row(const Fill& fill) {
  return {
      fill.order_id, fill.time,      fill.instrument,
      fill.side,     fill.quantity,  fill.base_price.is_positive() ? fill.base_price : fill.price,
      fill.price,    costs_of(fill), fill.commission};
}

}  // namespace sluice::records
