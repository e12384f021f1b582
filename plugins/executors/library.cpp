// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_executors: the simulated venue, the live path that ends in it, and the
// hand-over to a file.
#include <sluice/plugin.hpp>

#include "live_dry_run.hpp"
#include "paper.hpp"
#include "safe_csv.hpp"

SLUICE_LIBRARY("sluice_executors", "1.0.0", sluice::executor<sluice::executors::Paper>,
               sluice::executor<sluice::executors::SafeCsv>,
               sluice::executor<sluice::executors::LiveDryRun>)
