// SPDX-License-Identifier: Apache-2.0
//
// eod.hpp: the orders of one evening, written to a file for whoever places them. Nothing is filled.
//
// Place: drivers. Stateless: positions and cash come from a file, or the account is empty. Thread:
// the lane.
#pragma once

#include <optional>

#include "drivers/failure.hpp"
#include "drivers/run_parts.hpp"

namespace sluice::drivers {

struct EodOptions {
  std::optional<Date> date;              // nothing: the newest session
  std::filesystem::path positions_file;  // CSV symbol,qty; empty: no positions
  std::optional<Money> cash;  // nothing: the seed capital less what the positions are worth
};

struct EodResult {
  std::optional<Failure> failure;
  Date session;
  std::uint64_t orders = 0;  // approved
  std::uint64_t orders_blocked = 0;
  Money notional_before;
  Money notional_after;
  std::vector<risk::CodeCount> by_code;
  std::vector<risk::BlockedOrder> blocked;
  bool blocked_by_kill_switch = false;
  std::filesystem::path file;  // empty: no order
};

// The parts' executor must be one that writes orders to `{output}/eod`.
[[nodiscard]] EodResult run_eod(RunParts& parts, const EodOptions& options);

}  // namespace sluice::drivers
