// SPDX-License-Identifier: Apache-2.0
#include "api/equity_curve.hpp"

#include <algorithm>

namespace sluice::api {

void EquityCurve::add(const EquityPoint& point) {
  const std::lock_guard hold{lock_};
  points_.push_back(point);
  if (points_.size() > kMost) points_.pop_front();
}

void EquityCurve::clear() {
  const std::lock_guard hold{lock_};
  points_.clear();
}

std::vector<EquityPoint> EquityCurve::read(Timestamp from, Timestamp to, std::size_t limit) const {
  const std::lock_guard hold{lock_};
  const auto earlier = [](const EquityPoint& point, Timestamp time) { return point.time < time; };
  auto begin = std::lower_bound(points_.begin(), points_.end(), from, earlier);
  const auto end = std::lower_bound(points_.begin(), points_.end(), to, earlier);
  if (end <= begin) return {};
  if (end - begin > static_cast<std::ptrdiff_t>(limit))
    begin = end - static_cast<std::ptrdiff_t>(limit);
  return {begin, end};
}

}  // namespace sluice::api
