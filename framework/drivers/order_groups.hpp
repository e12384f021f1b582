// SPDX-License-Identifier: Apache-2.0
//
// order_groups.hpp: orders that belong together: a bracket (entry, take profit, stop) and a pair of
// which one cancels the other (OCO).
//
// A bracket's exits leave when its entry is over, for what was filled; each is an intent of its own
// and passes the gate like any. One that could not leave (halted, not reconciled, the process died)
// leaves as soon as it can, for what is still held then: whoever closed the position meanwhile left
// nothing for it to do. Of a pair, what one leg fills the other must not fill again: it is
// shrunk to what is left, where the venue can replace, and cancelled when nothing is. A leg that
// ends unfilled leaves the other standing: it may be the stop.
//
// What is due follows from how the orders stand now, never from having heard of something: nothing
// is lost in a crash, in a refusal, or between two calls. Orders that are over are forgotten one
// day; what the rest of a group needs of them, the group knows itself.
//
// Place: drivers; the lane asks what is due and does it. Journalled as GROUP, one line of text, so
// that a later process goes on: of a group the last one holds (docs/formats/audit.md). Thread: the
// lane. Memory: groups whose orders are over are dropped.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sluice/result.hpp>

#include "core/instrument.hpp"
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

// One order of a group, as it stood when it was last looked at.
struct GroupLeg {
  enum class Stands {
    kDue,  // not routed yet, or never left for a reason that passes
    kOut,
    kOver
  };
  IntentId intent;
  OrderId order = 0;  // 0: not routed
  Stands stands = Stands::kDue;
  Quantity filled;
  unsigned tries = 0;  // how often it was routed before and could not leave
  Quantity asked;      // the total that it was last asked to shrink to
  Timestamp cancel_again = Timestamp::from_nanoseconds(INT64_MIN);  // no sooner
};

// A bracket that is asked for again.
struct KnownBracket {
  OrderId order = 0;            // that its entry became; 0: nobody knows that any more
  std::optional<bool> is_same;  // in entry and exits; nothing: a journal that does not tell
};

class OrderGroups {
 public:
  // nullptr: not known any more.
  using FindOrder = std::function<const Order*(OrderId)>;
  // Whether exits of the instrument may leave now; those that may not are due later.
  using MayLeave = std::function<bool(InstrumentId)>;
  // What is held.
  using PositionOf = std::function<Quantity(InstrumentId)>;

  explicit OrderGroups(const InstrumentTable& instruments) : instruments_{instruments} {}

  // Why the exits make no sense for the entry; empty: they do.
  [[nodiscard]] static std::string fault_of(const Intent& entry, const BracketExits& exits);

  void add_bracket(const Intent& entry, const BracketExits& exits);
  void add_pair(const Intent& first, const Intent& second);
  // Groups that are new, changed or over since the last call, as the journal keeps them.
  [[nodiscard]] std::vector<std::string> take_news() { return std::exchange(news_, {}); }
  // Puts a text of the journal in the place of the group's earlier one; takes the group out where
  // it says that it is over.
  static void keep_last(std::vector<std::string>& texts, std::string text);
  // Adds one back. An error names what is wrong with the text.
  Result<void> restore(std::string_view text);

  // The order that an intent of a group became, in this process or an earlier one.
  void on_order(const Order& order);
  // Nothing: no group that lives has this entry.
  [[nodiscard]] std::optional<KnownBracket> find_bracket(const Intent& entry,
                                                         const BracketExits& exits) const;
  // Whether a pair that lives has it.
  [[nodiscard]] bool has_leg(const IntentId& intent) const noexcept;
  // The gate refused the entry: there is no bracket.
  void drop(const IntentId& entry);
  // Those of which no order is known: the process ended before they were routed.
  void drop_unrouted();
  // The gate refused an exit, or one of a pair.
  void on_refused(const IntentId& intent);
  // The leg was asked to shrink, or can't be.
  void on_asked(OrderId leg, Quantity quantity);

  // What is due as the orders stand; `now` is the exits' decision time.
  [[nodiscard]] std::vector<GroupAction> due(const FindOrder& find, const MayLeave& may_leave,
                                             const PositionOf& position, Timestamp now);
  [[nodiscard]] std::size_t size() const noexcept { return groups_.size(); }

 private:
  struct Group {
    std::optional<GroupLeg> entry;    // of a bracket
    std::optional<IntentId> content;  // what its entry was asked for as
    BracketExits exits;
    GroupLeg first, second;
    Quantity quantity;        // of the pair, or what the entry filled and only the exits leave
    bool is_entered = false;  // a bracket's entry is over, and the three below are known
    InstrumentId instrument = 0;
    Side side = Side::kBuy;
    Price price;  // of the entry's last execution
  };
  [[nodiscard]] std::string text_of(const Group& group) const;
  // Looks at it; whether that is news for the journal.
  static bool look_at_entry(Group& group, const Order* entry);
  static bool look_at_leg(const Group& group, GroupLeg& leg, const Order* order);
  static void guess_quantity(Group& group, const Order* first, const Order* second);
  [[nodiscard]] static bool has_ended(const Group& group, bool is_entry_over);
  [[nodiscard]] static Intent exit_of(const Group& group, unsigned which);
  static bool leave(Group& group, const MayLeave& may_leave, const PositionOf& position,
                    Timestamp now, std::vector<GroupAction>& due);
  static void balance(const Group& group, GroupLeg& other, const GroupLeg& filled,
                      const Order* left, Timestamp now, std::vector<GroupAction>& due);

  const InstrumentTable& instruments_;
  std::vector<Group> groups_;
  std::vector<std::string> news_;
};

// The take profit and the stop of an entry: 0 and 1; `tries`: how often each could not leave.
[[nodiscard]] IntentId exit_id(const IntentId& entry, unsigned which, unsigned tries = 0) noexcept;

}  // namespace sluice::drivers
