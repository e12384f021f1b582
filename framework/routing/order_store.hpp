// SPDX-License-Identifier: Apache-2.0
//
// order_store.hpp: the orders of a lane: those that are open, and the newest of those that are
// over.
//
// Place: inside routing. Late words about an order that is over (a duplicate, a fill that crossed
// its cancel) must still find it. Memory is bounded: a finished order is forgotten when one with
// the same place, `capacity` ids later, finishes. Thread: the lane. Pointers are good until the
// next add or retire.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/order.hpp"

namespace sluice::routing {

class OrderStore {
 public:
  // `capacity` finished orders are remembered; a power of two.
  explicit OrderStore(std::uint32_t capacity);

  // Ids ascend.
  Order& add(Order order);
  Order& add(OrderId id, const Intent& intent);
  // An order that ended at `ended` at the latest.
  void remember(Order order, Timestamp ended);
  // An earlier process forgot orders that ended by then.
  void forget_until(Timestamp time) { forgotten_until_ = std::max(forgotten_until_, time); }
  // An order that is over, and isn't: it is open again.
  Order& revive(Order& order);
  // Moves what is final and owes nothing any more to the finished ones.
  void retire(Timestamp now);

  [[nodiscard]] Order* find(OrderId id) noexcept;
  [[nodiscard]] Order* find_open(OrderId id) noexcept;
  // Looks at every one.
  [[nodiscard]] Order* find_open(const IntentId& intent) noexcept;
  [[nodiscard]] const std::vector<Order>& open() const noexcept { return open_; }
  [[nodiscard]] std::vector<Order>& open() noexcept { return open_; }
  // Whatever happens to an order that is forgotten happened before this.
  [[nodiscard]] Timestamp forgotten_until() const noexcept { return forgotten_until_; }
  // Those remembered, oldest place first; for a snapshot of the state.
  [[nodiscard]] const std::vector<Order>& finished() const noexcept { return finished_; }

 private:
  [[nodiscard]] std::size_t place_of(OrderId id) const noexcept {
    return id & (finished_.size() - 1);
  }

  void keep_buffer(std::vector<Execution>& executions);

  std::vector<Order> open_;                      // by id
  std::vector<Order> finished_;                  // id 0: empty
  std::vector<Timestamp> ended_;                 // of those, by place
  std::vector<std::vector<Execution>> buffers_;  // of forgotten orders, for new ones
  Timestamp forgotten_until_ = Timestamp::from_nanoseconds(INT64_MIN);
};

}  // namespace sluice::routing
