// SPDX-License-Identifier: Apache-2.0
#include "plugins/rule_instance.hpp"

#include <utility>

#include "plugins/fill_rows.hpp"

namespace sluice::plugins {

RuleInstance::RuleInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_risk_rule_v1*>(table())} {}

Result<void> RuleInstance::on_created() {
  if (!SLUICE_HAS_SLOT(&functions_, sluice_risk_rule_v1, lookback_sessions)) return {};
  const auto status = attempt("lookback_sessions", [&](sluice_error*) {
    lookback_sessions_ = functions_.lookback_sessions(instance());
    return sluice_status{SLUICE_OK};
  });
  return status ? Result<void>{} : status.error();
}

Result<void> RuleInstance::on_session(const sluice_risk_view& view) {
  auto prepared = call("on_session", [&](sluice_error* error) {
    return SLUICE_HAS_SLOT(&functions_, sluice_risk_rule_v1, on_session)
               ? functions_.on_session(instance(), &view, error)
               : sluice_status{SLUICE_OK};
  });
  is_ready_for_session_ = prepared.ok();
  return prepared;
}

Result<void> RuleInstance::on_fill(const Fill& fill) {
  // Most components have no use for fills, and this is called for every one.
  if (!SLUICE_HAS_SLOT(&functions_, sluice_risk_rule_v1, on_fills)) return {};
  const sluice_fill row = fill_row(fill);
  return call("on_fills", [&](sluice_error* error) {
    return functions_.on_fills(instance(), {&row, 1, sizeof row}, error);
  });
}

}  // namespace sluice::plugins
