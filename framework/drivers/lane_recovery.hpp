// SPDX-License-Identifier: Apache-2.0
//
// lane_recovery.hpp: rebuilds a lane from its journal, record by record.
//
// Place: drivers; its take() is the visitor of journal::Log::open. The journal is the only source:
// nothing is read but records, in their order. Errors: a record that does not fit those before it
// (the chain is whole, so somebody wrote nonsense) names seq and field; the lane must not start.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>

#include "core/instrument.hpp"
#include "drivers/lane_state.hpp"
#include "journal/reader.hpp"
#include "portfolio/portfolio.hpp"

namespace sluice::drivers {

class LaneRecovery {
 public:
  // As many finished orders are kept as the router remembers.
  LaneRecovery(const InstrumentTable& instruments, Money seed_capital,
               std::uint32_t remembered_orders);

  Result<void> take(const journal::Record& record);
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
  // Of the last record; where the clock must not be before.
  [[nodiscard]] Timestamp last_time() const noexcept { return last_time_; }
  // Of the last RESET; 0: there was none.
  [[nodiscard]] std::uint64_t reset_seq() const noexcept { return reset_seq_; }
  [[nodiscard]] LaneState state() &&;

 private:
  [[nodiscard]] Error nonsense(const journal::Record& record, std::string_view what) const;
  void take_kill_switch(const journal::Record& record);
  Result<void> take_venue_state(const journal::Record& record);
  Result<void> take_intent(const journal::Record& record);
  Result<void> take_verdict(const journal::Record& record);
  Result<void> take_order(const journal::Record& record, Order& order);
  Result<void> take_fill(const journal::Record& record, Order& order);
  Result<void> take_note(const journal::Record& record, Order& order, OrderNote note);
  Result<Order*> order_of(const journal::Record& record);
  void settle(Order& order);
  void forget();
  void forget_decision(const Order& order);
  Result<void> begin_anew(const journal::Record& record);

  const InstrumentTable& instruments_;
  Money seed_capital_;
  portfolio::Portfolio portfolio_;
  std::uint32_t remembered_orders_;
  std::unordered_map<std::string, Intent> intents_;  // judged or about to be; not orders yet
  std::map<OrderId, Order> open_;
  std::map<OrderId, Order> finished_;
  std::deque<OrderId> ended_;  // those, in the order in which they ended
  OrderId next_id_ = 1;
  std::string halt_;
  risk::Latch kill_switch_;
  std::vector<std::string> groups_;
  std::optional<AccountMarks> marks_;
  std::map<std::string, std::string> rule_states_;
  std::string venue_state_;
  std::uint64_t records_ = 0;
  std::uint64_t reset_seq_ = 0;
  Timestamp last_time_;
  Timestamp forgotten_until_ = Timestamp::from_nanoseconds(INT64_MIN);
  Timestamp forgotten_decisions_ = Timestamp::from_nanoseconds(INT64_MIN);
};

}  // namespace sluice::drivers
