// SPDX-License-Identifier: Apache-2.0
//
// replay.hpp: every order of an audit trail judged again by one rule: what it would have decided,
// and where that differs.
//
// A verdict is held against the rule's own of that time where the trail has one (a native rule of
// the same id), else against what became of the order at the gate. What the rule remembers follows
// what really happened to the orders.
// Place: rule_tests. Reads the trail alone. Memory grows with the differences, up to
// kMaxDifferences that are kept whole. Errors: the journal's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/verdict.hpp"
#include "rule_tests/replay_book.hpp"
#include "rule_tests/rule_source.hpp"

namespace sluice::rule_tests {

inline constexpr std::size_t kMaxDifferences = 1000;

struct ReplayAnswer {
  std::string action;  // approve, reject, resize, halt
  std::string code;    // empty: none
  Quantity quantity;   // that may trade

  friend bool operator==(const ReplayAnswer&, const ReplayAnswer&) = default;
};

struct Difference {
  Timestamp time;
  std::string intent_id;
  std::string symbol;
  Side side = Side::kBuy;
  Quantity quantity;
  Money notional;  // asked for, at the reference price
  ReplayAnswer was;
  ReplayAnswer now;
};

struct Tally {
  std::uint64_t orders = 0;
  Money notional;
};

struct ReplayResult {
  std::string rule;
  std::string version;
  bool against_itself = false;  // its own verdicts of that time; else what the gate decided
  std::uint64_t orders = 0;
  std::uint64_t skipped = 0;  // records of orders that could not be read whole
  std::uint64_t differences = 0;
  std::map<std::string, Tally> by_verdict;  // "approve -> reject"
  std::map<std::string, Tally> by_code;     // of the refusal, now or then
  std::map<std::string, Tally> by_symbol;
  std::vector<Difference> kept;  // the first of them
};

[[nodiscard]] Result<ReplayResult> replay(std::span<const std::filesystem::path> segments,
                                          ReplayBook& book, MadeRule& made,
                                          const RuleSource& source);

[[nodiscard]] std::string replay_text(const ReplayResult& result);
// Compact JSON.
[[nodiscard]] std::string replay_json(const ReplayResult& result);

}  // namespace sluice::rule_tests
