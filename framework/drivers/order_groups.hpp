// SPDX-License-Identifier: Apache-2.0
//
// order_groups.hpp: orders that belong together: a bracket (entry, take profit, stop) and a pair of
// which one cancels the other (OCO).
//
// A bracket's exits leave when its entry is over, for what was filled; each is an intent of its own
// and passes the gate like any. Of a pair, what one leg fills the other must not fill again: it is
// shrunk to what is left, where the venue can replace, and cancelled when one leg is filled. A leg
// that ends unfilled leaves the other standing: it may be the stop.
//
// Place: drivers; the lane tells it what happens and does what it asks for. Journalled as GROUP,
// one line of text, so that a later process goes on. Thread: the lane. Memory: groups whose orders
// are over are dropped.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "core/order.hpp"

namespace sluice::drivers {

// Where a position that was entered is left. Prices are on the entry's far sides: for a buy the
// take profit above, the stop below.
struct BracketExits {
  Price take_profit;
  Price stop;
  Price stop_limit;  // 0: a market order once the stop trades

  friend bool operator==(const BracketExits&, const BracketExits&) = default;
};

// What the lane is to do next.
struct GroupAction {
  enum class Kind { kSubmitPair, kCancel, kShrink };
  Kind kind = Kind::kCancel;
  OrderId order = 0;         // kCancel, kShrink
  Quantity quantity;         // kShrink: the new total
  Intent take_profit, stop;  // kSubmitPair
};

// One order of a group.
struct GroupLeg {
  IntentId intent;
  OrderId order = 0;  // 0: not routed yet
  Quantity filled;
  bool is_over = false;
};

class OrderGroups {
 public:
  // Why the exits make no sense for the entry; empty: they do.
  [[nodiscard]] static std::string fault_of(const Intent& entry, const BracketExits& exits);

  void add_bracket(const IntentId& entry, const BracketExits& exits);
  void add_pair(const IntentId& first, const IntentId& second);
  // The last one added, as the journal keeps it.
  [[nodiscard]] std::string text() const;
  // Adds one back. An error names what is wrong with the text.
  Result<void> restore(std::string_view text);

  // The order that an intent of a group became.
  void on_order(const Order& order);
  void on_fill(const Order& order);
  void on_final(const Order& order);
  // The gate refused the entry: there is no bracket.
  void drop(const IntentId& entry);
  // Those of which no order is known: the process ended before they were routed.
  void drop_unrouted();
  // The gate refused an exit.
  void on_refused(const IntentId& intent);

  // What is due, once; `now` is the exits' decision time.
  [[nodiscard]] std::vector<GroupAction> take_actions(Timestamp now);
  // It can't be done now: it is due again.
  void postpone(GroupAction action) { actions_.push_back(std::move(action)); }
  [[nodiscard]] std::size_t size() const noexcept { return groups_.size(); }

 private:
  struct Group {
    std::optional<GroupLeg> entry;  // of a bracket
    BracketExits exits;
    GroupLeg first, second;
    Quantity quantity;  // of the pair
  };
  template <typename Use>
  void with_leg(const Order& order, Use&& use);
  void leave(Group& group, const Order& entry);
  void balance(const Group& group, const GroupLeg& filled, const GroupLeg& other);
  void drop_finished();

  std::vector<Group> groups_;
  std::vector<GroupAction> actions_;
};

// The take profit and the stop of an entry: 0 and 1.
[[nodiscard]] IntentId exit_id(const IntentId& entry, unsigned which) noexcept;

}  // namespace sluice::drivers
