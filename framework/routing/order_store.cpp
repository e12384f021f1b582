// SPDX-License-Identifier: Apache-2.0
#include "routing/order_store.hpp"

#include <algorithm>
#include <utility>

#include <sluice/result.hpp>

namespace sluice::routing {
namespace {

constexpr std::size_t kMaxBuffers = 1024;

}  // namespace

OrderStore::OrderStore(std::uint32_t capacity) : finished_(capacity), ended_(capacity) {
  SLUICE_ASSERT(capacity != 0 && (capacity & (capacity - 1)) == 0);
}

Order& OrderStore::add(Order order) {
  SLUICE_ASSERT(open_.empty() || open_.back().id < order.id);
  return open_.emplace_back(std::move(order));
}

Order& OrderStore::add(OrderId id, const Intent& intent) {
  SLUICE_ASSERT(open_.empty() || open_.back().id < id);
  Order& order = open_.emplace_back();
  order.id = id;
  order.intent = intent;
  if (!buffers_.empty()) {
    order.executions = std::move(buffers_.back());
    buffers_.pop_back();
  }
  return order;
}

void OrderStore::remember(Order order, Timestamp ended) {
  const std::size_t place = place_of(order.id);
  if (finished_[place].id != 0) {
    forgotten_until_ = std::max(forgotten_until_, ended_[place]);
    keep_buffer(finished_[place].executions);
  }
  finished_[place] = std::move(order);
  ended_[place] = ended;
}

// An allocation an order would cost as much as reserving its budget.
void OrderStore::keep_buffer(std::vector<Execution>& executions) {
  if (executions.capacity() == 0 || buffers_.size() >= kMaxBuffers) return;
  executions.clear();
  buffers_.push_back(std::move(executions));
}

Order& OrderStore::revive(Order& order) {
  if (find_open(order.id) == &order) return order;
  const auto place =
      std::lower_bound(open_.begin(), open_.end(), order.id,
                       [](const Order& one, OrderId wanted) { return one.id < wanted; });
  const auto revived = open_.insert(place, std::move(order));
  order = Order{};
  return *revived;
}

void OrderStore::retire(Timestamp now) {
  const auto is_over = [](const Order& order) {
    return is_final(order.state) && !order.flags.unknown;
  };
  const auto first = std::find_if(open_.begin(), open_.end(), is_over);
  auto kept = first;
  for (auto order = first; order != open_.end(); ++order) {
    if (is_over(*order))
      remember(std::move(*order), now);
    else
      *kept++ = std::move(*order);
  }
  open_.erase(kept, open_.end());
}

Order* OrderStore::find(OrderId id) noexcept {
  if (Order* const open = find_open(id); open != nullptr) return open;
  if (id == 0) return nullptr;
  Order& finished = finished_[place_of(id)];
  return finished.id == id ? &finished : nullptr;
}

Order* OrderStore::find_open(OrderId id) noexcept {
  // Mostly no id is missing.
  if (!open_.empty() && id >= open_.front().id && id - open_.front().id < open_.size()) {
    Order& order = open_[id - open_.front().id];
    if (order.id == id) return &order;
  }
  const auto found =
      std::lower_bound(open_.begin(), open_.end(), id,
                       [](const Order& order, OrderId wanted) { return order.id < wanted; });
  return found != open_.end() && found->id == id ? &*found : nullptr;
}

Order* OrderStore::find_open(const IntentId& intent) noexcept {
  const auto found = std::find_if(open_.begin(), open_.end(),
                                  [&](const Order& order) { return order.intent.id == intent; });
  return found == open_.end() ? nullptr : &*found;
}

}  // namespace sluice::routing
