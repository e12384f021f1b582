// SPDX-License-Identifier: Apache-2.0
//
// order_lane.hpp: the one way of an order within a session: intents as they come, reports as they
// come, a clock that is told.
//
// intent → gate → router → venue → fills → portfolio and risk book → listener. Everything is in the
// journal before it leaves and before anyone hears of it; a lane that was killed goes on from the
// journal alone (lane_recovery.hpp).
//
// Files: order_lane.cpp is the way of an order; order_lane_account.cpp what rules see;
// order_lane_groups.cpp orders that follow from others; order_lane_halts.cpp halts and releases.
//
// Place: drivers; the daily drivers have OrderPath, which runs whole sessions. Owns portfolio, risk
// book, prices and router; the parts are the caller's and outlive it. Thread: one, the lane's.
// Errors: a journal that can't be kept stops the lane; everything else is a value or a halt.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "drivers/halt_actions.hpp"
#include "drivers/lane_state.hpp"
#include "drivers/order_groups.hpp"
#include "drivers/plugin_faults.hpp"
#include "drivers/venue_ear.hpp"
#include "market/trading_hours.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/gate.hpp"
#include "risk/risk_book.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

struct LaneConfig {
  Money seed_capital;
  routing::RouterConfig router;
  // What an IOC order leaves unfilled is ordered again at the price of then, at most
  // router.max_retries times: an intent of its own each time, through the gate. Not across a
  // restart.
  bool retry_rest = false;
  // Whose orders these are, as rules and halts name them.
  risk::BookNames names;
  std::shared_ptr<const market::TradingHours> hours;  // null: not known
  // How often rules whose source is a file look at it, of the lane's time; 0: when asked to.
  std::int64_t reload_every_ns = 0;
};

// Told how long parts of a decision took, in wall time; nothing is decided by it. Absent, no clock
// is read.
class LaneStopwatch {
 public:
  virtual ~LaneStopwatch() = default;
  virtual void on_judged(std::chrono::nanoseconds taken) noexcept = 0;
  // Reserved, journalled, sent, and what came back booked.
  virtual void on_routed(std::chrono::nanoseconds taken) noexcept = 0;
};

struct LaneParts {
  const InstrumentTable& instruments;
  Venue& venue;
  risk::Gate& gate;
  risk::KillSwitch& kill_switch;
  AuditTrail& audit;
  OrderObserver* listener = nullptr;  // strategy, projection, API: told after the books
  PluginFaults* faults = nullptr;     // of the rules, the venue, the strategy
  LaneStopwatch* stopwatch = nullptr;
};

// What became of one intent. An intent that is known gets the answer of the order it became.
struct IntentAnswer {
  IntentId id;
  OrderId order = 0;  // 0: the gate refused it
  bool was_known = false;
  std::string refusal;  // of the gate: CODE: key=value, …
};

class OrderLane final : private OrderObserver,
                        private routing::AccountView,
                        private routing::SendLatch {
 public:
  OrderLane(LaneConfig config, const LaneParts& parts);

  // Goes on where an earlier process stopped. Before anything else.
  Result<void> restore(LaneState state, Timestamp now);
  // A session's decisions begin: rules prepare themselves.
  void begin_session(Timestamp now);
  // Whether that session goes on: by the calendar, else by the day of UTC.
  [[nodiscard]] bool is_same_session(Timestamp now) const;

  // Orders for the market; decision times never go back. The answers are in the order asked.
  Result<std::vector<IntentAnswer>> submit(std::span<const Intent> intents, Timestamp now);
  // An entry whose exits follow it; a refusal of the terms comes as the answer's.
  Result<IntentAnswer> submit_bracket(const Intent& entry, const BracketExits& exits,
                                      Timestamp now);
  // Two orders of which one cancels the other.
  Result<std::vector<IntentAnswer>> submit_pair(const Intent& first, const Intent& second,
                                                Timestamp now);
  Result<routing::ChangeAnswer> cancel(OrderId id, Timestamp now);
  // New quantity and limit for an open order, judged by the gate. `refusal` gets what a new order
  // would be told where they are not admitted: CODE: key=value, …; empty: it is about the order.
  Result<routing::ChangeAnswer> replace(OrderId id, const Intent& amended, Timestamp now,
                                        std::string* refusal = nullptr);
  Result<routing::ChangeAnswer> resolve(OrderId id, routing::Resolution resolution,
                                        std::string_view who_and_why, Timestamp now);
  // Cancels every open order; the number asked for.
  Result<std::size_t> cancel_all(Timestamp now);

  void on_price(InstrumentId id, Price price, Timestamp time);
  // A simulated venue sees the market.
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows rows);
  Result<void> poll(Timestamp now);
  Result<void> tick(Timestamp now);
  [[nodiscard]] std::optional<Timestamp> next_due() const noexcept;
  Result<Certificate> reconcile(std::string_view trigger, Timestamp now);
  Result<void> release_halt(std::string_view who_and_why, Timestamp now) {
    return router_.release_halt(who_and_why, now);
  }

  // Ends what the kill switch and rules have halted, where the release covers it and a
  // reconciliation of this moment is complete; the halts that ended. Otherwise nothing changes.
  Result<std::vector<risk::Halt>> release_kill_switch(const risk::Release& release, Timestamp now);

  // What the gate would say of the order now; nothing changes.
  [[nodiscard]] risk::WhatIf what_if(const Intent& intent, Timestamp now);
  // Whether gate and router would let it through to the venue, were the market at its reference
  // price; nothing changes.
  [[nodiscard]] bool would_send(Intent intent, Timestamp now);
  // Rules whose source is a file look at it, beside the lane; what they find is taken with a later
  // call, between two orders. False: no rule has one, or they are at it already.
  bool request_reload() { return parts_.gate.request_reload(); }

  [[nodiscard]] const portfolio::Portfolio& portfolio() const noexcept { return portfolio_; }
  [[nodiscard]] const risk::RiskBook& book() const noexcept { return book_; }
  [[nodiscard]] const risk::Gate& gate() const noexcept { return parts_.gate; }
  [[nodiscard]] routing::OrderRouter& router() noexcept { return router_; }
  [[nodiscard]] const routing::OrderRouter& router() const noexcept { return router_; }
  // Everything a later process needs, as lane_recovery rebuilds it from the journal.
  [[nodiscard]] LaneState state() const;

 private:
  void on_fill(const Order& order, const Fill& fill) override;
  void on_bust(const Order& order, const Fill& fill) override;
  void on_replaced(const Order& order, Quantity surplus) override;
  void on_revived(const Order& order, Quantity working) override;
  void on_final(const Order& order, Quantity working) override;
  [[nodiscard]] Quantity position(InstrumentId id) const override {
    return portfolio_.position(id);
  }
  [[nodiscard]] Money cash() const override { return portfolio_.cash(); }
  [[nodiscard]] std::size_t instruments() const override { return parts_.instruments.size(); }
  [[nodiscard]] bool is_engaged() override { return parts_.kill_switch.is_engaged(); }
  [[nodiscard]] bool stops(const Intent& order) const override;
  void refresh_account(Timestamp now);
  void refresh_hours(Timestamp now);
  void journal_marks(Timestamp now);
  Result<void> look_at_rules(Timestamp now);
  Result<void> settle_all(Timestamp now);
  Result<void> look_at_faults(Timestamp now);
  Result<void> look_at_halts(Timestamp now);
  Result<void> settle_releases(Timestamp now);
  Result<std::vector<risk::Halt>> carry_out(const risk::Release& release, Timestamp now);
  Result<std::string> order_to_close(const Intent& intent, Timestamp now);
  Result<std::vector<IntentAnswer>> route(std::span<const Intent> intents, Timestamp now);
  Result<routing::ChangeAnswer> amend(OrderId id, const Intent& amended, Timestamp now,
                                      std::string* refusal = nullptr);
  [[nodiscard]] std::string_view why_not_routed(const Intent& amended);
  void keep_rest(const Order& order);
  Result<void> settle_rests(Timestamp now);
  Result<void> restore_groups(const std::vector<std::string>& texts);
  void journal_groups(Timestamp now);
  Result<void> settle_groups(Timestamp now);
  [[nodiscard]] bool may_leave(InstrumentId instrument);
  Result<bool> settle(const GroupAction& action, Timestamp now);
  Result<void> submit_exits(std::span<const Intent> exits, Timestamp now);

  // An order that ended partly filled, and how often its rest was ordered before.
  struct Rest {
    Intent intent;
    Quantity quantity;
    std::uint32_t tries = 0;
  };

  LaneConfig config_;
  LaneParts parts_;
  portfolio::Portfolio portfolio_;
  risk::RiskBook book_;
  Timestamp now_;
  VenueEar venue_{parts_.venue, book_, now_};
  AuditTrail& trail_ = parts_.gate.trail(book_);
  std::vector<Price> last_;  // by instrument; 0: none
  Money peak_equity_;
  Money session_equity_;          // at its begin
  Timestamp session_;             // when that was; 0: not yet
  Money journalled_peak_;         // not below the peak
  bool is_supposing_ = false;     // what is valued is not what is
  bool rules_have_news_ = false;  // journalled, not committed yet
  std::optional<Timestamp> next_reload_;
  Timestamp hours_end_ = Timestamp::from_nanoseconds(INT64_MIN);  // of the session the book shows
  risk::BatchResult batch_;
  std::vector<Intent> fresh_;  // of a submit: not known yet
  OrderGroups groups_{parts_.instruments};
  std::vector<Rest> rests_;                      // to be ordered again
  std::map<OrderId, std::uint32_t> rest_tries_;  // of orders that are rests themselves
  routing::OrderRouter router_;
  HaltActions halt_actions_;
  std::optional<Timestamp>
      next_release_;  // when one that waits for a reconciliation is tried again
};

}  // namespace sluice::drivers
