// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/pit_audit.hpp"
#include "app/run_records.hpp"
#include "app/run_setup.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kBacktestUsage =
    "Usage: sluice backtest --config FILE [options]\n\n"
    "Runs the whole history in one go and writes curve, trades, audit trail, metrics and reports "
    "to\n"
    "{output.root}/{output.strategy_dir}/backtest.\n\n"
    "Examples:\n"
    "  sluice backtest -c configs/demo/dow30.yaml\n"
    "  sluice backtest -c configs/demo/dow30.yaml --from 1995-01-03 --to 1999-12-31 --json\n"
    "  sluice backtest -c configs/demo/dow30.yaml --set strategy.ma_slow=100 --no-audit\n"
    "  sluice backtest -c configs/demo/dow30.yaml --pit-audit --pit-cuts 5\n";

std::string text_of(const drivers::BacktestResult& result) {
  const auto& performance = result.performance;
  const auto ratio = [](const std::optional<double>& value) {
    return value ? fmt::format("{:.2f}", *value) : std::string{"not defined"};
  };
  std::string out = fmt::format("{} to {}, {} sessions\n", result.first.to_string(),
                                result.last.to_string(), result.sessions);
  out += fmt::format("  final equity   {}\n", records::amount_for_people(result.final_equity));
  if (performance.total_return)
    out += fmt::format("  total return   {}\n",
                       records::percent_for_people(*performance.total_return));
  out += fmt::format("  Sharpe ratio   {}\n", ratio(performance.sharpe));
  if (performance.max_drawdown)
    out += fmt::format("  max drawdown   {}\n",
                       records::percent_for_people(*performance.max_drawdown));
  out += fmt::format("  orders         {} judged, {} blocked, {} filled, {} still open\n",
                     result.orders, result.orders_blocked, result.trades, result.open_orders);
  out += "  results in     " + result.directory.string() + "\n";
  for (const auto& report : result.reports) out += "  report         " + report.string() + "\n";
  return out;
}

}  // namespace

int command_backtest(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("from", po::value<std::string>(),
                        "first day (default: the first of the data)")(
      "to", po::value<std::string>(), "last day (default: the last of the data)")(
      "no-audit", po::bool_switch(), "write no audit trail")("no-reports", po::bool_switch(),
                                                             "render no reports");
  add_pit_audit_options(options);
  add_switch_off_options(options);
  add_common_options(options);
  const auto parsed = parse_arguments(arguments, options);
  if (parsed.help) {
    std::cout << kBacktestUsage << "\n" << options;
    return kExitOk;
  }
  const auto& values = *parsed.values;
  const CommonOptions common = common_options(values);
  drivers::BacktestOptions backtest{date_option(values, "from"), date_option(values, "to"),
                                    !values["no-audit"].as<bool>()};
  if (backtest.from && backtest.to && *backtest.from > *backtest.to)
    throw UsageError{"--from is later than --to"};
  drivers::AssembleOptions assembly = switch_off_options(values);
  assembly.persist_halts = false;
  assembly.with_reports = !values["no-reports"].as<bool>();
  if (auto audit = pit_audit_options(values)) {
    audit->from = backtest.from;
    audit->to = backtest.to;
    return run_pit_audit(common, assembly, *audit);
  }
  RunSetup setup = set_up_run(common, assembly);
  if (!setup.ok()) return setup.exit_code;
  const auto result =
      drivers::run_backtest(*setup.parts, backtest, make_console(install_stop_signals()));
  end_progress();
  if (result.failure)
    return report_error(result.failure->message, result.failure->exit_code, common.json);
  if (result.interrupted)
    return report_error("interrupted after " + std::to_string(result.sessions) +
                            " sessions; the results of an earlier run, if any, are as they were",
                        kExitFailed, common.json);
  note_backtest(setup, result);
  if (common.json)
    std::cout << backtest_json(result) << "\n";
  else
    std::cout << text_of(result);
  if (!result.blocked_by_kill_switch) return kExitOk;
  std::cerr << "sluice: the kill switch was engaged: orders were blocked\n";
  return kExitBlocked;
}

}  // namespace sluice::app
