// SPDX-License-Identifier: Apache-2.0
//
// run_records.hpp: what commands leave in the store of runs, for the prerequisites of sessions.
//
// Place: app. A store that can't be written is a warning: the run itself is done. Runs with a
// control switched off leave nothing: they show nothing of what would trade.
#pragma once

#include <filesystem>
#include <span>

#include "app/run_setup.hpp"
#include "drivers/backtest.hpp"
#include "drivers/kill_latency.hpp"

namespace sluice::app {

void note_backtest(const RunSetup& setup, const drivers::BacktestResult& result);
void note_paper_days(const RunSetup& setup, std::span<const Date> days);
void note_kill_test(const std::filesystem::path& data_directory,
                    std::span<const drivers::KillLatency> latencies, std::uint32_t rounds);

}  // namespace sluice::app
