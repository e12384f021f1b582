// SPDX-License-Identifier: Apache-2.0
//
// run_metrics.hpp: what a whole run came to, as a file for programs.
//
// Place: records. Pure. What is not defined is null. Format: docs/formats/track.md.
#pragma once

#include <string>

#include <sluice/decimal.hpp>
#include <sluice/statistics.hpp>

namespace sluice::records {

struct RunMetrics {
  std::string strategy_name;
  std::string config_hash;
  std::uint64_t sessions = 0;
  std::uint64_t orders = 0;
  std::uint64_t trades = 0;
  std::uint64_t orders_blocked = 0;
  std::uint64_t open_orders = 0;
  Money seed_capital;
  Money final_equity;
  std::uint64_t n_tests = 0;  // trials before it; 0: no deflated Sharpe ratio
};

[[nodiscard]] std::string metrics_json(const RunMetrics& metrics,
                                       const statistics::Performance& performance);

}  // namespace sluice::records
