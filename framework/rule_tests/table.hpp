// SPDX-License-Identifier: Apache-2.0
//
// table.hpp: a table of test cases for one risk rule, as docs/formats/rule_tests.md has it, read
// into plain data.
//
// Place: rule_tests. Owns everything. Errors: faults, every one at once; with any of them no case
// may be run. Bounds: kMaxCases, kMaxSteps.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "core/intent.hpp"
#include "risk/risk_book.hpp"

namespace sluice::rule_tests {

inline constexpr std::size_t kMaxCases = 1000;
inline constexpr std::int64_t kMaxSteps = 10'000;
inline constexpr std::string_view kTableSuffix = ".test.yaml";

struct OrderSpec {
  std::string symbol;
  Intent intent;            // what is not told is filled in from the market when it is judged
  std::string intent_name;  // empty: an order of its own
  std::string parent;       // empty: none
  Quantity parent_quantity;
  bool has_reference = false;  // else the market's
  std::int64_t reference_age_ns = 0;
  bool has_volume = false;            // else the market's
  std::optional<Quantity> remaining;  // of a working order
};

struct InstrumentSpec {
  Instrument instrument;
  Price last;
  Price bid;
  Price ask;
  std::int64_t last_age_ns = 0;
  std::int64_t quote_age_ns = 0;
  std::uint32_t trading_state = SLUICE_TRADING_ACTIVE;
  std::optional<Quantity> venue_position;
  Quantity position;
  std::vector<Price> closes;  // oldest first, one a day, the last the day before
};

// Values that would follow from others, told outright.
struct ToldValues {
  std::optional<Quantity> working_buy;
  std::optional<Quantity> working_sell;
  std::optional<std::uint32_t> symbol_working_orders;
  std::optional<std::uint32_t> working_orders;
  std::optional<std::uint32_t> open_positions;
  std::optional<Money> working_notional;
  std::optional<Money> gross_exposure;
  std::optional<Money> net_exposure;
  std::optional<Money> sector_exposure;
  std::optional<Money> region_exposure;
};

struct AccountSpec {
  risk::Account account;
  Money reserved_cash;
  risk::BookNames names;
  std::vector<OrderSpec> working;
  ToldValues told;
};

struct SessionSpec {
  Timestamp now;
  Timestamp open;       // 0: unknown
  Timestamp close;      // 0: unknown
  Timestamp heartbeat;  // 0: never
  std::uint32_t trading_state = SLUICE_TRADING_ACTIVE;
  bool offline = false;
};

// Something that happened before.
struct Step {
  std::uint32_t event = 0;  // SLUICE_RISK_EVENT_…; 0: approved or refused, as the rule says
  Timestamp at;
  OrderSpec order;
  std::optional<Quantity> quantity;
  std::optional<Price> price;
  std::int64_t times = 1;
  std::int64_t every_ns = 0;
  bool changes_account = true;
  bool fills = false;  // of event 0: an approved one is filled whole at its price
};

struct Expectation {
  std::int32_t action = SLUICE_VERDICT_APPROVE;
  std::optional<std::string> code;
  std::optional<Quantity> quantity;
  std::optional<Money> measured;
  std::optional<Money> limit;
  std::optional<std::uint32_t> unit;
  std::optional<std::uint32_t> scope;
  std::optional<std::uint32_t> level;
  std::optional<std::int64_t> line;
  std::optional<std::int64_t> max_instructions;
};

struct Case {
  std::string name;
  int line = 0;
  config::Value params;
  OrderSpec order;
  std::vector<InstrumentSpec> instruments;  // the market's own first
  SessionSpec session;
  AccountSpec account;
  std::vector<Step> before;
  bool restart = false;
  bool assess = false;
  Expectation expect;
};

struct Table {
  std::filesystem::path file;
  std::string component;         // id; empty: it is a script
  std::filesystem::path script;  // empty: it is a component
  std::vector<Case> cases;
  config::Faults faults;
};

// What is wrong in a row of the table is wrong in every case: told once a line.
void tell_once(config::Faults& faults);

// A table whose rule is the default one: NAME.lua beside it, else the component NAME.
[[nodiscard]] Table read_table(const std::filesystem::path& file);

}  // namespace sluice::rule_tests
