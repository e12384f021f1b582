// SPDX-License-Identifier: Apache-2.0
//
// drift_run.hpp: a run that lies on disk, as far as another run can be compared with it.
//
// Place: drivers. Read from the folder of a track or a backtest: the audit trail where there is
// one, else the CSV files (then refused orders and reference prices are not known). Owns everything
// it holds; independent of instrument tables, for two runs may have two. Errors: file and reason.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

namespace sluice::drivers {

struct DriftPoint {
  Money equity;
  Money cash;
};

// One order that a session decided on.
struct DriftDecision {
  Date date;
  std::string symbol;
  std::string side;   // BUY | SELL
  std::string terms;  // type, time in force, limit
  Quantity quantity;
  Price reference;      // zero: not known
  std::string refused;  // the gate's reason; empty: approved
};

struct DriftFill {
  Date date;
  std::string symbol;
  std::string side;
  Quantity quantity;
  Price base;   // before spread and impact
  Price price;  // paid or received
  Money commission;
};

using DateAndSymbol = std::pair<Date, std::string>;

struct DriftRun {
  std::filesystem::path folder;
  bool has_trail = false;
  std::map<Date, DriftPoint> curve;
  std::vector<DriftDecision> decisions;       // in order
  std::vector<DriftFill> fills;               // in order
  std::map<DateAndSymbol, Price> closes;      // of what was held
  std::map<std::string, std::string> config;  // `a.b` → value as JSON; without output and logging
};

[[nodiscard]] Result<DriftRun> read_drift_run(const std::filesystem::path& folder);

}  // namespace sluice::drivers
