// SPDX-License-Identifier: Apache-2.0
//
// outcome.hpp: what one test found, as the runner writes it and the host reads it.
//
// Place: conformance. One line of JSON; members: status, skipped, digest, findings (component,
// saw). A process that dies writes its last words instead: last_words, component, function. Pure.
// Errors: a line that is none of these gives nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/finding.hpp"

namespace sluice::conformance {

struct Outcome {
  std::string skipped;  // why it could not look; empty: it did
  std::string digest;   // of tests that run twice
  std::vector<Finding> findings;
};

struct LastWords {
  bool is_deadline = false;  // it took too long; else it died
  std::string component;     // empty: the library as a whole, or none of its calls
  std::string function;      // empty: outside of any call
};

[[nodiscard]] std::string outcome_line(const Outcome& outcome);
[[nodiscard]] std::optional<Outcome> read_outcome(std::string_view lines);
[[nodiscard]] std::optional<LastWords> read_last_words(std::string_view lines);

// As a JSON string, quotes included.
[[nodiscard]] std::string json_quoted(std::string_view text);

}  // namespace sluice::conformance
