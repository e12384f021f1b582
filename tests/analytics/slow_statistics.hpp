// SPDX-License-Identifier: Apache-2.0
//
// slow_statistics.hpp: the same figures the slow way: whole series in memory, two passes, long
// double. Written from the definitions in docs/reference/statistics.md, sharing no code with them.
//
// Place: tests. Returns are fractions. Errors: the caller asks only for what is defined.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace sluice::analytics::slow {

using Real = long double;
using Series = std::vector<Real>;

// r[i] = equity[i] / equity[i - 1] - 1, in double as the definition says, the seed first.
inline Series returns_of(double seed, const std::vector<double>& equity) {
  Series returns;
  double previous = seed;
  for (const double value : equity) {
    returns.push_back(value / previous - 1.0);
    previous = value;
  }
  return returns;
}

inline Real mean(const Series& values) {
  Real sum = 0;
  for (const Real value : values) sum += value;
  return sum / static_cast<Real>(values.size());
}

// Mean of the power-th power of the deviations.
inline Real central(const Series& values, int power) {
  const Real center = mean(values);
  Real sum = 0;
  for (const Real value : values) sum += std::pow(value - center, static_cast<Real>(power));
  return sum / static_cast<Real>(values.size());
}

inline Real deviation(const Series& values) {
  const auto n = static_cast<Real>(values.size());
  return std::sqrt(central(values, 2) * n / (n - 1));
}

inline Real downside(const Series& values) {
  Real sum = 0;
  for (const Real value : values) sum += value < 0 ? value * value : 0;
  return std::sqrt(sum / static_cast<Real>(values.size()));
}

inline Real covariance(const Series& a, const Series& b) {
  const Real mean_a = mean(a);
  const Real mean_b = mean(b);
  Real sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / static_cast<Real>(a.size() - 1);
}

inline Series difference(const Series& a, const Series& b) {
  Series result;
  for (std::size_t i = 0; i < a.size(); ++i) result.push_back(a[i] - b[i]);
  return result;
}

// Over every pair of days: the lowest later / earlier - 1.
inline Real max_drawdown(double seed, const std::vector<double>& equity) {
  std::vector<double> all{seed};
  all.insert(all.end(), equity.begin(), equity.end());
  Real lowest = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = i + 1; j < all.size(); ++j)
      lowest = std::fmin(lowest, Real{all[j]} / Real{all[i]} - 1);
  return lowest;
}

inline Real growth(const Series& returns) {
  Real product = 1;
  for (const Real value : returns) product *= 1 + value;
  return product;
}

}  // namespace sluice::analytics::slow
