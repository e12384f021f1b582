// SPDX-License-Identifier: Apache-2.0
//
// price_history.hpp: made-up daily closes, the same in every run.
#pragma once

#include <cstdint>
#include <vector>

#include <sluice/testing/testing.hpp>

namespace sluice::risk_rules::test {

inline Timestamp day(int number) { return Timestamp::from_date(Date::from_days(20'000 + number)); }

// Closes that wander by up to 3 % a day.
class PriceWalk {
 public:
  explicit PriceWalk(std::uint64_t seed) : state_{seed * 2654435761 + 1} {}
  Price next() {
    state_ = state_ * 6364136223846793005 + 1442695040888963407;
    const auto step = static_cast<std::int64_t>((state_ >> 33) % 601) - 300;  // 1e-4
    price_ += price_ / 10'000 * step;
    return Price::from_raw(price_);
  }

 private:
  std::uint64_t state_;
  std::int64_t price_ = 100 * kScale;
};

}  // namespace sluice::risk_rules::test
