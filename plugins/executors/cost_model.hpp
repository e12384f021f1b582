// SPDX-License-Identifier: Apache-2.0
//
// cost_model.hpp: what a simulated fill costs.
//
//   fill_price = price * (1 ± (spread_w * spread + impact_w * impact))    + for a buy, - for a sell
//   commission = commission_bps / 10^4 * fill_price * quantity
//   impact     = a constant, or
//                sqrt:             0.001 * sqrt(quantity / average daily volume)
//                sqrt_volatility:  daily volatility * sqrt(quantity / average daily volume)
//
// Place: below the executors. Units: spread and impact are fractions of price. Rounding is against
// us, once, at 1e-8: a buyer's price up, a seller's down, commission up, impact up. The weighted
// sum is exact (1e-16). An unknown average daily volume counts as a participation of 1, an unknown
// volatility as kUnknownVolatility: both are dear on purpose. Square roots are doubles. Thread:
// any. Errors: nothing where a price would not be positive or not fit.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/decimal.hpp>
#include <sluice/params.hpp>

namespace sluice::executors {

inline constexpr double kSqrtImpact = 0.001;
inline constexpr double kUnknownVolatility = 0.05;

struct CostParams {
  Ratio commission_bps;
  Ratio spread_w;
  Ratio spread;
  Ratio impact_w;
  RatioOrWord impact;
};

// The declarations of these five, for an executor whose Params has them by these names.
template <typename Params>
struct CostDeclarations {
  static constexpr auto commission_bps =
      sluice::param("commission_bps", &Params::commission_bps)
          .def("0.5")
          .min(0)
          .max(10000)
          .help("commission in basis points of the traded value");
  static constexpr auto spread_w = sluice::param("spread_w", &Params::spread_w)
                                       .def("0.25")
                                       .min(0)
                                       .max(100)
                                       .help("weight of the spread");
  static constexpr auto spread = sluice::param("spread", &Params::spread)
                                     .def("0.0002")
                                     .min(0)
                                     .max(1)
                                     .help("spread as a fraction of price");
  static constexpr auto impact_w = sluice::param("impact_w", &Params::impact_w)
                                       .def("0.5")
                                       .min(0)
                                       .max(100)
                                       .help("weight of the market impact");
  static constexpr auto impact =
      sluice::param("impact", &Params::impact)
          .def("sqrt")
          .one_of("sqrt", "sqrt_volatility")
          .min(0)
          .max(1)
          .help("impact as a fraction of price, or how it follows from quantity and volume");
};

// What of an order its costs depend on.
struct TradeSize {
  Quantity quantity;
  Quantity average_daily_volume;  // 0: unknown
  double daily_volatility = 0;    // 0: unknown
};

// numerator / denominator in lowest terms: small numbers keep the products in 64 bits.
class Fraction {
 public:
  Fraction(int128 numerator, int128 denominator) noexcept;
  // value * fraction, rounded up; nothing if it does not fit. value >= 0.
  [[nodiscard]] std::optional<int128> times_up(int128 value) const noexcept;
  [[nodiscard]] std::optional<int128> times_numerator(int128 value) const noexcept {
    return detail::multiply(value, numerator_);
  }
  [[nodiscard]] int128 denominator() const noexcept { return denominator_; }

 private:
  int128 numerator_;
  int128 denominator_;
};

class CostModel {
 public:
  explicit CostModel(const CostParams& params);

  [[nodiscard]] std::optional<Price> fill_price(bool is_buy, Price base,
                                                const TradeSize& size) const noexcept;
  [[nodiscard]] std::optional<Money> commission(Price fill_price, Quantity quantity) const noexcept;

 private:
  enum class Impact : std::uint8_t { kConstant, kSqrt, kSqrtVolatility };

  // Share of the price that spread and impact take, 1e-16; nothing if it does not fit.
  [[nodiscard]] std::optional<int128> variable_share(const TradeSize& size) const noexcept;

  Impact impact_;
  Ratio impact_w_;
  int128 constant_share_;   // 1e-16; without the impact unless that is constant
  Fraction constant_part_;  // the same in lowest terms
  Fraction commission_rate_;
};

// numerator / denominator, rounded up; both >= 0, denominator > 0.
[[nodiscard]] int128 divide_up(int128 numerator, int128 denominator) noexcept;

}  // namespace sluice::executors
