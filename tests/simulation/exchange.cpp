// SPDX-License-Identifier: Apache-2.0
#include "simulation/exchange.hpp"

#include <algorithm>
#include <cstring>

#include "core/reason_codes.hpp"

namespace sluice::simulation {
namespace {

// Prices stay within 8 basis points of 100: what a market order costs is always within the 20 that
// a reservation allows, so that a broken budget is the router's fault.
constexpr std::int64_t kMiddle = 100 * kScale;
constexpr std::int64_t kBand = 8;

void set_reason(sluice_execution_report& report, std::string_view code) {
  std::memcpy(report.reason, code.data(), std::min(code.size(), sizeof report.reason - 1));
}

Money worth_of(const ExchangeExecution& execution) {
  return notional(Price::from_raw(execution.price), Quantity::from_raw(execution.quantity),
                  Rounding::kDown);
}

}  // namespace

std::int64_t ExchangeOrder::filled_at(Nanoseconds time) const noexcept {
  std::int64_t sum = 0;
  for (const ExchangeExecution& one : executions)
    if (one.time <= time && one.busted_at > time) sum += one.quantity;
  return sum;
}

const ExchangeOrder::Terms& ExchangeOrder::terms_at(Nanoseconds time) const noexcept {
  const Terms* in_force = &terms.front();
  for (const Terms& one : terms)
    if (one.since <= time) in_force = &one;
  return *in_force;
}

Exchange::Exchange(std::size_t instruments, Money cash, const ExchangeTraits& traits, Random random)
    : seed_{cash},
      traits_{traits},
      random_{random},
      prices_(instruments, kMiddle),
      depth_(instruments, 50 * kScale) {}

ExchangeOrder* Exchange::find_open(const IntentId& client) noexcept {
  for (ExchangeOrder& order : orders_)
    if (order.is_open() && order.client == client) return &order;
  return nullptr;
}

const ExchangeOrder* Exchange::find(const IntentId& client, Nanoseconds time) const noexcept {
  const ExchangeOrder* newest = nullptr;
  for (const ExchangeOrder& order : orders_)
    if (order.client == client && order.accepted <= time) newest = &order;
  return newest;
}

sluice_execution_report Exchange::report(std::uint32_t kind, const ExchangeOrder& order,
                                         Nanoseconds time) const {
  sluice_execution_report made{};
  made.size = sizeof made;
  made.kind = kind;
  made.intent_id = {order.client.hi, order.client.lo};
  made.instrument = order.instrument;
  made.time = time;
  made.venue_epoch = epoch_;
  made.order_quantity = order.quantity;
  made.order_limit_price = order.limit;
  if (traits_.tells_cumulative) {
    made.tells = SLUICE_TELLS_CUMULATIVE;
    made.cumulative_quantity = order.filled;
  }
  return made;
}

sluice_execution_report Exchange::fill_report(const ExchangeOrder& order,
                                              const ExchangeExecution& execution) const {
  auto made = report(SLUICE_REPORT_FILLED, order, execution.time);
  made.execution_id = execution.id;
  made.venue_epoch = execution.epoch;
  made.quantity = execution.quantity;
  made.price = made.base_price = execution.price;
  made.commission = execution.commission.to_c();
  made.cumulative_quantity = 0;
  for (const ExchangeExecution& one : order.executions) {
    if (one.busted_at == INT64_MAX) made.cumulative_quantity += one.quantity;
    if (&one == &execution) break;
  }
  if (!traits_.tells_cumulative) made.cumulative_quantity = 0;
  return made;
}

void Exchange::take_order(const sluice_order& row, Nanoseconds now) {
  ExchangeOrder order;
  order.client = {row.intent_id.hi, row.intent_id.lo};
  order.instrument = row.instrument;
  order.side = static_cast<Side>(row.side);
  order.is_market = row.type == SLUICE_ORDER_MARKET || row.type == SLUICE_ORDER_STOP;
  order.waits = row.type == SLUICE_ORDER_STOP || row.type == SLUICE_ORDER_STOP_LIMIT;
  order.reduces = (row.flags & SLUICE_ORDER_REDUCE_ONLY) != 0;
  order.stop = row.stop_price;
  order.is_immediate = row.time_in_force == SLUICE_TIF_IOC;
  order.quantity = row.quantity;
  order.limit = row.limit_price;
  order.accepted = now;
  order.terms.push_back({now, order.quantity, order.limit});
  if (find_open(order.client) != nullptr) {
    auto refusal = report(SLUICE_REPORT_REJECTED, order, now);
    refusal.tells = 0;
    set_reason(refusal, reason::kDuplicateOrder);
    return say(refusal);
  }
  if (random_.chance(traits_.rejects)) {
    auto refusal = report(SLUICE_REPORT_REJECTED, order, now);
    set_reason(refusal, "NO_MARGIN");
    order.status = SLUICE_STATUS_REJECTED;
    order.ended = now;
    if (traits_.remembers_rejections) orders_.push_back(std::move(order));
    return say(refusal);
  }
  orders_.push_back(std::move(order));
  ExchangeOrder& accepted = orders_.back();
  say(report(SLUICE_REPORT_ACKED, accepted, now));
  match(accepted, now);
  if (accepted.is_open() && accepted.is_immediate)
    end(accepted, SLUICE_STATUS_EXPIRED, SLUICE_REPORT_EXPIRED, now);
}

void Exchange::take_cancel(const sluice_order& row, Nanoseconds now) {
  const IntentId client{row.intent_id.hi, row.intent_id.lo};
  if (ExchangeOrder* const order = find_open(client))
    return end(*order, SLUICE_STATUS_CANCELED, SLUICE_REPORT_CANCELED, now);
  ExchangeOrder unknown;
  unknown.client = client;
  auto refusal = report(SLUICE_REPORT_CANCEL_REJECTED, unknown, now);
  refusal.tells = 0;
  set_reason(refusal, "UNKNOWN_ORDER");
  say(refusal);
}

void Exchange::take_replace(const sluice_order& row, std::uint64_t request, Nanoseconds now) {
  const IntentId client{row.intent_id.hi, row.intent_id.lo};
  ExchangeOrder* const order = find_open(client);
  if (order == nullptr || row.quantity <= order->filled || random_.chance(100)) {
    ExchangeOrder unknown;
    unknown.client = client;
    auto refusal = report(SLUICE_REPORT_REPLACE_REJECTED, unknown, now);
    refusal.tells = 0;
    refusal.sequence = request;
    return say(refusal);
  }
  order->quantity = row.quantity;
  order->limit = row.limit_price;
  order->terms.push_back({now, order->quantity, order->limit});
  auto done = report(SLUICE_REPORT_REPLACED, *order, now);
  done.tells |= SLUICE_TELLS_TERMS;
  done.sequence = request;
  say(done);
  match(*order, now);
}

void Exchange::end(ExchangeOrder& order, std::uint32_t status, std::uint32_t kind,
                   Nanoseconds now) {
  order.status = status;
  order.ended = now;
  // As every protocol does: without it nobody could know whether executions are missing.
  auto told = report(kind, order, now);
  told.tells |= SLUICE_TELLS_CUMULATIVE;
  told.cumulative_quantity = order.filled;
  say(told);
}

void Exchange::trade(ExchangeOrder& order, std::int64_t quantity, Nanoseconds now) {
  ExchangeExecution execution;
  execution.id = next_execution_++;
  execution.epoch = epoch_;
  execution.quantity = quantity;
  execution.price = prices_[order.instrument];
  execution.time = now;
  const Money worth = worth_of(execution);
  execution.commission = Money::from_raw(worth.raw() / 1000);
  order.filled += quantity;
  if (order.filled >= order.quantity && order.is_open()) {
    order.status = SLUICE_STATUS_FILLED;
    order.ended = now;
  }
  order.executions.push_back(execution);
  say(fill_report(order, order.executions.back()));
}

void Exchange::match(ExchangeOrder& order, Nanoseconds now) {
  const std::int64_t price = prices_[order.instrument];
  const bool buy = order.side == Side::kBuy;
  if (order.waits && (buy ? price < order.stop : price > order.stop)) return;
  order.waits = false;
  if (!order.is_market && (buy ? order.limit < price : order.limit > price)) return;
  std::int64_t& depth = depth_[order.instrument];
  while (order.is_open() && depth > 0) {
    std::int64_t most = std::min(order.left(), depth) / kScale;
    if (order.reduces) {
      const std::int64_t position = position_at(order.instrument, now);
      const std::int64_t reducible = (buy ? -position : position) / kScale;
      if (reducible <= 0) return end(order, SLUICE_STATUS_EXPIRED, SLUICE_REPORT_EXPIRED, now);
      most = std::min(most, reducible);
    }
    if (most == 0) return;
    const std::int64_t quantity = (random_.chance(600) ? most : random_.between(1, most)) * kScale;
    depth -= quantity;
    trade(order, quantity, now);
  }
}

void Exchange::move_market(Nanoseconds now) {
  for (InstrumentId id = 0; id < prices_.size(); ++id) {
    prices_[id] = kMiddle + random_.between(-kBand, kBand) * kCent;
    depth_[id] = random_.between(0, 40) * kScale;
  }
  // Those that came first trade first: at one price there is nothing else to tell them apart.
  for (ExchangeOrder& order : orders_)
    if (order.is_open() && !order.foreign) match(order, now);
}

void Exchange::restart(Nanoseconds now) {
  ++epoch_;
  next_execution_ = 1;
  for (ExchangeOrder& order : orders_)
    if (order.is_open() && random_.chance(200))
      end(order, SLUICE_STATUS_CANCELED, SLUICE_REPORT_CANCELED, now);
}

bool Exchange::overfill(Nanoseconds now) {
  for (auto order = orders_.rbegin(); order != orders_.rend(); ++order) {
    if (order->foreign || order->status == SLUICE_STATUS_REJECTED || random_.chance(500)) continue;
    trade(*order, std::max<std::int64_t>(order->left(), 0) + kScale, now);
    return true;
  }
  return false;
}

bool Exchange::bust(Nanoseconds now) {
  for (auto order = orders_.rbegin(); order != orders_.rend(); ++order) {
    if (order->executions.empty() || order->executions.back().busted_at != INT64_MAX ||
        order->is_open())
      continue;
    ExchangeExecution& undone = order->executions.back();
    auto told = fill_report(*order, undone);
    told.kind = SLUICE_REPORT_BUSTED;
    told.time = now;
    undone.busted_at = now;
    order->filled -= undone.quantity;
    say(told);
    return true;
  }
  return false;
}

bool Exchange::lose_order(Nanoseconds now) {
  (void)now;
  const auto lost = std::find_if(orders_.begin(), orders_.end(), [](const ExchangeOrder& order) {
    return order.is_open() && order.executions.empty() && !order.foreign;
  });
  if (lost == orders_.end()) return false;
  orders_.erase(lost);
  return true;
}

void Exchange::add_foreign_order(Nanoseconds now) {
  ExchangeOrder order;
  order.client = {random_.next(), random_.next()};
  order.foreign = true;
  order.quantity = kScale;
  order.limit = kMiddle / 2;
  order.accepted = now;
  order.terms.push_back({now, order.quantity, order.limit});
  orders_.push_back(std::move(order));
}

void Exchange::remove_foreign_orders(Nanoseconds now) {
  for (ExchangeOrder& order : orders_) {
    if (!order.foreign || !order.is_open()) continue;
    order.status = SLUICE_STATUS_CANCELED;
    order.ended = now;
  }
}

Money Exchange::cash_at(Nanoseconds time) const {
  int128 cash = seed_.raw();
  for (const ExchangeOrder& order : orders_)
    for (const ExchangeExecution& one : order.executions)
      if (one.time <= time && one.busted_at > time)
        cash += (order.side == Side::kBuy ? -worth_of(one).raw() : worth_of(one).raw()) -
                one.commission.raw();
  return Money::from_raw(cash);
}

std::int64_t Exchange::position_at(InstrumentId instrument, Nanoseconds time) const {
  std::int64_t sum = 0;
  for (const ExchangeOrder& order : orders_)
    if (order.instrument == instrument)
      sum += order.side == Side::kBuy ? order.filled_at(time) : -order.filled_at(time);
  return sum;
}

}  // namespace sluice::simulation
