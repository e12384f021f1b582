// SPDX-License-Identifier: Apache-2.0
//
// json_output.hpp: the machine-readable answers of the command line.
//
// Place: app. Pure; indented JSON without a final newline.
#pragma once

#include <string>

#include "config/fault.hpp"
#include "drivers/backtest.hpp"
#include "drivers/eod.hpp"
#include "drivers/paper_track.hpp"

namespace sluice::app {

[[nodiscard]] std::string json_quoted(const std::string& text);
[[nodiscard]] std::string error_json(const std::string& message, int exit_code);
[[nodiscard]] std::string faults_json(const config::Faults& faults);
[[nodiscard]] std::string backtest_json(const drivers::BacktestResult& result);
[[nodiscard]] std::string paper_track_json(const drivers::PaperTrackResult& result);
[[nodiscard]] std::string eod_json(const drivers::EodResult& result);
[[nodiscard]] std::string track_status_json(const records::TrackState& state,
                                            const std::string& pause_reason);

}  // namespace sluice::app
