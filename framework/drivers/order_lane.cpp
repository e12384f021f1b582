// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_lane.hpp"

#include <algorithm>

namespace sluice::drivers {

OrderLane::OrderLane(LaneConfig config, const LaneParts& parts)
    : parts_{parts},
      portfolio_{parts.instruments.size(), config.seed_capital},
      book_{parts.instruments},
      last_(parts.instruments.size()),
      peak_equity_{config.seed_capital},
      session_equity_{config.seed_capital},
      router_{config.router, parts.venue, parts.audit, *this, this} {
  router_.reconcile_with(*this);
}

Result<void> OrderLane::restore(LaneState state, Timestamp now) {
  SLUICE_ASSERT(state.positions.size() == parts_.instruments.size());
  now_ = now;
  for (InstrumentId id = 0; id < state.positions.size(); ++id) {
    portfolio_.restore(id, state.positions[id]);
    book_.set_position(id, state.positions[id]);
  }
  portfolio_.restore_cash(state.cash);
  for (const Order& order : state.router.open) {
    book_.add_working(order.intent.instrument, order.intent.side, order.remaining());
    if (order.flags.pending_replace)
      book_.add_working(order.intent.instrument, order.intent.side, order.replace_quantity);
  }
  return router_.restore(std::move(state.router), now);
}

LaneState OrderLane::state() const {
  LaneState state;
  state.positions = portfolio_.positions();
  state.cash = portfolio_.cash();
  state.router = router_.state();
  return state;
}

void OrderLane::begin_session(Timestamp now) {
  now_ = now;
  refresh_account(now);
  session_equity_ = Money::from_c(book_.view().equity);
  refresh_account(now);
  parts_.gate.begin_session(book_);
}

void OrderLane::refresh_account(Timestamp now) {
  const Money held = portfolio_.positions_value([this](InstrumentId id) { return last_[id]; });
  const auto equity = checked_add(portfolio_.cash(), held);
  SLUICE_ASSERT(equity.has_value());
  peak_equity_ = std::max(peak_equity_, *equity);
  const Money pnl = Money::from_raw(equity->raw() - session_equity_.raw());
  book_.begin_session(now, {portfolio_.cash(), *equity, pnl, peak_equity_}, nullptr);
}

Result<std::vector<IntentAnswer>> OrderLane::submit(std::span<const Intent> intents,
                                                    Timestamp now) {
  now_ = now;
  std::vector<IntentAnswer> answers;
  answers.reserve(intents.size());
  fresh_.clear();
  for (const Intent& intent : intents) {
    IntentAnswer& answer = answers.emplace_back();
    answer.id = intent.id;
    // Another content under a known id is the router's to refuse.
    if (const Order* const known = router_.find_same(intent); known != nullptr) {
      answer.order = known->id;
      answer.was_known = true;
    } else {
      fresh_.push_back(intent);
    }
  }
  refresh_account(now);
  parts_.gate.judge(fresh_, book_, batch_);
  // The router numbers the orders of a batch in sequence.
  OrderId next = router_.next_order_id();
  std::size_t approved = 0;
  std::size_t blocked = 0;
  for (IntentAnswer& answer : answers) {
    if (answer.was_known) continue;
    if (approved < batch_.approved.size() && batch_.approved[approved].intent().id == answer.id) {
      answer.order = next++;
      ++approved;
    } else {
      answer.refusal = batch_.blocked[blocked++].reason;
    }
  }
  if (auto routed = router_.submit(batch_.approved, portfolio_.cash(), now); !routed)
    return routed.error();
  return answers;
}

Result<routing::ChangeAnswer> OrderLane::cancel(OrderId id, Timestamp now) {
  now_ = now;
  return router_.cancel(id, now);
}

Result<routing::ChangeAnswer> OrderLane::replace(OrderId id, const Intent& amended, Timestamp now) {
  now_ = now;
  refresh_account(now);
  parts_.gate.judge({&amended, 1}, book_, batch_);
  if (batch_.approved.empty()) return routing::ChangeAnswer::kNotAdmitted;
  const auto answer = router_.replace(id, batch_.approved.front(), portfolio_.cash(), now);
  // What the gate counted as working is not on its way.
  if (answer && *answer != routing::ChangeAnswer::kAsked) {
    const Intent& judged = batch_.approved.front().intent();
    book_.remove_working(judged.instrument, judged.side, judged.quantity);
  }
  return answer;
}

Result<routing::ChangeAnswer> OrderLane::resolve(OrderId id, routing::Resolution resolution,
                                                 std::string_view who_and_why, Timestamp now) {
  now_ = now;
  return router_.resolve(id, resolution, who_and_why, now);
}

Result<std::size_t> OrderLane::cancel_all(Timestamp now) {
  now_ = now;
  std::vector<OrderId> ids;
  for (const Order& order : router_.open_orders()) ids.push_back(order.id);
  std::size_t asked = 0;
  Result<void> first_error;
  for (const OrderId id : ids) {
    const auto answer = router_.cancel(id, now);
    // A journal that fails must not keep the others from being cancelled.
    if (!answer) {
      if (first_error.ok()) first_error = answer.error();
    } else if (*answer == routing::ChangeAnswer::kAsked ||
               *answer == routing::ChangeAnswer::kDone) {
      ++asked;
    }
  }
  if (!first_error.ok()) return first_error.error();
  return asked;
}

void OrderLane::on_price(InstrumentId id, Price price, Timestamp time) {
  last_[id] = price;
  book_.set_last(id, price, time);
}

Result<void> OrderLane::on_market(std::uint32_t phase, Timestamp time, sluice_rows rows) {
  now_ = time;
  return parts_.venue.on_market(phase, time, rows);
}

Result<void> OrderLane::poll(Timestamp now) {
  now_ = now;
  return router_.poll(now);
}

Result<void> OrderLane::tick(Timestamp now) {
  now_ = now;
  return router_.tick(now);
}

Result<Certificate> OrderLane::reconcile(std::string_view trigger, Timestamp now) {
  now_ = now;
  return router_.reconcile(trigger, *this, now);
}

void OrderLane::on_fill(const Order& order, const Fill& fill) {
  portfolio_.apply(fill);
  book_.fill_working(fill.instrument, fill.side, fill.from_working);
  book_.set_position(fill.instrument, portfolio_.position(fill.instrument));
  parts_.gate.on_fill(fill, now_);
  if (parts_.listener != nullptr) parts_.listener->on_fill(order, fill);
}

void OrderLane::on_bust(const Order& order, const Fill& fill) {
  portfolio_.undo(fill);
  book_.set_position(fill.instrument, portfolio_.position(fill.instrument));
  book_.add_working(fill.instrument, fill.side, fill.from_working);
  if (parts_.listener != nullptr) parts_.listener->on_bust(order, fill);
}

void OrderLane::on_replaced(const Order& order, Quantity surplus) {
  book_.remove_working(order.intent.instrument, order.intent.side, surplus);
  if (parts_.listener != nullptr) parts_.listener->on_replaced(order, surplus);
}

void OrderLane::on_revived(const Order& order, Quantity working) {
  book_.add_working(order.intent.instrument, order.intent.side, working);
  if (parts_.listener != nullptr) parts_.listener->on_revived(order, working);
}

void OrderLane::on_final(const Order& order, Quantity working) {
  book_.remove_working(order.intent.instrument, order.intent.side, working);
  if (parts_.listener != nullptr) parts_.listener->on_final(order, working);
}

}  // namespace sluice::drivers
