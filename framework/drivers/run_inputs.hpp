// SPDX-License-Identifier: Apache-2.0
//
// run_inputs.hpp: what a config says in its own words, in those of the run; and the files that it
// names beside the prices.
//
// Place: drivers; called by assemble. Errors: the first fault of a file, with its line.
#pragma once

#include <filesystem>
#include <vector>

#include "config/fault.hpp"
#include "config/run_config.hpp"
#include "drivers/trading_calendar.hpp"
#include "journal/writer.hpp"
#include "market/corporate_actions.hpp"
#include "market/price_book.hpp"
#include "market/trading_hours.hpp"

namespace sluice::drivers {

[[nodiscard]] market::MissingPrice missing_price(config::MissingPrice policy);
[[nodiscard]] RebalanceFrequency frequency(config::RebalanceFreq freq);
[[nodiscard]] journal::Sync sync_of(config::JournalSync sync);
// A whole of basis points as a ratio, rounded up: budgets err on the large side.
[[nodiscard]] Ratio from_bps(double bps);

// Prices that are not there are told with the config's other faults, not when the feed opens them.
void check_data_path(const config::ComponentConfig& feed, config::Faults& faults);

// The universe, as the instrument file describes it.
[[nodiscard]] Result<std::vector<Instrument>> instruments_of(const config::RunConfig& config);
// Of these instruments; none where no file is named.
[[nodiscard]] Result<market::CorporateActions> corporate_actions_of(
    const config::RunConfig& config, const InstrumentTable& instruments);
[[nodiscard]] Result<market::TradingHours> trading_hours_of(const std::filesystem::path& file);

}  // namespace sluice::drivers
