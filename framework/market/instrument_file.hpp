// SPDX-License-Identifier: Apache-2.0
//
// instrument_file.hpp: what a CSV file says of the instruments: sector, region, currency, tick,
// lot, ADV.
//
// Place: market; pure. Format: docs/formats/instruments_csv.md. Errors: the first fault with file
// and line.
#pragma once

#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "core/instrument.hpp"

namespace sluice::market {

// `text` is the file's content, `file` its name for messages.
[[nodiscard]] Result<std::vector<Instrument>> parse_instruments(std::string_view text,
                                                                std::string_view file);

// The instruments of `symbols`, in their order; one that is not described gets the defaults.
[[nodiscard]] std::vector<Instrument> select_instruments(const std::vector<std::string>& symbols,
                                                         const std::vector<Instrument>& described);

}  // namespace sluice::market
