// SPDX-License-Identifier: Apache-2.0
//
// rolling.hpp: volatility and Sharpe ratio of the last returns.
//
// Place: SDK. Owns the last `window` returns; adding one is O(1), asking is O(window) and goes over
// them twice, so that nothing drifts and equal returns have no deviation at all. `periods` is
// returns a year. Errors: std::nullopt until the window is full, and for what is not defined.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

class RollingReturns {
 public:
  // A window below two never has a deviation.
  explicit RollingReturns(std::size_t window) : window_{window} { values_.reserve(window); }

  void add(double value) {
    if (values_.size() < window_) {
      values_.push_back(value);
    } else if (window_ > 0) {
      values_[oldest_] = value;
      oldest_ = (oldest_ + 1) % window_;
    }
  }
  [[nodiscard]] bool is_full() const noexcept { return values_.size() == window_; }
  [[nodiscard]] std::optional<double> mean() const noexcept {
    if (!is_full() || window_ == 0) return std::nullopt;
    double sum = 0;
    for (std::size_t i = 0; i < window_; ++i) sum += at(i);
    return defined(sum / static_cast<double>(window_));
  }
  // Of one period, of a sample.
  [[nodiscard]] std::optional<double> deviation() const noexcept {
    const auto center = mean();
    if (!center || window_ < 2) return std::nullopt;
    double squares = 0;
    for (std::size_t i = 0; i < window_; ++i) squares += (at(i) - *center) * (at(i) - *center);
    return sample_deviation(window_, squares);
  }
  [[nodiscard]] std::optional<double> volatility(double periods) const noexcept {
    return annualised_deviation(deviation(), periods);
  }
  [[nodiscard]] std::optional<double> sharpe(double periods) const noexcept {
    const auto center = mean();
    return center ? annualised_ratio(*center, deviation(), periods) : std::nullopt;
  }

 private:
  // From the oldest to the newest.
  [[nodiscard]] double at(std::size_t i) const noexcept { return values_[(oldest_ + i) % window_]; }

  std::size_t window_;
  std::size_t oldest_ = 0;
  std::vector<double> values_;
};

}  // namespace sluice::statistics
