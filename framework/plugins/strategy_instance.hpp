// SPDX-License-Identifier: Apache-2.0
//
// strategy_instance.hpp: a strategy of a plugin.
//
// Place: plugins. Thread: the lane. Errors: a decision that the sink refuses is a fault of the
// strategy, whatever it then answers.
#pragma once

#include "core/ports.hpp"
#include "plugins/component.hpp"

namespace sluice::plugins {

class StrategyInstance final : public Component, public Strategy {
 public:
  static constexpr Kind kKind = Kind::kStrategy;
  StrategyInstance(LoadedComponent loaded, InstanceOptions options);

  [[nodiscard]] std::uint32_t lookback_sessions() override { return lookback_sessions_; }
  // The sink's functions throw nothing: they are called by the plugin.
  Result<void> on_bars(const sluice_session& session, const sluice_decision_sink& sink) override;
  Result<void> on_fill(const Fill& fill) override;
  // The sink's function throws nothing.
  Result<void> factor_returns(const sluice_factor_sink& sink) override;

 private:
  Result<void> on_created() override;

  const sluice_strategy_v1& functions_;
  std::uint32_t lookback_sessions_ = 0;
};

}  // namespace sluice::plugins
