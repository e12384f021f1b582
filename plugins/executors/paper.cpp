// SPDX-License-Identifier: Apache-2.0
#include "paper.hpp"

#include <algorithm>
#include <utility>

#include "order_fault.hpp"

namespace sluice::executors {
namespace {

CostParams cost_params(const Paper::Params& params) {
  return {params.commission_bps, params.spread_w, params.spread, params.impact_w, params.impact};
}

Timestamp at(sluice_time time) noexcept { return Timestamp::from_nanoseconds(time); }

PaperOrder remember(const sluice_order& order) noexcept {
  return {order.order_id,         order.instrument,   order.side,        order.type,
          order.time_in_force,    order.quantity,     order.limit_price, order.average_daily_volume,
          order.daily_volatility, order.decision_time};
}

// 0: none.
sluice_price price_of(const sluice_bar& bar, std::uint32_t phase) noexcept {
  if (phase == SLUICE_PHASE_CLOSE) return bar.close;
  return (bar.flags & SLUICE_BAR_HAS_OPEN) != 0 ? bar.open : 0;
}

bool is_marketable(const PaperOrder& order, Price price) noexcept {
  if (order.type != SLUICE_ORDER_LIMIT) return true;
  return order.side == SLUICE_SIDE_BUY ? price.raw() <= order.limit_price
                                       : price.raw() >= order.limit_price;
}

}  // namespace

Paper::Paper(const Params& params, Host host)
    : model_{fill_model_of(params.fill_model)}, costs_{cost_params(params)}, host_{host} {}

Paper::FillModel Paper::fill_model_of(std::string_view name) noexcept {
  if (name == "immediate") return FillModel::kImmediate;
  return name == "next_open" ? FillModel::kNextOpen : FillModel::kClose;
}

void Paper::begin(Rows<Instrument> instruments) {
  symbols_.clear();
  for (const Instrument instrument : instruments) {
    // A line break would break the state's lines.
    if (instrument.symbol().find('\n') != std::string_view::npos)
      throw Failure(SLUICE_ERROR_ARGUMENT, "instrument " + std::to_string(instrument.id()) +
                                               " has a line break in its symbol");
    symbols_.emplace_back(instrument.symbol());
  }
  state_.quotes.assign(symbols_.size(), {});
  event_prices_.assign(symbols_.size(), {});
  if (!unread_state_.empty()) load_state(std::exchange(unread_state_, {}));
}

void Paper::submit(Rows<sluice_order> orders, Reports& reports) {
  for (const sluice_order& order : orders) take(order, reports);
}

void Paper::take(const sluice_order& order, Reports& reports) {
  const Timestamp time = at(order.decision_time);
  if (const std::string_view fault = fault_of(order, symbols_.size()); !fault.empty())
    return reports.reject(order.order_id, fault, time);
  if (!state_.seen.insert(order.order_id))
    return reports.reject(order.order_id, "DUPLICATE_ORDER", time);
  if (model_ == FillModel::kImmediate) return fill_at_once(order, reports);
  reports.ack(order.order_id, time);
  state_.open.push_back(remember(order));
}

void Paper::fill_at_once(const sluice_order& order, Reports& reports) {
  const PaperQuote& quote = state_.quotes[order.instrument];
  sluice_price price = order.reference_price;
  sluice_time time = order.decision_time;
  // A session's close is newer than a reference of the same session, its open is not.
  const bool own_is_newer =
      quote.price > 0 &&
      (quote.time > order.reference_time ||
       (quote.time == order.reference_time && quote.phase == SLUICE_PHASE_CLOSE));
  if (price <= 0 || own_is_newer) price = quote.price;
  if (order.type == SLUICE_ORDER_LIMIT) price = order.limit_price;
  if (price <= 0) return reports.reject(order.order_id, "NO_MARKET", at(time));
  reports.ack(order.order_id, at(time));
  fill(remember(order), Price::from_raw(price), at(time), reports);
}

void Paper::cancel(const sluice_order& order, Reports& reports) {
  const auto found =
      std::find_if(state_.open.begin(), state_.open.end(),
                   [&order](const PaperOrder& open) { return open.order_id == order.order_id; });
  if (found == state_.open.end())
    return reports.cancel_rejected(order.order_id, "NOT_OPEN", host_.now());
  state_.open.erase(found);
  reports.cancel(order.order_id, host_.now());
}

void Paper::query(const sluice_order& order, Reports& reports) const {
  for (const PaperOrder& open : state_.open)
    if (open.order_id == order.order_id) return tell(open, reports);
  if (state_.seen.contains(order.order_id))
    throw Failure(SLUICE_ERROR_UNSUPPORTED,
                  "paper: order " + std::to_string(order.order_id) + " is no longer open");
  reports.not_found(order.order_id, host_.now());
}

void Paper::snapshot(Timestamp, Rows<sluice_order>, Reports& reports, VenueAccount&) const {
  for (const PaperOrder& open : state_.open) tell(open, reports);
}

void Paper::tell(const PaperOrder& order, Reports& reports) const {
  reports.status(order.order_id, SLUICE_STATUS_OPEN, Quantity{}, Quantity::from_raw(order.quantity),
                 Price::from_raw(order.limit_price), host_.now());
}

void Paper::poll(Reports& reports) {
  if (reports.rows().empty()) return std::swap(reports, state_.pending);
  for (const sluice_execution_report& row : state_.pending.rows()) reports.add(row);
  state_.pending.clear();
}

void Paper::on_market(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars) {
  if (model_ == FillModel::kImmediate) return keep_quotes(phase, time, bars);
  const std::uint32_t awaited =
      model_ == FillModel::kNextOpen ? SLUICE_PHASE_OPEN : SLUICE_PHASE_CLOSE;
  if (phase != awaited || state_.open.empty()) return;
  ++event_number_;
  for (const sluice_bar& bar : bars)
    if (bar.instrument < event_prices_.size())
      event_prices_[bar.instrument] = {price_of(bar, phase), event_number_};
  std::erase_if(state_.open, [this, time](const PaperOrder& order) {
    return settle(order, time.nanoseconds());
  });
}

void Paper::keep_quotes(std::uint32_t phase, Timestamp time, Rows<sluice_bar> bars) {
  for (const sluice_bar& bar : bars) {
    const sluice_price price = price_of(bar, phase);
    if (bar.instrument < state_.quotes.size() && price > 0)
      state_.quotes[bar.instrument] = {price, time.nanoseconds(), phase};
  }
}

bool Paper::settle(const PaperOrder& order, sluice_time time) {
  const EventPrice& event = event_prices_[order.instrument];
  const bool is_next_open = model_ == FillModel::kNextOpen;
  const bool is_due = is_next_open ? time > order.decision_time : time >= order.decision_time;
  if (event.number != event_number_ || !is_due) return false;
  const Price price = Price::from_raw(event.price);
  if (!price.is_positive()) {
    state_.pending.reject(order.order_id, is_next_open ? "NO_OPEN_PRICE" : "NO_MARKET", at(time));
  } else if (!is_marketable(order, price)) {
    state_.pending.expire(order.order_id, at(time));
  } else {
    fill(order, price, at(time), state_.pending);
  }
  return true;
}

void Paper::fill(const PaperOrder& order, Price base, Timestamp time, Reports& reports) const {
  const Quantity quantity = Quantity::from_raw(order.quantity);
  const auto price = costs_.fill_price(
      order.side == SLUICE_SIDE_BUY, base,
      {quantity, Quantity::from_raw(order.average_daily_volume), order.daily_volatility});
  const auto commission = price ? costs_.commission(*price, quantity) : std::nullopt;
  if (!commission) return reports.reject(order.order_id, "COST_OUT_OF_RANGE", time);
  reports.fill(order.order_id, 1, quantity, *price, base, *commission, time);
}

std::string Paper::save_state() const {
  return unread_state_.empty() ? write_paper_state(state_, symbols_) : unread_state_;
}

void Paper::load_state(std::string_view text) {
  if (symbols_.empty()) {
    unread_state_ = text;
    return;
  }
  state_ = read_paper_state(text, symbols_);
}

}  // namespace sluice::executors
