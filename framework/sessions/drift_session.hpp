// SPDX-License-Identifier: Apache-2.0
//
// drift_session.hpp: an intraday session that lies on disk, as drivers/drift.hpp compares it.
//
// What it decided are its signals, those that became no order among them; each is of the candle it
// follows from, and so are its fills, whenever they came. Read from the journal alone, which may
// hold several processes' work, and from the config beside it.
//
// Place: sessions. Thread: any. Errors: file and reason, or the record that makes no sense.
#pragma once

#include "drivers/drift_run.hpp"

namespace sluice::sessions {

[[nodiscard]] Result<drivers::DriftRun> read_drift_session(drivers::DriftHead head);

}  // namespace sluice::sessions
