// SPDX-License-Identifier: Apache-2.0
#include "return_window.hpp"

#include <algorithm>

namespace sluice::risk_rules {
namespace {

constexpr std::size_t kSpareColumns = 64;

std::int64_t fixed_return(std::int64_t from, std::int64_t to) noexcept {
  if (from <= 0 || to <= 0) return 0;
  constexpr double kOne = static_cast<double>(std::int64_t{1} << kReturnBits);
  constexpr double kLargest = 1024 * kOne;
  const double change = static_cast<double>(to) - static_cast<double>(from);
  return static_cast<std::int64_t>(
      std::clamp(change / static_cast<double>(from) * kOne, -kLargest, kLargest));
}

// The times of the series that reaches furthest, at most `longest` of them, the last ones.
std::span<const sluice_time> latest_times(const MarketView& market, std::size_t longest) noexcept {
  std::span<const sluice_time> best;
  for (std::uint32_t i = 0; i < market.raw().series.count; ++i) {
    const auto times = market.series(i).times();
    if (times.empty()) continue;
    if (best.empty() || times.back() > best.back() ||
        (times.back() == best.back() && times.size() > best.size()))
      best = times;
  }
  return best.last(std::min(best.size(), longest));
}

}  // namespace

void ReturnWindow::clear() noexcept {
  axis_.clear();
  has_history_.clear();
  newest_.clear();
}

void ReturnWindow::update(const MarketView& market) {
  const auto instruments = static_cast<std::uint32_t>(market.raw().series.count);
  const auto axis = latest_times(market, window_ + 1);
  if (axis.size() < 2) return clear();
  const std::size_t first_column = keep_columns(axis, instruments);
  axis_.assign(axis.begin(), axis.end());
  const std::size_t needed = std::max<std::size_t>(1, (window_ + 1) / 2);
  has_history_.resize(instruments);
  newest_.resize(instruments);
  for (std::uint32_t i = 0; i < instruments; ++i) {
    const Series series = market.series(i);
    fill(i, series, first_column);
    // Its `needed` last bars each have one before them, and lie on the axis.
    const std::size_t count = series.count();
    has_history_[i] = count > needed && series.times()[count - needed] > axis_.front() ? 1 : 0;
  }
}

std::size_t ReturnWindow::keep_columns(std::span<const sluice_time> axis, std::size_t instruments) {
  const std::size_t columns = axis.size() - 1;
  const auto same = std::lower_bound(axis_.begin(), axis_.end(), axis.front());
  const bool shifted = axis.size() == axis_.size() && instruments == has_history_.size() &&
                       same != axis_.end() && std::equal(same, axis_.end(), axis.begin());
  if (!shifted) {
    stride_ = columns + kSpareColumns;
    start_ = 0;
    returns_.assign(instruments * stride_, 0);
    return 0;
  }
  const auto moved = static_cast<std::size_t>(same - axis_.begin());
  start_ += moved;
  if (start_ + columns > stride_) {
    for (std::size_t i = 0; i < instruments; ++i) {
      const auto row = returns_.begin() + static_cast<std::ptrdiff_t>(i * stride_);
      const auto kept = row + static_cast<std::ptrdiff_t>(start_);
      std::copy(kept, kept + static_cast<std::ptrdiff_t>(columns - moved), row);
    }
    start_ = 0;
  }
  return columns - moved;
}

void ReturnWindow::fill(std::uint32_t instrument, const Series& series, std::size_t first_column) {
  const auto times = series.times();
  const auto closes = series.closes();
  std::int64_t* row = returns_.data() + instrument * stride_ + start_;
  const auto bars_until = [&times](sluice_time time, std::size_t bars) {
    while (bars > 0 && times[bars - 1] > time) --bars;
    return bars;
  };
  std::size_t after = bars_until(axis_.back(), times.size());
  for (std::size_t column = length(); column > first_column; --column) {
    const std::size_t before = bars_until(axis_[column - 1], after);
    row[column - 1] =
        before > 0 && after > before ? fixed_return(closes[before - 1], closes[after - 1]) : 0;
    after = before;
  }
  sluice_price& newest = newest_[instrument];
  const bool rescaled = first_column > 0 && after > 0 && closes[after - 1] != newest;
  const std::size_t bars = bars_until(axis_.back(), times.size());
  newest = bars > 0 ? closes[bars - 1] : 0;
  if (rescaled) fill(instrument, series, 0);
}

}  // namespace sluice::risk_rules
