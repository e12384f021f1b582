// SPDX-License-Identifier: Apache-2.0
//
// drift.hpp: two runs compared decision by decision, and their difference in equity explained.
//
// Place: drivers. Pure. What a cause is, and how amounts are given to it: docs/operate/drift.md.
// Units: exact amounts in the runs' currency; differences are A minus B. Thread: any.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/drift_run.hpp"

namespace sluice::drivers {

enum class DriftCause : std::uint8_t { kPrice, kQuantity, kCost, kTiming, kConfig, kData };
inline constexpr std::size_t kDriftCauses = 6;
[[nodiscard]] std::string_view name(DriftCause cause) noexcept;

struct DriftDifference {
  Timestamp time;
  DriftCause cause = DriftCause::kQuantity;
  std::string text;  // what stands in A and what in B
};

// What a cause did to the equity at the end of what both runs have.
struct DriftAmount {
  Money direct;
  Money followed;  // sizes that differ because equity differed before, and this cause came first
};

struct ConfigDifference {
  std::string key;
  std::string a;  // JSON; empty: not there
  std::string b;
};

struct Drift {
  DriftGrain grain = DriftGrain::kDay;  // how times are told
  Timestamp first;                      // of what is compared
  Timestamp last;
  std::size_t compared = 0;  // by day: sessions; by bar: bars or candles with an order
  std::optional<DriftDifference> first_difference;  // nothing: the same run
  Money equity_a;                                   // at the end of `last`
  Money equity_b;
  std::array<DriftAmount, kDriftCauses> causes{};  // by DriftCause
  Money unexplained;                               // what is left: rounding, and what is no order's
  std::vector<ConfigDifference> config;
  std::vector<std::string> data;  // the first differences of prices, at most kMaxDataLines
};
inline constexpr std::size_t kMaxDataLines = 10;

// As people read it: a day, or a moment.
[[nodiscard]] std::string text_of(Timestamp time, DriftGrain grain);

// Both are read in the grain that common_grain() tells. An error where the two have no session, or
// no time, in common.
[[nodiscard]] Result<Drift> compare_runs(const DriftRun& a, const DriftRun& b);

}  // namespace sluice::drivers
