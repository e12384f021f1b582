// SPDX-License-Identifier: Apache-2.0
//
// track_journal.hpp: the days of a track as its journal tells them.
//
// Place: drivers. Writes the record that closes a day, and reads the days back for reports: what a
// report shows is a projection of the journal. Errors: file, line and reason.
#pragma once

#include <filesystem>
#include <functional>

#include "core/instrument.hpp"
#include "journal/writer.hpp"
#include "records/day.hpp"
#include "records/track_state.hpp"

namespace sluice::drivers {

// FACTORS, where the strategy has factors, and MARK: the day's figures.
Result<void> append_mark(journal::Writer& writer, const records::Day& day);
// STATE: everything the next day needs. The last record of a day's segment.
Result<void> append_state(journal::Writer& writer, Timestamp time,
                          const records::TrackState& state);

// Calls `on_day` for each day up to `last`, in order, with its trades and refused orders.
// `complete` is given each day before that, to add what the trail does not tell.
Result<void> read_days(const std::filesystem::path& audit_directory,
                       const InstrumentTable& instruments, Date last,
                       const std::function<void(const records::Day&)>& on_day,
                       const std::function<void(records::Day&)>& complete = {});

}  // namespace sluice::drivers
