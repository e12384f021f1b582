// SPDX-License-Identifier: Apache-2.0
//
// equity_curve.hpp: what the account was worth, as the trail noted it.
//
// Place: api; filled by the projector from MARK records. Thread: any. Memory: the newest kMost.
#pragma once

#include <cstddef>
#include <deque>
#include <mutex>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::api {

struct EquityPoint {
  Timestamp time;
  Money equity;
};

class EquityCurve {
 public:
  static constexpr std::size_t kMost = 200'000;
  void add(const EquityPoint& point);
  void clear();
  // The newest `limit` of those from `from` on and before `to`, oldest first.
  [[nodiscard]] std::vector<EquityPoint> read(Timestamp from, Timestamp to,
                                              std::size_t limit) const;

 private:
  mutable std::mutex lock_;
  std::deque<EquityPoint> points_;
};

}  // namespace sluice::api
