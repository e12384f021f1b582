// SPDX-License-Identifier: Apache-2.0
#include "drivers/drift.hpp"

#include <algorithm>
#include <set>

#include "drivers/drift_comparison.hpp"

namespace sluice::drivers {
namespace {

// Sections of a config that decide what is ordered; the others decide what becomes of it.
constexpr std::string_view kDecidingSections[] = {"strategy",  "universe",  "trading",
                                                  "portfolio", "pre_trade", "risk_rules",
                                                  "router",    "data",      "session"};

// Of those sections, what decides nothing: names, and where the data lie.
constexpr std::string_view kIdleKeys[] = {
    "data.path",         "data.quotes",   "data.trades",    "session.id",
    "session.account",   "session.speed", "session.resume", "session.disconnect_after_seconds",
    "session.fill_model"};

std::size_t index_of(DriftCause cause) { return static_cast<std::size_t>(cause); }

bool is_deciding(const std::string& key) {
  if (std::find(std::begin(kIdleKeys), std::end(kIdleKeys), key) != std::end(kIdleKeys))
    return false;
  const auto section = std::string_view{key}.substr(0, key.find_first_of(".["));
  return std::find(std::begin(kDecidingSections), std::end(kDecidingSections), section) !=
         std::end(kDecidingSections);
}

Error nothing_in_common(const DriftRun& a, const DriftRun& b, const std::string& what) {
  const auto span = [](const DriftRun& run) {
    return text_of(run.curve.begin()->first, run.grain) + " to " +
           text_of(run.curve.rbegin()->first, run.grain);
  };
  return Error{"the runs have no " + what + " in common: A has " + span(a) + ", B has " + span(b)};
}

}  // namespace

Result<void> DriftComparison::find_sessions() {
  const Timestamp first = std::max(a_.curve.begin()->first, b_.curve.begin()->first);
  const Timestamp last = std::min(a_.curve.rbegin()->first, b_.curve.rbegin()->first);
  for (const auto& [time, point] : a_.curve) {
    if (time < first || time > last || !b_.curve.contains(time)) continue;
    if (drift_.compared++ == 0) drift_.first = time;
    drift_.last = time;
  }
  return drift_.compared > 0 ? Result<void>{} : nothing_in_common(a_, b_, "session");
}

Result<void> DriftComparison::find_period() {
  drift_.first = std::max(a_.curve.begin()->first, b_.curve.begin()->first);
  drift_.last = std::min(a_.curve.rbegin()->first, b_.curve.rbegin()->first);
  if (drift_.first > drift_.last) return nothing_in_common(a_, b_, "time");
  drift_.compared = times().size();
  return {};
}

// When anything was decided or traded; by day, when there was a session.
std::set<Timestamp> DriftComparison::times() const {
  std::set<Timestamp> all;
  for (const auto* run : {&a_, &b_}) {
    if (run->grain == DriftGrain::kDay)
      for (const auto& [time, point] : run->curve) all.insert(time);
    for (const auto& each : run->decisions) all.insert(each.time);
    for (const auto& each : run->fills) all.insert(each.time);
  }
  std::erase_if(all, [this](Timestamp time) { return !is_within(time); });
  return all;
}

// As the run has it; where it did not end there, what its trades have made of its capital.
Money DriftComparison::equity_of(const DriftRun& own, const DriftRun& other,
                                 const Trades& trades) const {
  if (const auto found = own.curve.find(drift_.last); found != own.curve.end())
    return found->second.equity;
  int128 gained = 0;
  for (const auto& [key, trade] : trades)
    gained += contribution(trade.sum, close_of(own, other, key.symbol));
  return Money::from_raw(seed_of(own).raw() + gained / kUnitsOfMoney);
}

void DriftComparison::compare_configs() {
  std::set<std::string> keys;
  for (const auto* run : {&a_, &b_})
    for (const auto& [key, value] : run->config) keys.insert(key);
  const auto value_in = [](const DriftRun& run, const std::string& key) {
    const auto found = run.config.find(key);
    return found == run.config.end() ? std::string{} : found->second;
  };
  for (const auto& key : keys) {
    std::string a = value_in(a_, key);
    std::string b = value_in(b_, key);
    if (a == b) continue;
    config_decides_ |= is_deciding(key);
    drift_.config.push_back({key, std::move(a), std::move(b)});
  }
}

void DriftComparison::note_data(Timestamp time, const std::string& symbol, Price a, Price b,
                                const char* what) {
  if (a == b || time > drift_.last || !differing_.insert({time, symbol}).second) return;
  first_data_ = first_data_ ? std::min(*first_data_, time) : time;
  if (drift_.data.size() < kMaxDataLines)
    drift_.data.push_back(shown(time) + " " + symbol + ": " + what + " " + a.to_string() +
                          " in A, " + b.to_string() + " in B");
}

void DriftComparison::compare_data() {
  for (const auto& [key, close] : a_.closes)
    if (const auto found = b_.closes.find(key); found != b_.closes.end())
      note_data(key.first, key.second, close, found->second, "close");
  // Of a session only what was seen at the same moment.
  const auto moment = [](const DriftDecision& each) {
    return TimeAndSymbol{each.decided == Timestamp{} ? each.time : each.decided, each.symbol};
  };
  std::map<TimeAndSymbol, Price> references;
  for (const auto& decision : a_.decisions) references[moment(decision)] = decision.reference;
  for (const auto& decision : b_.decisions)
    if (const auto found = references.find(moment(decision)); found != references.end())
      note_data(decision.time, decision.symbol, found->second, decision.reference,
                "reference price");
  std::sort(drift_.data.begin(), drift_.data.end());
}

// Where one venue tells the spread and the other does not, it is a part of the price in both.
Trades DriftComparison::trades_of(const DriftRun& run) const {
  const bool split = a_.tells_spread == b_.tells_spread;
  Trades trades;
  for (const auto& fill : run.fills) {
    if (fill.time > drift_.last) continue;
    Trade& trade = trades[{fill.time, fill.symbol, fill.side}];
    add_fill(trade.sum, fill.side == "SELL", fill.quantity, split ? fill.base : fill.price,
             fill.price, fill.commission);
    trade.delay_ns = std::max(trade.delay_ns, fill.delay_ns);
  }
  return trades;
}

// What the position is worth a piece at the end; the last price seen where no close is known.
Price DriftComparison::close_of(const DriftRun& own, const DriftRun& other,
                                const std::string& symbol) const {
  for (const auto* run : {&own, &other})
    if (const auto found = run->closes.find({drift_.last, symbol}); found != run->closes.end())
      return found->second;
  Price last;
  Timestamp seen = Timestamp::from_nanoseconds(INT64_MIN);
  for (const auto* run : {&a_, &b_}) {  // in this order for both, so that data alone differs
    for (const auto& fill : run->fills)
      if (fill.symbol == symbol && fill.time <= drift_.last && fill.time >= seen) {
        last = fill.base;
        seen = fill.time;
      }
    if (last.is_positive()) return last;
  }
  return last;
}

void DriftComparison::explain_seed() {
  add(drift_.first, DriftCause::kConfig, (seed_of(a_).raw() - seed_of(b_).raw()) * kUnitsOfMoney);
}

void DriftComparison::explain_pairs() {
  for (auto at = trades_a_.begin(); at != trades_a_.end();) {
    const auto found = trades_b_.find(at->first);
    if (found == trades_b_.end()) {
      ++at;
      continue;
    }
    const auto& [time, symbol, side] = at->first;
    const DriftSteps steps = steps_between(at->second.sum, close_of(a_, b_, symbol),
                                           found->second.sum, close_of(b_, a_, symbol));
    const DriftCause decision = cause_of_decision(time);
    add(time, DriftCause::kData, steps.data);
    add(time, cause_of_price(at->first, at->second, found->second), steps.price);
    add(time, decision, steps.quantity, decision == DriftCause::kQuantity);
    add(time, DriftCause::kCost, steps.cost);
    at = trades_a_.erase(at);
    trades_b_.erase(found);
  }
}

// What only one of them traded: at another time in the other, or not at all.
void DriftComparison::explain_moved() {
  for (const auto& trade : trades_a_) {
    const TradeKey& key = trade.first;
    const TradedSum& sum = trade.second.sum;
    const int128 own = contribution(sum, close_of(a_, b_, key.symbol));
    const auto twin = std::find_if(trades_b_.begin(), trades_b_.end(), [&](const auto& other) {
      return other.first.symbol == key.symbol && other.first.side == key.side &&
             other.second.sum.quantity == sum.quantity;
    });
    if (twin == trades_b_.end()) {
      const DriftCause decision = cause_of_decision(key.time);
      add(key.time, decision, own, decision == DriftCause::kQuantity);
      continue;
    }
    const DriftCause decision = cause_of_decision(std::min(key.time, twin->first.time));
    add(std::min(key.time, twin->first.time),
        decision == DriftCause::kQuantity ? DriftCause::kTiming : decision,
        own - contribution(twin->second.sum, close_of(b_, a_, key.symbol)));
    trades_b_.erase(twin);
  }
  for (const auto& [key, trade] : trades_b_) {
    const DriftCause decision = cause_of_decision(key.time);
    add(key.time, decision, -contribution(trade.sum, close_of(b_, a_, key.symbol)),
        decision == DriftCause::kQuantity);
  }
}

// Sizes follow equity: once it has come apart, sizes that differ count to what came first.
void DriftComparison::share_out() {
  std::stable_sort(amounts_.begin(), amounts_.end(),
                   [](const Amount& x, const Amount& y) { return x.time < y.time; });
  const auto weight = [](int128 value) { return value < 0 ? -value : value; };
  std::optional<Amount> first;
  for (const Amount& amount : amounts_)
    if (!first || (amount.time == first->time && weight(amount.value) > weight(first->value)))
      first = amount;
  std::array<std::array<int128, 2>, kDriftCauses> sums{};
  for (const Amount& amount : amounts_) {
    const bool follows = amount.may_follow && amount.time > first->time;
    sums[index_of(follows ? first->cause : amount.cause)][follows ? 1 : 0] += amount.value;
  }
  int128 explained = 0;
  for (std::size_t i = 0; i < kDriftCauses; ++i) {
    drift_.causes[i] = {Money::from_raw(sums[i][0] / kUnitsOfMoney),
                        Money::from_raw(sums[i][1] / kUnitsOfMoney)};
    explained += drift_.causes[i].direct.raw() + drift_.causes[i].followed.raw();
  }
  drift_.unexplained = Money::from_raw(drift_.equity_a.raw() - drift_.equity_b.raw() - explained);
}

std::string_view name(DriftCause cause) noexcept {
  constexpr std::array<std::string_view, kDriftCauses> kNames = {"price",  "quantity", "cost",
                                                                 "timing", "config",   "data"};
  return kNames[static_cast<std::size_t>(cause)];
}

std::string text_of(Timestamp time, DriftGrain grain) {
  return grain == DriftGrain::kDay ? time.date().to_string() : time.to_string();
}

Result<Drift> compare_runs(const DriftRun& a, const DriftRun& b) {
  if (a.curve.empty() || b.curve.empty()) return Error{"a run without a session"};
  SLUICE_ASSERT(a.grain == b.grain);
  return DriftComparison{a, b}.run();
}

}  // namespace sluice::drivers
