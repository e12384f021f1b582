// SPDX-License-Identifier: Apache-2.0
//
// track_files.hpp: what one day of a paper track writes, beside its trail and its state.
//
// Place: drivers; pure. Format: docs/formats/track.md.
#pragma once

#include "drivers/order_path.hpp"
#include "drivers/track_store.hpp"
#include "records/day_artefacts.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

// Of the day that the path has run; `next`, its state, learns how long the aggregated files become.
[[nodiscard]] DayFiles day_files(const OrderPath& path, const InstrumentTable& instruments,
                                 records::TrackState& next, const records::DayContext& context);

}  // namespace sluice::drivers
