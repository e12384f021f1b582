// SPDX-License-Identifier: Apache-2.0
//
// executor_instance.hpp: an executor of a plugin.
//
// Place: plugins. Thread: the lane. Errors: after an Error of submit or cancel the fate of orders
// without a report is not known. Sinks throw nothing: they are called by the plugin.
#pragma once

#include <vector>

#include "core/ports.hpp"
#include "plugins/component.hpp"

namespace sluice::plugins {

struct ExecutorHealth {
  bool is_ready = false;
  std::string reason;  // why not
};

class ExecutorInstance final : public Component, public Venue {
 public:
  static constexpr Kind kKind = Kind::kExecutor;
  static constexpr std::size_t kMaxOpenOrders = 1 << 20;
  ExecutorInstance(LoadedComponent loaded, InstanceOptions options);

  // Once after start: the instruments of the run (rows of sluice_instrument).
  Result<void> begin(sluice_rows instruments);
  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override;
  Result<void> cancel(OrderId order, const sluice_report_sink& sink) override;
  Result<void> poll(const sluice_report_sink& sink) override;
  // Success without a call for venues that are not simulated.
  Result<void> on_market(std::uint32_t phase, Timestamp time, sluice_rows bars) override;
  // In the order the venue gave them.
  Result<std::vector<OrderId>> open_orders();
  // Not ready while it can't be asked.
  [[nodiscard]] ExecutorHealth health();

 private:
  const sluice_executor_v1& functions_;
};

}  // namespace sluice::plugins
