// SPDX-License-Identifier: Apache-2.0
//
// exposure.hpp: how much of the equity stands in positions, and how that was over time.
//
// Place: SDK. Values are in the currency of the run, a short position's is negative; exposures are
// fractions of equity. Errors: std::nullopt where equity is not positive.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

// Of everything, or of one sector or region.
struct Exposure {
  double longs = 0;   // >= 0
  double shorts = 0;  // <= 0
  [[nodiscard]] double gross() const noexcept { return longs - shorts; }
  [[nodiscard]] double net() const noexcept { return longs + shorts; }
};

// The positions of one moment.
class HeldValue {
 public:
  void add(double value) noexcept { (value < 0 ? shorts_ : longs_) += value; }
  HeldValue& operator+=(const HeldValue& other) noexcept {
    longs_ += other.longs_;
    shorts_ += other.shorts_;
    return *this;
  }
  [[nodiscard]] std::optional<Exposure> over(double equity) const noexcept {
    if (!(equity > 0)) return std::nullopt;
    const auto longs = defined(longs_ / equity);
    const auto shorts = defined(shorts_ / equity);
    if (!longs || !shorts) return std::nullopt;
    return Exposure{*longs, *shorts};
  }

 private:
  double longs_ = 0;
  double shorts_ = 0;
};

// A figure over the days that have one.
class DailyFigure {
 public:
  // `value` of the day; nothing where it is not defined.
  void add(std::optional<double> value) noexcept {
    last_ = value;
    if (!value) return;
    sum_ += *value;
    lowest_ = count_ == 0 ? *value : std::min(lowest_, *value);
    highest_ = count_ == 0 ? *value : std::max(highest_, *value);
    ++count_;
  }
  [[nodiscard]] std::optional<double> average() const noexcept {
    return count_ == 0 ? std::nullopt : defined(sum_ / static_cast<double>(count_));
  }
  [[nodiscard]] std::optional<double> lowest() const noexcept { return some(lowest_); }
  [[nodiscard]] std::optional<double> highest() const noexcept { return some(highest_); }
  // Of the last day.
  [[nodiscard]] std::optional<double> last() const noexcept { return last_; }

 private:
  [[nodiscard]] std::optional<double> some(double value) const noexcept {
    return count_ == 0 ? std::nullopt : std::optional{value};
  }
  std::uint64_t count_ = 0;
  double sum_ = 0;
  double lowest_ = 0;
  double highest_ = 0;
  std::optional<double> last_;
};

}  // namespace sluice::statistics
