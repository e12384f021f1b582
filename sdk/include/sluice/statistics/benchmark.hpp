// SPDX-License-Identifier: Apache-2.0
//
// benchmark.hpp: a strategy's returns beside a benchmark's, on the days that have both.
//
// Place: SDK. Returns are fractions; `periods` is returns a year; the risk-free rate is zero.
// Errors: std::nullopt for what is not defined.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

struct BenchmarkComparison {
  std::uint64_t days = 0;  // with a return of both
  std::optional<double> total_return;
  std::optional<double> annualised_return;
  std::optional<double> volatility;
  std::optional<double> sharpe;
  std::optional<double> max_drawdown;  // <= 0
  std::optional<double> beta;
  std::optional<double> alpha;  // Jensen's, a year
  std::optional<double> correlation;
  std::optional<double> tracking_error;  // a year
  std::optional<double> information_ratio;
};

class BenchmarkAccumulator {
 public:
  void add(double own, double benchmark) noexcept {
    own_.add(own);
    const double own_off_new_mean = own - own_.mean;
    co_moment_ += own_off_new_mean * (benchmark - benchmark_.mean);
    benchmark_.add(benchmark);
    difference_.add(own - benchmark);
    growth_ *= 1.0 + benchmark;
    if (growth_ > peak_) peak_ = growth_;
    if (const double depth = growth_ / peak_ - 1.0; depth < max_drawdown_) max_drawdown_ = depth;
  }

  // Nothing if no day had a benchmark return.
  [[nodiscard]] std::optional<BenchmarkComparison> compare(double periods) const noexcept {
    if (own_.count == 0) return std::nullopt;
    BenchmarkComparison result;
    result.days = own_.count;
    result.total_return = defined(growth_ - 1.0);
    result.annualised_return = annualised_return(growth_, benchmark_.count, periods);
    const auto deviation = benchmark_.deviation();
    result.volatility = annualised_deviation(deviation, periods);
    result.sharpe = annualised_ratio(benchmark_.mean, deviation, periods);
    result.max_drawdown = defined(max_drawdown_);
    if (deviation && *deviation > kReturnNoise) {
      result.beta = defined(co_moment_ / benchmark_.m2);
      if (result.beta && periods > 0)
        result.alpha = defined((own_.mean - *result.beta * benchmark_.mean) * periods);
      const auto own_deviation = own_.deviation();
      if (own_deviation && *own_deviation > kReturnNoise)
        result.correlation = defined(co_moment_ / (std::sqrt(own_.m2) * std::sqrt(benchmark_.m2)));
    }
    result.tracking_error = annualised_deviation(difference_.deviation(), periods);
    result.information_ratio = annualised_ratio(difference_.mean, difference_.deviation(), periods);
    return result;
  }

 private:
  Moments own_;
  Moments benchmark_;
  Moments difference_;
  double co_moment_ = 0;  // sum of products of deviations from the means
  double growth_ = 1;     // of one unit held in the benchmark
  double peak_ = 1;
  double max_drawdown_ = 0;
};

}  // namespace sluice::statistics
