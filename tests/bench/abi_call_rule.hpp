// SPDX-License-Identifier: Apache-2.0
//
// abi_call_rule.hpp: the two ends that abi_call_bench compares, each out of the compiler's sight: a
// rule behind a virtual function, and a rule's table in a loaded library.
//
// Place: tests/bench.
#pragma once

#include <memory>

#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

namespace sluice::bench {

// What a host without plugins would have.
class DirectRule {
 public:
  virtual ~DirectRule() = default;
  [[nodiscard]] virtual Verdict check(const Order& order, const RiskView& view) const noexcept = 0;
};

// The judgement of example_max_order_notional.
[[nodiscard]] std::unique_ptr<DirectRule> make_direct_rule(Money cap);

// The table of the library's first component, and an instance of it that lives as long as the
// process. Ends the process where the library can't be loaded.
[[nodiscard]] const sluice_risk_rule_v1& plugin_table(const char* library, const char* params,
                                                      void** instance);

}  // namespace sluice::bench
