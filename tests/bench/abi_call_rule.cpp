// SPDX-License-Identifier: Apache-2.0
#include "abi_call_rule.hpp"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>

#include <sluice/risk_rule.hpp>
#include <sluice/testing/mock_host.hpp>

namespace sluice::bench {
namespace {

class MaxOrderNotional final : public DirectRule {
 public:
  explicit MaxOrderNotional(Money cap) : cap_{cap} {}
  Verdict check(const Order& order, const RiskView& view) const noexcept override {
    const auto worth = worst_case_notional(order, view);
    if (!worth) return reject("NO_REFERENCE_PRICE");
    return *worth <= cap_ ? approve(*worth, cap_) : reject("MAX_ORDER_NOTIONAL", *worth, cap_);
  }

 private:
  Money cap_;
};

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "abi_call_bench: %s\n", why);
  std::exit(1);
}

}  // namespace

std::unique_ptr<DirectRule> make_direct_rule(Money cap) {
  return std::make_unique<MaxOrderNotional>(cap);
}

const sluice_risk_rule_v1& plugin_table(const char* library, const char* params, void** instance) {
  static testing::MockHost host;
  void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) give_up(dlerror());
  using Entry = const sluice_library* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, SLUICE_ENTRY_SYMBOL));
  if (entry == nullptr) give_up("the library has no entry");
  const sluice_component& row = entry()->components[0];
  testing::ErrorBuffer error;
  if (row.create(&host.raw(), to_c(params), instance, error.raw()) != SLUICE_OK)
    give_up(error.text().c_str());
  return *static_cast<const sluice_risk_rule_v1*>(row.table);
}

}  // namespace sluice::bench
