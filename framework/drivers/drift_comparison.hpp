// SPDX-License-Identifier: Apache-2.0
//
// drift_comparison.hpp: one comparison of two runs while it is made.
//
// drift.cpp finds what is compared and gives amounts to causes; drift_difference.cpp finds the
// first difference. Place: drivers, inside of drift. The runs outlive it. Thread: one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "drivers/drift.hpp"
#include "drivers/drift_amounts.hpp"

namespace sluice::drivers {

inline constexpr int128 kUnitsOfMoney = 100'000'000;  // of 1e-16 in one of 1e-8

struct TradeKey {
  Timestamp time;
  std::string symbol;
  std::string side;
  auto operator<=>(const TradeKey&) const = default;
};
// The fills of a time, symbol and side together.
struct Trade {
  TradedSum sum;
  std::int64_t delay_ns = 0;  // of the slowest of them, from its decision
};
using Trades = std::map<TradeKey, Trade>;

class DriftComparison {
 public:
  DriftComparison(const DriftRun& a, const DriftRun& b) : a_{a}, b_{b} {}

  Result<Drift> run() {
    if (auto found = a_.grain == DriftGrain::kDay ? find_sessions() : find_period(); !found)
      return found.error();
    compare_configs();
    compare_data();
    all_a_ = trades_of(a_);
    all_b_ = trades_of(b_);
    drift_.equity_a = equity_of(a_, b_, all_a_);
    drift_.equity_b = equity_of(b_, a_, all_b_);
    trades_a_ = all_a_;
    trades_b_ = all_b_;
    explain_seed();
    explain_pairs();
    explain_moved();
    share_out();
    find_first_difference();
    return std::move(drift_);
  }

 private:
  struct Amount {
    Timestamp time;
    DriftCause cause;
    int128 value;
    bool may_follow;  // a size, which follows equity
  };

  Result<void> find_sessions();
  Result<void> find_period();
  void compare_configs();
  void compare_data();
  [[nodiscard]] Trades trades_of(const DriftRun& run) const;
  [[nodiscard]] Money equity_of(const DriftRun& own, const DriftRun& other,
                                const Trades& trades) const;
  void explain_seed();
  void explain_pairs();
  void explain_moved();
  void share_out();
  [[nodiscard]] std::set<Timestamp> times() const;
  void find_first_difference();
  void compare_presence(Timestamp time);
  void compare_decisions(Timestamp time);
  void compare_decision(const TradeKey& key, const DriftDecision* a, const DriftDecision* b);
  void compare_trades(Timestamp time, bool of_equal_quantity);
  void compare_trade(const TradeKey& key, const Trade* a, const Trade* b, bool of_equal_quantity);
  void compare_points(Timestamp time);

  void differ(Timestamp time, DriftCause cause, std::string text) {
    if (!drift_.first_difference) drift_.first_difference = {time, cause, std::move(text)};
  }
  void add(Timestamp time, DriftCause cause, int128 value, bool may_follow = false) {
    if (value != 0) amounts_.push_back({time, cause, value, may_follow});
  }
  // Why a size, or whether there is an order at all, is another at this time.
  [[nodiscard]] DriftCause cause_of_decision(Timestamp time) const {
    if (first_data_ && *first_data_ <= time) return DriftCause::kData;
    return config_decides_ ? DriftCause::kConfig : DriftCause::kQuantity;
  }
  // Why the same trade has another price before costs.
  [[nodiscard]] DriftCause cause_of_price(const TradeKey& key, const Trade& a,
                                          const Trade& b) const {
    if (data_differs(key.time, key.symbol)) return DriftCause::kData;
    return is_later(a, b) ? DriftCause::kTiming : DriftCause::kPrice;
  }
  // By a tick or more: as often as a session looks.
  [[nodiscard]] bool is_later(const Trade& a, const Trade& b) const {
    const std::int64_t tick = std::max(a_.tick_ns, b_.tick_ns);
    return tick > 0 && std::abs(a.delay_ns - b.delay_ns) >= tick;
  }
  [[nodiscard]] bool is_within(Timestamp time) const {
    return time >= drift_.first && time <= drift_.last;
  }
  [[nodiscard]] std::string shown(Timestamp time) const { return text_of(time, a_.grain); }
  [[nodiscard]] bool data_differs(Timestamp time, const std::string& symbol) const {
    return differing_.contains({time, symbol});
  }
  [[nodiscard]] Price close_of(const DriftRun& own, const DriftRun& other,
                               const std::string& symbol) const;
  void note_data(Timestamp time, const std::string& symbol, Price a, Price b, const char* what);

  const DriftRun& a_;
  const DriftRun& b_;
  Drift drift_;
  bool config_decides_ = false;
  std::set<TimeAndSymbol> differing_;  // whose prices differ
  std::optional<Timestamp> first_data_;
  std::map<Timestamp, std::vector<const DriftDecision*>> decisions_a_;
  std::map<Timestamp, std::vector<const DriftDecision*>> decisions_b_;
  Trades all_a_;
  Trades all_b_;
  Trades trades_a_;  // those that are not explained yet
  Trades trades_b_;
  std::vector<Amount> amounts_;
};

}  // namespace sluice::drivers
