// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "app/data_commands.hpp"

namespace sluice::app {
namespace {

constexpr const char* kDataUsage =
    "Usage: sluice data check|import [options]\n\n"
    "`check` looks at prices as a run would read them: coverage, gaps, duplicates, inconsistent "
    "bars, jumps that look\nlike a split, stale prices, holes against the calendar. `import` "
    "writes somebody else's CSV as this project's.\n\n"
    "Examples:\n"
    "  sluice data check -c configs/demo/dow30.yaml\n"
    "  sluice data check prices/ --json\n"
    "  sluice data import minutes/AAPL.csv.gz --to prices --symbol AAPL --freq 5min \\\n"
    "    --timezone America/New_York --columns timestamp=time_ny --hours 09:30-16:00\n\n"
    "sluice data check --help and sluice data import --help show their options.\n";

}  // namespace

int command_data(const Arguments& arguments) {
  const std::string action = arguments.empty() ? "" : arguments[0];
  const Arguments rest{arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end()};
  if (action == "check") return data_check(rest);
  if (action == "import") return data_import(rest);
  if (action == "--help" || action == "-h") {
    std::cout << kDataUsage;
    return kExitOk;
  }
  throw unknown_action("data", action, {"check", "import"});
}

}  // namespace sluice::app
