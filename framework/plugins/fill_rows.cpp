// SPDX-License-Identifier: Apache-2.0
#include "plugins/fill_rows.hpp"

namespace sluice::plugins {

sluice_fill fill_row(const Fill& fill) noexcept {
  sluice_fill row{};
  row.size = sizeof row;
  row.instrument = fill.instrument;
  row.order_id = fill.order_id;
  row.intent_id = {fill.intent_id.hi, fill.intent_id.lo};
  row.side = static_cast<std::uint8_t>(fill.side);
  row.quantity = fill.quantity.raw();
  row.price = fill.price.raw();
  row.base_price = fill.base_price.raw();
  row.commission = fill.commission.to_c();
  row.time = fill.time.nanoseconds();
  return row;
}

}  // namespace sluice::plugins
