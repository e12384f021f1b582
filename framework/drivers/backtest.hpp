// SPDX-License-Identifier: Apache-2.0
//
// backtest.hpp: the whole history in one run.
//
// Place: drivers. Results go to a folder of their own, which is put in place only when the run is
// complete: an interrupted run leaves the earlier result as it was. Thread: the lane.
#pragma once

#include <optional>

#include "analytics/performance.hpp"
#include "drivers/failure.hpp"
#include "drivers/run_parts.hpp"

namespace sluice::drivers {

struct BacktestOptions {
  std::optional<Date> from;
  std::optional<Date> to;
  bool audit = true;  // write the audit trail
};

struct BacktestResult {
  std::optional<Failure> failure;
  std::size_t sessions = 0;
  std::uint64_t orders = 0;  // judged by the gate
  std::uint64_t trades = 0;
  std::uint64_t orders_blocked = 0;
  std::uint64_t open_orders = 0;  // left when the data ended
  Date first;
  Date last;
  Money final_equity;
  Money cash;
  bool interrupted = false;
  bool blocked_by_kill_switch = false;
  analytics::Performance performance;
  std::filesystem::path directory;
  std::vector<std::filesystem::path> reports;
};

[[nodiscard]] BacktestResult run_backtest(RunParts& parts, const BacktestOptions& options,
                                          const Console& console);

}  // namespace sluice::drivers
