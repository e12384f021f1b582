// SPDX-License-Identifier: Apache-2.0
//
// panel_builder.hpp: the text of a source to its panel.
//
// Place: csv feed, parsing. Reads rows in any order, sorts them by (day, symbol), keeps one of
// each, finds missing sessions and packs.
#pragma once

#include <sluice/result.hpp>

#include "panel.hpp"
#include "source.hpp"

namespace sluice::feeds {

[[nodiscard]] Result<Panel> parse_source(const Source& source);

}  // namespace sluice::feeds
