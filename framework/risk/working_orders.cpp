// SPDX-License-Identifier: Apache-2.0
#include "risk/working_orders.hpp"

#include <algorithm>

#include <sluice/result.hpp>

namespace sluice::risk {

Price stated_price(const Intent& intent) noexcept {
  return has_limit(intent.type)  ? intent.limit_price
         : has_stop(intent.type) ? intent.stop_price
                                 : intent.reference_price;
}

namespace {

sluice_working_order row_of(const Intent& intent, OrderId id, Quantity remaining) noexcept {
  sluice_working_order row{};
  row.intent_id = {intent.id.hi, intent.id.lo};
  row.order_id = id;
  row.instrument = intent.instrument;
  row.side = static_cast<std::uint8_t>(intent.side);
  row.type = static_cast<std::uint8_t>(intent.type);
  row.quantity = intent.quantity.raw();
  row.remaining = remaining.raw();
  row.price = stated_price(intent).raw();
  row.decision_time = intent.decision_time.nanoseconds();
  return row;
}

int128 worth(const sluice_working_order& row) noexcept {
  return sluice::notional(Price::from_raw(row.price), Quantity::from_raw(row.remaining),
                          Rounding::kUp)
      .raw();
}

// What has no number yet comes last.
constexpr std::uint64_t key_of(OrderId id) noexcept { return id - 1; }

}  // namespace

void WorkingOrders::make_room() {
  if (head_ == 0) return;
  if (head_ < rows_.size() && (rows_.size() < rows_.capacity() || head_ < rows_.size() / 2)) return;
  rows_.erase(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(head_));
  head_ = 0;
}

void WorkingOrders::add(const Intent& intent) {
  make_room();
  rows_.push_back(row_of(intent, 0, intent.quantity));
  notional_ = Money::from_raw(notional_.raw() + worth(rows_.back()));
}

void WorkingOrders::number_newest(OrderId first, std::size_t count) noexcept {
  SLUICE_ASSERT(count <= size());
  for (std::size_t i = rows_.size() - count; i < rows_.size(); ++i) rows_[i].order_id = first++;
}

void WorkingOrders::make_terms_of(OrderId id) {
  SLUICE_ASSERT(size() > 0 && rows_.back().order_id == 0);
  const Row row = rows_.back();
  rows_.pop_back();
  const Iterator place = end_of(id);
  rows_.insert(place, row)->order_id = id;
}

void WorkingOrders::drop_terms(OrderId id) {
  const Iterator end = end_of(id);
  SLUICE_ASSERT(end != place_of(id));
  erase(end - 1);
}

void WorkingOrders::put(const Order& order, Quantity remaining) {
  insert(place_of(order.id), row_of(order.intent, order.id, remaining));
  refresh(order);
}

void WorkingOrders::put_terms(const Order& order) {
  Intent terms = order.intent;
  terms.quantity = order.replace_quantity;
  terms.limit_price = order.replace_limit;
  insert(end_of(order.id), row_of(terms, order.id, terms.quantity));
}

void WorkingOrders::settle_terms(const Order& order, Quantity surplus) {
  const Iterator entry = entry_of(order.id);
  const Iterator terms = entry + 1;
  SLUICE_ASSERT(terms != rows_.end() && terms->order_id == order.id);
  const std::int64_t remaining = entry->remaining + terms->remaining - surplus.raw();
  erase(terms);
  // Erasing may have moved what comes before.
  Row& kept = *entry_of(order.id);
  kept.quantity = order.intent.quantity.raw();
  set_remaining(kept, remaining);
  refresh(order);
}

void WorkingOrders::fill(OrderId id, Quantity quantity) {
  Row& row = *entry_of(id);
  set_remaining(row, row.remaining - quantity.raw());
}

void WorkingOrders::unfill(OrderId id, Quantity quantity) {
  Row& row = *entry_of(id);
  set_remaining(row, row.remaining + quantity.raw());
}

void WorkingOrders::refresh(const Order& order) {
  const Iterator entry = place_of(order.id);
  if (entry == rows_.end() || entry->order_id != order.id) return;  // it is over
  entry->unknown = order.flags.unknown ? 1 : 0;
  const int128 before = worth(*entry);
  entry->price = stated_price(order.intent).raw();
  notional_ = Money::from_raw(notional_.raw() + worth(*entry) - before);
}

void WorkingOrders::remove(OrderId id) { erase(entry_of(id)); }

const sluice_working_order* WorkingOrders::find(OrderId id) const noexcept {
  const auto found = std::lower_bound(
      rows_.begin() + static_cast<std::ptrdiff_t>(head_), rows_.end(), key_of(id),
      [](const Row& row, std::uint64_t key) { return key_of(row.order_id) < key; });
  return found != rows_.end() && found->order_id == id ? &*found : nullptr;
}

WorkingOrders::Iterator WorkingOrders::place_of(OrderId id) noexcept {
  const Iterator begin = rows_.begin() + static_cast<std::ptrdiff_t>(head_);
  // Most often it is the oldest.
  if (begin != rows_.end() && begin->order_id == id) return begin;
  return std::lower_bound(begin, rows_.end(), key_of(id), [](const Row& row, std::uint64_t key) {
    return key_of(row.order_id) < key;
  });
}

WorkingOrders::Iterator WorkingOrders::end_of(OrderId id) noexcept {
  Iterator place = place_of(id);
  while (place != rows_.end() && place->order_id == id) ++place;
  return place;
}

WorkingOrders::Iterator WorkingOrders::entry_of(OrderId id) noexcept {
  const Iterator place = place_of(id);
  SLUICE_ASSERT(id != 0 && place != rows_.end() && place->order_id == id);
  return place;
}

void WorkingOrders::insert(Iterator place, const Row& row) {
  rows_.insert(place, row);
  notional_ = Money::from_raw(notional_.raw() + worth(row));
}

// Moves whichever side is shorter.
void WorkingOrders::erase(Iterator place) {
  notional_ = Money::from_raw(notional_.raw() - worth(*place));
  const Iterator begin = rows_.begin() + static_cast<std::ptrdiff_t>(head_);
  if (place - begin > rows_.end() - place) {
    rows_.erase(place);
    return;
  }
  std::move_backward(begin, place, place + 1);
  if (++head_ < rows_.size()) return;
  rows_.clear();
  head_ = 0;
}

void WorkingOrders::set_remaining(Row& row, std::int64_t remaining) noexcept {
  const int128 before = worth(row);
  row.remaining = remaining;
  notional_ = Money::from_raw(notional_.raw() + worth(row) - before);
}

}  // namespace sluice::risk
