// SPDX-License-Identifier: Apache-2.0
//
// order_groups.hpp: orders that belong together: a bracket (entry, take profit, stop) and a pair of
// which one cancels the other (OCO).
//
// A bracket's exits leave when its entry is over, for what was filled; each is an intent of its own
// and passes the gate like any. One that could not leave (halted, not reconciled, the process died)
// leaves as soon as it can. Of a pair, what one leg fills the other must not fill again: it is
// shrunk to what is left, where the venue can replace, and cancelled when nothing is. A leg that
// ends unfilled leaves the other standing: it may be the stop.
//
// What is due follows from how the orders stand now, never from having heard of something: nothing
// is lost in a crash, in a refusal, or between two calls.
//
// Place: drivers; the lane asks what is due and does it. Journalled as GROUP, one line of text, so
// that a later process goes on. Thread: the lane. Memory: groups whose orders are over are dropped.
#pragma once

#include <functional>
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
  enum class Kind { kSubmit, kCancel, kShrink };
  Kind kind = Kind::kCancel;
  OrderId order = 0;  // kCancel, kShrink
  Quantity quantity;  // kShrink: the new total
  Intent exit;        // kSubmit
};

// One order of a group.
struct GroupLeg {
  IntentId intent;
  OrderId order = 0;     // 0: not routed yet
  unsigned tries = 0;    // how often it was routed before and could not leave
  bool refused = false;  // by the gate
  Quantity asked;        // the total that it was last asked to shrink to
  Timestamp cancel_again = Timestamp::from_nanoseconds(INT64_MIN);  // no sooner
};

class OrderGroups {
 public:
  // nullptr: not known any more.
  using FindOrder = std::function<const Order*(OrderId)>;
  // Whether an order like this may leave now; one that may not is due later.
  using MayLeave = std::function<bool(const Intent&)>;

  // Why the exits make no sense for the entry; empty: they do.
  [[nodiscard]] static std::string fault_of(const Intent& entry, const BracketExits& exits);

  void add_bracket(const IntentId& entry, const BracketExits& exits);
  void add_pair(const Intent& first, const Intent& second);
  // The last one added, as the journal keeps it.
  [[nodiscard]] std::string text() const;
  // Adds one back. An error names what is wrong with the text.
  Result<void> restore(std::string_view text);

  // The order that an intent of a group became, in this process or an earlier one.
  void on_order(const Order& order);
  // The gate refused the entry: there is no bracket.
  void drop(const IntentId& entry);
  // Those of which no order is known: the process ended before they were routed.
  void drop_unrouted();
  // The gate refused an exit.
  void on_refused(const IntentId& intent);
  // The leg was asked to shrink, or can't be.
  void on_asked(OrderId leg, Quantity quantity);

  // What is due as the orders stand; `now` is the exits' decision time.
  [[nodiscard]] std::vector<GroupAction> due(const FindOrder& find, const MayLeave& may_leave,
                                             Timestamp now);
  [[nodiscard]] std::size_t size() const noexcept { return groups_.size(); }

 private:
  struct Group {
    std::optional<GroupLeg> entry;  // of a bracket
    BracketExits exits;
    GroupLeg first, second;
    Quantity quantity;  // of the pair; 0: the entry is not over
  };
  struct Standing;
  void leave(Group& group, const Standing& at, const MayLeave& may_leave, Timestamp now,
             std::vector<GroupAction>& due);
  static void balance(const Group& group, GroupLeg& other, const Order* filled, const Order* left,
                      Timestamp now, std::vector<GroupAction>& due);

  std::vector<Group> groups_;
};

// The take profit and the stop of an entry: 0 and 1; `tries`: how often each could not leave.
[[nodiscard]] IntentId exit_id(const IntentId& entry, unsigned which, unsigned tries = 0) noexcept;

}  // namespace sluice::drivers
