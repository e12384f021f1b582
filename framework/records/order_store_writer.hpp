// SPDX-License-Identifier: Apache-2.0
//
// order_store_writer.hpp: what each record of the trail changes in the order store.
//
// Orders that records change are held here and put into the database once for each transaction:
// an order that is filled at once is one row that is written once, not seven changes of it.
//
// Place: inside records; OrderStore owns one. Owns prepared statements and the orders of the
// present transaction; beyond it those that are open, at most kMaxHeld. Errors: SQLite's are
// thrown; so is a record that does not fit those before it.
#pragma once

#include <limits>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/live_order.hpp"
#include "records/order_store.hpp"
#include "records/sql_statement.hpp"

namespace sluice::records {

class OrderStoreWriter {
 public:
  static constexpr std::size_t kMaxHeld = 16'384;
  static constexpr std::string_view kInterrupted = "INTERRUPTED";

  explicit OrderStoreWriter(sqlite3* database);
  void take(const TrailRow& row);
  // Puts into the database what is not there yet: before a commit.
  void flush();
  // After a roll-back: what is held is not what is stored.
  void forget();
  void put_place(const TrailPlace& place);

 private:
  static constexpr Timestamp kNoTime =
      Timestamp::from_nanoseconds(std::numeric_limits<std::int64_t>::min());
  struct IntentHash {
    std::size_t operator()(const IntentId& id) const noexcept { return id.hi * 31 + id.lo; }
  };

  void put_intent(const TrailRow& row);
  void put_amendment(const TrailRow& row);
  void put_request(const TrailRow& row);
  void judge(const TrailRow& row);
  void put_execution(LiveOrder& order, const TrailRow& row);
  void put_note(LiveOrder& order, const TrailRow& row);
  void bust(LiveOrder& order, const TrailRow& row);
  void put_event(const TrailRow& row, std::uint64_t order_id);
  // Those that a restart found undecided: nothing was sent.
  void end_pending(Timestamp time);
  // Terms that the lane itself has asked for were judged as an intent: it is no order.
  void adopt_terms(LiveOrder& order, const TrailRow& asked);
  void drop(LiveOrder& order, LiveOrder& heir);

  LiveOrder& by_seq(std::uint64_t seq);
  LiveOrder& hold(LiveOrder order);
  void let_go(const LiveOrder& order);
  LiveOrder* find(const IntentId& intent);
  LiveOrder& order_of(const TrailRow& row);
  LiveOrder& touch(LiveOrder& order);
  LiveOrder load(std::uint64_t seq);
  void store(LiveOrder& order);
  std::uint64_t newest();
  bool is_new_order(std::uint64_t order_id);
  Timestamp created_at(Timestamp time);

  SqlStatement put_place_, insert_, update_, load_, load_fills_, drop_, newest_, put_lines_,
      move_lines_;
  SqlStatement seq_of_order_, seq_of_intent_, order_of_intent_, last_order_, pending_, amended_,
      put_amendment_, put_request_;
  SqlStatement put_execution_, find_execution_, bust_, put_event_;
  std::unordered_map<std::uint64_t, LiveOrder> held_;
  std::unordered_map<std::uint64_t, std::uint64_t> seq_of_order_held_;
  std::unordered_map<IntentId, std::uint64_t, IntentHash> seq_of_intent_held_;  // the newest
  std::vector<std::uint64_t> dirty_;
  std::optional<std::uint64_t> last_order_held_;  // the largest order id
  std::optional<std::uint64_t> newest_held_;      // seq of the last intent; 0: none
  Timestamp last_created_ = kNoTime;
};

}  // namespace sluice::records
