// SPDX-License-Identifier: Apache-2.0
//
// order_text.hpp: an order as a person writes it on a command line:
// `symbol=AAPL,side=BUY,quantity=100,price=187.5`.
//
// Place: rule_tests; the keys are those of an order in a table. Pure. Errors: faults, every one.
#pragma once

#include <string>
#include <string_view>

#include "rule_tests/table.hpp"

namespace sluice::rule_tests {

// `source` stands for the text in faults.
[[nodiscard]] OrderSpec parse_order(std::string_view text, const std::string& source,
                                    config::Faults& faults);

// NAME=VALUE pairs as a map, values as YAML reads them.
[[nodiscard]] config::Value parse_pairs(const std::vector<std::string>& pairs,
                                        const std::string& source, config::Faults& faults);

}  // namespace sluice::rule_tests
