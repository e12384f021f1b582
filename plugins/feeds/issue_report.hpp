// SPDX-License-Identifier: Apache-2.0
//
// issue_report.hpp: what was found in a source, told to the host.
//
// Place: csv feed. Only faults of the symbols asked for, and those of no symbol; at most kSingles
// one by one for a code and file, then one summary for each kind of fault, whose count is how many
// more there are: the counts of all issues add up.
#pragma once

#include <string_view>
#include <vector>

#include <sluice/feed.hpp>
#include <sluice/result.hpp>

#include "panel.hpp"

namespace sluice::feeds {

struct ReportRequest {
  const Source* source;
  const std::vector<std::string_view>* symbols;   // asked for
  const std::vector<std::uint32_t>* instruments;  // of the panel's symbols
  bool lost_row_is_error = false;
  bool tells_unknown = true;  // symbols without any bar
};

// An error when a fault makes the data unusable, with its text.
[[nodiscard]] Result<void> report_issues(const PanelIndex& index, const ReportRequest& request,
                                         Issues& issues);

}  // namespace sluice::feeds
