// SPDX-License-Identifier: Apache-2.0
//
// tail_risk.hpp: what the worst days bring: value at risk and expected shortfall (CVaR).
//
// Place: SDK. Both are returns of one period, like the worst day's: a loss is below zero. `tail` is
// the share of periods that are worse, 0.05 for "95 %". Errors: std::nullopt for what is not
// defined.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <sluice/statistics/moments.hpp>
#include <sluice/statistics/normal.hpp>

namespace sluice::statistics {

struct TailRisk {
  std::optional<double> value_at_risk;
  std::optional<double> shortfall;  // mean of what is no better; at or below the value at risk
};

// Of an ascending sample: linear between the order statistics around (n - 1) p, which is definition
// 7 of Hyndman and Fan (1996).
[[nodiscard]] inline std::optional<double> sample_quantile(std::span<const double> ascending,
                                                           double p) noexcept {
  if (ascending.empty() || !(p >= 0 && p <= 1)) return std::nullopt;
  const double place = static_cast<double>(ascending.size() - 1) * p;
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double share = place - static_cast<double>(below);
  return defined(ascending[below] + share * (ascending[above] - ascending[below]));
}

// The quantile of the returns themselves, and the mean of those at or below it.
[[nodiscard]] inline TailRisk historical_tail(std::span<const double> ascending,
                                              double tail) noexcept {
  const auto quantile = sample_quantile(ascending, tail);
  if (!quantile) return {};
  double sum = 0;
  std::size_t count = 0;
  while (count < ascending.size() && ascending[count] <= *quantile) sum += ascending[count++];
  return {quantile, count > 0 ? defined(sum / static_cast<double>(count)) : std::nullopt};
}

// As if returns were normal with the sample's mean and deviation.
[[nodiscard]] inline TailRisk gaussian_tail(const Moments& returns, double tail) noexcept {
  const auto deviation = returns.deviation();
  const auto z = normal_quantile(tail);
  if (!deviation || !z) return {};
  return {defined(returns.mean + *deviation * *z),
          defined(returns.mean - *deviation * normal_density(*z) / tail)};
}

// The normal quantile bent by skew and kurtosis after Cornish and Fisher (1938), and the mean of
// that quantile over the tail (Maillard 2012). Nothing where the expansion falls instead of rising
// at the tail's edge, or gives a tail that is milder than its edge: it describes no distribution
// there.
[[nodiscard]] inline TailRisk cornish_fisher_tail(const Moments& returns, double tail) noexcept {
  const auto deviation = returns.deviation();
  const auto skew = returns.skew();
  const auto kurtosis = returns.excess_kurtosis();
  const auto quantile = normal_quantile(tail);
  if (!deviation || !skew || !kurtosis || !quantile) return {};
  const double z = *quantile;
  const double s = *skew / 6;
  const double k = *kurtosis / 24;
  const double ss = *skew * *skew / 36;
  const double slope = 1 + 2 * z * s + (3 * z * z - 3) * k - (6 * z * z - 5) * ss;
  if (!(slope > 0)) return {};
  const double edge = z + (z * z - 1) * s + (z * z - 3) * z * k - (2 * z * z - 5) * z * ss;
  const double mean =
      -normal_density(z) / tail * (1 + z * s + (z * z - 1) * k - (2 * z * z - 1) * ss);
  if (mean > edge) return {};
  return {defined(returns.mean + *deviation * edge), defined(returns.mean + *deviation * mean)};
}

// Returns kept for their order. Memory: eight bytes a return. Order statistics cost a sort.
class ReturnSample {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] const std::vector<double>& in_order_of_time() const noexcept { return values_; }
  [[nodiscard]] std::vector<double> ascending() const {
    std::vector<double> sorted = values_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

 private:
  std::vector<double> values_;
};

}  // namespace sluice::statistics
