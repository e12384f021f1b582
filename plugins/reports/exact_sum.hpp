// SPDX-License-Identifier: Apache-2.0
//
// exact_sum.hpp: a running sum of money that says so when it no longer fits.
//
// Place: reports. Errors: once 128 bits do not hold it, the sum is absent for good.
#pragma once

#include <optional>

#include <sluice/decimal.hpp>

namespace sluice::reports {

class ExactSum {
 public:
  void add(Money amount) noexcept {
    if (total_) total_ = checked_add(*total_, amount);
  }
  [[nodiscard]] std::optional<Money> value() const noexcept { return total_; }

 private:
  std::optional<Money> total_ = Money{};
};

}  // namespace sluice::reports
