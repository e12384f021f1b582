// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <boost/program_options.hpp>
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/json_output.hpp"
#include "app/run_setup.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

namespace po = boost::program_options;

constexpr const char* kEodUsage =
    "Usage: sluice eod --config FILE [options]\n\n"
    "Works out the orders of one evening and writes those the gate approves to\n"
    "{output.root}/{output.strategy_dir}/eod/orders_YYYYMMDD.csv. Nothing is filled and nothing is "
    "kept.\n\n"
    "Examples:\n"
    "  sluice eod -c configs/demo/dow30.yaml\n"
    "  sluice eod -c configs/demo/dow30.yaml --date 2000-12-29 --positions positions.csv --cash "
    "25000\n";

void print(const drivers::EodResult& result) {
  std::cout << fmt::format("{}: {} orders, {} blocked\n", result.session.to_string(), result.orders,
                           result.orders_blocked)
            << fmt::format("  notional    {} asked for, {} approved\n",
                           records::amount_for_people(result.notional_before),
                           records::amount_for_people(result.notional_after));
  for (const auto& count : result.by_code)
    std::cout << fmt::format("  blocked     {} {}\n", count.count, count.code);
  if (!result.file.empty()) std::cout << "  orders in   " << result.file.string() << "\n";
}

}  // namespace

int command_eod(const Arguments& arguments) {
  po::options_description options{"Options"};
  options.add_options()("date", po::value<std::string>(),
                        "the session to decide on (default: the newest of the data)")(
      "positions", po::value<std::string>(), "CSV symbol,qty of what is held (default: nothing)")(
      "cash", po::value<std::string>(),
      "cash (default: the seed capital less the positions' value)");
  add_switch_off_options(options);
  add_common_options(options);
  const auto parsed = parse_arguments(arguments, options);
  if (parsed.help) {
    std::cout << kEodUsage << "\n" << options;
    return kExitOk;
  }
  const auto& values = *parsed.values;
  const CommonOptions common = common_options(values);
  drivers::EodOptions eod;
  eod.date = date_option(values, "date");
  if (values.count("positions") != 0) eod.positions_file = values["positions"].as<std::string>();
  if (values.count("cash") != 0) {
    eod.cash = Money::parse(values["cash"].as<std::string>());
    if (!eod.cash)
      throw UsageError{"--cash " + values["cash"].as<std::string>() +
                       ": expected a decimal amount"};
  }
  drivers::AssembleOptions assembly = switch_off_options(values);
  assembly.hand_over_orders = true;
  assembly.with_reports = false;
  RunSetup setup = set_up_run(common, assembly);
  if (!setup.ok()) return setup.exit_code;
  const auto result = drivers::run_eod(*setup.parts, eod);
  if (result.failure)
    return report_error(result.failure->message, result.failure->exit_code, common.json);
  if (common.json)
    std::cout << eod_json(result) << "\n";
  else
    print(result);
  return result.blocked_by_kill_switch ? kExitBlocked : kExitOk;
}

}  // namespace sluice::app
