// SPDX-License-Identifier: Apache-2.0
#include "records/order_store_writer.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/ports.hpp"
#include "records/order_store_rows.hpp"
#include "records/order_store_schema.hpp"
#include "records/record_places.hpp"

namespace sluice::records {
namespace {

constexpr std::string_view kRestart = "EPOCH";

std::string insert_sql() {
  std::string marks = "?";
  for (int i = 1; i < kBlotterColumnCount + kDetailColumnCount; ++i) marks += ", ?";
  return std::string{"INSERT INTO orders("} + kBlotterColumns + ", " + kDetailColumns +
         ") VALUES(" + marks + ")";
}

}  // namespace

OrderStoreWriter::OrderStoreWriter(sqlite3* db)
    : put_place_{db, "INSERT OR REPLACE INTO trail VALUES(1, ?, ?, ?, ?)"},
      insert_{db, insert_sql()},
      update_{db,
              "UPDATE orders SET qty = ?, limit_price = ?, status = ?, filled_qty = ?, "
              "average_price = ?, reason = ?, order_id = ?, updated = ?, state = ?, is_open = ?, "
              "unknown = ?, disputed = ?, pending_cancel = ?, pending_replace = ?, "
              "replace_qty = ?, replace_limit = ?, attempts = ? WHERE seq = ?"},
      load_{db, std::string{"SELECT "} + kBlotterColumns + ", " + kDetailColumns +
                    " FROM orders WHERE seq = ?"},
      load_fills_{db, "SELECT qty, price, busted FROM executions WHERE order_seq = ?"},
      drop_{db, "DELETE FROM orders WHERE seq = ?"},
      newest_{db, "SELECT seq, created FROM orders ORDER BY seq DESC LIMIT 1"},
      put_lines_{db, "INSERT INTO lines VALUES(?, ?, ?)"},
      move_lines_{db, "UPDATE lines SET order_seq = ? WHERE order_seq = ?"},
      seq_of_order_{db, "SELECT seq FROM orders WHERE order_id = ?"},
      seq_of_intent_{db,
                     "SELECT seq FROM orders WHERE intent_lo = ? AND intent_hi = ? "
                     "ORDER BY seq DESC LIMIT 1"},
      order_of_intent_{db, "SELECT seq" + from_orders_of_intent()},
      last_order_{db, "SELECT max(order_id) FROM orders WHERE order_id IS NOT NULL"},
      pending_{db, "SELECT seq FROM orders WHERE status = ? AND order_id IS NULL AND is_open"},
      amended_{db,
               "SELECT order_seq FROM amendments WHERE intent_lo = ? AND intent_hi = ? "
               "ORDER BY seq DESC LIMIT 1"},
      put_amendment_{db, "INSERT INTO amendments VALUES(?, ?, ?, ?)"},
      put_request_{db, "INSERT INTO requests VALUES(?, ?, ?, ?, ?)"},
      put_execution_{
          db, "INSERT INTO executions VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"},
      find_execution_{db,
                      "SELECT seq, price FROM executions WHERE order_seq = ? AND epoch = ? AND "
                      "execution = ? AND NOT busted"},
      bust_{db, "UPDATE executions SET busted = 1 WHERE seq = ?"},
      put_event_{db, "INSERT INTO events VALUES(?, ?, ?, ?, ?)"} {}

void OrderStoreWriter::put_place(const TrailPlace& place) {
  put_place_.run(place.segment, place.offset, place.seq, place.hash);
}

void OrderStoreWriter::take(const TrailRow& row) {
  switch (row.kind) {
    case TrailRow::Kind::kIntent:
      return put_intent(row);
    case TrailRow::Kind::kApproved:
    case TrailRow::Kind::kRefused:
      return judge(row);
    case TrailRow::Kind::kOrder:
      return order_of(row).put_state(row);
    case TrailRow::Kind::kExecution:
      return put_execution(order_of(row), row);
    case TrailRow::Kind::kNote:
      return put_note(order_of(row), row);
    case TrailRow::Kind::kMatched:
      order_of(row);
      return;
    case TrailRow::Kind::kEvent:
      if (row.type == kRestart) end_pending(row.time);
      return put_event(row, row.order_id);
    case TrailRow::Kind::kNothing:
      return;
  }
}

void OrderStoreWriter::put_intent(const TrailRow& row) {
  put_request(row);
  if (row.amends) return put_amendment(row);
  LiveOrder& order = touch(hold(LiveOrder::of_intent(row, created_at(row.time))));
  order.add_line(row.place);
  newest_held_ = order.seq;
}

void OrderStoreWriter::put_request(const TrailRow& row) {
  if (!row.request.empty())
    put_request_.run(row.place.seq, row.request, row.request_hash, row.intent.hi, row.intent.lo);
}

// Decisions may be dated back; pages are asked for from a time to a time.
Timestamp OrderStoreWriter::created_at(Timestamp time) {
  newest();
  last_created_ = std::max(last_created_, time);
  return last_created_;
}

void OrderStoreWriter::put_amendment(const TrailRow& row) {
  flush();
  std::uint64_t seq = 0;
  order_of_intent_.each([&](SqlStatement& found) { seq = unsigned_column(found, 0); },
                        row.amends->lo, row.amends->hi);
  put_amendment_.run(row.place.seq, row.intent.hi, row.intent.lo, seq);
  if (seq != 0) touch(by_seq(seq)).add_line(row.place);
}

void OrderStoreWriter::judge(const TrailRow& row) {
  const bool is_refused = row.kind == TrailRow::Kind::kRefused;
  if (LiveOrder* const order = find(row.intent); order != nullptr && order->is_pending()) {
    touch(*order).add_line(row.place);
    order->updated = row.time;
    if (is_refused) {
      order->end(OrderState::kDenied, row.text, row.time);
    } else {
      order->state = OrderState::kApproved;
      order->quantity = row.quantity;
    }
    return;
  }
  std::uint64_t amended = 0;
  amended_.each([&](SqlStatement& found) { amended = unsigned_column(found, 0); }, row.intent.lo,
                row.intent.hi);
  if (amended != 0) touch(by_seq(amended)).add_line(row.place);
  if (is_refused) put_event(row, amended != 0 ? by_seq(amended).order_id : 0);
}

void OrderStoreWriter::put_execution(LiveOrder& order, const TrailRow& row) {
  order.put_execution(row);
  const std::string large = fits(row.commission) ? "" : row.commission.to_string();
  const auto put = [&](const auto& commission) {
    put_execution_.run(row.place.seq, order.seq, order.executions, order.intent.hi, order.intent.lo,
                       order.symbol, static_cast<int>(order.side), order.route,
                       row.time.nanoseconds(), row.quantity.raw(), row.price.raw(),
                       row.base_price.raw(), commission, std::uint64_t{row.epoch}, row.execution);
  };
  if (large.empty())
    put(static_cast<std::int64_t>(row.commission.raw()));
  else
    put(large);
}

void OrderStoreWriter::put_note(LiveOrder& order, const TrailRow& row) {
  order.put_note(row);
  if (row.type == name(OrderNote::kBusted)) bust(order, row);
  if (row.type == name(OrderNote::kReplaceAsked)) adopt_terms(order, row);
  put_event(row, order.order_id);
}

void OrderStoreWriter::bust(LiveOrder& order, const TrailRow& row) {
  std::uint64_t seq = 0;
  Price price;
  find_execution_.each(
      [&](SqlStatement& found) {
        seq = unsigned_column(found, 0);
        price = Price::from_raw(found.integer(1));
      },
      order.seq, std::uint64_t{row.epoch}, row.execution);
  // Taken back before it was told: there is nothing to undo.
  if (seq == 0 && row.quantity.is_zero()) return;
  if (seq == 0) throw std::runtime_error("no such execution before it");
  bust_.run(seq);
  order.take_back(row.quantity, price);
}

void OrderStoreWriter::put_event(const TrailRow& row, std::uint64_t order_id) {
  put_event_.run(row.place.seq, row.time.nanoseconds(), row.type, order_id, row.text);
}

void OrderStoreWriter::end_pending(Timestamp time) {
  flush();
  std::vector<std::uint64_t> seqs;
  pending_.each([&](SqlStatement& found) { seqs.push_back(unsigned_column(found, 0)); },
                static_cast<int>(OrderStatus::kNew));
  for (const std::uint64_t seq : seqs)
    touch(by_seq(seq)).end(OrderState::kFailedFinal, kInterrupted, time);
}

void OrderStoreWriter::adopt_terms(LiveOrder& order, const TrailRow& asked) {
  if (newest() == 0) return;
  LiveOrder& wish = by_seq(newest());
  const bool has_terms = wish.symbol == order.symbol && wish.side == order.side &&
                         wish.quantity == asked.quantity && wish.limit_price == asked.limit_price;
  if (has_terms && wish.is_pending() && wish.state == OrderState::kApproved) drop(wish, order);
}

void OrderStoreWriter::drop(LiveOrder& order, LiveOrder& heir) {
  const std::uint64_t seq = order.seq;
  for (const RecordPlace& place : read_places(order.lines)) heir.add_line(place);
  if (order.is_stored) {
    move_lines_.run(heir.seq, seq);
    drop_.run(seq);
  }
  std::erase(dirty_, seq);
  let_go(order);
  newest_held_.reset();
}

}  // namespace sluice::records
