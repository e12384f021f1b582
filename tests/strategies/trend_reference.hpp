// SPDX-License-Identifier: Apache-2.0
//
// trend_reference.hpp: trend_baseline written again, from its definition and without any memory.
//
// Place: tests. A double loop over the closes of one instrument; closes in 1e-8.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include <sluice/decimal.hpp>

namespace sluice::strategies::reference {

// Is the average of the last `fast` closes above that of the last `slow`?
inline bool is_long(const std::vector<std::int64_t>& closes, std::size_t fast, std::size_t slow) {
  if (closes.size() < slow) return false;
  int128 fast_sum = 0;
  int128 slow_sum = 0;
  for (std::size_t i = 0; i < slow; ++i) {
    const std::int64_t close = closes[closes.size() - 1 - i];
    slow_sum += close;
    if (i < fast) fast_sum += close;
  }
  return static_cast<int128>(slow) * fast_sum > static_cast<int128>(fast) * slow_sum;
}

// Sample standard deviation of the last `window` returns, a year, the textbook way in doubles.
inline double annual_volatility(const std::vector<std::int64_t>& closes, std::size_t window) {
  std::vector<double> returns;
  for (std::size_t i = closes.size() - window; i < closes.size(); ++i)
    returns.push_back(static_cast<double>(closes[i]) / static_cast<double>(closes[i - 1]) - 1.0);
  double mean = 0;
  for (const double value : returns) mean += value / static_cast<double>(window);
  double squares = 0;
  for (const double value : returns) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(window - 1)) * std::sqrt(252.0);
}

}  // namespace sluice::strategies::reference
