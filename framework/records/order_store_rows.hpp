// SPDX-License-Identifier: Apache-2.0
//
// order_store_rows.hpp: rows of the order store's tables as what they mean.
//
// Place: inside records; the writer, the store and the reader use it. The columns of an order are
// kBlotterColumns, then kDetailColumns.
#pragma once

#include <limits>
#include <string>

#include "records/live_order.hpp"
#include "records/order_store.hpp"
#include "records/sql_statement.hpp"

namespace sluice::records {

[[nodiscard]] inline std::uint64_t unsigned_column(SqlStatement& row, int column) {
  return static_cast<std::uint64_t>(row.integer(column));
}
template <typename Number>
[[nodiscard]] Number number_column(SqlStatement& row, int column) {
  return Number::from_raw(row.integer(column));
}
[[nodiscard]] inline Timestamp time_column(SqlStatement& row, int column) {
  return Timestamp::from_nanoseconds(row.integer(column));
}
// Words are written by number; one of another build's database would be out of their range.
template <typename Word>
[[nodiscard]] Word word_column(SqlStatement& row, int column, Word last) {
  const std::int64_t value = row.integer(column);
  return value >= 0 && value <= static_cast<int>(last) ? static_cast<Word>(value) : last;
}

// Money is an integer where 64 bits hold it, else a text.
[[nodiscard]] constexpr bool fits(Money amount) noexcept {
  return amount.raw() >= std::numeric_limits<std::int64_t>::min() &&
         amount.raw() <= std::numeric_limits<std::int64_t>::max();
}
[[nodiscard]] Money money_column(SqlStatement& row, int column);

// Of several rows of an intent the newest order that was let out, else the newest row. Binds the
// lower half of the id, then the upper one.
[[nodiscard]] std::string from_orders_of_intent();
[[nodiscard]] TrailPlace read_place(sqlite3* database);
[[nodiscard]] BlotterRow read_blotter_row(SqlStatement& row);
[[nodiscard]] OrderDetail read_order_detail(SqlStatement& row);
[[nodiscard]] LiveOrder read_live_order(SqlStatement& row);

}  // namespace sluice::records
