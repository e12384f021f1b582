// SPDX-License-Identifier: Apache-2.0
//
// track_state.hpp: everything a paper track needs to go on tomorrow, and its file.
//
// Place: records. The text is a cache of the journal: the same state always has the same bytes.
// Decimals are JSON numbers with all their digits; doubles are strings that read back to the same
// bits. Format: docs/formats/track.md.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/order.hpp"

namespace sluice::records {

inline constexpr std::string_view kStateVersion = "1.0";

struct StatePosition {
  std::string symbol;
  Quantity quantity;
};

// The last price of an instrument that had no bar on the last run's session.
struct StateMark {
  std::string symbol;
  Price price;
  Timestamp time;
};

struct StateOrder {
  std::string symbol;
  Order order;  // `intent.instrument` is not kept: symbols are
};

struct JournalPosition {
  std::string segment;  // empty: none yet
  std::uint64_t bytes = 0;
  std::uint64_t next_seq = 1;
  std::string hash;  // of the last record; 64 hexadecimal digits
};

struct TrackState {
  std::string strategy_name;
  std::string config_hash;  // of the run that wrote it
  std::optional<Date> last_run_date;
  std::optional<Timestamp> last_session;  // of last_run_date
  Timestamp created_at;  // session times: a state does not depend on when it was computed
  Timestamp updated_at;
  Money seed_capital;
  Money cash;
  Money equity;
  Money peak_equity;
  std::uint64_t total_trades = 0;
  std::uint64_t next_order_id = 1;
  std::vector<StatePosition> positions;
  std::vector<StateMark> marks;
  std::vector<StateOrder> open_orders;
  // Accumulators of the statistics so far, by name.
  std::map<std::string, double> statistics;
  // What components asked to keep, by role: "strategy", "executor", "rule:<id>".
  std::map<std::string, std::string> components;
  // Sizes of the aggregated files with this state's days in them.
  std::map<std::string, std::uint64_t> files;
  JournalPosition journal;
};

// One line of JSON without the journal's position: what the journal itself records.
[[nodiscard]] std::string compact_state(const TrackState& state);
// The state file: indented, with the journal's position and a SHA-256 of everything before it.
[[nodiscard]] std::string state_file_text(const TrackState& state);
// Reads a state file. An error says what is wrong with it: cut short, hash, version, field.
[[nodiscard]] Result<TrackState> parse_state_file(std::string_view text);
// The version of a state file that is whole and of another version than this build reads.
[[nodiscard]] std::optional<std::string> foreign_state_version(std::string_view text);
// Reads what compact_state wrote; `journal` stays empty.
[[nodiscard]] Result<TrackState> parse_compact_state(std::string_view text);

}  // namespace sluice::records
