// SPDX-License-Identifier: Apache-2.0
//
// daily_statistics.hpp: Sharpe ratio and drawdown of a track so far, from six numbers.
//
// Place: analytics; the paper track keeps one in its state and adds one day a run. Owns nothing but
// its fields: stored as shortest round-trip decimals and read back, it goes on bit by bit as if it
// had never been stored. It agrees with PerformanceAccumulator over the same days to the last
// digit. Units: equity in currency, returns as fractions. Thread: a value. Errors: std::nullopt for
// what is not defined.
#pragma once

#include <cstdint>
#include <optional>

namespace sluice::analytics {

struct DailyStatistics {
  std::uint64_t count = 0;  // returns so far
  double mean = 0;          // of them
  double m2 = 0;            // sum of their squared deviations from the mean
  double peak = 0;
  double max_drawdown = 0;  // <= 0
  double previous_equity = 0;

  // Before the first day.
  [[nodiscard]] static DailyStatistics start(double seed_capital) noexcept;

  // Returns the day's return; nothing if the day before had no equity to earn on.
  std::optional<double> add_day(double equity) noexcept;

  // Annualised, risk-free rate zero; nothing below two returns or where they do not vary.
  [[nodiscard]] std::optional<double> sharpe(double periods_per_year) const noexcept;

  friend bool operator==(const DailyStatistics&, const DailyStatistics&) = default;
};

}  // namespace sluice::analytics
