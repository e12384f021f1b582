// SPDX-License-Identifier: Apache-2.0
#include "drivers/sizing.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <boost/multiprecision/cpp_int.hpp>

namespace sluice::drivers {
namespace {

// A finite double > 0 as mantissa * 2^-shift with an odd mantissa, or without a shift.
struct BinaryFraction {
  std::int64_t mantissa;
  int shift;
};

BinaryFraction binary_fraction(double value) {
  int exponent = 0;
  auto mantissa = static_cast<std::int64_t>(std::ldexp(std::frexp(value, &exponent), 53));
  int shift = 53 - exponent;
  while (mantissa % 2 == 0 && shift > 0) {
    mantissa /= 2;
    --shift;
  }
  return {mantissa, shift};
}

// floor(weight * equity / price / lot), exactly. Nothing where 128 bits are too few.
std::optional<int128> exact_narrow_lots(const BinaryFraction& weight, Money equity, Price price,
                                        Quantity lot) {
  if (weight.shift > 100 || weight.shift < 0) return std::nullopt;
  const std::int64_t common = std::gcd(kScale, lot.raw());
  auto numerator = detail::multiply(equity.raw(), weight.mantissa);
  if (numerator) numerator = detail::multiply(*numerator, kScale / common);
  auto denominator = detail::multiply(price.raw(), lot.raw() / common);
  if (denominator) denominator = detail::multiply(*denominator, int128{1} << weight.shift);
  if (!numerator || !denominator) return std::nullopt;
  return *numerator / *denominator;
}

// The same in as many bits as it takes.
std::optional<std::int64_t> exact_wide_lots(const BinaryFraction& weight, Money equity, Price price,
                                            Quantity lot) {
  using Integer = boost::multiprecision::cpp_int;
  Integer numerator{equity.raw()};
  numerator *= weight.mantissa;
  numerator *= kScale;
  Integer denominator{price.raw()};
  denominator *= lot.raw();
  if (weight.shift < 0) numerator <<= -weight.shift;
  if (weight.shift > 0) denominator <<= weight.shift;
  const Integer lots = numerator / denominator;
  if (lots > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  return lots.convert_to<std::int64_t>();
}

// 128 bits are converted by a function.
double as_double(Money amount) noexcept {
  const auto small = static_cast<std::int64_t>(amount.raw());
  return small == amount.raw() ? static_cast<double>(small) : static_cast<double>(amount.raw());
}

// Nothing for more lots than there are quantities.
std::optional<std::int64_t> exact_lots(double weight, Money equity, Price price, Quantity lot) {
  const BinaryFraction fraction = binary_fraction(weight);
  const auto lots = exact_narrow_lots(fraction, equity, price, lot);
  return lots ? detail::narrow(*lots) : exact_wide_lots(fraction, equity, price, lot);
}

}  // namespace

std::optional<Quantity> quantity_for_weight(double weight, Money equity, Price price,
                                            Quantity lot) {
  if (!std::isfinite(weight)) return std::nullopt;
  if (weight == 0 || !equity.is_positive()) return Quantity{};
  const double magnitude = std::fabs(weight);
  // The estimate is good to 1e-14: unless it is that close to a whole number, its floor is the
  // exact one.
  const double estimate = magnitude * as_double(equity) / static_cast<double>(price.raw()) *
                          (static_cast<double>(kScale) / static_cast<double>(lot.raw()));
  const std::int64_t whole = estimate < 1e15 ? static_cast<std::int64_t>(estimate) : -1;
  const double rest = estimate - static_cast<double>(whole);
  const double doubt = estimate * 1e-14;
  const auto lots = whole >= 0 && rest > doubt && 1 - rest > doubt
                        ? std::optional{whole}
                        : exact_lots(magnitude, equity, price, lot);
  std::int64_t units = 0;
  if (!lots || __builtin_mul_overflow(*lots, lot.raw(), &units)) return std::nullopt;
  return Quantity::from_raw(weight < 0 ? -units : units);
}

}  // namespace sluice::drivers
