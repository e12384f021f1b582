// SPDX-License-Identifier: Apache-2.0
#include "sessions/drift_session.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "drivers/paper_session.hpp"
#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "sessions/signal.hpp"
#include "sessions/valuation.hpp"

namespace sluice::sessions {
namespace {

using drivers::DriftDecision;
using drivers::DriftFill;
using drivers::DriftRun;

std::int64_t raw(const journal::Record& record, const char* field) {
  return static_cast<std::int64_t>(record.decimal(field).value_or(0));
}

// What stands against it, as far as the trail says; empty: it became an order.
std::string refusal_of(const Signal& signal) {
  if (signal.state == SignalState::kOrdering || signal.state == SignalState::kOrdered) return "";
  std::string text{name(signal.state)};
  return signal.reason.empty() ? text : text + ": " + signal.reason;
}

// Collects what a journal tells; what belongs together is known at its end.
class SessionTrail {
 public:
  explicit SessionTrail(DriftRun& run) : run_{run} {}

  Result<void> take(const journal::Record& record) {
    const auto type = record.type();
    const Timestamp time = record.time().value_or(Timestamp{});
    if (first_ == Timestamp{}) first_ = time;
    last_ = std::max(last_, time);
    if (type == journal::kSignal) return take_signal(record);
    if (type == journal::kMark) return take_mark(record);
    const auto intent = record.text("intent_id");
    if (!intent) return {};
    if (type == journal::kNew) return take_intent(record, *intent);
    if (const auto order = record.integer("order_id"))
      intents_[static_cast<OrderId>(*order)] = *intent;
    if (type == journal::kFilled || type == journal::kPartial) take_fill(record, *intent, time);
    if (type == journal::kBusted) take_bust(record, *intent);
    return {};
  }

  void finish() {
    for (const auto& [id, seen] : signals_) add_decision(seen);
    for (const SeenFill& fill : fills_) add_fill(fill);
    const auto by_time = [](const auto& one, const auto& other) { return one.time < other.time; };
    std::stable_sort(run_.decisions.begin(), run_.decisions.end(), by_time);
    std::stable_sort(run_.fills.begin(), run_.fills.end(), by_time);
    const Money seed = seed_of(run_);
    run_.curve[candle_of(first_)] = {seed, seed};
    // The newest candle that was over when it ended.
    const auto end = run_.curve.try_emplace(candle_of(last_).plus_nanoseconds(-run_.bar_ns)).first;
    if (!mark_ || marked_at_ != last_) return end_without_mark(end->second);
    end->second = {mark_->equity, mark_->cash};
    for (const auto& held : mark_->positions) run_.closes[{end->first, held.symbol}] = held.last;
  }

 private:
  struct SeenIntent {
    std::string symbol;
    std::string side;
    std::string terms;
    std::string parent;  // whose rest it is; empty: its own
    Timestamp decided;
  };
  struct SeenFill {
    std::string intent;
    std::int64_t execution = 0;
    std::int64_t epoch = 0;
    Timestamp time;
    DriftFill fill;
  };

  Result<void> take_signal(const journal::Record& record) {
    const auto told = parse_signal(record.text("text").value_or(""));
    if (!told) return Error{"journal record " + std::to_string(record.seq()) + ": not a signal"};
    signals_[told->signal.id] = *told;
    return {};
  }

  Result<void> take_mark(const journal::Record& record) {
    mark_ = parse_valuation(record.text("text").value_or(""));
    if (!mark_)
      return Error{"journal record " + std::to_string(record.seq()) + ": not a session's worth"};
    marked_at_ = record.time().value_or(Timestamp{});
    return {};
  }

  Result<void> take_intent(const journal::Record& record, const std::string& id) {
    SeenIntent& intent = asked_[id];
    intent.symbol = record.text("symbol").value_or("");
    intent.side = record.text("side").value_or("");
    intent.terms = record.text("order_type").value_or("") + " " + record.text("tif").value_or("");
    if (const auto limit = record.json("limit_price")) intent.terms += " " + std::string{*limit};
    intent.parent = record.text("parent_id").value_or("");
    intent.decided = record.time().value_or(Timestamp{});
    return {};
  }

  void take_fill(const journal::Record& record, const std::string& intent, Timestamp time) {
    SeenFill& seen = fills_.emplace_back();
    seen.intent = intent;
    seen.execution = record.integer("execution").value_or(0);
    seen.epoch = record.integer("epoch").value_or(0);
    seen.time = time;
    seen.fill.quantity = Quantity::from_raw(raw(record, "qty"));
    seen.fill.base = Price::from_raw(raw(record, "base_price"));
    seen.fill.price = Price::from_raw(raw(record, "price"));
    seen.fill.commission = Money::from_raw(record.decimal("commission").value_or(0));
  }

  // The venue took it back: it never was.
  void take_bust(const journal::Record& record, const std::string& intent) {
    const auto found = std::find_if(fills_.begin(), fills_.end(), [&](const SeenFill& fill) {
      return fill.intent == intent && fill.execution == record.integer("execution").value_or(0) &&
             fill.epoch == record.integer("epoch").value_or(0);
    });
    if (found != fills_.end()) fills_.erase(found);
  }

  void add_decision(const ToldSignal& seen) {
    const Signal& signal = seen.signal;
    DriftDecision decision;
    decision.time = signal.candle;
    decision.symbol = seen.symbol;
    decision.side = name(signal.side);
    decision.quantity = signal.quantity;
    decision.reference = signal.reference;
    decision.refused = refusal_of(signal);
    decision.decided = signal.decided == Timestamp{} ? signal.time : signal.decided;
    if (const auto intent = intents_.find(signal.order); intent != intents_.end()) {
      decision.terms = asked_[intent->second].terms;
      signal_of_[intent->second] = &seen;
    }
    run_.decisions.push_back(std::move(decision));
  }

  void add_fill(const SeenFill& seen) {
    std::string root = seen.intent;
    for (auto at = asked_.find(root); at != asked_.end() && !at->second.parent.empty();
         at = asked_.find(root))
      root = at->second.parent;
    const SeenIntent& intent = asked_[root];
    DriftFill fill = seen.fill;
    fill.symbol = intent.symbol;
    fill.side = intent.side;
    // Without its signal it was ordered by hand, or its process died before it was told.
    const auto signal = signal_of_.find(root);
    fill.time = signal != signal_of_.end()
                    ? signal->second->signal.candle
                    : candle_of(intent.decided).plus_nanoseconds(-run_.bar_ns);
    fill.delay_ns = seen.time.nanoseconds() - intent.decided.nanoseconds();
    run_.fills.push_back(std::move(fill));
  }

  // It was killed, or still runs: its cash is known, and its worth at the prices it traded at.
  void end_without_mark(drivers::DriftPoint& end) {
    std::map<std::string, std::pair<Quantity, Price>> held;
    end.cash = seed_of(run_);
    for (const DriftFill& fill : run_.fills) {
      const bool buys = fill.side == "BUY";
      const Money worth =
          notional(fill.price, fill.quantity, buys ? Rounding::kUp : Rounding::kDown);
      end.cash = Money::from_raw(end.cash.raw() - (buys ? worth.raw() : -worth.raw()) -
                                 fill.commission.raw());
      auto& [quantity, price] = held[fill.symbol];
      quantity =
          Quantity::from_raw(quantity.raw() + (buys ? fill.quantity.raw() : -fill.quantity.raw()));
      price = fill.base;
    }
    end.equity = end.cash;
    for (const auto& [symbol, position] : held)
      end.equity = Money::from_raw(
          end.equity.raw() + notional(position.second, position.first, Rounding::kHalfEven).raw());
  }

  [[nodiscard]] Timestamp candle_of(Timestamp time) const {
    return time.plus_nanoseconds(-(time.nanoseconds() % run_.bar_ns));
  }

  DriftRun& run_;
  std::map<std::uint64_t, ToldSignal> signals_;
  std::unordered_map<std::string, SeenIntent> asked_;             // by intent
  std::unordered_map<OrderId, std::string> intents_;              // of orders
  std::unordered_map<std::string, const ToldSignal*> signal_of_;  // by intent
  std::vector<SeenFill> fills_;
  std::optional<Valuation> mark_;
  Timestamp marked_at_;
  Timestamp first_;
  Timestamp last_;
};

}  // namespace

Result<DriftRun> read_drift_session(drivers::DriftHead head) {
  DriftRun run;
  static_cast<drivers::DriftHead&>(run) = std::move(head);
  run.grain = drivers::DriftGrain::kBar;
  run.has_trail = true;
  const auto journal = drivers::journal_directory(run.folder);
  const auto segments = drivers::trail_segments(journal);
  if (!segments) return segments.error();
  if (segments->empty()) return Error{journal.string() + " holds no journal"};
  SessionTrail trail{run};
  for (const auto& segment : *segments) {
    auto reader = journal::Reader::open(segment);
    if (!reader) return reader.error();
    for (;;) {
      const auto record = reader->next();
      if (!record) return record.error();
      if (!*record) break;
      if (auto taken = trail.take(**record); !taken)
        return Error{segment.string() + ": " + taken.error().message};
    }
  }
  trail.finish();
  return run;
}

}  // namespace sluice::sessions
