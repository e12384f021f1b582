// SPDX-License-Identifier: Apache-2.0
#include "app/run_setup.hpp"

#include <boost/program_options.hpp>

#include <sluice/c/base.h>

#include "drivers/component_check.hpp"
#include "plugins/trial.hpp"
#include "rule_tests/source_test.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

// The contract's faults alone would hide those of the components' parameters until they are mended.
void add_component_faults(config::LoadResult& loaded) {
  auto scan = drivers::scan_options(loaded.config, loaded.config.session.has_value());
  if (!scan) return;  // a fault of the contract: told already
  const auto registry = plugins::Registry::scan(std::move(scan).value());
  loaded.add(drivers::check_components(loaded.config, registry));
}

}  // namespace

void log_notices(const plugins::Registry& registry, plugins::Notice::Severity severity,
                 std::size_t first) {
  const auto& notices = registry.notices();
  for (std::size_t i = first; i < notices.size(); ++i)
    if (notices[i].severity == severity)
      log_component_line(SLUICE_LOG_WARNING, notices[i].path.string() + ": " + notices[i].message);
}

RunSetup load_config(const CommonOptions& common) {
  if (common.config_file.empty()) throw UsageError{"--config FILE is required"};
  RunSetup setup;
  setup.loaded = std::make_unique<config::LoadResult>(
      config::load_run_config(common.config_file, common.overrides));
  if (!setup.loaded->ok()) {
    add_component_faults(*setup.loaded);
    setup.exit_code = report_faults(setup.loaded->faults, common.json);
    return setup;
  }
  const auto& logging = setup.loaded->config.logging;
  set_up_logging(common.log_level.empty() ? logging.level : common.log_level,
                 logging.format == config::LogFormat::Json);
  for (const auto& notice : setup.loaded->config.notices)
    log_component_line(SLUICE_LOG_WARNING, notice);
  return setup;
}

RunSetup set_up_run(const CommonOptions& common, drivers::AssembleOptions options,
                    const std::function<void(const config::RunConfig& config,
                                             config::ComponentConfig& executor)>& adapt) {
  RunSetup setup = load_config(common);
  if (!setup.ok()) return setup;
  auto& config = setup.loaded->config;
  if (options.executor_of_mode)
    options.wall_clock = &plugins::wall_clock;
  else if (config.executor.type != config.paper_executor.type)
    log_component_line(SLUICE_LOG_INFO, "environment.mode " +
                                            std::string{name(config.environment.mode)} +
                                            " is for sessions: this command is of executor paper");
  if (adapt) adapt(config, options.executor_of_mode ? config.executor : config.paper_executor);
  auto scan = drivers::scan_options(setup.loaded->config, options.executor_of_mode);
  if (!scan) {
    setup.exit_code = report_error(scan.error().message, kExitUsage, common.json);
    return setup;
  }
  setup.registry =
      std::make_unique<plugins::Registry>(plugins::Registry::scan(std::move(scan).value()));
  log_notices(*setup.registry, plugins::Notice::Severity::kWarning);
  if (options.disable_pre_trade_checks)
    log_component_line(SLUICE_LOG_WARNING,
                       "PRE-TRADE CHECKS ARE DISABLED (--disable-pre-trade-checks)");
  if (options.ignore_kill_switch)
    log_component_line(SLUICE_LOG_WARNING, "THE KILL SWITCH IS IGNORED (--ignore-kill-switch)");
  options.log = &log_component_line;
  options.source_test = &rule_tests::source_test;
  const std::size_t told = setup.registry->notices().size();
  setup.options = std::move(options);
  auto assembled = drivers::assemble(*setup.loaded, *setup.registry, setup.options);
  log_notices(*setup.registry, plugins::Notice::Severity::kWarning, told);
  setup.parts = std::move(assembled.parts);
  if (setup.parts != nullptr)
    setup.kill_signal = std::make_unique<KillSignal>(*setup.parts->kill_switch);
  if (!assembled.faults.empty())
    setup.exit_code = report_faults(assembled.faults, common.json);
  else  // among the faults they would be told twice
    log_notices(*setup.registry, plugins::Notice::Severity::kRefused);
  return setup;
}

void add_switch_off_options(po::options_description& options) {
  options.add_options()("disable-pre-trade-checks", po::bool_switch(),
                        "debugging only: no rule is asked")(
      "ignore-kill-switch", po::bool_switch(), "debugging only: the kill switch is not looked at");
}

drivers::AssembleOptions switch_off_options(const po::variables_map& values) {
  drivers::AssembleOptions options;
  options.disable_pre_trade_checks = values["disable-pre-trade-checks"].as<bool>();
  options.ignore_kill_switch = values["ignore-kill-switch"].as<bool>();
  return options;
}

}  // namespace sluice::app
