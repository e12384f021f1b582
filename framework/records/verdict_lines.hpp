// SPDX-License-Identifier: Apache-2.0
//
// verdict_lines.hpp: the rules' verdicts of an audit record, taken apart for people.
//
// Place: records. Texts are as the record has them: exact decimals. Errors: what is not as
// docs/formats/audit.md says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::records {

struct VerdictLine {
  std::string rule;  // id@version
  std::string mode;  // "shadow", else empty
  std::string action;
  std::string code;
  std::string unit;  // of the three below; empty: the rule measured nothing
  std::string measured;
  std::string limit;
  std::string headroom;
};

// `rules`: the JSON array of a VERDICT record.
[[nodiscard]] Result<std::vector<VerdictLine>> parse_verdict_lines(std::string_view rules);

}  // namespace sluice::records
