// SPDX-License-Identifier: Apache-2.0
//
// table_parts.hpp: the rows of a case, each from its merged map. Place: rule_tests, private to
// table*.cpp.
#pragma once

#include "rule_tests/field_reader.hpp"
#include "rule_tests/table.hpp"

namespace sluice::rule_tests {

// `over` on `base`, map by map; null takes away.
[[nodiscard]] config::Value merged(const config::Value* base, const config::Value* over);

// `is_working`: it may say what remains.
[[nodiscard]] OrderSpec read_order(const config::Value* map, const std::string& path,
                                   bool is_working, config::Faults& faults);
// The market's own instrument comes first, with the position and the venue's of the portfolio.
void read_market(const config::Value* map, const std::string& path, Case& into,
                 config::Faults& faults);
// After the market.
void read_portfolio(const config::Value* map, const std::string& path, Case& into,
                    config::Faults& faults);
[[nodiscard]] Expectation read_expectation(const config::Value* map, const std::string& path,
                                           config::Faults& faults);
// `order`: the case's, merged.
void read_steps(const config::Value* list, const std::string& path, const config::Value& order,
                Case& into, config::Faults& faults);

}  // namespace sluice::rule_tests
