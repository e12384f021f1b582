// SPDX-License-Identifier: Apache-2.0
#include "drivers/drift.hpp"

#include <algorithm>
#include <set>

#include "drivers/drift_amounts.hpp"

namespace sluice::drivers {
namespace {

constexpr int128 kUnitsOfMoney = 100'000'000;  // of 1e-16 in one of 1e-8

// Sections of a config that decide what is ordered; the others decide what becomes of it.
constexpr std::string_view kDecidingSections[] = {"strategy",  "universe",   "trading", "portfolio",
                                                  "pre_trade", "risk_rules", "router",  "data"};

struct TradeKey {
  Date date;
  std::string symbol;
  std::string side;
  auto operator<=>(const TradeKey&) const = default;
};
using Trades = std::map<TradeKey, TradedSum>;

std::size_t index_of(DriftCause cause) { return static_cast<std::size_t>(cause); }

bool is_deciding(const std::string& key) {
  const auto section = std::string_view{key}.substr(0, key.find_first_of(".["));
  return std::find(std::begin(kDecidingSections), std::end(kDecidingSections), section) !=
         std::end(kDecidingSections);
}

class Comparison {
 public:
  Comparison(const DriftRun& a, const DriftRun& b) : a_{a}, b_{b} {}

  Result<Drift> run() {
    if (auto found = find_sessions(); !found) return found.error();
    compare_configs();
    compare_data();
    trades_a_ = trades_of(a_);
    trades_b_ = trades_of(b_);
    all_a_ = trades_a_;
    all_b_ = trades_b_;
    explain_seed();
    explain_pairs();
    explain_moved();
    share_out();
    find_first_difference();
    return std::move(drift_);
  }

 private:
  struct Amount {
    Date date;
    DriftCause cause;
    int128 value;
    bool may_follow;  // a size, which follows equity
  };

  Result<void> find_sessions();
  void compare_configs();
  void compare_data();
  [[nodiscard]] Trades trades_of(const DriftRun& run) const;
  void explain_seed();
  void explain_pairs();
  void explain_moved();
  void share_out();
  void find_first_difference();
  void compare_decisions(Date date);
  void compare_decision(const TradeKey& key, const DriftDecision* a, const DriftDecision* b);
  void compare_trades(Date date, bool of_equal_quantity);
  void compare_points(Date date);

  void differ(Date date, DriftCause cause, std::string text) {
    if (!drift_.first_difference) drift_.first_difference = {date, cause, std::move(text)};
  }
  void add(Date date, DriftCause cause, int128 value, bool may_follow = false) {
    if (value != 0) amounts_.push_back({date, cause, value, may_follow});
  }
  // Why a size, or whether there is an order at all, is another on this day.
  [[nodiscard]] DriftCause cause_of_decision(Date date) const {
    if (first_data_ && *first_data_ <= date) return DriftCause::kData;
    return config_decides_ ? DriftCause::kConfig : DriftCause::kQuantity;
  }
  [[nodiscard]] bool data_differs(Date date, const std::string& symbol) const {
    return differing_.contains({date, symbol});
  }
  [[nodiscard]] Price close_of(const DriftRun& own, const DriftRun& other,
                               const std::string& symbol) const;
  void note_data(Date date, const std::string& symbol, Price a, Price b, const char* what);
  [[nodiscard]] const char* order_only_in(const DriftDecision* a) const {
    return a != nullptr ? "only in A" : "only in B";
  }

  const DriftRun& a_;
  const DriftRun& b_;
  Drift drift_;
  bool config_decides_ = false;
  std::set<DateAndSymbol> differing_;  // whose prices differ
  std::optional<Date> first_data_;
  std::map<Date, std::vector<const DriftDecision*>> decisions_a_;
  std::map<Date, std::vector<const DriftDecision*>> decisions_b_;
  Trades all_a_;
  Trades all_b_;
  Trades trades_a_;  // those that are not explained yet
  Trades trades_b_;
  std::vector<Amount> amounts_;
};

Result<void> Comparison::find_sessions() {
  const Date first = std::max(a_.curve.begin()->first, b_.curve.begin()->first);
  const Date last = std::min(a_.curve.rbegin()->first, b_.curve.rbegin()->first);
  for (const auto& [date, point] : a_.curve) {
    if (date < first || date > last) continue;
    if (b_.curve.contains(date)) {
      if (drift_.sessions++ == 0) drift_.first = date;
      drift_.last = date;
    }
  }
  if (drift_.sessions == 0)
    return Error{
        "the runs have no session in common: A has " + a_.curve.begin()->first.to_string() +
        " to " + a_.curve.rbegin()->first.to_string() + ", B has " +
        b_.curve.begin()->first.to_string() + " to " + b_.curve.rbegin()->first.to_string()};
  drift_.equity_a = a_.curve.at(drift_.last).equity;
  drift_.equity_b = b_.curve.at(drift_.last).equity;
  return {};
}

void Comparison::compare_configs() {
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
    config_decides_ |= is_deciding(key) && key != "data.path";
    drift_.config.push_back({key, std::move(a), std::move(b)});
  }
}

void Comparison::note_data(Date date, const std::string& symbol, Price a, Price b,
                           const char* what) {
  if (a == b || date > drift_.last || !differing_.insert({date, symbol}).second) return;
  first_data_ = first_data_ ? std::min(*first_data_, date) : date;
  if (drift_.data.size() < kMaxDataLines)
    drift_.data.push_back(date.to_string() + " " + symbol + ": " + what + " " + a.to_string() +
                          " in A, " + b.to_string() + " in B");
}

void Comparison::compare_data() {
  for (const auto& [key, close] : a_.closes)
    if (const auto found = b_.closes.find(key); found != b_.closes.end())
      note_data(key.first, key.second, close, found->second, "close");
  std::map<DateAndSymbol, Price> references;
  for (const auto& decision : a_.decisions)
    references[{decision.date, decision.symbol}] = decision.reference;
  for (const auto& decision : b_.decisions)
    if (const auto found = references.find({decision.date, decision.symbol});
        found != references.end())
      note_data(decision.date, decision.symbol, found->second, decision.reference,
                "reference price");
  std::sort(drift_.data.begin(), drift_.data.end());
}

Trades Comparison::trades_of(const DriftRun& run) const {
  Trades trades;
  for (const auto& fill : run.fills)
    if (fill.date <= drift_.last)
      add_fill(trades[{fill.date, fill.symbol, fill.side}], fill.side == "SELL", fill.quantity,
               fill.base, fill.price, fill.commission);
  return trades;
}

// What the position is worth a piece at the end; the last price seen where no close is known.
Price Comparison::close_of(const DriftRun& own, const DriftRun& other,
                           const std::string& symbol) const {
  for (const auto* run : {&own, &other})
    if (const auto found = run->closes.find({drift_.last, symbol}); found != run->closes.end())
      return found->second;
  Price last;
  Date seen;
  for (const auto* run : {&a_, &b_}) {  // in this order for both, so that data alone differs
    for (const auto& fill : run->fills)
      if (fill.symbol == symbol && fill.date <= drift_.last && fill.date >= seen) {
        last = fill.base;
        seen = fill.date;
      }
    if (last.is_positive()) return last;
  }
  return last;
}

void Comparison::explain_seed() {
  const auto seed_of = [](const DriftRun& run) {
    const auto found = run.config.find("portfolio.seed_capital");
    std::string text = found == run.config.end() ? "0" : found->second;
    std::erase(text, '"');
    return Money::parse(text).value_or(Money{}).raw();
  };
  add(drift_.first, DriftCause::kConfig, (seed_of(a_) - seed_of(b_)) * kUnitsOfMoney);
}

void Comparison::explain_pairs() {
  for (auto at = trades_a_.begin(); at != trades_a_.end();) {
    const auto found = trades_b_.find(at->first);
    if (found == trades_b_.end()) {
      ++at;
      continue;
    }
    const auto& [date, symbol, side] = at->first;
    const DriftSteps steps = steps_between(at->second, close_of(a_, b_, symbol), found->second,
                                           close_of(b_, a_, symbol));
    const DriftCause decision = cause_of_decision(date);
    add(date, DriftCause::kData, steps.data);
    add(date, data_differs(date, symbol) ? DriftCause::kData : DriftCause::kPrice, steps.price);
    add(date, decision, steps.quantity, decision == DriftCause::kQuantity);
    add(date, DriftCause::kCost, steps.cost);
    at = trades_a_.erase(at);
    trades_b_.erase(found);
  }
}

// What only one of them traded: at another time in the other, or not at all.
void Comparison::explain_moved() {
  for (const auto& trade : trades_a_) {
    const TradeKey& key = trade.first;
    const TradedSum& sum = trade.second;
    const int128 own = contribution(sum, close_of(a_, b_, key.symbol));
    const auto twin = std::find_if(trades_b_.begin(), trades_b_.end(), [&](const auto& other) {
      return other.first.symbol == key.symbol && other.first.side == key.side &&
             other.second.quantity == sum.quantity;
    });
    if (twin == trades_b_.end()) {
      const DriftCause decision = cause_of_decision(key.date);
      add(key.date, decision, own, decision == DriftCause::kQuantity);
      continue;
    }
    const DriftCause decision = cause_of_decision(std::min(key.date, twin->first.date));
    add(std::min(key.date, twin->first.date),
        decision == DriftCause::kQuantity ? DriftCause::kTiming : decision,
        own - contribution(twin->second, close_of(b_, a_, key.symbol)));
    trades_b_.erase(twin);
  }
  for (const auto& [key, sum] : trades_b_) {
    const DriftCause decision = cause_of_decision(key.date);
    add(key.date, decision, -contribution(sum, close_of(b_, a_, key.symbol)),
        decision == DriftCause::kQuantity);
  }
}

// Sizes follow equity: once it has come apart, sizes that differ count to what came first.
void Comparison::share_out() {
  std::stable_sort(amounts_.begin(), amounts_.end(),
                   [](const Amount& x, const Amount& y) { return x.date < y.date; });
  const auto weight = [](int128 value) { return value < 0 ? -value : value; };
  std::optional<Amount> first;
  for (const Amount& amount : amounts_)
    if (!first || (amount.date == first->date && weight(amount.value) > weight(first->value)))
      first = amount;
  std::array<std::array<int128, 2>, kDriftCauses> sums{};
  for (const Amount& amount : amounts_) {
    const bool follows = amount.may_follow && amount.date > first->date;
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

void Comparison::find_first_difference() {
  for (const auto& each : a_.decisions) decisions_a_[each.date].push_back(&each);
  for (const auto& each : b_.decisions) decisions_b_[each.date].push_back(&each);
  for (const auto& [date, point] : a_.curve) {
    if (date < drift_.first || date > drift_.last) continue;
    if (!b_.curve.contains(date)) differ(date, DriftCause::kTiming, "session only in A");
    // Orders of an earlier session trade before this one decides.
    compare_trades(date, true);
    compare_decisions(date);
    compare_trades(date, false);
    compare_points(date);
    if (drift_.first_difference) break;
  }
  for (const auto& [date, point] : b_.curve) {
    if (date < drift_.first || date > drift_.last || a_.curve.contains(date)) continue;
    if (drift_.first_difference && drift_.first_difference->date <= date) return;
    drift_.first_difference = {date, DriftCause::kTiming, "session only in B"};
  }
}

void Comparison::compare_decisions(Date date) {
  if (!a_.has_trail || !b_.has_trail) return;
  std::map<TradeKey, std::array<std::vector<const DriftDecision*>, 2>> found;
  for (const auto* each : decisions_a_[date])
    found[{date, each->symbol, each->side}][0].push_back(each);
  for (const auto* each : decisions_b_[date])
    found[{date, each->symbol, each->side}][1].push_back(each);
  for (const auto& [key, orders] : found) {
    const auto& [of_a, of_b] = orders;
    for (std::size_t i = 0; i < std::max(of_a.size(), of_b.size()); ++i)
      compare_decision(key, i < of_a.size() ? of_a[i] : nullptr,
                       i < of_b.size() ? of_b[i] : nullptr);
  }
}

void Comparison::compare_decision(const TradeKey& key, const DriftDecision* a,
                                  const DriftDecision* b) {
  const std::string order = "order " + key.side + " " + key.symbol + ": ";
  const auto tell = [&](const char* what, const std::string& in_a, const std::string& in_b,
                        DriftCause cause) {
    if (in_a != in_b)
      differ(key.date, cause, order + what + " " + in_a + " in A, " + in_b + " in B");
  };
  const DriftCause decision = cause_of_decision(key.date);
  if (a == nullptr || b == nullptr) return differ(key.date, decision, order + order_only_in(a));
  tell("reference price", a->reference.to_string(), b->reference.to_string(), DriftCause::kData);
  tell("quantity", a->quantity.to_string(), b->quantity.to_string(), decision);
  tell("terms", a->terms, b->terms, decision);
  const auto verdict = [](const DriftDecision& each) {
    return each.refused.empty() ? std::string{"approved"} : "refused (" + each.refused + ")";
  };
  tell("is", verdict(*a), verdict(*b), decision);
}

void Comparison::compare_trades(Date date, bool of_equal_quantity) {
  const auto from = TradeKey{date, {}, {}};
  const auto compare = [&](const TradeKey& key, const TradedSum* a, const TradedSum* b) {
    const bool are_equal = a != nullptr && b != nullptr && a->quantity == b->quantity;
    if (of_equal_quantity && !are_equal) return;
    const std::string trade = "trade " + key.side + " " + key.symbol + ": ";
    const auto shown = [](int128 value) { return Money::from_raw(value).to_string(); };
    if (a == nullptr || b == nullptr)
      return differ(date,
                    cause_of_decision(date) == DriftCause::kQuantity ? DriftCause::kTiming
                                                                     : cause_of_decision(date),
                    trade + (a != nullptr ? "only in A" : "only in B"));
    if (a->quantity != b->quantity)
      differ(date, cause_of_decision(date),
             trade + "quantity " + shown(a->quantity) + " in A, " + shown(b->quantity) + " in B");
    if (a->base != b->base)
      differ(date, data_differs(date, key.symbol) ? DriftCause::kData : DriftCause::kPrice,
             trade + "value " + shown(a->base / kUnitsOfMoney) + " in A, " +
                 shown(b->base / kUnitsOfMoney) + " in B");
    if (a->cost != b->cost)
      differ(date, DriftCause::kCost,
             trade + "costs " + shown(a->cost / kUnitsOfMoney) + " in A, " +
                 shown(b->cost / kUnitsOfMoney) + " in B");
  };
  for (auto at = all_a_.lower_bound(from); at != all_a_.end() && at->first.date == date; ++at) {
    const auto twin = all_b_.find(at->first);
    compare(at->first, &at->second, twin == all_b_.end() ? nullptr : &twin->second);
  }
  for (auto at = all_b_.lower_bound(from); at != all_b_.end() && at->first.date == date; ++at)
    if (!all_a_.contains(at->first)) compare(at->first, nullptr, &at->second);
}

void Comparison::compare_points(Date date) {
  const auto b = b_.curve.find(date);
  if (b == b_.curve.end()) return;
  const DriftPoint& a = a_.curve.at(date);
  const bool seed = date == drift_.first && config_decides_;
  const DriftCause cause = first_data_ && *first_data_ <= date ? DriftCause::kData
                           : seed                              ? DriftCause::kConfig
                                                               : DriftCause::kPrice;
  if (a.cash != b->second.cash)
    differ(date, cause,
           "cash " + a.cash.to_amount() + " in A, " + b->second.cash.to_amount() + " in B");
  if (a.equity != b->second.equity)
    differ(date, a.cash == b->second.cash ? DriftCause::kData : cause,
           "equity " + a.equity.to_amount() + " in A, " + b->second.equity.to_amount() + " in B");
}

}  // namespace

std::string_view name(DriftCause cause) noexcept {
  constexpr std::array<std::string_view, kDriftCauses> kNames = {"price",  "quantity", "cost",
                                                                 "timing", "config",   "data"};
  return kNames[static_cast<std::size_t>(cause)];
}

Result<Drift> compare_runs(const DriftRun& a, const DriftRun& b) {
  if (a.curve.empty() || b.curve.empty()) return Error{"a run without a session"};
  return Comparison{a, b}.run();
}

}  // namespace sluice::drivers
