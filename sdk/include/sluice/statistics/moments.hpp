// SPDX-License-Identifier: Apache-2.0
//
// moments.hpp: mean, variance, skew and kurtosis of returns, one return at a time, and the ratios
// made of them.
//
// Place: SDK. Updates after Welford (1962) and, for the third and fourth moment, Pébay (2008).
// Returns are fractions (0.01 is one percent); `periods` is returns a year. Errors: std::nullopt
// for what is not defined.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

namespace sluice::statistics {

// A deviation of returns below this is what rounding of equity / previous - 1 leaves: it is zero.
inline constexpr double kReturnNoise = 1e-14;

[[nodiscard]] inline std::optional<double> defined(double value) noexcept {
  return std::isfinite(value) ? std::optional{value} : std::nullopt;
}

// equity / previous - 1; nothing is earned on nothing, or on debts.
[[nodiscard]] inline std::optional<double> period_return(double previous, double equity) noexcept {
  return previous > 0 ? defined(equity / previous - 1.0) : std::nullopt;
}

// Takes the n-th value into a mean and a sum of squared deviations; n counts from 1.
inline void add_to_mean(double n, double value, double& mean, double& m2) noexcept {
  const double delta = value - mean;
  mean += delta / n;
  m2 += delta * (delta / n) * (n - 1.0);
}

// Of a sample: divided by n - 1. At least two values.
[[nodiscard]] inline std::optional<double> sample_deviation(std::uint64_t count,
                                                            double m2) noexcept {
  if (count < 2) return std::nullopt;
  return defined(std::sqrt(m2 / static_cast<double>(count - 1)));
}

[[nodiscard]] inline std::optional<double> annualised_deviation(std::optional<double> deviation,
                                                                double periods) noexcept {
  if (!deviation || !(periods > 0)) return std::nullopt;
  return defined(*deviation * std::sqrt(periods));
}

// mean / deviation * sqrt(periods); nothing where the deviation is missing or zero.
[[nodiscard]] inline std::optional<double> annualised_ratio(double mean,
                                                            std::optional<double> deviation,
                                                            double periods) noexcept {
  if (!deviation || *deviation <= kReturnNoise || !(periods > 0)) return std::nullopt;
  return defined(mean / *deviation * std::sqrt(periods));
}

// Sharpe ratio at a risk-free rate of zero.
[[nodiscard]] inline std::optional<double> sharpe_ratio(std::uint64_t count, double mean, double m2,
                                                        double periods) noexcept {
  return annualised_ratio(mean, sample_deviation(count, m2), periods);
}

// growth ^ (periods / count) - 1, where growth is last equity / first equity.
[[nodiscard]] inline std::optional<double> annualised_return(double growth, std::uint64_t count,
                                                             double periods) noexcept {
  if (count == 0 || !(growth > 0) || !(periods > 0)) return std::nullopt;
  return defined(std::pow(growth, periods / static_cast<double>(count)) - 1.0);
}

// The first four central moments of a series.
struct Moments {
  std::uint64_t count = 0;
  double mean = 0;
  double m2 = 0;  // sums of powers of deviations from the mean
  double m3 = 0;
  double m4 = 0;

  void add(double value) noexcept {
    const auto n = static_cast<double>(++count);
    const double delta = value - mean;
    const double step = delta / n;
    const double square = delta * step * (n - 1.0);
    m4 += square * step * step * (n * n - 3.0 * n + 3.0) + 6.0 * step * step * m2 - 4.0 * step * m3;
    m3 += square * step * (n - 2.0) - 3.0 * step * m2;
    add_to_mean(n, value, mean, m2);
  }
  [[nodiscard]] std::optional<double> deviation() const noexcept {
    return sample_deviation(count, m2);
  }
  // g1 = m3 / m2^(3/2), of the population.
  [[nodiscard]] std::optional<double> skew() const noexcept {
    if (!varies()) return std::nullopt;
    return defined(std::sqrt(static_cast<double>(count)) * m3 / (m2 * std::sqrt(m2)));
  }
  // g2 = m4 / m2^2 - 3, of the population.
  [[nodiscard]] std::optional<double> excess_kurtosis() const noexcept {
    if (!varies()) return std::nullopt;
    return defined(static_cast<double>(count) * m4 / (m2 * m2) - 3.0);
  }

 private:
  [[nodiscard]] bool varies() const noexcept {
    const auto spread = deviation();
    return spread && *spread > kReturnNoise;
  }
};

}  // namespace sluice::statistics
