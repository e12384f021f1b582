// SPDX-License-Identifier: Apache-2.0
//
// sharpe.hpp: how much a Sharpe ratio proves: probabilistic and deflated Sharpe ratio, minimum
// track record length.
//
// Place: SDK. Bailey and López de Prado, "The Sharpe ratio efficient frontier" (2012) and "The
// deflated Sharpe ratio" (2014). Sharpe ratios here are of one period, not annualised; lengths are
// periods; probabilities are fractions. Errors: std::nullopt for what is not defined.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>

#include <sluice/statistics/moments.hpp>
#include <sluice/statistics/normal.hpp>

namespace sluice::statistics {

// A Sharpe ratio and what says how far it may be trusted.
struct SharpeSample {
  double sharpe = 0;  // mean / deviation of one period's returns
  double skew = 0;
  double kurtosis = 3;  // not the excess: 3 for normal returns
  std::uint64_t count = 0;

  // Nothing where returns don't vary.
  [[nodiscard]] static std::optional<SharpeSample> of(const Moments& returns) noexcept {
    const auto sharpe = annualised_ratio(returns.mean, returns.deviation(), 1);
    const auto skew = returns.skew();
    const auto kurtosis = returns.excess_kurtosis();
    if (!sharpe || !skew || !kurtosis) return std::nullopt;
    return SharpeSample{*sharpe, *skew, *kurtosis + 3, returns.count};
  }
  // Of the estimate, times count - 1: 1 - g3 SR + (g4 - 1) / 4 SR^2; nothing where that is not
  // positive.
  [[nodiscard]] std::optional<double> spread() const noexcept {
    const double value = 1 - skew * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe;
    return value > 0 ? defined(value) : std::nullopt;
  }
  // The variance of the estimate.
  [[nodiscard]] std::optional<double> variance() const noexcept {
    const auto value = spread();
    if (!value || count < 2) return std::nullopt;
    return *value / static_cast<double>(count - 1);
  }
};

// That the true Sharpe ratio is above `threshold`.
[[nodiscard]] inline std::optional<double> probabilistic_sharpe(const SharpeSample& sample,
                                                                double threshold) noexcept {
  const auto variance = sample.variance();
  if (!variance) return std::nullopt;
  return defined(normal_cdf((sample.sharpe - threshold) / std::sqrt(*variance)));
}

// How many periods it takes until that probability reaches `confidence`; nothing where the Sharpe
// ratio is not above the threshold.
[[nodiscard]] inline std::optional<double> minimum_track_record(const SharpeSample& sample,
                                                                double threshold,
                                                                double confidence) noexcept {
  const auto spread = sample.spread();
  const auto z = normal_quantile(confidence);
  if (!spread || !z || !(sample.sharpe > threshold)) return std::nullopt;
  const double ratio = *z / (sample.sharpe - threshold);
  return defined(1 + *spread * ratio * ratio);
}

// What the best of `trials` independent strategies without any skill is expected to show, where
// their Sharpe ratios vary by `variance`. One trial: 0.
[[nodiscard]] inline std::optional<double> expected_maximum_sharpe(std::uint64_t trials,
                                                                   double variance) noexcept {
  constexpr double kEulerMascheroni = 0.57721566490153286061;
  constexpr double kE = 2.71828182845904523536;
  if (trials == 0 || !(variance >= 0)) return std::nullopt;
  if (trials == 1) return 0.0;
  const auto n = static_cast<double>(trials);
  const auto first = normal_quantile(1 - 1 / n);
  const auto second = normal_quantile(1 - 1 / (n * kE));
  if (!first || !second) return std::nullopt;
  return defined(std::sqrt(variance) *
                 ((1 - kEulerMascheroni) * *first + kEulerMascheroni * *second));
}

// That the true Sharpe ratio is above what luck alone would show after `trials`. `trial_variance`
// is that of the trials' Sharpe ratios of one period.
[[nodiscard]] inline std::optional<double> deflated_sharpe(const SharpeSample& sample,
                                                           std::uint64_t trials,
                                                           double trial_variance) noexcept {
  const auto threshold = expected_maximum_sharpe(trials, trial_variance);
  return threshold ? probabilistic_sharpe(sample, *threshold) : std::nullopt;
}

// Where the trials' Sharpe ratios are not known: as if they differed by chance alone, by as much as
// this one's estimate does.
[[nodiscard]] inline std::optional<double> deflated_sharpe(const SharpeSample& sample,
                                                           std::uint64_t trials) noexcept {
  const auto variance = sample.variance();
  return variance ? deflated_sharpe(sample, trials, *variance) : std::nullopt;
}

}  // namespace sluice::statistics
