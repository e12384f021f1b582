// SPDX-License-Identifier: Apache-2.0
//
// regimes.hpp: what kind of market a day fell into, and how a run did in each kind.
//
// Place: SDK. A day's regime is told from the days before it alone. Returns are fractions;
// `periods` is returns a year. Errors: std::nullopt for what is not defined.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/statistics/moments.hpp>
#include <sluice/statistics/rolling.hpp>

namespace sluice::statistics {

enum class Regime : std::uint8_t { kUnknown, kBull, kBear, kCrisis };

[[nodiscard]] constexpr std::string_view name(Regime regime) noexcept {
  constexpr std::string_view kNames[] = {"unknown", "bull", "bear", "crisis"};
  return kNames[static_cast<std::size_t>(regime)];
}

struct RegimeRule {
  std::size_t trend_days = 200;
  std::size_t volatility_days = 21;
  double crisis_ratio = 1.5;  // of the recent deviation to that of all days so far
};

// Bull: the level is at or above its mean over the last trend_days. Bear: below. Crisis: below, and
// the last volatility_days deviate by crisis_ratio or more of what all days so far do.
class RegimeDetector {
 public:
  explicit RegimeDetector(RegimeRule rule = {})
      : rule_{rule}, levels_(rule.trend_days), recent_{rule.volatility_days} {}

  // A day of the benchmark's or of the run's own.
  void add(double value) {
    level_ *= 1 + value;
    recent_.add(value);
    all_.add(value);
    if (!levels_.empty()) levels_[(all_.count - 1) % levels_.size()] = level_;
  }
  // Of the day after the last one added.
  [[nodiscard]] Regime next() const {
    if (levels_.empty() || all_.count < levels_.size() || !recent_.is_full())
      return Regime::kUnknown;
    double sum = 0;
    for (const double level : levels_) sum += level;
    if (level_ >= sum / static_cast<double>(levels_.size())) return Regime::kBull;
    const auto recent = recent_.deviation();
    const auto usual = all_.deviation();
    const bool is_wild = recent && usual && *recent >= rule_.crisis_ratio * *usual;
    return is_wild ? Regime::kCrisis : Regime::kBear;
  }

 private:
  RegimeRule rule_;
  double level_ = 1;
  std::vector<double> levels_;  // the last trend_days, in no order
  RollingReturns recent_;
  Moments all_;
};

// The days of one regime, one after the other as if nothing lay between them.
class RegimeDays {
 public:
  void add(double value) noexcept {
    returns_.add(value);
    if (value > 0) ++gains_;
    growth_ *= 1 + value;
    peak_ = std::max(peak_, growth_);
    max_drawdown_ = std::min(max_drawdown_, growth_ / peak_ - 1);
    worst_ = std::min(worst_.value_or(value), value);
  }
  [[nodiscard]] std::uint64_t days() const noexcept { return returns_.count; }
  [[nodiscard]] std::optional<double> total_return() const noexcept { return defined(growth_ - 1); }
  [[nodiscard]] std::optional<double> annualised_return(double periods) const noexcept {
    return statistics::annualised_return(growth_, returns_.count, periods);
  }
  [[nodiscard]] std::optional<double> volatility(double periods) const noexcept {
    return annualised_deviation(returns_.deviation(), periods);
  }
  [[nodiscard]] std::optional<double> sharpe(double periods) const noexcept {
    return annualised_ratio(returns_.mean, returns_.deviation(), periods);
  }
  [[nodiscard]] std::optional<double> hit_rate() const noexcept {
    if (returns_.count == 0) return std::nullopt;
    return static_cast<double>(gains_) / static_cast<double>(returns_.count);
  }
  [[nodiscard]] std::optional<double> max_drawdown() const noexcept {
    return defined(max_drawdown_);
  }
  [[nodiscard]] std::optional<double> worst() const noexcept { return worst_; }

 private:
  Moments returns_;
  std::uint64_t gains_ = 0;
  double growth_ = 1;
  double peak_ = 1;
  double max_drawdown_ = 0;
  std::optional<double> worst_;
};

// By the regime's name.
using RegimeTable = std::map<std::string, RegimeDays, std::less<>>;

}  // namespace sluice::statistics
