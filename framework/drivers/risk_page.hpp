// SPDX-License-Identifier: Apache-2.0
//
// risk_page.hpp: the newest risk report as a page to look at, where a report is configured that
// makes one (a file name that ends in .html).
//
// A page holds the whole track, so that there is one, the newest. It costs more than a day, so that
// it is made at the end of a run; that it is due is kept on disk, for a run that was killed.
//
// Place: drivers. Thread: the lane. Errors: a page that fails is a warning; one that can't be
// written is an error.
#pragma once

#include "drivers/track_reports.hpp"

namespace sluice::drivers {

[[nodiscard]] bool has_risk_page(const RunParts& parts);
// As of `day`; a mark that stands already is replaced.
[[nodiscard]] Result<void> mark_risk_page_due(const std::filesystem::path& track, Date day);
// Nothing where none is due.
[[nodiscard]] TrackReports render_due_risk_page(RunParts& parts, const records::TrackState& state,
                                                const Console& console);

}  // namespace sluice::drivers
