// SPDX-License-Identifier: Apache-2.0
#include "plugins/strategy_instance.hpp"

#include <utility>

#include "plugins/fill_rows.hpp"

namespace sluice::plugins {
namespace {

// Passes decisions on and remembers the first refusal.
struct WatchedSink {
  const sluice_decision_sink& inner;
  sluice_status refusal = SLUICE_OK;

  sluice_status note(sluice_status status) noexcept {
    if (refusal == SLUICE_OK) refusal = status;
    return status;
  }
  static sluice_status on_targets(void* context, sluice_rows rows) noexcept {
    auto& sink = *static_cast<WatchedSink*>(context);
    return sink.note(sink.inner.on_targets(sink.inner.context, rows));
  }
  static sluice_status on_intents(void* context, sluice_rows rows) noexcept {
    auto& sink = *static_cast<WatchedSink*>(context);
    return sink.note(sink.inner.on_intents(sink.inner.context, rows));
  }
};

struct WatchedFactors {
  const sluice_factor_sink& inner;
  bool refused = false;

  static sluice_status on_factors(void* context, sluice_rows rows) noexcept {
    auto& sink = *static_cast<WatchedFactors*>(context);
    const sluice_status status = sink.inner.on_factors(sink.inner.context, rows);
    sink.refused |= status != SLUICE_OK;
    return status;
  }
};

}  // namespace

StrategyInstance::StrategyInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_strategy_v1*>(table())} {}

Result<void> StrategyInstance::on_created() {
  const auto status = attempt("lookback_sessions", [&](sluice_error*) {
    lookback_sessions_ = functions_.lookback_sessions(instance());
    return sluice_status{SLUICE_OK};
  });
  return status ? Result<void>{} : status.error();
}

Result<void> StrategyInstance::on_bars(const sluice_session& session,
                                       const sluice_decision_sink& sink) {
  WatchedSink watched{sink};
  const sluice_decision_sink raw{&watched, &WatchedSink::on_targets, &WatchedSink::on_intents};
  auto done = call("on_bars", [&](sluice_error* error) {
    return functions_.on_bars(instance(), &session, &raw, error);
  });
  if (watched.refusal == SLUICE_OK || quarantined()) return done;
  const bool is_early = watched.refusal == SLUICE_ERROR_STATE;
  return fault("on_bars", is_early ? "decided on a session that is not a rebalance session"
                                   : "gave a decision that the host can't take");
}

Result<void> StrategyInstance::factor_returns(const sluice_factor_sink& sink) {
  if (!SLUICE_HAS_SLOT(&functions_, sluice_strategy_v1, factor_returns)) return {};
  WatchedFactors watched{sink};
  const sluice_factor_sink raw{&watched, &WatchedFactors::on_factors};
  auto done = call("factor_returns", [&](sluice_error* error) {
    return functions_.factor_returns(instance(), &raw, error);
  });
  if (!watched.refused || quarantined()) return done;
  return fault("factor_returns", "gave a factor return that the host can't take");
}

Result<void> StrategyInstance::on_fill(const Fill& fill) {
  // Most components have no use for fills, and this is called for every one.
  if (!SLUICE_HAS_SLOT(&functions_, sluice_strategy_v1, on_fills)) return {};
  const sluice_fill row = fill_row(fill);
  return call("on_fills", [&](sluice_error* error) {
    return functions_.on_fills(instance(), {&row, 1, sizeof row}, error);
  });
}

}  // namespace sluice::plugins
