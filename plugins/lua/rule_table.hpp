// SPDX-License-Identifier: Apache-2.0
//
// rule_table.hpp: a rule's test table (docs/formats/rule_tests.md) as it is written: a subset of
// YAML whose rows are one-line maps.
//
//   order: {side: BUY, quantity: 10, price: 100}     # what every case begins with
//   cases:
//     - name: a small order passes
//       portfolio: {position: 5}
//       expect: {verdict: approve}
//
// Place: reload; allocates. Errors: std::invalid_argument with the line.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::lua {

// One row: names and plain values, quotes taken off.
using RowValues = std::map<std::string, std::string, std::less<>>;

struct RuleCase {
  int line = 0;
  std::string name;
  RowValues order, portfolio, market, expect;
  RowValues earlier;  // orders that went before: count, filled, seconds_apart; else of an order
};

struct RuleTable {
  RowValues params;
  std::vector<RuleCase> cases;  // the table's own rows filled in
};

[[nodiscard]] RuleTable read_rule_table(std::string_view text);

}  // namespace sluice::lua
