// SPDX-License-Identifier: Apache-2.0
//
// order_store_held.cpp: the orders that OrderStoreWriter holds, and how they come from the database
// and go back.
#include <algorithm>
#include <stdexcept>

#include "records/order_store_rows.hpp"
#include "records/order_store_writer.hpp"

namespace sluice::records {

LiveOrder& OrderStoreWriter::touch(LiveOrder& order) {
  if (!order.is_dirty) dirty_.push_back(order.seq);
  order.is_dirty = true;
  return order;
}

LiveOrder& OrderStoreWriter::hold(LiveOrder order) {
  std::uint64_t& newest_of_intent = seq_of_intent_held_[order.intent];
  newest_of_intent = std::max(newest_of_intent, order.seq);
  if (order.order_id != 0) seq_of_order_held_[order.order_id] = order.seq;
  const std::uint64_t seq = order.seq;
  return held_.emplace(seq, std::move(order)).first->second;
}

// Only what is stored.
void OrderStoreWriter::let_go(const LiveOrder& order) {
  if (const auto held = seq_of_intent_held_.find(order.intent);
      held != seq_of_intent_held_.end() && held->second == order.seq)
    seq_of_intent_held_.erase(held);
  seq_of_order_held_.erase(order.order_id);
  const std::uint64_t seq = order.seq;
  held_.erase(seq);
}

LiveOrder& OrderStoreWriter::by_seq(std::uint64_t seq) {
  const auto found = held_.find(seq);
  return found != held_.end() ? found->second : hold(load(seq));
}

// The newest row of the intent; nullptr: there is none.
LiveOrder* OrderStoreWriter::find(const IntentId& intent) {
  std::uint64_t seq = 0;
  if (const auto held = seq_of_intent_held_.find(intent); held != seq_of_intent_held_.end())
    seq = held->second;
  else
    seq_of_intent_.each([&](SqlStatement& found) { seq = unsigned_column(found, 0); }, intent.lo,
                        intent.hi);
  return seq != 0 ? &by_seq(seq) : nullptr;
}

// The first record with an order's id is where the intent became an order.
LiveOrder& OrderStoreWriter::order_of(const TrailRow& row) {
  std::uint64_t seq = 0;
  if (const auto held = seq_of_order_held_.find(row.order_id); held != seq_of_order_held_.end()) {
    seq = held->second;
  } else if (!is_new_order(row.order_id)) {
    seq_of_order_.each([&](SqlStatement& found) { seq = unsigned_column(found, 0); }, row.order_id);
  }
  if (const LiveOrder* const order = seq == 0 ? find(row.intent) : nullptr;
      order != nullptr && order->is_pending()) {
    seq = order->seq;
    last_order_held_ = std::max(*last_order_held_, row.order_id);
  }
  if (seq == 0)
    throw std::runtime_error("order " + std::to_string(row.order_id) + " has no intent before it");
  LiveOrder& order = touch(by_seq(seq));
  order.order_id = row.order_id;
  seq_of_order_held_[row.order_id] = seq;
  order.add_line(row.place);
  return order;
}

// Their ids ascend: most need not be looked for.
bool OrderStoreWriter::is_new_order(std::uint64_t order_id) {
  if (!last_order_held_) {
    std::uint64_t last = 0;
    last_order_.each([&](SqlStatement& row) { last = unsigned_column(row, 0); });
    for (const auto& [seq, order] : held_) last = std::max(last, order.order_id);
    last_order_held_ = last;
  }
  return order_id > *last_order_held_;
}

LiveOrder OrderStoreWriter::load(std::uint64_t seq) {
  LiveOrder order;
  load_.each([&](SqlStatement& row) { order = read_live_order(row); }, seq);
  if (order.seq == 0) throw std::runtime_error("row " + std::to_string(seq) + " is missing");
  order.is_stored = true;
  load_fills_.each(
      [&](SqlStatement& row) {
        ++order.executions;
        if (!row.flag(2)) order.value += int128{row.integer(0)} * row.integer(1);
      },
      seq);
  return order;
}

void OrderStoreWriter::store(LiveOrder& order) {
  const auto status = static_cast<int>(order.present_status());
  const auto state = static_cast<int>(order.state);
  const std::optional<std::uint64_t> order_id =
      order.order_id != 0 ? std::optional{order.order_id} : std::nullopt;
  const std::int64_t average = order.present_average().raw();
  if (order.is_stored)
    update_.run(order.quantity.raw(), order.limit_price.raw(), status, order.filled.raw(), average,
                order.reason, order_id, order.updated.nanoseconds(), state, int{order.is_open},
                int{order.unknown}, int{order.disputed}, int{order.pending_cancel},
                int{order.pending_replace}, order.replace_quantity.raw(), order.replace_limit.raw(),
                std::uint64_t{order.attempts}, order.seq);
  else
    insert_.run(order.seq, order.created.nanoseconds(), order.intent.hi, order.intent.lo,
                order.symbol, static_cast<int>(order.side), static_cast<int>(order.order_type),
                static_cast<int>(order.time_in_force), order.quantity.raw(),
                order.limit_price.raw(), order.stop_price.raw(), status, order.filled.raw(),
                average, order.route, order.source, order.client_order_id, order.reason, order_id,
                order.decided.nanoseconds(), order.updated.nanoseconds(), state,
                order.reference_price.raw(), int{order.reduce_only}, int{order.post_only},
                order.good_till.nanoseconds(), order.parent.hi, order.parent.lo, order.actor,
                int{order.is_open}, int{order.unknown}, int{order.disputed},
                int{order.pending_cancel}, int{order.pending_replace}, order.replace_quantity.raw(),
                order.replace_limit.raw(), std::uint64_t{order.attempts});
  if (!order.lines.empty())
    put_lines_.run(order.seq, order.first_line,
                   std::span<const char>{order.lines.data(), order.lines.size()});
  order.lines.clear();
  order.is_stored = true;
  order.is_dirty = false;
}

void OrderStoreWriter::flush() {
  for (const std::uint64_t seq : dirty_) {
    const auto held = held_.find(seq);
    store(held->second);
    if (!held->second.is_open) let_go(held->second);
  }
  dirty_.clear();
  if (held_.size() <= kMaxHeld) return;
  held_.clear();
  seq_of_order_held_.clear();
  seq_of_intent_held_.clear();
}

void OrderStoreWriter::forget() {
  held_.clear();
  seq_of_order_held_.clear();
  seq_of_intent_held_.clear();
  dirty_.clear();
  newest_held_.reset();
  last_order_held_.reset();
  last_created_ = kNoTime;
}

std::uint64_t OrderStoreWriter::newest() {
  if (newest_held_) return *newest_held_;
  std::uint64_t seq = 0;
  newest_.each([&](SqlStatement& row) {
    seq = unsigned_column(row, 0);
    last_created_ = std::max(last_created_, Timestamp::from_nanoseconds(row.integer(1)));
  });
  for (const auto& [held, order] : held_) seq = std::max(seq, held);
  newest_held_ = seq;
  return seq;
}

}  // namespace sluice::records
