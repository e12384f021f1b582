// SPDX-License-Identifier: Apache-2.0
//
// paper_requests.cpp: cancel and replace, and requests on their way to the venue's engine.
#include <algorithm>

#include "paper.hpp"
#include "paper_random.hpp"

namespace sluice::executors {
void Paper::cancel(const sluice_order& order, Reports& reports) {
  const sluice_time now = host_.now().nanoseconds();
  if (is_sent({PaperRequest::kCancel, 0, order.order_id, 0, 0, 0}, now)) return;
  apply_cancel(order.order_id, now, reports);
  ledger_.sweep(now, reports);
}

void Paper::replace(const sluice_order& amended, Reports& reports) {
  const sluice_time now = host_.now().nanoseconds();
  const PaperRequest request{PaperRequest::kReplace, 0,
                             amended.order_id,       amended.quantity,
                             amended.limit_price,    amended.stop_price};
  if (is_sent(request, now)) return;
  apply_replace(request, now, reports);
  ledger_.sweep(now, reports);
}

bool Paper::is_sent(PaperRequest request, sluice_time sent) {
  if (latency_ns_ + jitter_ns_ == 0) return false;
  const std::uint64_t jitter = jitter_ns_ == 0
                                   ? 0
                                   : random_below(seed_, state_.random_numbers++,
                                                  static_cast<std::uint64_t>(jitter_ns_) + 1);
  request.arrival =
      at(sent).plus_nanoseconds(latency_ns_ + static_cast<std::int64_t>(jitter)).nanoseconds();
  // One line: nothing overtakes.
  if (!state_.requests.empty())
    request.arrival = std::max(request.arrival, state_.requests.back().arrival);
  state_.requests.push_back(request);
  return true;
}

PaperOrder* Paper::find_open(std::uint64_t order_id) {
  const auto found =
      std::find_if(state_.open.begin(), state_.open.end(), [order_id](const PaperOrder& order) {
        return order.order_id == order_id && order.is_open();
      });
  return found == state_.open.end() ? nullptr : &*found;
}

void Paper::apply_cancel(std::uint64_t order_id, sluice_time time, Reports& reports) {
  PaperOrder* order = find_open(order_id);
  if (order == nullptr) return reports.cancel_rejected(order_id, "NOT_OPEN", at(time));
  ledger_.end(*order, SLUICE_STATUS_CANCELED, {}, time, reports);
}

std::string_view Paper::replace_refusal_of(const PaperOrder& order,
                                           const PaperRequest& request) const {
  const bool is_valid = request.quantity > 0 && (!order.has_limit() || request.limit_price > 0) &&
                        (!order.waits_for_stop() || request.stop_price > 0);
  if (!is_valid) return "INVALID_ORDER";
  if (request.quantity <= order.filled) return "BELOW_FILLED";
  if (!order.may_only_rest()) return {};
  PaperOrder amended = order;
  amended.limit_price = request.limit_price;
  return book_.would_take(amended) ? "POST_ONLY" : "";
}

void Paper::apply_replace(const PaperRequest& request, sluice_time time, Reports& reports) {
  PaperOrder* order = find_open(request.order_id);
  if (order == nullptr) return reports.replace_rejected(request.order_id, "NOT_OPEN", at(time));
  if (const auto refusal = replace_refusal_of(*order, request); !refusal.empty())
    return reports.replace_rejected(request.order_id, refusal, at(time));
  const bool has_other_price = (order->has_limit() && request.limit_price != order->limit_price) ||
                               (order->waits_for_stop() && request.stop_price != order->stop_price);
  const bool loses_place = has_other_price || request.quantity > order->quantity;
  order->quantity = request.quantity;
  if (order->has_limit()) order->limit_price = request.limit_price;
  if (order->waits_for_stop()) order->stop_price = request.stop_price;
  reports.replaced(order->order_id, Quantity::from_raw(order->quantity),
                   Price::from_raw(order->limit_price), at(time));
  if (!loses_place) return;
  order->priority = ++state_.priorities;
  const auto position = state_.open.begin() + (order - state_.open.data());
  std::rotate(position, position + 1, state_.open.end());
  if (sees_quotes()) book_.enter(state_.open.back(), time, reports);
}

void Paper::advance(sluice_time time) {
  state_.clock = std::max(state_.clock, time);
  while (!state_.requests.empty() && state_.requests.front().arrival <= state_.clock) {
    const PaperRequest request = state_.requests.front();
    state_.requests.pop_front();
    if (request.kind == PaperRequest::kCancel)
      apply_cancel(request.order_id, request.arrival, state_.pending);
    else if (request.kind == PaperRequest::kReplace)
      apply_replace(request, request.arrival, state_.pending);
    else if (PaperOrder* order = find_open(request.order_id))
      activate(*order, 0, 0, request.arrival, state_.pending);
  }
  for (PaperOrder& order : state_.open)
    if (order.time_in_force == SLUICE_TIF_GTD && order.is_active && order.is_open() &&
        order.good_till < state_.clock)
      ledger_.end(order, SLUICE_STATUS_EXPIRED, {}, state_.clock, state_.pending);
}

}  // namespace sluice::executors
