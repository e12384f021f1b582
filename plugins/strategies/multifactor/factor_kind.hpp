// SPDX-License-Identifier: Apache-2.0
//
// factor_kind.hpp: the one table of what can be measured of an instrument.
//
// Place: sluice_strategies, the room `multifactor`. docs/reference/multifactor.md is held against
// it. c, v, r are close, volume and return of a bar, c[k] the close k bars ago.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sluice::strategies::multifactor {

enum class Kind : std::uint8_t {
  kMomentum,
  kReversal,
  kVolatility,
  kDownsideVolatility,
  kBeta,
  kAmihud,
  kDollarVolume,
  kVolumeTrend,
  kMaxDrawdown,
  kDistanceFromHigh,
  kSkewness,
  kValue
};

struct KindInfo {
  Kind kind;
  std::string_view name;
  std::string_view meaning;
  std::uint32_t default_window;  // 0: it has none
  std::uint32_t default_second;  // `skip` of momentum, `base` of volume_trend; 0: it has none
  std::uint32_t least_window;
};

// clang-format off
inline constexpr KindInfo kKinds[] = {
    {Kind::kMomentum, "momentum", "c[skip] / c[window] − 1: what was earned before the last `skip` bars", 252, 21, 2},
    {Kind::kReversal, "reversal", "1 − c / c[window]: what was lost lately", 5, 0, 1},
    {Kind::kVolatility, "volatility", "sample standard deviation of `window` returns, times √252", 63, 0, 2},
    {Kind::kDownsideVolatility, "downside_volatility", "√(mean of min(r, 0)² over `window` returns), times √252", 63, 0, 2},
    {Kind::kBeta, "beta", "covariance with the mean return of the universe, over its variance; `window` returns", 252, 0, 3},
    {Kind::kAmihud, "amihud", "illiquidity (Amihud 2002): 10⁶ · mean of |r| / (c · v) over `window` returns", 63, 0, 1},
    {Kind::kDollarVolume, "dollar_volume", "log of the mean of c · v over `window` bars", 63, 0, 1},
    {Kind::kVolumeTrend, "volume_trend", "mean volume of `window` bars over that of `base` bars, − 1", 21, 126, 1},
    {Kind::kMaxDrawdown, "max_drawdown", "largest fall from a high within `window` bars, as a share of it (0 … 1)", 252, 0, 2},
    {Kind::kDistanceFromHigh, "distance_from_high", "c over the highest close of `window` bars, − 1 (0 at a high)", 252, 0, 2},
    {Kind::kSkewness, "skewness", "m₃ / m₂^1.5 of `window` returns, moments about the mean", 252, 0, 3},
    {Kind::kValue, "value", "a `column` of the fundamentals as known at the session; `over_price`: divided by c", 0, 0, 0},
};
// clang-format on

[[nodiscard]] inline const KindInfo* find_kind(std::string_view name) noexcept {
  for (const KindInfo& info : kKinds)
    if (info.name == name) return &info;
  return nullptr;
}
[[nodiscard]] constexpr const KindInfo& info_of(Kind kind) noexcept {
  return kKinds[static_cast<std::size_t>(kind)];
}
[[nodiscard]] inline std::vector<std::string_view> known_kinds() {
  std::vector<std::string_view> known;
  for (const KindInfo& info : kKinds) known.push_back(info.name);
  return known;
}

}  // namespace sluice::strategies::multifactor
