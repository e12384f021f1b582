// SPDX-License-Identifier: Apache-2.0
//
// pit_audit.hpp: proves on a run that its decisions do not depend on the future.
//
// Place: app; for `backtest --pit-audit` and `paper-track run --pit-audit`. The history is run once
// as it is, and once for each of some cut days with a copy of the data in which everything behind
// the cut is another. Orders, fills and equity up to the cut have to be the same.
#pragma once

#include <cstdint>
#include <optional>

#include "app/command_line.hpp"
#include "drivers/assemble.hpp"

namespace sluice::app {

struct PitAudit {
  std::uint64_t seed = 1;
  std::size_t cuts = 3;
  std::optional<Date> from;  // of the run that is audited
  std::optional<Date> to;
};

// --pit-audit, --pit-seed and --pit-cuts.
void add_pit_audit_options(boost::program_options::options_description& options);
// Nothing where no audit is asked for.
[[nodiscard]] std::optional<PitAudit> pit_audit_options(
    const boost::program_options::variables_map& values);

// Returns the exit code: 1 where a decision depends on what came later; tells which.
[[nodiscard]] int run_pit_audit(const CommonOptions& common,
                                const drivers::AssembleOptions& options, const PitAudit& audit);

}  // namespace sluice::app
