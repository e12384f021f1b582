// SPDX-License-Identifier: Apache-2.0
#include "records/order_store_writer.hpp"

#include <stdexcept>

#include <sluice/decimal.hpp>

#include "core/lifecycle.hpp"
#include "core/ports.hpp"

namespace sluice::records {
namespace {

void bind_value(SQLite::Statement& statement, int at, const std::string& text) {
  statement.bindNoCopy(at, text);
}
void bind_value(SQLite::Statement& statement, int at, std::uint64_t number) {
  statement.bind(at, static_cast<std::int64_t>(number));
}
void bind_value(SQLite::Statement& statement, int at, int number) { statement.bind(at, number); }

bool is_final(const std::string& state) {
  for (std::size_t i = 0; i < kOrderStateCount; ++i)
    if (name(static_cast<OrderState>(i)) == state)
      return sluice::is_final(static_cast<OrderState>(i));
  return false;
}

Quantity quantity(const std::string& text) {
  const auto parsed = Quantity::parse(text);
  if (!parsed) throw std::runtime_error("'" + text + "' is no quantity");
  return *parsed;
}

}  // namespace

OrderStoreWriter::OrderStoreWriter(SQLite::Database& database)
    : put_place_{database, "INSERT OR REPLACE INTO trail VALUES(1, ?, ?, ?, ?)"},
      put_intent_{database, "INSERT OR REPLACE INTO intents VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
      approve_{database, "UPDATE intents SET qty = ? WHERE intent_id = ?"},
      refuse_{database,
              "INSERT INTO refusals SELECT ?, ?, intent_id, symbol, side, qty, ? FROM intents "
              "WHERE intent_id = ?"},
      drop_intent_{database, "DELETE FROM intents WHERE intent_id = ?"},
      has_order_{database, "SELECT 1 FROM orders WHERE order_id = ?"},
      make_order_{database,
                  "INSERT INTO orders(order_id, intent_id, decided_at, symbol, side, order_type, "
                  "tif, qty, limit_price, stop_price, reference_price) SELECT ?, intent_id, "
                  "decided_at, symbol, side, order_type, tif, qty, limit_price, stop_price, "
                  "reference_price FROM intents WHERE intent_id = ?"},
      put_state_{database,
                 "UPDATE orders SET state = ?1, updated_at = ?2, is_open = ?3, "
                 "attempts = max(attempts, ?4), reason = CASE ?5 WHEN '' THEN reason ELSE ?5 END, "
                 "unknown = unknown AND ?3 AND ?6, pending_cancel = pending_cancel AND ?3, "
                 "pending_replace = pending_replace AND ?3 WHERE order_id = ?7"},
      put_execution_{database, "INSERT INTO executions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"},
      filled_{database, "SELECT filled_qty FROM orders WHERE order_id = ?"},
      put_filled_{database, "UPDATE orders SET filled_qty = ? WHERE order_id = ?"},
      bust_{database,
            "UPDATE executions SET busted = 1 WHERE order_id = ? AND epoch = ? AND execution = ?"},
      put_event_{database, "INSERT INTO events VALUES(?, ?, ?, ?, ?)"},
      unknown_{database, "UPDATE orders SET unknown = ? WHERE order_id = ?"},
      disputed_{database, "UPDATE orders SET disputed = 1 WHERE order_id = ?"},
      pending_cancel_{database, "UPDATE orders SET pending_cancel = ? WHERE order_id = ?"},
      pending_replace_{database, "UPDATE orders SET pending_replace = 0 WHERE order_id = ?"},
      ask_replace_{database,
                   "UPDATE orders SET pending_replace = 1, replace_qty = ?, replace_limit = ? "
                   "WHERE order_id = ?"},
      replaced_{database,
                "UPDATE orders SET pending_replace = 0, qty = replace_qty, limit_price = "
                "replace_limit WHERE order_id = ?"},
      resolved_{database, "UPDATE orders SET unknown = 0, disputed = 0 WHERE order_id = ?"},
      limit_{database, "UPDATE orders SET limit_price = ? WHERE order_id = ?"} {}

// Runs a statement that gives no rows; how many rows it changed.
template <typename... Values>
int OrderStoreWriter::run(SQLite::Statement& statement, const Values&... values) {
  statement.reset();
  int at = 0;
  (bind_value(statement, ++at, values), ...);
  const int changed = statement.exec();
  statement.reset();
  return changed;
}

void OrderStoreWriter::put_place(const TrailPlace& place) {
  run(put_place_, place.segment, place.offset, place.seq, place.hash);
}

void OrderStoreWriter::take(const TrailRow& row) {
  switch (row.kind) {
    case TrailRow::Kind::kIntent:
      return put_intent(row);
    case TrailRow::Kind::kApproved:
      run(approve_, row.quantity, row.intent_id);
      return;
    case TrailRow::Kind::kRefused:
      return refuse(row);
    case TrailRow::Kind::kOrder:
      make_order(row);
      return put_state(row);
    case TrailRow::Kind::kExecution:
      make_order(row);
      return put_execution(row);
    case TrailRow::Kind::kNote:
      make_order(row);
      return put_note(row);
    case TrailRow::Kind::kEvent:
      return put_event(row);
  }
}

void OrderStoreWriter::put_intent(const TrailRow& row) {
  run(put_intent_, row.intent_id, row.time, row.symbol, row.side, row.order_type, row.time_in_force,
      row.quantity, row.limit_price, row.stop_price, row.reference_price);
}

void OrderStoreWriter::refuse(const TrailRow& row) {
  run(refuse_, row.seq, row.time, row.text, row.intent_id);
  run(drop_intent_, row.intent_id);
}

// The first record with an order's id is where the intent became an order.
void OrderStoreWriter::make_order(const TrailRow& row) {
  has_order_.reset();
  bind_value(has_order_, 1, row.order_id);
  const bool is_known = has_order_.executeStep();
  has_order_.reset();
  if (is_known) return;
  if (run(make_order_, row.order_id, row.intent_id) != 1)
    throw std::runtime_error("order " + std::to_string(row.order_id) + " has no intent before it");
  run(drop_intent_, row.intent_id);
}

void OrderStoreWriter::put_state(const TrailRow& row) {
  // Proven not to be at the venue: its fate is known.
  const bool keeps_unknown = row.state != name(OrderState::kRetry);
  run(put_state_, row.state, row.time, int{!is_final(row.state)}, std::uint64_t{row.attempt},
      row.text, int{keeps_unknown}, row.order_id);
}

void OrderStoreWriter::put_execution(const TrailRow& row) {
  run(put_execution_, row.order_id, std::uint64_t{row.epoch}, row.execution, row.seq, row.time,
      row.quantity, row.price, row.base_price, row.commission);
  add_filled(row, false);
  put_state(row);
}

void OrderStoreWriter::add_filled(const TrailRow& row, bool back) {
  filled_.reset();
  bind_value(filled_, 1, row.order_id);
  if (!filled_.executeStep()) throw std::runtime_error("no such order");
  const Quantity before = quantity(filled_.getColumn(0).getString());
  filled_.reset();
  const std::int64_t change = quantity(row.quantity).raw();
  run(put_filled_, Quantity::from_raw(before.raw() + (back ? -change : change)).to_string(),
      row.order_id);
}

void OrderStoreWriter::put_note(const TrailRow& row) {
  const auto is = [&](OrderNote note) { return row.type == name(note); };
  if (is(OrderNote::kUnknown) || is(OrderNote::kKnown))
    run(unknown_, int{is(OrderNote::kUnknown)}, row.order_id);
  if (is(OrderNote::kDisputed)) run(disputed_, row.order_id);
  if (is(OrderNote::kCancelAsked) || is(OrderNote::kCancelRejected))
    run(pending_cancel_, int{is(OrderNote::kCancelAsked)}, row.order_id);
  if (is(OrderNote::kReplaceAsked)) run(ask_replace_, row.quantity, row.limit_price, row.order_id);
  if (is(OrderNote::kReplaced)) run(replaced_, row.order_id);
  if (is(OrderNote::kReplaceRejected)) run(pending_replace_, row.order_id);
  if (is(OrderNote::kBusted)) bust(row);
  if (is(OrderNote::kResolved)) run(resolved_, row.order_id);
  if (is(OrderNote::kSlippageGuard)) run(limit_, row.limit_price, row.order_id);
  put_event(row);
}

void OrderStoreWriter::bust(const TrailRow& row) {
  if (run(bust_, row.order_id, std::uint64_t{row.epoch}, row.execution) != 1)
    throw std::runtime_error("no such execution before it");
  add_filled(row, true);
}

void OrderStoreWriter::put_event(const TrailRow& row) {
  run(put_event_, row.seq, row.time, row.type, row.order_id, row.text);
}

}  // namespace sluice::records
