// SPDX-License-Identifier: Apache-2.0
//
// explanation.hpp: the last judgement of a script as a JSON object: the fields it read with their
// values, the line it decided on, what it would change in its state, the budget it used.
//
// Place: behind the component; allocates. Errors: none.
#pragma once

#include <string>
#include <vector>

#include "state_store.hpp"

namespace sluice::lua {

class Script;

struct TouchedValue {
  std::string name;
  std::string before;  // the saved line's value; empty: there was none
  std::string after;   // empty: it is taken out
};
using TouchedValues = std::vector<TouchedValue>;

// What these changes would make of what is kept.
[[nodiscard]] TouchedValues touched_values(const Changes& changes, const Entries& kept);

// Text of a script as JSON: bytes that are no plain ASCII are written as \u00XX.
[[nodiscard]] std::string quoted(std::string_view text);

[[nodiscard]] std::string explanation(const Script& script, const TouchedValues& touched,
                                      std::int64_t violations);

}  // namespace sluice::lua
