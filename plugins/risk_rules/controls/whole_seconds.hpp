// SPDX-License-Identifier: Apache-2.0
//
// whole_seconds.hpp: spans of time as verdicts show them.
//
// Place: below the controls. Units: nanoseconds in, seconds out; a measured span is rounded up, a
// limit down. Nothing is decided on these: controls compare nanoseconds. Thread: any.
#pragma once

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>
#include <sluice/verdict.hpp>

namespace sluice::risk_rules {

[[nodiscard]] inline Seconds seconds_up(int128 ns) noexcept {
  return seconds(static_cast<std::int64_t>(
      detail::divide_rounded(ns, Timestamp::kNanosecondsPerSecond, Rounding::kUp)));
}
[[nodiscard]] inline Seconds seconds_down(std::int64_t ns) noexcept {
  return seconds(ns / Timestamp::kNanosecondsPerSecond);
}

}  // namespace sluice::risk_rules
