// SPDX-License-Identifier: Apache-2.0
#include "e2e/panel.hpp"

#include <cstdint>
#include <cstdio>

#include <sluice/time.hpp>

namespace sluice::e2e {
namespace {

constexpr int kDaysPerWeek = 7;
constexpr int kSessionsPerWeek = 5;

// Knuth's MMIX generator: the same numbers everywhere, unlike the library's distributions.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_{seed} {}
  // 0 … bound - 1
  int below(int bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

struct Bar {
  int open, high, low, close, volume;  // prices in cents
};

// A walk with trends long enough for moving averages to cross now and then.
class Walk {
 public:
  explicit Walk(std::uint64_t seed) : random_{seed * 7919 + 17} {}
  Bar next() {
    if (random_.below(9) == 0) drift_ = random_.below(121) - 60;
    const int open = std::max(500, close_ + random_.below(81) - 40);
    close_ = std::max(500, open + drift_ + random_.below(161) - 80);
    const int high = std::max(open, close_) + random_.below(40);
    const int low = std::min(open, close_) - random_.below(40);
    return {open, high, low, close_, 100'000 + random_.below(900'000)};
  }

 private:
  Random random_;
  int close_ = 8000;
  int drift_ = 20;
};

bool has_bar(const PanelSymbol& symbol, int session) {
  if (session < symbol.first || session > symbol.last) return false;
  return symbol.gap_every == 0 || session % symbol.gap_every != symbol.gap_every - 1;
}

}  // namespace

std::string session_date(int session) {
  const Date monday = *Date::parse("2020-01-06");
  const int week = session / kSessionsPerWeek;
  return Date::from_days(monday.days() + week * kDaysPerWeek + session % kSessionsPerWeek)
      .to_string();
}

std::string panel_csv(const std::vector<PanelSymbol>& symbols, int sessions) {
  std::vector<Walk> walks;
  for (std::size_t i = 0; i < symbols.size(); ++i) walks.emplace_back(i);
  std::string text = "date,symbol,open,high,low,close,volume\n";
  for (int session = 0; session < sessions; ++session) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      const Bar bar = walks[i].next();
      if (!has_bar(symbols[i], session)) continue;
      char row[160];
      std::snprintf(row, sizeof row, "%s,%s,%.2f,%.2f,%.2f,%.2f,%d\n",
                    session_date(session).c_str(), symbols[i].name.c_str(), bar.open / 100.0,
                    bar.high / 100.0, bar.low / 100.0, bar.close / 100.0, bar.volume);
      text += row;
    }
  }
  return text;
}

std::vector<PanelSymbol> ragged_symbols(int sessions) {
  const int last = std::numeric_limits<int>::max();
  return {{"AAA"},
          {"BBB", 0, last, 7},
          {"CCC", sessions / 3, last, 0},
          {"DDD", 0, sessions * 2 / 3, 0},
          {"EEE", 0, last, 4},
          {"FFF"}};
}

std::string panel_config(const std::vector<PanelSymbol>& symbols) {
  std::string names;
  for (const auto& symbol : symbols) names += (names.empty() ? "" : ", ") + symbol.name;
  return "strategy_name: panel\n"
         "strategy: {type: trend_baseline, ma_fast: 3, ma_slow: 8}\n"
         "universe: {symbols: [" +
         names +
         "]}\n"
         "data: {source: csv, path: prices.csv}\n"
         "trading: {freq: 1d, rebalance_freq: D, missing_price: last}\n"
         "costs: {commission_bps: 5, spread_w: 1, spread: 0.0002, impact_w: 0.5, impact: sqrt}\n"
         "executor: {type: paper, fill_model: next_open}\n"
         "portfolio: {seed_capital: 1000000}\n"
         "pre_trade:\n"
         "  vol_target: {limit: 0.20, window: 20}\n"
         "  max_weight_per_symbol: 0.25\n"
         "output: {root: out}\n"
         "reports: [report_markdown, report_csv, report_json]\n";
}

}  // namespace sluice::e2e
