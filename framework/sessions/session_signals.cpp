// SPDX-License-Identifier: Apache-2.0
//
// session_signals.cpp: from a wish to a signal, and from a signal to an order.
#include <algorithm>

#include "journal/record_types.hpp"
#include "sessions/session.hpp"
#include "sessions/session_codes.hpp"

namespace sluice::sessions {
namespace {

Quantity magnitude_of(Quantity quantity) { return Quantity::from_raw(std::abs(quantity.raw())); }

}  // namespace

Result<void> Session::enter_position(InstrumentId id, Quantity wanted, Timestamp now) {
  Signal signal;
  signal.instrument = id;
  signal.kind = SignalKind::kEntry;
  signal.side = wanted.raw() > 0 ? Side::kBuy : Side::kSell;
  signal.quantity = magnitude_of(wanted);
  return raise(std::move(signal), now);
}

Result<void> Session::leave_position(InstrumentId id, Quantity quantity, Timestamp now) {
  Signal signal;
  signal.instrument = id;
  signal.kind = SignalKind::kExit;
  signal.side = quantity.raw() > 0 ? Side::kSell : Side::kBuy;
  signal.quantity = magnitude_of(quantity);
  return raise(std::move(signal), now);
}

// Checked, kept, told, and in `auto` an order.
Result<void> Session::raise(Signal signal, Timestamp now) {
  signal.reference = intake_.price(signal.instrument).last;
  signal.time = now;
  signal.candle = desk_.candle();
  Signal& kept = signals_.add(std::move(signal));
  if (std::string why = objection_to(kept); !why.empty()) return refuse(kept, std::move(why));
  switch (settings_.mode) {
    case ExecutionMode::kAuto:
      return order(kept, now);
    case ExecutionMode::kConfirm:
      kept.expires = now.plus_nanoseconds(settings_.signal_ttl_ns);
      break;
    case ExecutionMode::kSignalOnly:
      kept.state = SignalState::kNoted;
      break;
  }
  keep(kept);
  return {};
}

// Journalled with whatever is committed next, which is before anything leaves; and told.
void Session::keep(const Signal& signal) {
  ++version_;
  const std::string& symbol = instruments_.symbol(signal.instrument);
  std::string text = to_text(signal, symbol);
  session_->tell(journal::kSignal, text);
  publish(EventKind::kSignal, symbol, std::move(text));
}

Result<void> Session::refuse(Signal& signal, std::string reason) {
  signal.state = SignalState::kBlocked;
  signal.reason = std::move(reason);
  keep(signal);
  const std::string& symbol = instruments_.symbol(signal.instrument);
  session_->tell(journal::kRiskBreach, symbol + ": " + signal.reason);
  publish(EventKind::kRiskBreach, symbol, signal.reason);
  return session_->commit();
}

// What stands against it before the gate is asked; empty: nothing. A position may always be closed.
std::string Session::objection_to(const Signal& signal) {
  if (signal.kind == SignalKind::kExit) return "";
  const auto worth = worst_worth(signal);
  if (!worth)
    return coded(session_reason::kMaxPositionSize, "the order is worth more than an amount can be");
  if (loss_day_ == day_)
    return coded(session_reason::kMaxDailyLoss, "the day's loss has reached its limit before");
  return check_entry(settings_.limits, control_view(), *worth).text();
}

// At the worst price it may trade at.
std::optional<Money> Session::worst_worth(const Signal& signal) const {
  const PriceNow& price = intake_.price(signal.instrument);
  const Price seen = std::max(price.last, price.ask);
  const auto beyond = checked_multiply(seen, settings_.slippage, Rounding::kUp);
  const auto worst = beyond ? checked_add(seen, *beyond) : std::nullopt;
  if (!worst) return std::nullopt;
  return notional(*worst, signal.quantity, Rounding::kUp);
}

// The same signal is the same intent, whoever takes it up again.
Intent Session::intent_of(const Signal& signal) const {
  const PriceNow& price = intake_.price(signal.instrument);
  Intent intent;
  intent.instrument = signal.instrument;
  intent.side = signal.side;
  intent.type = settings_.order_type;
  intent.time_in_force = TimeInForce::kIoc;
  intent.quantity = signal.quantity;
  intent.reduce_only = signal.kind == SignalKind::kExit;
  if (settings_.order_type == OrderType::kLimit) {
    const auto beyond =
        checked_multiply(signal.reference, settings_.slippage, Rounding::kDown).value_or(Price{});
    const std::int64_t tick = instruments_[signal.instrument].tick.raw();
    const bool buys = signal.side == Side::kBuy;
    const std::int64_t limit = signal.reference.raw() + (buys ? beyond.raw() : -beyond.raw());
    // Never beyond what was allowed: a buyer's limit is cut, a seller's goes up.
    intent.limit_price = Price::from_raw((buys ? limit : limit + tick - 1) / tick * tick);
  }
  intent.decision_time = signal.decided;
  intent.reference_price = signal.reference;
  intent.reference_time = price.time;
  desk_.describe(intent);
  intent.id = identity_.id_of(intent, instruments_.symbol(signal.instrument), signal.id);
  return intent;
}

Result<void> Session::order(Signal& signal, Timestamp now) {
  const std::uint64_t id = signal.id;
  const bool is_entry = signal.kind == SignalKind::kEntry;
  const Money worth = is_entry ? worst_worth(signal).value_or(Money{}) : Money{};
  if (is_entry && parts_.budget != nullptr && !parts_.budget->reserve(settings_.id, worth))
    return refuse(signal, coded(session_reason::kAccountBudget,
                                "the sessions of account " + settings_.account +
                                    " hold too much together, limit=" +
                                    parts_.budget->limit().value_or(Money{}).to_string()));
  signal.state = SignalState::kOrdering;
  signal.decided = now;
  keep(signal);
  const Intent intent = intent_of(signal);
  const auto answers = session_->at(now).submit({&intent, 1}, now);
  if (!answers) return answers.error();
  settle_budget();
  Signal& kept = *signals_.find(id);
  if (answers->front().order == 0) return refuse(kept, answers->front().refusal);
  ++orders_;
  kept.state = SignalState::kOrdered;
  kept.order = answers->front().order;
  keep(kept);
  return {};
}

// Those that nobody has answered in time; those that an earlier process was about to order.
Result<void> Session::settle_signals(Timestamp now) {
  for (const std::uint64_t id : signals_.open()) {
    Signal& signal = *signals_.find(id);
    if (signal.state == SignalState::kPending) {
      if (now < signal.expires) continue;
      signal.state = SignalState::kExpired;
      signal.reason = coded(session_reason::kSignalExpired, "nobody approved it in time");
      keep(signal);
      continue;
    }
    const Intent intent = intent_of(signal);
    if (const Order* const known = session_->at(now).router().find(intent.id); known != nullptr) {
      signal.state = SignalState::kOrdered;
      signal.order = known->id;
      keep(signal);
    } else if (now.nanoseconds() - signal.decided.nanoseconds() > settings_.signal_ttl_ns) {
      signal.state = SignalState::kExpired;
      signal.reason = coded(session_reason::kSignalInterrupted, "it was interrupted for too long");
      keep(signal);
    } else if (state_ == SessionState::kRunning && is_open(now) && day_) {
      if (std::string why = objection_to(signal); !why.empty()) {
        if (auto refused = refuse(signal, std::move(why)); !refused) return refused;
      } else if (auto ordered = order(signal, signal.decided); !ordered) {
        return ordered;
      }
    }
  }
  return {};
}

// What the session has in the market: its reservations, and what its positions cost it.
void Session::settle_budget() {
  if (parts_.budget == nullptr) return;
  const auto& lane = session_->lane();
  const Money spent =
      Money::from_raw(parts_.run.path.seed_capital.raw() - lane.portfolio().cash().raw());
  const Money reserved = lane.router().reserved();
  parts_.budget->hold(settings_.id, Money::from_raw((spent.is_positive() ? spent.raw() : 0) +
                                                    (reserved.is_positive() ? reserved.raw() : 0)));
}

}  // namespace sluice::sessions
