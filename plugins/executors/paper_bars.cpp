// SPDX-License-Identifier: Apache-2.0
#include "paper_bars.hpp"

#include <algorithm>
#include <utility>

namespace sluice::executors {
namespace {

bool has(const sluice_bar& bar, std::uint32_t field) noexcept { return (bar.flags & field) != 0; }

// 0: none.
sluice_price price_of(const sluice_bar& bar, std::uint32_t phase) noexcept {
  if (phase != SLUICE_PHASE_OPEN) return bar.close;
  return has(bar, SLUICE_BAR_HAS_OPEN) ? bar.open : 0;
}

// Between which prices the bar certainly was.
std::pair<sluice_price, sluice_price> range_of(const sluice_bar& bar) noexcept {
  sluice_price lowest = bar.close;
  sluice_price highest = bar.close;
  const auto reach = [&](std::uint32_t field, sluice_price price) {
    if (!has(bar, field) || price <= 0) return;
    lowest = std::min(lowest, price);
    highest = std::max(highest, price);
  };
  reach(SLUICE_BAR_HAS_OPEN, bar.open);
  reach(SLUICE_BAR_HAS_HIGH, bar.high);
  reach(SLUICE_BAR_HAS_LOW, bar.low);
  return {lowest, highest};
}

}  // namespace

void PaperBars::begin(std::vector<sluice_quantity> lots) {
  lots_ = std::move(lots);
  bars_.assign(lots_.size(), {});
}

void PaperBars::fill_at_once(PaperOrder& order, sluice_price reference, sluice_time reference_time,
                             Reports& reports) {
  const PaperQuote& quote = state_.quotes[order.instrument];
  const sluice_time time = order.decision_time;
  sluice_price price = reference;
  // A session's close is newer than a reference of the same session, its open is not.
  const bool own_is_newer =
      quote.price > 0 && (quote.time > reference_time ||
                          (quote.time == reference_time && quote.phase != SLUICE_PHASE_OPEN));
  if (price <= 0 || own_is_newer) price = quote.price;
  if (order.has_limit()) price = order.limit_price;
  if (price <= 0) return ledger_.refuse(order, "NO_MARKET", time, reports);
  reports.ack(order.order_id, Timestamp::from_nanoseconds(time));
  ledger_.fill(order, price, order.quantity, Charge::kSpreadAndImpact, time, reports);
}

void PaperBars::on_market(std::uint32_t phase, sluice_time time, Rows<sluice_bar> bars,
                          Reports& reports) {
  if (model_ == FillModel::kImmediate) return keep_quotes(phase, time, bars);
  const bool is_awaited =
      model_ == FillModel::kVolume
          ? phase == SLUICE_PHASE_CLOSE || phase == SLUICE_PHASE_BAR
          : phase == (model_ == FillModel::kNextOpen ? SLUICE_PHASE_OPEN : SLUICE_PHASE_CLOSE);
  if (!is_awaited || state_.open.empty()) return;
  ++event_;
  for (const sluice_bar& bar : bars)
    if (bar.instrument < bars_.size()) bars_[bar.instrument] = {&bar, event_};
  for (PaperOrder& order : state_.open) {
    const EventBar& found = bars_[order.instrument];
    const bool is_due =
        model_ == FillModel::kClose ? time >= order.decision_time : time > order.decision_time;
    if (found.event != event_ || !is_due || !order.is_open()) continue;
    if (model_ == FillModel::kVolume)
      share(order, *found.bar, time, reports);
    else
      settle(order, price_of(*found.bar, phase), time, reports);
  }
}

void PaperBars::keep_quotes(std::uint32_t phase, sluice_time time, Rows<sluice_bar> bars) {
  for (const sluice_bar& bar : bars) {
    const sluice_price price = price_of(bar, phase);
    if (bar.instrument < state_.quotes.size() && price > 0)
      state_.quotes[bar.instrument] = {price, time, phase};
  }
}

// The models close and next_open: one price, and the order's moment.
void PaperBars::settle(PaperOrder& order, sluice_price price, sluice_time time, Reports& reports) {
  if (price <= 0)
    return ledger_.refuse(order, model_ == FillModel::kNextOpen ? "NO_OPEN_PRICE" : "NO_MARKET",
                          time, reports);
  if (order.waits_for_stop()) order.is_triggered = order.is_stop_reached(price, price);
  if (!order.waits_for_stop() && order.accepts(price))
    return ledger_.fill(order, price, order.remaining(), Charge::kSpreadAndImpact, time, reports);
  const bool goes_on =
      order.time_in_force == SLUICE_TIF_GTC || order.time_in_force == SLUICE_TIF_GTD;
  if (!goes_on) ledger_.end(order, SLUICE_STATUS_EXPIRED, {}, time, reports);
}

// The model volume: as much of the bar's volume as we may have been part of.
void PaperBars::share(PaperOrder& order, const sluice_bar& bar, sluice_time time,
                      Reports& reports) {
  if (bar.close <= 0) return ledger_.refuse(order, "NO_MARKET", time, reports);
  if (!has(bar, SLUICE_BAR_HAS_VOLUME)) return ledger_.refuse(order, "NO_VOLUME", time, reports);
  const Trade trade = trade_in(order, bar);
  sluice_quantity& left = volume_left(bar);
  sluice_quantity quantity = trade.price > 0 ? std::min(order.remaining(), left) : 0;
  if (quantity < order.remaining()) quantity -= quantity % lots_[order.instrument];
  const bool all_or_nothing = order.time_in_force == SLUICE_TIF_FOK;
  if (quantity > 0 && (!all_or_nothing || quantity == order.remaining())) {
    const sluice_quantity before = order.filled;
    ledger_.fill(order, trade.price, quantity, trade.charge, time, reports);
    left -= order.filled - before;
  }
  if (order.is_open() && order.is_for_now() && !order.waits_for_stop())
    ledger_.end(order, SLUICE_STATUS_EXPIRED, {}, time, reports);
}

PaperBars::Trade PaperBars::trade_in(PaperOrder& order, const sluice_bar& bar) {
  const auto [lowest, highest] = range_of(bar);
  const bool has_open = has(bar, SLUICE_BAR_HAS_OPEN) && bar.open > 0;
  if (order.waits_for_stop()) {
    if (!order.is_stop_reached(lowest, highest)) return {};
    order.is_triggered = true;
    // A market that began beyond the stop price never was at it.
    const sluice_price first = has_open ? bar.open : order.is_buy() ? lowest : highest;
    const sluice_price price =
        order.is_buy() ? std::max(order.stop_price, first) : std::min(order.stop_price, first);
    return order.accepts(price) ? Trade{price, Charge::kSpreadAndImpact} : Trade{};
  }
  if (!order.has_limit()) return {bar.close, Charge::kSpreadAndImpact};
  if (has_open && order.accepts(bar.open)) return {bar.open, Charge::kSpreadAndImpact};
  if (order.accepts(order.is_buy() ? lowest : highest))
    return {order.limit_price, Charge::kNothing};
  return {};
}

sluice_quantity& PaperBars::volume_left(const sluice_bar& bar) {
  PaperVolume& volume = state_.volumes[bar.instrument];
  if (volume.time != bar.time) {
    const int128 share = int128{std::max<sluice_quantity>(bar.volume, 0)} * participation_.raw();
    volume = {bar.time, static_cast<sluice_quantity>(share / kScale)};
  }
  return volume.left;
}

}  // namespace sluice::executors
