// SPDX-License-Identifier: Apache-2.0
//
// panel_builder.hpp: parsed rows, in any order, to a panel.
//
// Place: csv feed, parsing. Sorts by (day, symbol), keeps one row of each, finds missing sessions
// and packs. The rows are used up.
#pragma once

#include <sluice/result.hpp>

#include "csv_file.hpp"
#include "panel.hpp"
#include "source.hpp"

namespace sluice::feeds {

[[nodiscard]] Panel build_panel(ParsedRows parsed, const Source& source,
                                const ContentHash& content);

// Reads the whole source, file by file, and builds its panel.
[[nodiscard]] Result<Panel> parse_source(const Source& source);

}  // namespace sluice::feeds
