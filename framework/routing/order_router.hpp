// SPDX-License-Identifier: Apache-2.0
//
// order_router.hpp: brings approved orders to a venue, and the venue's answers back.
//
// Place: routing. For every order of a batch: reserve budget, journal, then (once the trail is
// committed) send, and take in what the venue reports. No byte goes to a venue before its SENDING
// record is kept. Owns the open orders. Thread: the lane. Errors: a venue that fails, a report that
// cannot be true, or a trail that cannot be kept stop the run; nothing is retried or guessed.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/order.hpp"
#include "core/ports.hpp"
#include "routing/intent_registry.hpp"
#include "routing/reservations.hpp"

namespace sluice::routing {

struct RouterConfig {
  Money min_notional;  // an order worth less is refused
  ReservationConfig reservations;
};

class OrderRouter {
 public:
  OrderRouter(RouterConfig config, Venue& venue, AuditTrail& audit, OrderObserver& observer);
  OrderRouter(const OrderRouter&) = delete;
  OrderRouter& operator=(const OrderRouter&) = delete;

  // Routes the orders of one decision, in this order. `cash` is what the account has. Orders that
  // the budget does not cover are denied and told to the observer; the others go on.
  Result<void> submit(std::span<const ApprovedOrder> orders, Money cash, Timestamp now);
  // Takes in what has happened at the venue since.
  Result<void> poll(Timestamp now);

  // Orders that are not final, by id.
  [[nodiscard]] const std::vector<Order>& open_orders() const noexcept { return open_; }
  [[nodiscard]] OrderId next_order_id() const noexcept { return next_id_; }
  [[nodiscard]] Money reserved() const noexcept { return reservations_.held(); }
  // Continues where an earlier process stopped. Before the first order.
  void restore(std::vector<Order> open, OrderId next_id);

 private:
  void prepare(const ApprovedOrder& approved, Money cash, Timestamp now);
  void deny(Order& order, std::string_view code, Timestamp now);
  void move(Order& order, OrderEvent event);
  Result<void> send(Timestamp now);
  Result<void> take_reports(sluice_rows reports);
  Result<void> take_report(const sluice_execution_report& report);
  Result<void> take_fill(Order& order, const sluice_execution_report& report);
  void finish(Order& order);
  void forget_final_orders();
  [[nodiscard]] bool is_late_ack(const sluice_execution_report& report) const noexcept;
  [[nodiscard]] Order* find(OrderId id) noexcept;
  [[nodiscard]] Result<void> fault(std::string text, Timestamp now);
  [[nodiscard]] sluice_report_sink sink() noexcept;

  RouterConfig config_;
  Venue& venue_;
  AuditTrail& audit_;
  OrderObserver& observer_;
  Reservations reservations_;
  IntentRegistry registry_;
  OrderId next_id_ = 1;
  std::vector<Order> open_;          // sorted by id
  std::vector<OrderId> filled_;      // since the newest decision: their acknowledgement may be late
  std::vector<sluice_order> batch_;  // rows on their way to the venue
  Result<void> report_error_;        // the first report that could not be taken in
};

}  // namespace sluice::routing
