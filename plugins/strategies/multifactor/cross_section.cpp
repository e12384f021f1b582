// SPDX-License-Identifier: Apache-2.0
#include "cross_section.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::strategies::multifactor {
namespace {

// Shares such as 0.3 of 10 are whole although their double is not.
constexpr double kTolerance = 1e-9;

double quantile(std::span<const double> sorted, double share) noexcept {
  const double place = static_cast<double>(sorted.size() - 1) * share;
  const auto below = static_cast<std::size_t>(place);
  if (below + 1 >= sorted.size()) return sorted.back();
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

std::size_t leg_size(std::size_t count, double share) noexcept {
  if (share <= 0) return 0;
  const double exact = static_cast<double>(count) * share + kTolerance;
  return std::max<std::size_t>(static_cast<std::size_t>(exact), 1);
}

}  // namespace

void Standardiser::apply(std::span<double> values) {
  sorted_.clear();
  for (const double value : values)
    if (!std::isnan(value)) sorted_.push_back(value);
  if (sorted_.empty()) return;
  std::sort(sorted_.begin(), sorted_.end());
  const double least = quantile(sorted_, lower_);
  const double most = quantile(sorted_, upper_);
  double sum = 0;
  for (double& value : values) {
    if (std::isnan(value)) continue;
    value = std::clamp(value, least, most);
    sum += value;
  }
  const auto count = static_cast<double>(sorted_.size());
  const double mean = sum / count;
  double squares = 0;
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - mean) * (value - mean);
  const double deviation = std::sqrt(squares / (count - 1));
  // Equal values wobble about their mean in the last digit.
  const bool flat = sorted_.size() < 2 || least == most || !(deviation > 0);
  for (double& value : values)
    if (!std::isnan(value)) value = flat ? 0 : (value - mean) / deviation;
}

LegSizes leg_sizes(std::size_t count, double top, double bottom) noexcept {
  if (count == 0 || (count == 1 && top > 0 && bottom > 0)) return {0, 0};
  const std::size_t above = std::min(leg_size(count, top), count);
  return {above, std::min(leg_size(count, bottom), count - above)};
}

}  // namespace sluice::strategies::multifactor
