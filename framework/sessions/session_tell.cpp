// SPDX-License-Identifier: Apache-2.0
//
// session_tell.cpp: what a session shows, and what it tells listeners.
#include "journal/record_types.hpp"
#include "sessions/session.hpp"

namespace sluice::sessions {

void Session::publish(EventKind kind, std::string_view symbol, std::string text) {
  if (parts_.events == nullptr || !parts_.events->is_heard()) return;
  SessionEventRecord event;
  event.kind = kind;
  event.session = settings_.id;
  event.time = now();
  event.symbol = symbol;
  event.text = std::move(text);
  parts_.events->publish(event);
}

void Session::on_fill(const Order& order, const Fill& fill) {
  ++fills_;
  ++version_;
  if (const auto told = parts_.run.strategy->on_fill(fill); !told)
    session_->tell(journal::kFault, told.error().message);
  publish(EventKind::kFill, instruments_.symbol(fill.instrument),
          "order=" + std::to_string(order.id) + " side=" + std::string{name(fill.side)} +
              " qty=" + fill.quantity.to_string() + " price=" + fill.price.to_string() +
              " commission=" + fill.commission.to_string());
}

void Session::on_bust(const Order& order, const Fill& fill) {
  ++version_;
  publish(EventKind::kFill, instruments_.symbol(fill.instrument),
          "order=" + std::to_string(order.id) + " busted=1 qty=" + fill.quantity.to_string() +
              " price=" + fill.price.to_string());
}

void Session::on_final(const Order& order, Quantity) {
  ++version_;
  publish(EventKind::kOrder, instruments_.symbol(order.intent.instrument),
          "order=" + std::to_string(order.id) + " state=" + std::string{name(order.state)} +
              " filled=" + order.filled.to_string() + " reason=" + order.reason.data());
}

Valuation Session::valuation() const {
  const auto& portfolio = session_->lane().portfolio();
  Valuation valuation{equity(), portfolio.cash(), {}};
  for (InstrumentId id = 0; id < instruments_.size(); ++id)
    if (const Quantity held = portfolio.position(id); !held.is_zero())
      valuation.positions.push_back({instruments_.symbol(id), held, intake_.price(id).last});
  return valuation;
}

SessionStatus Session::status() const {
  const auto& lane = session_->lane();
  SessionStatus status;
  status.id = settings_.id;
  status.strategy = parts_.run.path.strategy_name;
  status.account = settings_.account;
  status.route = parts_.run.path.route;
  status.config_hash = parts_.run.config_hash;
  status.mode = settings_.mode;
  for (InstrumentId id = 0; id < instruments_.size(); ++id)
    status.symbols.push_back(instruments_.symbol(id));
  status.state = state_;
  status.why = why_;
  status.since = since_;
  status.now = now();
  status.risk = risk_status(settings_.limits, control_view(), is_open(now()),
                            day_.has_value() && loss_day_ == day_);
  status.cash = lane.portfolio().cash();
  status.equity = equity();
  for (InstrumentId id = 0; id < instruments_.size(); ++id) {
    const Quantity held = lane.portfolio().position(id);
    if (!held.is_zero())
      status.positions.push_back({instruments_.symbol(id), held, intake_.price(id).last});
    if (!faults_[id].empty()) status.faults.push_back(instruments_.symbol(id) + ": " + faults_[id]);
  }
  status.open_orders = lane.router().open_orders().size();
  status.orders = orders_;
  status.fills = fills_;
  for (const Signal& signal : signals_.all())
    status.signals.push_back({signal, instruments_.symbol(signal.instrument)});
  status.is_reconciled = is_reconciled_;
  status.differences = differences_;
  status.is_connected = was_connected_;
  status.ticks = ticks_;
  status.late_ticks = late_ticks_;
  if (parts_.events != nullptr) status.events_dropped = parts_.events->dropped();
  return status;
}

}  // namespace sluice::sessions
