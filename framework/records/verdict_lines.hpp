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
  std::string quantity;     // of a resize
  std::string scope;        // of a halt
  std::string level;        // of a halt
  std::string explanation;  // the rule's own words, a JSON object; empty: none
};

// `rules`: the JSON array of a VERDICT record.
[[nodiscard]] Result<std::vector<VerdictLine>> parse_verdict_lines(std::string_view rules);

// What the component `lua` tells of a judgement, as texts; empty where it does not.
struct RuleExplanation {
  struct Field {
    std::string name;   // order.notional
    std::string value;  // as the rule read it
  };
  struct Change {
    std::string name;
    std::string before;  // empty: there was none
    std::string after;   // empty: taken out
  };
  std::vector<Field> fields;
  std::vector<Change> state;
  std::string line;
  std::string instructions;
  std::string peak_memory_bytes;
  std::string violation;  // code of a bound that it broke
  std::string message;
};

// Errors: what is no JSON object.
[[nodiscard]] Result<RuleExplanation> parse_explanation(std::string_view json);

}  // namespace sluice::records
