// SPDX-License-Identifier: Apache-2.0
#include "records/order_store_rows.hpp"

#include "records/order_store_schema.hpp"

namespace sluice::records {

Money money_column(SqlStatement& row, int column) {
  if (row.is_integer(column)) return Money::from_raw(row.integer(column));
  return Money::parse(row.text(column)).value_or(Money{});
}

std::string from_orders_of_intent() {
  return " FROM orders WHERE intent_lo = ? AND intent_hi = ? ORDER BY (order_id IS NOT NULL AND "
         "state <> " +
         std::to_string(static_cast<int>(OrderState::kDenied)) + ") DESC, seq DESC LIMIT 1";
}

TrailPlace read_place(sqlite3* database) {
  TrailPlace place;
  SqlStatement rows{database, "SELECT segment, offset, seq, hash FROM trail"};
  rows.each([&](SqlStatement& row) {
    place = {std::string{row.text(0)}, unsigned_column(row, 1), unsigned_column(row, 2),
             std::string{row.text(3)}};
  });
  return place;
}

BlotterRow read_blotter_row(SqlStatement& row) {
  BlotterRow order;
  order.seq = unsigned_column(row, 0);
  order.created = time_column(row, 1);
  order.intent = {unsigned_column(row, 2), unsigned_column(row, 3)};
  order.symbol = row.text(4);
  order.side = word_column(row, 5, Side::kSell);
  order.order_type = word_column(row, 6, OrderType::kLimitMaker);
  order.time_in_force = word_column(row, 7, TimeInForce::kGtd);
  order.quantity = number_column<Quantity>(row, 8);
  order.limit_price = number_column<Price>(row, 9);
  order.stop_price = number_column<Price>(row, 10);
  order.status = word_column(row, 11, OrderStatus::kError);
  order.filled = number_column<Quantity>(row, 12);
  order.average_price = number_column<Price>(row, 13);
  order.route = row.text(14);
  order.source = row.text(15);
  order.client_order_id = row.text(16);
  order.reason = row.text(17);
  return order;
}

OrderDetail read_order_detail(SqlStatement& row) {
  constexpr int at = kBlotterColumnCount;
  OrderDetail order;
  static_cast<BlotterRow&>(order) = read_blotter_row(row);
  order.order_id = unsigned_column(row, at);
  order.decided = time_column(row, at + 1);
  order.updated = time_column(row, at + 2);
  order.state = word_column(row, at + 3, OrderState::kFailedFinal);
  order.reference_price = number_column<Price>(row, at + 4);
  order.reduce_only = row.flag(at + 5);
  order.post_only = row.flag(at + 6);
  order.good_till = time_column(row, at + 7);
  order.parent = {unsigned_column(row, at + 8), unsigned_column(row, at + 9)};
  order.actor = row.text(at + 10);
  order.is_open = row.flag(at + 11);
  order.unknown = row.flag(at + 12);
  order.disputed = row.flag(at + 13);
  order.pending_cancel = row.flag(at + 14);
  order.pending_replace = row.flag(at + 15);
  order.replace_quantity = number_column<Quantity>(row, at + 16);
  order.replace_limit = number_column<Price>(row, at + 17);
  order.attempts = static_cast<std::uint32_t>(row.integer(at + 18));
  return order;
}

LiveOrder read_live_order(SqlStatement& row) {
  LiveOrder order;
  static_cast<OrderDetail&>(order) = read_order_detail(row);
  return order;
}

}  // namespace sluice::records
