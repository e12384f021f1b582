// SPDX-License-Identifier: Apache-2.0
//
// synthetic_path.hpp: the price of one symbol as it wanders, bar after bar.
//
// Place: feed synthetic. Owns the state of one symbol: the same calls give the same bytes. Units:
// prices and quantities 1e-8. Only +, -, *, / and sqrt of doubles, which every machine rounds
// alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <sluice/c/market.h>

#include "synthetic_random.hpp"

namespace sluice::feeds {

struct PathSettings {
  double volatility = 0.2;  // of a year of sessions
  double drift = 0.0;       // of a year
  double spread = 0.0005;   // of the price
  double trades = 4;        // a bar, about; at least one
  double gaps = 0;          // probability that a bar is not there
  double jumps = 0;         // probability that the price jumps within a bar
  double jump_size = 0.05;
  bool has_profile = true;   // livelier at the beginning and the end of a session
  std::uint32_t quotes = 8;  // a bar
  std::int64_t tick = 1;
  std::int64_t lot = 1;
  std::uint64_t trade_lots = 100;  // of a trade, about
};

// A bar's place in its session.
struct PathBar {
  sluice_time time = 0;   // that the bar is stamped with
  sluice_time begin = 0;  // of its quotes and trades
  sluice_time end = 0;
  double share_of_year = 0;
  double in_session = 0;  // its middle, 0 … 1
};

// Where quotes and trades go; null: nobody wants them.
struct PathTicks {
  std::vector<sluice_quote> quotes;
  std::vector<sluice_trade> trades;
};

class SyntheticPath {
 public:
  SyntheticPath(std::uint64_t seed, std::string_view symbol, std::uint32_t instrument,
                std::int64_t price, const PathSettings& settings)
      : random_{seed, symbol},
        instrument_{instrument},
        price_{static_cast<double>(price)},
        settings_{settings} {}

  // Goes on to the end of the bar, which is nothing in a gap. Bars are made of the trades.
  std::optional<sluice_bar> next(const PathBar& bar, PathTicks* ticks);

 private:
  void move(const PathBar& bar, double variance);
  [[nodiscard]] sluice_quote quote(sluice_time time);
  [[nodiscard]] std::int64_t on_tick(double price, bool up) const noexcept;
  [[nodiscard]] std::int64_t lots() noexcept;

  SyntheticRandom random_;
  std::uint32_t instrument_;
  double price_;
  PathSettings settings_;
};

}  // namespace sluice::feeds
