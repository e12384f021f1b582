// SPDX-License-Identifier: Apache-2.0
#include "paper_ledger.hpp"

#include <algorithm>
#include <utility>

namespace sluice::executors {
namespace {

constexpr std::size_t kMaxBuffers = 1024;

CostParams without_spread(CostParams costs) {
  costs.spread_w = Ratio{};
  return costs;
}

}  // namespace

PaperLedger::PaperLedger(PaperState& state, const CostParams& costs, bool caps_at_limit,
                         std::size_t remember_closed)
    : state_{state},
      costs_{costs},
      costs_inside_quote_{without_spread(costs)},
      caps_at_limit_{caps_at_limit},
      remember_closed_{remember_closed} {}

sluice_execution_report PaperLedger::row_of(const PaperOrder& order,
                                            const PaperExecution& execution,
                                            sluice_quantity cumulative) noexcept {
  sluice_execution_report row{};
  row.size = sizeof row;
  row.kind = SLUICE_REPORT_FILLED;
  row.order_id = order.order_id;
  row.execution_id = execution.id;
  row.quantity = execution.quantity;
  row.price = execution.price;
  row.base_price = execution.base_price;
  row.commission = execution.commission;
  row.time = execution.time;
  row.tells = SLUICE_TELLS_CUMULATIVE;
  row.cumulative_quantity = cumulative;
  return row;
}

std::optional<Price> PaperLedger::price_of(const PaperOrder& order, Price base, Quantity quantity,
                                           Charge charge) const noexcept {
  if (charge == Charge::kNothing) return base;
  const CostModel& costs = charge == Charge::kImpact ? costs_inside_quote_ : costs_;
  const TradeSize size{quantity, Quantity::from_raw(order.average_daily_volume),
                       order.daily_volatility};
  const auto price = costs.fill_price(order.is_buy(), base, size);
  const bool is_capped = caps_at_limit_ && order.has_limit();
  if (is_capped && price && !order.accepts(price->raw())) return Price::from_raw(order.limit_price);
  return price;
}

void PaperLedger::fill(PaperOrder& order, sluice_price base, sluice_quantity quantity,
                       Charge charge, sluice_time time, Reports& reports) {
  if (order.may_only_reduce()) quantity = std::min(quantity, reducible(order));
  if (quantity <= 0) return end(order, SLUICE_STATUS_EXPIRED, "REDUCE_ONLY", time, reports);
  if (order.executions.size() == PaperOrder::kMaxExecutions)
    return end(order, SLUICE_STATUS_EXPIRED, "TOO_MANY_FILLS", time, reports);
  const Quantity traded = Quantity::from_raw(quantity);
  const auto price = price_of(order, Price::from_raw(base), traded, charge);
  const auto commission = price ? costs_.commission(*price, traded) : std::nullopt;
  if (!commission) return refuse(order, "COST_OUT_OF_RANGE", time, reports);
  order.filled += quantity;
  if (order.executions.capacity() == 0 && !buffers_.empty()) {
    order.executions = std::move(buffers_.back());
    buffers_.pop_back();
  }
  order.executions.push_back(
      {order.executions.size() + 1, quantity, price->raw(), base, commission->to_c(), time});
  move_position(order, quantity);
  reports.fill(order.order_id, order.executions.size(), traded, *price, Price::from_raw(base),
               *commission, at(time), Quantity::from_raw(order.filled));
  if (order.remaining() == 0) close(order, SLUICE_STATUS_FILLED, time);
}

void PaperLedger::end(PaperOrder& order, std::uint8_t status, std::string_view reason,
                      sluice_time time, Reports& reports) {
  const Timestamp at = Timestamp::from_nanoseconds(time);
  if (status == SLUICE_STATUS_CANCELED) reports.cancel(order.order_id, at);
  if (status == SLUICE_STATUS_REJECTED) reports.reject(order.order_id, reason, at);
  if (status == SLUICE_STATUS_EXPIRED) reports.expire(order.order_id, at, reason);
  close(order, status, time);
}

void PaperLedger::refuse(PaperOrder& order, std::string_view reason, sluice_time time,
                         Reports& reports) {
  end(order, order.filled == 0 ? SLUICE_STATUS_REJECTED : SLUICE_STATUS_EXPIRED, reason, time,
      reports);
}

void PaperLedger::close(PaperOrder& order, std::uint8_t status, sluice_time time) noexcept {
  order.status = status;
  order.closed_time = time;
  has_ended_ = true;
}

void PaperLedger::move_position(const PaperOrder& order, sluice_quantity quantity) noexcept {
  sluice_quantity& position = state_.positions[order.instrument];
  const sluice_quantity change = order.is_buy() ? quantity : -quantity;
  // A position that can't be counted is not told.
  if (__builtin_add_overflow(position, change, &position)) state_.knows_positions = false;
  has_moved_ = true;
}

sluice_quantity PaperLedger::reducible(const PaperOrder& order) const noexcept {
  const sluice_quantity position = state_.positions[order.instrument];
  return std::max<sluice_quantity>(0, order.is_buy() ? -position : position);
}

void PaperLedger::sweep(sluice_time time, Reports& reports) {
  if (std::exchange(has_moved_, false))
    for (PaperOrder& order : state_.open)
      if (order.is_open() && order.is_active && order.may_only_reduce() && reducible(order) == 0)
        end(order, SLUICE_STATUS_EXPIRED, "REDUCE_ONLY", time, reports);
  if (!std::exchange(has_ended_, false)) return;
  std::erase_if(state_.open, [this](PaperOrder& order) {
    if (order.is_open()) return false;
    state_.keep_closed(std::move(order));
    return true;
  });
  while (remember_closed_ != 0 && state_.closed.size() > remember_closed_) forget_oldest();
}

void PaperLedger::forget_told() {
  while (remember_closed_ == 0 && !state_.closed.empty()) forget_oldest();
}

void PaperLedger::forget_before(sluice_time time) {
  for (const PaperOrder& order : state_.open) time = std::min(time, order.decision_time);
  while (!state_.closed.empty() && state_.closed.front().closed_time < time) forget_oldest();
}

void PaperLedger::forget_oldest() {
  PaperOrder& oldest = state_.closed.front();
  state_.forgotten_until = std::max(state_.forgotten_until, oldest.closed_time);
  if (oldest.executions.capacity() != 0 && buffers_.size() < kMaxBuffers) {
    oldest.executions.clear();
    buffers_.push_back(std::move(oldest.executions));
  }
  state_.closed.pop_front();
}

}  // namespace sluice::executors
