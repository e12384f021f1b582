// SPDX-License-Identifier: Apache-2.0
//
// bar_merge.hpp: bars of some minutes to bars of more.
//
// Place: feeds. Pure. Bars are sorted by (time, instrument) before and after.
#pragma once

#include <cstdint>
#include <vector>

#include <sluice/c/market.h>

namespace sluice::feeds {

// A field that one of the merged bars lacks is lacking, but for the open, which is the first bar's.
// A volume beyond what can be told is the largest that can.
[[nodiscard]] std::vector<sluice_bar> merge_bars(const std::vector<sluice_bar>& bars,
                                                 std::int64_t length_ns);

}  // namespace sluice::feeds
