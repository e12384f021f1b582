// SPDX-License-Identifier: Apache-2.0
//
// exact.hpp: the few integer operations the rules are measured with.
//
// Place: below every rule. Units: raw integers times 1e-8. Thread: any; lane_hot. Errors: nothing
// for overflow, never a wrap. Each does one wide division at most: that is what a check costs.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/decimal.hpp>

namespace sluice::risk_rules {

// A product of price and signed quantity: floor(product / 1e8), and whether that dropped a rest.
struct FloorValue {
  int128 units;
  bool has_rest;
};

[[nodiscard]] inline FloorValue floor_value(std::int64_t price, std::int64_t quantity) noexcept {
  // Whole units, the usual case, need no wide division.
  if (quantity % kScale == 0) return {int128{price} * (quantity / kScale), false};
  const int128 product = int128{price} * quantity;
  int128 units = product / kScale;
  const bool has_rest = units * kScale != product;
  if (has_rest && product < 0) --units;
  return {units, has_rest};
}

// |base + value|, rounded up; nothing if it does not fit.
[[nodiscard, gnu::always_inline]] inline std::optional<int128> magnitude_of_sum(
    int128 base, FloorValue value) noexcept {
  const auto sum = detail::add(base, value.units);
  if (!sum) return std::nullopt;
  // With a rest the exact value lies above the floor: further from zero if positive, nearer if not.
  return *sum >= 0 ? detail::add(*sum, value.has_rest ? 1 : 0) : detail::subtract(0, *sum);
}

// value * 1e8 / by, rounded up; nothing if it does not fit, or if value < 0 or by <= 0, which only
// a view that contradicts itself gives.
[[nodiscard, gnu::always_inline]] inline std::optional<std::int64_t> ratio_up(int128 value,
                                                                              int128 by) noexcept {
  if (value < 0 || by <= 0) return std::nullopt;
  // The usual case needs no wide division: a double is off by little, and what is left over says by
  // how much.
  constexpr double kExactInDouble = 4e15;
  const auto narrow_value = detail::narrow(value);
  const auto narrow_by = detail::narrow(by);
  if (narrow_value && narrow_by) {
    const double estimate = static_cast<double>(*narrow_value) / static_cast<double>(*narrow_by) *
                            static_cast<double>(kScale);
    if (estimate < kExactInDouble) {
      auto quotient = static_cast<std::int64_t>(estimate);
      int128 missing = value * kScale - int128{quotient} * by;
      for (; missing > 0; missing -= by) ++quotient;
      for (; missing <= -by; missing += by) --quotient;
      return quotient;
    }
  }
  const auto scaled = detail::multiply(value, kScale);
  if (!scaled) return std::nullopt;
  const int128 quotient = *scaled / by;
  return detail::narrow(quotient * by == *scaled ? quotient : quotient + 1);
}

}  // namespace sluice::risk_rules
