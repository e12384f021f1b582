// SPDX-License-Identifier: Apache-2.0
//
// report_instance.hpp: a report of a plugin.
//
// Place: plugins. Thread: the lane. Errors: a file name that is not a plain one refuses the report
// when it is created.
#pragma once

#include "core/ports.hpp"
#include "plugins/component.hpp"

namespace sluice::plugins {

class ReportInstance final : public Component, public Report {
 public:
  static constexpr Kind kKind = Kind::kReport;
  ReportInstance(LoadedComponent loaded, InstanceOptions options);

  // Letters, digits, '.', '_' and '-', not starting with '.', at most 128.
  [[nodiscard]] std::string file_name() override { return file_name_; }
  Result<void> begin(const sluice_report_run& run) override;
  Result<void> on_days(sluice_rows days) override;
  Result<void> on_trades(sluice_rows trades) override;
  Result<void> on_blocked(sluice_rows blocked) override;
  [[nodiscard]] bool wants_positions() const noexcept override;
  Result<void> on_positions(sluice_rows positions) override;
  // The sink throws nothing: it is called by the plugin.
  Result<void> render(const sluice_sink& sink) override;

 private:
  Result<void> on_created() override;

  const sluice_report_v1& functions_;
  std::string file_name_;
};

}  // namespace sluice::plugins
