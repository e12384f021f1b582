// SPDX-License-Identifier: Apache-2.0
//
// source_test.hpp: the table beside a rule's script, run before the script takes the place of the
// one that judges (risk/rule_reload.hpp).
//
// Cases are judged as by `sluice rule test`, but under the budgets that the config gives the rule.
// Place: rule_tests. Borrows the registry, which it only reads: the rule's library is loaded by
// then. Thread: made on control, called on the reload's worker. Errors: a table that can't be read,
// is faulty, is of another rule, or has a case that does not come out as it says.
#pragma once

#include "config/component.hpp"
#include "plugins/registry.hpp"
#include "risk/rule_reload.hpp"

namespace sluice::rule_tests {

// `rule` is a rule of a config, whose instance exists. One that is no script, or has no table
// beside it, has no tests.
[[nodiscard]] risk::SourceTest source_test(plugins::Registry& registry,
                                           const config::ComponentConfig& rule);

}  // namespace sluice::rule_tests
