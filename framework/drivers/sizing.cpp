// SPDX-License-Identifier: Apache-2.0
#include "drivers/sizing.hpp"

#include <cmath>
#include <numeric>

namespace sluice::drivers {
namespace {

// floor(weight * equity / price / lot), exactly: weight = mantissa * 2^-shift. Nothing where 128
// bits are too few.
std::optional<int128> exact_lots(double weight, Money equity, Price price, Quantity lot) {
  int exponent = 0;
  auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(weight, &exponent), 53));
  int shift = 53 - exponent;
  while (mantissa % 2 == 0 && shift > 0) {
    mantissa /= 2;
    --shift;
  }
  const std::int64_t common = std::gcd(kScale, lot.raw());
  auto numerator = detail::multiply(equity.raw(), mantissa);
  if (numerator) numerator = detail::multiply(*numerator, kScale / common);
  auto denominator = detail::multiply(price.raw(), lot.raw() / common);
  if (shift > 100 || shift < -60) return std::nullopt;
  if (denominator && shift > 0) denominator = detail::multiply(*denominator, int128{1} << shift);
  if (numerator && shift < 0) numerator = detail::multiply(*numerator, int128{1} << -shift);
  if (!numerator || !denominator) return std::nullopt;
  return *numerator / *denominator;
}

// The same through money rounded down first: may be one lot short where the exact product is too
// wide.
std::optional<int128> nearby_lots(double weight, Money equity, Price price, Quantity lot) {
  const auto share = Money::from_double(weight * equity.to_double(), Rounding::kDown);
  const auto quantity = share ? checked_divide(*share, price, Rounding::kDown) : std::nullopt;
  if (!quantity) return std::nullopt;
  return quantity->raw() / lot.raw();
}

}  // namespace

std::optional<Quantity> quantity_for_weight(double weight, Money equity, Price price,
                                            Quantity lot) {
  if (!std::isfinite(weight)) return std::nullopt;
  if (weight == 0 || !equity.is_positive()) return Quantity{};
  const double magnitude = std::fabs(weight);
  // The estimate is good to 1e-14: unless it is that close to a whole number, its floor is the
  // exact one.
  const double estimate = magnitude * static_cast<double>(equity.raw()) /
                          static_cast<double>(price.raw()) *
                          (static_cast<double>(kScale) / static_cast<double>(lot.raw()));
  const double whole = std::floor(estimate);
  const double doubt = estimate * 1e-14;
  std::optional<int128> lots;
  if (estimate < 1e15 && estimate - whole > doubt && whole + 1 - estimate > doubt) {
    lots = static_cast<std::int64_t>(whole);
  } else {
    lots = exact_lots(magnitude, equity, price, lot);
    if (!lots) lots = nearby_lots(magnitude, equity, price, lot);
  }
  const auto wide = lots ? detail::multiply(*lots, lot.raw()) : std::nullopt;
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  if (!units) return std::nullopt;
  return Quantity::from_raw(weight < 0 ? -*units : *units);
}

}  // namespace sluice::drivers
