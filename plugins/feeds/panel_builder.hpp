// SPDX-License-Identifier: Apache-2.0
//
// panel_builder.hpp: the text of a source to its panel.
//
// Place: csv feed, parsing. Reads rows in any order, sorts them by (day, symbol), keeps one of
// each, finds missing sessions and packs.
#pragma once

#include <sluice/result.hpp>

#include "csv_file.hpp"
#include "panel.hpp"
#include "source.hpp"

namespace sluice::feeds {

[[nodiscard]] Result<Panel> parse_source(const Source& source);

// The same of rows that were read already; `content` is the digest of what they were read from.
// Takes out what `parsed` holds.
[[nodiscard]] Panel build_panel(ParsedRows& parsed, const Source& source,
                                const ContentHash& content);

// rank[id]: the place of a symbol in the order of names, which are appended to `out`.
[[nodiscard]] std::vector<std::uint32_t> rank_symbols(const SymbolTable& symbols,
                                                      std::vector<PanelSymbol>& out);

}  // namespace sluice::feeds
