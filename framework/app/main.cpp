// SPDX-License-Identifier: Apache-2.0
//
// main.cpp: `sluice COMMAND …`.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <iostream>

#include <boost/program_options.hpp>

#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/version.hpp"
#include "core/nearest.hpp"

namespace sluice::app {
namespace {

struct Command {
  const char* name;
  int (*run)(const Arguments& arguments);
  const char* help;
};

constexpr Command kCommands[] = {
    {"eod", &command_eod, "the orders of one evening, as a file"},
    {"backtest", &command_backtest, "the whole history in one run"},
    {"paper-track", &command_paper_track,
     "a strategy on paper, day after day (run, status, health, pause, resume)"},
    {"report", &command_report, "the reports of a paper track, rendered anew"},
    {"drift", &command_drift, "two runs compared, decision by decision"},
    {"plugin", &command_plugin, "components and libraries (list, inspect, release, check, new)"},
    {"config", &command_config, "a config's faults, defaults and schema (check, show, schema)"},
    {"data", &command_data,
     "prices: what is wrong with them, others' files as ours (check, import)"},
    {"audit", &command_audit, "the audit trail (verify, show, explain, replay, export)"},
    {"orders", &command_orders,
     "the orders of a session, and what an operator decides (list, show, resolve, release)"},
    {"kill", &command_kill, "the kill switch (engage, release, status, test)"},
    {"live", &command_live, "the gates before live orders (status, arm, disarm)"},
    {"risk", &command_risk, "what the gate would say of an order (check)"},
    {"serve", &command_serve, "the paper account over HTTP and WebSocket"},
    {"session", &command_session,
     "an intraday session (check, start, pause, resume, stop, list, status, signals, approve, "
     "decline)"},
    {"rule", &command_rule, "risk rules, Lua or native (test, coverage, bench, lint, new, replay)"},
    {"version", &command_version, "version and ABI"},
};

void print_help(std::ostream& out) {
  out << "Usage: sluice COMMAND [options]\n\nCommands:\n";
  for (const Command& command : kCommands) {
    char line[128];
    std::snprintf(line, sizeof line, "  %-12s %s\n", command.name, command.help);
    out << line;
  }
  out << "\nsluice COMMAND --help shows a command's options and examples.\n"
         "Exit codes: 0 done, 1 the run failed, 2 usage or config, 3 blocked by the kill switch.\n";
}

bool wants_json(const Arguments& arguments) {
  return std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
}

int run(const Arguments& words) {
  if (words.empty()) {
    print_help(std::cerr);
    return kExitUsage;
  }
  if (words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    print_help(std::cout);
    return kExitOk;
  }
  const std::string name = words[0] == "--version" ? "version" : words[0];
  const Arguments arguments{words.begin() + 1, words.end()};
  std::vector<std::string> known;
  for (const Command& command : kCommands) {
    known.emplace_back(command.name);
    if (name != command.name) continue;
    try {
      return command.run(arguments);
    } catch (const UsageError& error) {
      return report_error(error.message, kExitUsage, wants_json(arguments));
    }
  }
  return report_error(
      "unknown command '" + name + "'" + did_you_mean(name, known) + " (sluice --help lists them)",
      kExitUsage, wants_json(arguments));
}

}  // namespace

int command_version(const Arguments& arguments) {
  boost::program_options::options_description options{"Options"};
  options.add_options()("json", boost::program_options::bool_switch(), "machine-readable output")(
      "help,h", boost::program_options::bool_switch(), "this text");
  const auto parsed = parse_arguments(arguments, options);
  if (parsed.help) {
    std::cout << "Usage: sluice version [--json]\n\nExample:\n  sluice version\n\n" << options;
    return kExitOk;
  }
  if ((*parsed.values)["json"].as<bool>()) {
    std::cout << "{\n  \"version\": \"" << kVersion << "\",\n  \"abi\": \"" << SLUICE_ABI_MAJOR
              << "." << SLUICE_ABI_MINOR << "\"\n}\n";
    return kExitOk;
  }
  std::cout << "sluice " << kVersion << ", plugin ABI " << SLUICE_ABI_MAJOR << "."
            << SLUICE_ABI_MINOR << "\n";
  return kExitOk;
}

}  // namespace sluice::app

int main(int argc, char** argv) {
  using namespace sluice::app;
  std::ios::sync_with_stdio(false);
  set_up_logging("info", false);
  try {
    const int exit_code = run({argv + 1, argv + argc});
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "sluice: cannot write to standard output\n";
      return exit_code == kExitOk ? kExitFailed : exit_code;
    }
    return exit_code;
  } catch (const std::exception& error) {
    std::cerr << "sluice: " << error.what() << "\n";
    return kExitFailed;
  }
}
