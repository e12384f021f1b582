// SPDX-License-Identifier: Apache-2.0
//
// rule_tests.hpp: the tests of a rule before it is put in another's place: NAME.test.yaml beside
// NAME.lua, each case judged by a rule of its own.
//
// Place: reload, worker; allocates. Errors: std::invalid_argument naming table, case and what was
// expected; a file without a table passes.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <sluice/params.hpp>

#include "script.hpp"

namespace sluice::lua {

// A new rule over its own state; no parameters: those of the config.
using LoadRule = std::function<std::unique_ptr<Script>(const ValuesByName&, StateStore&)>;

void run_tests_beside(const std::string& rule_file, const LoadRule& load);
// Of a table's text; gives the number of cases.
std::size_t run_rule_table(const std::string& text, const LoadRule& load);

}  // namespace sluice::lua
