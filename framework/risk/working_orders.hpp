// SPDX-License-Identifier: Apache-2.0
//
// working_orders.hpp: the orders approved and not yet final, oldest first, as rules see them.
//
// Orders are numbered in the order they were approved, so that the list is sorted by number; those
// approved and not routed yet have none and stand at its end. New terms on their way stand behind
// the order they are of, under its number: until the venue has spoken either may be in force.
//
// Place: risk; part of the book. Cost: the newest and the oldest come and go in O(1), one in
// between in O(n) of a move; nothing is allocated once warm. Thread: the lane. A number that is not
// in the list is a programmer's mistake.
#pragma once

#include <vector>

#include <sluice/c/risk_rule.h>

#include "core/order.hpp"

namespace sluice::risk {

class WorkingOrders {
 public:
  // Approved: the newest.
  void add(const Intent& intent);
  // The newest `count` have become orders, numbered from `first` on.
  void number_newest(OrderId first, std::size_t count) noexcept;
  // The newest is new terms for this order.
  void make_terms_of(OrderId id);
  // The newest terms of this order go nowhere.
  void drop_terms(OrderId id);

  // An order of an earlier process, or one that lives again.
  void put(const Order& order, Quantity remaining);
  void put_terms(const Order& order);
  // Its wish for new terms ended; `surplus` of what was counted is no longer.
  void settle_terms(const Order& order, Quantity surplus);
  void fill(OrderId id, Quantity quantity);
  void unfill(OrderId id, Quantity quantity);
  // Whether its fate is known, and its price, may have changed.
  void refresh(const Order& order);
  void remove(OrderId id);

  [[nodiscard]] sluice_rows rows() const noexcept {
    return {rows_.data() + head_, rows_.size() - head_, sizeof(sluice_working_order)};
  }
  [[nodiscard]] std::size_t size() const noexcept { return rows_.size() - head_; }
  // Of everything in the list: remaining * price, each rounded up.
  [[nodiscard]] Money notional() const noexcept { return notional_; }
  // The entry of an order, not of its new terms; null: there is none.
  [[nodiscard]] const sluice_working_order* find(OrderId id) const noexcept;

 private:
  using Row = sluice_working_order;
  using Iterator = std::vector<Row>::iterator;
  [[nodiscard]] Iterator place_of(OrderId id) noexcept;
  [[nodiscard]] Iterator entry_of(OrderId id) noexcept;
  [[nodiscard]] Iterator end_of(OrderId id) noexcept;
  void insert(Iterator place, const Row& row);
  void erase(Iterator place);
  void make_room();
  void set_remaining(Row& row, std::int64_t remaining) noexcept;

  std::vector<Row> rows_;
  std::size_t head_ = 0;  // rows before it are over
  Money notional_;
};

// The price an order states: its limit, else its stop, else the one it was decided at.
[[nodiscard]] Price stated_price(const Intent& intent) noexcept;

}  // namespace sluice::risk
