// SPDX-License-Identifier: Apache-2.0
//
// bundle.hpp: a bundle of factors, as its YAML file tells it.
//
// Place: sluice_strategies, the room `multifactor`. Documented in docs/reference/multifactor.md.
// Thread: control. Errors: std::invalid_argument with every fault, each with file, line, path, what
// was expected and the nearest name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "factor_kind.hpp"

namespace sluice::strategies::multifactor {

inline constexpr std::size_t kBundleBytes = 256 * 1024;
inline constexpr std::size_t kFactorLimit = 64;
inline constexpr std::uint32_t kWindowLimit = 1'000;

struct Factor {
  std::string name;
  Kind kind = Kind::kMomentum;
  std::uint32_t window = 0;
  std::uint32_t second = 0;  // `skip` of momentum, `base` of volume_trend
  std::string column;        // of value
  bool over_price = false;
  double weight = 1;  // > 0
  double sign = 1;    // -1: low values are preferred
};

enum class Missing : std::uint8_t { kDrop, kNeutral, kError };

struct Bundle {
  std::vector<Factor> factors;
  double winsorise_lower = 0.01;  // quantiles of each factor's cross-section
  double winsorise_upper = 0.99;
  double top_quantile = 0.2;     // share of the instruments that is bought
  double bottom_quantile = 0.2;  // sold short; 0: nothing is
  bool sector_neutral = false;
  bool score_weights = false;  // false: equal
  double gross_exposure = 1.0;
  Missing missing = Missing::kDrop;
  std::filesystem::path fundamentals;  // empty: none

  // Bars that decide about one value.
  [[nodiscard]] std::uint32_t memory() const noexcept;
};

[[nodiscard]] Bundle read_bundle(const std::filesystem::path& file);
// `file` names it in messages, and its folder is where relative paths begin.
[[nodiscard]] Bundle parse_bundle(const std::string& text, const std::filesystem::path& file);

}  // namespace sluice::strategies::multifactor
