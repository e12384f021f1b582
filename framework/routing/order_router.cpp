// SPDX-License-Identifier: Apache-2.0
#include "routing/order_router.hpp"

#include <algorithm>
#include <cstring>

#include "core/reason_codes.hpp"

namespace sluice::routing {
namespace {

void set_reason(Order& order, std::string_view code) noexcept {
  const std::size_t size = std::min(code.size(), order.reason.size() - 1);
  code.copy(order.reason.data(), size);
  order.reason[size] = '\0';
}

std::optional<OrderEvent> event_of(const sluice_execution_report& report,
                                   const Order& order) noexcept {
  switch (report.kind) {
    case SLUICE_REPORT_ACKED:
      return OrderEvent::kAck;
    case SLUICE_REPORT_FILLED:
      return report.quantity < order.remaining().raw() ? OrderEvent::kPartialFill
                                                       : OrderEvent::kFill;
    case SLUICE_REPORT_REJECTED:
      return OrderEvent::kReject;
    case SLUICE_REPORT_CANCELED:
      return OrderEvent::kCancel;
    case SLUICE_REPORT_EXPIRED:
      return OrderEvent::kExpire;
    default:
      return std::nullopt;
  }
}

std::string_view code_of(IntentRegistry::Answer answer) noexcept {
  switch (answer) {
    case IntentRegistry::Answer::kKnown:
      return reason::kDuplicateIntent;
    case IntentRegistry::Answer::kConflict:
      return reason::kIntentConflict;
    default:
      return reason::kStaleIntent;
  }
}

}  // namespace

OrderRouter::OrderRouter(RouterConfig config, Venue& venue, AuditTrail& audit,
                         OrderObserver& observer)
    : config_{config},
      venue_{venue},
      audit_{audit},
      observer_{observer},
      reservations_{config.reservations} {}

void OrderRouter::restore(std::vector<Order> open, OrderId next_id) {
  SLUICE_ASSERT(open_.empty() && next_id_ == 1);
  open_ = std::move(open);
  next_id_ = next_id;
  // What earlier orders hold was covered when it was taken: it is taken again unasked.
  for (const Order& order : open_) reservations_.release(*checked_negate(order.reserved));
}

Result<void> OrderRouter::submit(std::span<const ApprovedOrder> orders, Money cash, Timestamp now) {
  batch_.clear();
  filled_.clear();
  for (const ApprovedOrder& approved : orders) prepare(approved, cash, now);
  if (batch_.empty()) return audit_.commit();
  return send(now);
}

void OrderRouter::prepare(const ApprovedOrder& approved, Money cash, Timestamp now) {
  Order order;
  order.id = next_id_++;
  order.intent = approved.intent();
  order.state = OrderState::kApproved;
  const auto answer = registry_.admit(order.intent);
  if (answer != IntentRegistry::Answer::kNew) return deny(order, code_of(answer), now);
  const Price price = order.intent.type == OrderType::kLimit ? order.intent.limit_price
                                                             : order.intent.reference_price;
  if (!price.is_positive()) return deny(order, reason::kNoReferencePrice, now);
  if (notional(price, order.intent.quantity, Rounding::kDown) < config_.min_notional)
    return deny(order, reason::kMinNotional, now);
  const auto amount = reservations_.amount_for(order.intent);
  if (!amount || !reservations_.reserve(*amount, cash))
    return deny(order, reason::kReserveFailed, now);
  order.reserved = *amount;
  move(order, OrderEvent::kReserve);
  audit_.on_order(order, now);
  move(order, OrderEvent::kSend);
  audit_.on_order(order, now);
  batch_.push_back(to_row(order.intent, order.id));
  open_.push_back(order);
}

void OrderRouter::deny(Order& order, std::string_view code, Timestamp now) {
  move(order, OrderEvent::kReserveFail);
  set_reason(order, code);
  audit_.on_order(order, now);
  observer_.on_final(order);
}

void OrderRouter::move(Order& order, OrderEvent event) {
  const auto to = next_state(order.state, event);
  SLUICE_ASSERT(to.has_value());
  order.state = *to;
}

Result<void> OrderRouter::send(Timestamp now) {
  // From here on a crash may leave orders at the venue: they must be known to have been sent.
  if (auto kept = audit_.commit(); !kept) return kept;
  const auto sent = venue_.submit(batch_, sink());
  if (!report_error_.ok()) return report_error_;
  if (!sent)
    return fault(
        "the venue failed while orders were sent, their fate is not known: " + sent.error().message,
        now);
  forget_final_orders();
  return audit_.commit();
}

Result<void> OrderRouter::poll(Timestamp now) {
  const auto polled = venue_.poll(sink());
  if (!report_error_.ok()) return report_error_;
  if (!polled) return fault("the venue failed: " + polled.error().message, now);
  forget_final_orders();
  return audit_.commit();
}

sluice_report_sink OrderRouter::sink() noexcept {
  report_error_ = {};
  return {this, [](void* context, sluice_rows reports) -> sluice_status {
            auto& router = *static_cast<OrderRouter*>(context);
            if (!router.report_error_.ok()) return SLUICE_ERROR_STATE;
            router.report_error_ = router.take_reports(reports);
            return router.report_error_.ok() ? SLUICE_OK : SLUICE_ERROR_ARGUMENT;
          }};
}

Result<void> OrderRouter::take_reports(sluice_rows reports) {
  for (std::uint64_t i = 0; i < reports.count; ++i) {
    auto taken = take_report(*SLUICE_ROW(reports, sluice_execution_report, i));
    if (!taken) return taken;
  }
  return {};
}

Result<void> OrderRouter::take_report(const sluice_execution_report& report) {
  const auto time = Timestamp::from_nanoseconds(report.time);
  Order* const order = find(report.order_id);
  if (order == nullptr && is_late_ack(report)) return {};
  if (order == nullptr)
    return fault("execution report for unknown order " + std::to_string(report.order_id), time);
  const auto event = event_of(report, *order);
  const auto to = event ? next_state(order->state, *event) : std::nullopt;
  if (!to)
    return fault("execution report of kind " + std::to_string(report.kind) + " for order " +
                     std::to_string(order->id) + " in state " + std::string{name(order->state)} +
                     " is not possible",
                 time);
  if (report.kind == SLUICE_REPORT_FILLED) return take_fill(*order, report);
  if (order->state == *to) return {};
  order->state = *to;
  if (*event == OrderEvent::kReject) {
    const std::string_view code{report.reason, strnlen(report.reason, sizeof report.reason)};
    set_reason(*order, code.empty() ? reason::kVenueRejected : code);
  }
  audit_.on_order(*order, time);
  if (is_final(order->state)) finish(*order);
  return {};
}

Result<void> OrderRouter::take_fill(Order& order, const sluice_execution_report& report) {
  const auto time = Timestamp::from_nanoseconds(report.time);
  const auto quantity = Quantity::from_raw(report.quantity);
  if (!quantity.is_positive() || quantity > order.remaining() || report.price <= 0 ||
      report.execution_number != order.executions + 1)
    return fault("fill " + std::to_string(report.execution_number) + " of order " +
                     std::to_string(order.id) + " over " + quantity.to_string() + " @ " +
                     Price::from_raw(report.price).to_string() +
                     " does not fit the order: " + order.remaining().to_string() +
                     " remaining, execution " + std::to_string(order.executions + 1) + " expected",
                 time);
  move(order, quantity < order.remaining() ? OrderEvent::kPartialFill : OrderEvent::kFill);
  const Money released = share_of(order.reserved, quantity, order.remaining());
  reservations_.release(released);
  order.reserved = Money::from_raw(order.reserved.raw() - released.raw());
  order.filled = Quantity::from_raw(order.filled.raw() + quantity.raw());
  ++order.executions;
  const Fill fill{order.id,
                  order.intent.id,
                  order.intent.instrument,
                  order.intent.side,
                  order.executions,
                  quantity,
                  Price::from_raw(report.price),
                  Price::from_raw(report.base_price),
                  Money::from_c(report.commission),
                  time};
  audit_.on_fill(order, fill);
  observer_.on_fill(order, fill);
  if (is_final(order.state)) finish(order);
  return {};
}

void OrderRouter::finish(Order& order) {
  reservations_.release(order.reserved);
  order.reserved = Money{};
  observer_.on_final(order);
}

bool OrderRouter::is_late_ack(const sluice_execution_report& report) const noexcept {
  return report.kind == SLUICE_REPORT_ACKED &&
         std::find(filled_.begin(), filled_.end(), report.order_id) != filled_.end();
}

void OrderRouter::forget_final_orders() {
  for (const Order& order : open_)
    if (order.state == OrderState::kFilled) filled_.push_back(order.id);
  std::erase_if(open_, [](const Order& order) { return is_final(order.state); });
}

Order* OrderRouter::find(OrderId id) noexcept {
  const auto found =
      std::lower_bound(open_.begin(), open_.end(), id,
                       [](const Order& order, OrderId wanted) { return order.id < wanted; });
  return found != open_.end() && found->id == id ? &*found : nullptr;
}

Result<void> OrderRouter::fault(std::string text, Timestamp now) {
  audit_.on_event("FAULT", now, text);
  const auto kept = audit_.commit();
  if (!kept) text += "; " + kept.error().message;
  return Error{std::move(text)};
}

}  // namespace sluice::routing
