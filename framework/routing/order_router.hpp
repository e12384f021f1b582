// SPDX-License-Identifier: Apache-2.0
//
// order_router.hpp: brings approved orders to a venue, and the venue's answers back, so that no
// order is ever sent twice or lost.
//
// For every order: reserve budget, journal, and (once the trail is committed) send. What the venue
// reports is journalled and committed before anyone hears of it. A failure after the first byte may
// have left means UNKNOWN: the reservation stays, nothing is sent again, the venue is asked. What
// contradicts our books is booked, marked DISPUTED, and halts routing.
//
// Place: routing. Owns the orders. Thread: the lane; a venue reports only inside a call to it, and
// what it reports is taken in when that call is over. Errors: a trail that cannot be kept stops the
// lane; offline (no ack_timeout) also a venue that fails and a halt, for nobody is there to ask.
// Clock and randomness come in: `now`, and a seed for the jitter.
//
// Files: order_router.cpp sends; report_intake.cpp takes reports in, terms_intake.cpp those about
// new terms; order_timers.cpp asks, retries and reconciles on time; order_changes.cpp cancels,
// replaces and resolves; reconciliation.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/order.hpp"
#include "core/ports.hpp"
#include "routing/intent_registry.hpp"
#include "routing/order_store.hpp"
#include "routing/reservations.hpp"
#include "routing/router_config.hpp"

namespace sluice::routing {

// Whether sending is stopped at this very moment: the kill switch.
class SendLatch {
 public:
  virtual ~SendLatch() = default;
  // Looks now. False: nothing is stopped.
  [[nodiscard]] virtual bool is_engaged() = 0;
  // As of that look: `order`, approved and reserved, may not leave any more.
  [[nodiscard]] virtual bool stops(const Intent& order) const = 0;
};

// The account as we know it; compared with the venue's.
class AccountView {
 public:
  virtual ~AccountView() = default;
  [[nodiscard]] virtual Quantity position(InstrumentId instrument) const = 0;
  [[nodiscard]] virtual Money cash() const = 0;
  [[nodiscard]] virtual std::size_t instruments() const = 0;
};

enum class ChangeAnswer : std::uint8_t {
  kAsked,          // the wish is on its way; the venue's word follows
  kDone,           // at once: the order had not left
  kNoSuchOrder,    // nothing was sent
  kOver,           // the order is final
  kPending,        // an earlier wish is still open
  kUnsupported,    // the venue can't replace
  kBelowFilled,    // the new quantity is not above what is filled
  kReserveFailed,  // the budget does not cover the new terms
  kNotAdmitted     // halted, killed, not reconciled, or the order's fate is unknown
};
[[nodiscard]] std::string_view name(ChangeAnswer answer) noexcept;

// What an operator may decide about an order that stays UNKNOWN or DISPUTED.
enum class Resolution : std::uint8_t {
  kNotAtVenue,  // it never arrived: FAILED_FINAL
  kEnded,       // it is over at the venue with what we have booked: CANCELED
  kAskAgain     // leave it as it is and ask the venue now
};

// What a router needs to go on where an earlier process stopped.
struct RouterState {
  std::vector<Order> open;      // by id
  std::vector<Order> finished;  // the newest, by id
  OrderId next_id = 1;
  std::string halt;  // empty: not halted
  // Orders that ended later are all above.
  Timestamp forgotten_until = Timestamp::from_nanoseconds(INT64_MIN);
  // Intents decided later are all above, or never were routed.
  Timestamp forgotten_decisions = Timestamp::from_nanoseconds(INT64_MIN);
};

class OrderRouter {
 public:
  OrderRouter(RouterConfig config, Venue& venue, AuditTrail& audit, OrderObserver& observer,
              SendLatch* latch = nullptr);
  OrderRouter(const OrderRouter&) = delete;
  OrderRouter& operator=(const OrderRouter&) = delete;

  // Routes the orders of one decision, in this order. `cash` is what the account has. Orders that
  // are not admitted are denied and told to the observer; the others go on.
  Result<void> submit(std::span<const ApprovedOrder> orders, Money cash, Timestamp now);
  // Whether such an order would be sent now; nothing changes.
  [[nodiscard]] bool would_send(const Intent& intent, Money cash) const noexcept;
  // Takes in what has happened at the venue since.
  Result<void> poll(Timestamp now);
  // Does what is due: asks about orders that were not answered, retries, reconciles.
  Result<void> tick(Timestamp now);
  // When tick has something to do next; nothing: never.
  [[nodiscard]] std::optional<Timestamp> next_due() const noexcept;

  // Wishes about an order. A cancel is always let through, also when the trail can't be kept: it
  // only takes risk away.
  Result<ChangeAnswer> cancel(OrderId id, Timestamp now);
  // New terms, judged by the gate like any order; its instrument, side, type and stop price are the
  // order's.
  Result<ChangeAnswer> replace(OrderId id, const ApprovedOrder& amended, Money cash, Timestamp now);
  Result<ChangeAnswer> resolve(OrderId id, Resolution resolution, std::string_view who_and_why,
                               Timestamp now);

  // Compares orders, executions and account with the venue's. `trigger` names the occasion.
  Result<Certificate> reconcile(std::string_view trigger, const AccountView& account,
                                Timestamp now);
  // Makes the timer of tick() compare the account too. It must outlive the router.
  void reconcile_with(const AccountView& account) noexcept { account_ = &account; }
  [[nodiscard]] bool is_reconciled() const noexcept { return certified_; }
  // Whether orders are let through: not halted, and reconciled where that is asked for.
  [[nodiscard]] bool is_admitting() const noexcept {
    return halt_.empty() && (certified_ || !config_.require_certificate);
  }

  // Stops everything but cancels until it is released.
  void halt(std::string_view why, Timestamp now);
  Result<void> release_halt(std::string_view who_and_why, Timestamp now);
  [[nodiscard]] const std::string& halted() const noexcept { return halt_; }

  // Orders that are not final, by id.
  [[nodiscard]] const std::vector<Order>& open_orders() const noexcept { return orders_.open(); }
  // An order that is open or remembered.
  [[nodiscard]] const Order* find(OrderId id) noexcept { return orders_.find(id); }
  [[nodiscard]] const Order* find(const IntentId& intent) noexcept {
    return find_by_intent(intent);
  }
  // The order that this very intent, content and all, became.
  [[nodiscard]] const Order* find_same(const Intent& intent) noexcept;
  [[nodiscard]] OrderId next_order_id() const noexcept { return next_id_; }
  [[nodiscard]] Money reserved() const noexcept { return reservations_.held(); }

  // Continues where an earlier process stopped. Before the first order. An order that was about to
  // be sent when it stopped is UNKNOWN from now on; one that was only reserved is over.
  Result<void> restore(RouterState state, Timestamp now);
  [[nodiscard]] RouterState state() const;

 private:
  struct News {
    enum class Kind : std::uint8_t { kFill, kBust, kReplaced, kRevived, kFinal };
    Kind kind;
    OrderId order;
    Fill fill;          // kFill, kBust
    Quantity quantity;  // of what is counted as working, the part that changes
  };
  // An order that something has to be done about, by id.
  struct Watch {
    enum class Next : std::uint8_t { kAsk, kRetry };
    OrderId order = 0;
    Timestamp sent;   // the request that it is about, or when an earlier process's became ours
    Timestamp began;  // first asked after the call that sent it: that call may have taken long
    Timestamp due;
    Next next = Next::kAsk;
    bool needs_answer = false;          // only an answer to a question ends it
    std::uint32_t asks = 0;             // since it began
    std::uint32_t not_found_reads = 0;  // in a row
    std::uint32_t old_terms_reads = 0;  // of a replace, in a row
  };

  [[nodiscard]] bool is_offline() const noexcept { return config_.ack_timeout_ns == 0; }

  // order_router.cpp
  void prepare(const ApprovedOrder& approved, Money cash, Timestamp now);
  // Why it is not sent while so many others are open; empty: it is.
  [[nodiscard]] std::string_view refusal_of(const Intent& intent, std::size_t open) const noexcept;
  void guard_slippage(Order& order, Timestamp now);
  static void set_reason(Order& order, std::string_view code) noexcept;
  void deny(Order& order, std::string_view code, Timestamp now);
  void move(Order& order, OrderEvent event);
  Result<void> send(Timestamp now);
  [[nodiscard]] bool is_stopped(const Intent& order);
  void withhold_stopped(Timestamp now);
  [[nodiscard]] sluice_report_sink sink() noexcept;
  Result<void> conclude(Timestamp now);
  void publish();
  void finish(Order& order);
  void mark_unknown(Order& order, std::string_view why, Timestamp now);
  void mark_known(Order& order, Timestamp now);
  void dispute(Order& order, std::string_view why, Timestamp now);
  void note(const Order& order, OrderNote note, Timestamp now, std::string_view reason = {});

  // report_intake.cpp
  void take_inbox(Timestamp now);
  void take(const sluice_execution_report& report, Timestamp now);
  void take_unknown(const sluice_execution_report& report, Timestamp now);
  [[nodiscard]] bool has_room(const Order& order, Quantity filled) const;
  void take_fill(Order& order, const sluice_execution_report& report, Timestamp now);
  void book(Order& order, const Execution& execution, Price base_price, Timestamp time);
  void revive(Order& order);
  void take_bust(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_bust_of_untold(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_ack(Order& order, Timestamp time, Timestamp now);
  void take_end(Order& order, OrderEvent event, const sluice_execution_report& report,
                Timestamp now);
  void take_not_sent(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_status(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_terms(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_not_found(Order& order, Timestamp now);
  [[nodiscard]] Order* find_by_intent(const IntentId& intent) noexcept;
  [[nodiscard]] Order* order_of(const sluice_execution_report& report) noexcept;
  void know_from(const Order& order, Timestamp now) noexcept;
  [[nodiscard]] bool may_be_behind(const Watch& watched, Timestamp now) const noexcept;
  [[nodiscard]] bool tells_other_terms(const Order& order,
                                       const sluice_execution_report& report) const noexcept;
  [[nodiscard]] bool is_past_bound(const Watch& watched, Timestamp now) const noexcept;
  void take_cancel_rejected(Order& order, const sluice_execution_report& report, Timestamp now);
  void take_replaced(Order& order, Timestamp time);
  void take_replace_rejected(Order& order, std::string_view why, Timestamp now);
  void keep_old_terms(Order& order, std::string_view why, Timestamp now);
  void release_beyond_terms(Order& order);
  void complete_if_filled(Order& order, Timestamp time);
  [[nodiscard]] bool lacks_executions(const Order& order,
                                      const sluice_execution_report& report) const noexcept;

  // order_timers.cpp
  Watch& watch(OrderId id, Timestamp due, Watch::Next next);
  void unwatch(OrderId id) noexcept;
  void relax(const Order& order) noexcept;
  [[nodiscard]] Watch* find_watch(OrderId id) noexcept;
  void ask_now(const Order& order, Timestamp now);
  Result<void> ask(Order& order, Timestamp now);
  void retry_later(Order& order, std::int64_t wait_ns, std::string_view why, Timestamp now);
  void give_up(Order& order, std::string_view code, Timestamp now);
  [[nodiscard]] std::int64_t backoff_ns(const Order& order, std::uint32_t step) const noexcept;

  // order_changes.cpp
  [[nodiscard]] ChangeAnswer refusal_of_replace(const Order& order, const Intent& amended) noexcept;

  RouterConfig config_;
  Venue& venue_;
  VenueTraits traits_;
  AuditTrail& audit_;
  OrderObserver& observer_;
  SendLatch* latch_;
  const AccountView* account_ = nullptr;
  Reservations reservations_;
  IntentRegistry registry_;
  OrderStore orders_;
  OrderId next_id_ = 1;
  std::string halt_;
  std::size_t open_before_ = 0;  // orders; of the submit in progress
  bool certified_ = false;
  std::optional<Timestamp> next_reconcile_;

  std::vector<Watch> watches_;                  // by order id
  std::vector<sluice_order> batch_;             // rows on their way to the venue
  std::vector<sluice_execution_report> inbox_;  // what the venue said during the call
  bool inbox_overflow_ = false;
  bool in_snapshot_ = false;  // that is being taken in, and no word of the stream
  std::uint64_t executions_taken_ = 0;
  std::vector<std::string> strangers_;  // found at the venue, and not ours; bounded
  std::vector<News> news_;              // not published yet
};

}  // namespace sluice::routing
