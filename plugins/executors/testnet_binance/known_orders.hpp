// SPDX-License-Identifier: Apache-2.0
//
// known_orders.hpp: the orders this process has heard of, by the name they have at the venue.
//
// Place: executor plugin. Bound: kMaxOrders; past it the ones that have been over for longest are
// forgotten. Thread: lane. Errors: none.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include <sluice/c/order.h>

namespace sluice::testnet {

struct KnownOrder {
  sluice_order row{};                // as it was sent last, with the terms in force
  std::int64_t venue_order_id = -1;  // not known yet
  std::int64_t since_ns = 0;         // sent last, or first asked about; on our clock
  bool is_on_its_way = false;        // sent, and the venue has not answered
  bool is_over = false;
};

class KnownOrders {
 public:
  static constexpr std::size_t kMaxOrders = 65'536;

  // Sent, or asked about: it may be in the book.
  KnownOrder& remember(const sluice_order& row, std::int64_t now_ns) {
    const auto [place, is_new] = orders_.try_emplace(key_of(row.intent_id));
    KnownOrder& order = place->second;
    if (is_new) order.since_ns = now_ns;
    order.row = row;
    order.is_over = false;
    return order;
  }
  [[nodiscard]] KnownOrder* find(const sluice_intent_id& intent) {
    const auto found = orders_.find(key_of(intent));
    return found == orders_.end() ? nullptr : &found->second;
  }
  // Under which name the venue numbers it.
  void number(KnownOrder& order, std::int64_t venue_order_id) {
    order.venue_order_id = venue_order_id;
    by_number_[{order.row.instrument, venue_order_id}] = key_of(order.row.intent_id);
  }
  [[nodiscard]] KnownOrder* find_numbered(std::uint32_t instrument, std::int64_t venue_order_id) {
    const auto found = by_number_.find({instrument, venue_order_id});
    if (found == by_number_.end()) return nullptr;
    const auto order = orders_.find(found->second);
    return order == orders_.end() ? nullptr : &order->second;
  }
  void end(KnownOrder& order) {
    if (std::exchange(order.is_over, true)) return;
    over_.push_back(key_of(order.row.intent_id));
    if (over_.size() > kMaxOrders) forget_oldest();
  }
  // Those the venue may still say something of.
  [[nodiscard]] std::vector<sluice_order> open() const {
    std::vector<sluice_order> rows;
    for (const auto& [key, order] : orders_)
      if (!order.is_over && !order.is_on_its_way) rows.push_back(order.row);
    return rows;
  }

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;
  static Key key_of(const sluice_intent_id& intent) noexcept { return {intent.hi, intent.lo}; }
  void forget_oldest() {
    const auto found = orders_.find(over_.front());
    over_.pop_front();
    if (found == orders_.end() || !found->second.is_over) return;
    by_number_.erase({found->second.row.instrument, found->second.venue_order_id});
    orders_.erase(found);
  }

  std::map<Key, KnownOrder> orders_;
  std::map<std::pair<std::uint32_t, std::int64_t>, Key> by_number_;
  std::deque<Key> over_;
};

}  // namespace sluice::testnet
