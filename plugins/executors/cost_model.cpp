// SPDX-License-Identifier: Apache-2.0
#include "cost_model.hpp"

#include <cmath>
#include <numeric>

namespace sluice::executors {
namespace {

constexpr int128 kShareScale = int128{kScale} * kScale;  // 1e16
constexpr int128 kBasisPoints = 10'000;

int128 greatest_common_divisor(int128 a, int128 b) noexcept {
  while (b != 0) {
    const int128 rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// A share of price as a double, in units of 1e-8 and rounded up; also nothing for what is no
// number.
std::optional<std::int64_t> share_up(double units) noexcept {
  const double up = std::ceil(units);
  if (!(up >= 0 && up < 9.2e18)) return std::nullopt;
  return static_cast<std::int64_t>(up);
}

}  // namespace

int128 divide_up(int128 numerator, int128 denominator) noexcept {
  constexpr auto kSmall = std::numeric_limits<std::uint64_t>::max();
  if (numerator <= kSmall && denominator <= kSmall) {
    const auto n = static_cast<std::uint64_t>(numerator);
    const auto d = static_cast<std::uint64_t>(denominator);
    return int128{n / d} + (n % d != 0 ? 1 : 0);
  }
  const int128 quotient = numerator / denominator;
  return quotient * denominator == numerator ? quotient : quotient + 1;
}

Fraction::Fraction(int128 numerator, int128 denominator) noexcept
    : numerator_{numerator / greatest_common_divisor(numerator, denominator)},
      denominator_{denominator / greatest_common_divisor(numerator, denominator)} {}

std::optional<int128> Fraction::times_up(int128 value) const noexcept {
  const auto product = detail::multiply(value, numerator_);
  return product ? std::optional{divide_up(*product, denominator_)} : std::nullopt;
}

CostModel::CostModel(const CostParams& params)
    : impact_{params.impact.word == "sqrt"              ? Impact::kSqrt
              : params.impact.word == "sqrt_volatility" ? Impact::kSqrtVolatility
                                                        : Impact::kConstant},
      impact_w_{params.impact_w},
      constant_share_{int128{params.spread_w.raw()} * params.spread.raw() +
                      (impact_ == Impact::kConstant
                           ? int128{params.impact_w.raw()} * params.impact.ratio.raw()
                           : 0)},
      constant_part_{constant_share_, kShareScale},
      commission_rate_{params.commission_bps.raw(), kBasisPoints * kScale} {
  // Without a weight no impact has to be found.
  if (impact_w_.is_zero()) impact_ = Impact::kConstant;
}

std::optional<int128> CostModel::variable_share(const TradeSize& size) const noexcept {
  const double participation = size.average_daily_volume.is_positive()
                                   ? static_cast<double>(size.quantity.raw()) /
                                         static_cast<double>(size.average_daily_volume.raw())
                                   : 1.0;
  double coefficient = kSqrtImpact;
  if (impact_ == Impact::kSqrtVolatility)
    coefficient = size.daily_volatility > 0 ? size.daily_volatility : kUnknownVolatility;
  const auto impact =
      share_up(coefficient * static_cast<double>(kScale) * std::sqrt(participation));
  if (!impact) return std::nullopt;
  return detail::add(constant_share_, int128{impact_w_.raw()} * *impact);
}

std::optional<Price> CostModel::fill_price(bool is_buy, Price base,
                                           const TradeSize& size) const noexcept {
  std::optional<int128> cost;
  if (impact_ == Impact::kConstant) {
    cost = constant_part_.times_up(base.raw());
  } else {
    const auto share = variable_share(size);
    const auto product = share ? detail::multiply(base.raw(), *share) : std::nullopt;
    if (product) cost = divide_up(*product, kShareScale);
  }
  // The price is whole: rounding the cost up rounds a buyer's price up and a seller's down.
  const auto total = cost ? detail::add(base.raw(), is_buy ? *cost : -*cost) : std::nullopt;
  const auto units = total ? detail::narrow(*total) : std::nullopt;
  if (!units || *units <= 0) return std::nullopt;
  return Price::from_raw(*units);
}

std::optional<Money> CostModel::commission(Price fill_price, Quantity quantity) const noexcept {
  // notional = units + rest * 1e-8; ceil((units + rest * 1e-8) * rate) needs no wider product.
  int128 units = 0;
  std::int64_t rest = 0;
  if (quantity.raw() % kScale == 0) {
    units = int128{fill_price.raw()} * (quantity.raw() / kScale);
  } else {
    const int128 product = int128{fill_price.raw()} * quantity.raw();
    units = product / kScale;
    rest = static_cast<std::int64_t>(product - units * kScale);
  }
  const auto whole = commission_rate_.times_numerator(units);
  const auto part = commission_rate_.times_numerator(rest);
  const auto sum = whole && part ? detail::add(*whole, divide_up(*part, kScale)) : std::nullopt;
  if (!sum) return std::nullopt;
  return Money::from_raw(divide_up(*sum, commission_rate_.denominator()));
}

}  // namespace sluice::executors
