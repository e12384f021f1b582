// SPDX-License-Identifier: Apache-2.0
//
// capacity.hpp: how much capital a strategy could run before its trades are too large a part of
// what the market trades.
//
// Place: SDK. Capital at which the average trade, weighted by notional, is `participation` of the
// average daily volume of its instrument, if every trade grows with the capital. Units: currency.
// Errors: std::nullopt where nothing was traded whose volume is known.
#pragma once

#include <optional>

#include <sluice/statistics/moments.hpp>

namespace sluice::statistics {

class CapacityEstimate {
 public:
  // One trade: its notional, the equity that day, and the notional of the instrument's average
  // daily volume. What is not positive is left out.
  void add(double notional, double equity, double daily_volume) noexcept {
    if (!(notional > 0) || !(equity > 0) || !(daily_volume > 0)) return;
    notional_ += notional;
    weighted_ += notional * (notional / daily_volume / equity);
  }
  // Notional that the estimate rests on.
  [[nodiscard]] double covered() const noexcept { return notional_; }
  [[nodiscard]] std::optional<double> at(double participation) const noexcept {
    if (!(weighted_ > 0)) return std::nullopt;
    return defined(participation * notional_ / weighted_);
  }

 private:
  double notional_ = 0;
  double weighted_ = 0;  // of notional * participation for one unit of capital
};

}  // namespace sluice::statistics
