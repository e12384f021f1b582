// SPDX-License-Identifier: Apache-2.0
//
// drift_run.hpp: a run that lies on disk, as far as another run can be compared with it.
//
// Place: drivers. Of a track or a backtest it is read here, from its folder: the audit trail where
// there is one, else the CSV files (then refused orders and reference prices are not known); of an
// intraday session by sessions/drift_session.hpp. Owns everything it holds; independent of
// instrument tables, for two runs may have two. Errors: file and reason.
#pragma once

#include <cstdint>
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

// What the times in a run tell.
enum class DriftGrain : std::uint8_t {
  kDay,  // the day, its beginning in UTC
  kBar   // the beginning of the bar or candle that a decision follows from
};

// A run by its config alone: enough to tell whether it can be compared with another.
struct DriftHead {
  std::filesystem::path folder;
  bool is_session = false;   // of the day, decided candle by candle
  std::int64_t bar_ns = 0;   // length of its bars; of a session, of its candles
  std::int64_t tick_ns = 0;  // of a session
  // Its venue tells what of a price is spread and impact: one in this process does.
  bool tells_spread = true;
  std::map<std::string, std::string> config;  // `a.b` → value as JSON; without output and logging
};

struct DriftPoint {
  Money equity;
  Money cash;
};

// One order that was decided on.
struct DriftDecision {
  Timestamp time;  // as the grain says
  std::string symbol;
  std::string side;   // BUY | SELL
  std::string terms;  // type, time in force, limit
  Quantity quantity;
  Price reference;      // zero: not known
  std::string refused;  // the gate's reason; empty: approved
  Timestamp decided{};  // when exactly; of sessions alone
};

struct DriftFill {
  Timestamp time;  // by day, when it was filled; by bar, that of its decision
  std::string symbol;
  std::string side;
  Quantity quantity;
  Price base;   // before spread and impact
  Price price;  // paid or received
  Money commission;
  std::int64_t delay_ns = 0;  // from the decision to the fill; of sessions alone
};

using TimeAndSymbol = std::pair<Timestamp, std::string>;

struct DriftRun : DriftHead {
  bool has_trail = false;
  DriftGrain grain = DriftGrain::kDay;
  std::map<Timestamp, DriftPoint> curve;  // by bar: at least its begin and its end
  std::vector<DriftDecision> decisions;   // in order
  std::vector<DriftFill> fills;           // in order
  std::map<TimeAndSymbol, Price> closes;  // of what was held
};

// An error where the folder holds neither a track, a backtest nor a session.
[[nodiscard]] Result<DriftHead> read_drift_head(const std::filesystem::path& folder);
// In which two runs have to be read to be compared; an error where they can't be.
[[nodiscard]] Result<DriftGrain> common_grain(const DriftHead& a, const DriftHead& b);
// Of a track or backtest.
[[nodiscard]] Result<DriftRun> read_drift_run(DriftHead head, DriftGrain grain);

// In order; none where the directory is missing.
[[nodiscard]] Result<std::vector<std::filesystem::path>> trail_segments(
    const std::filesystem::path& directory);
// As the config has it, without quotes; empty: it is not there.
[[nodiscard]] std::string config_text(const DriftHead& head, const std::string& key);
[[nodiscard]] Money seed_of(const DriftHead& head);

}  // namespace sluice::drivers
