// SPDX-License-Identifier: Apache-2.0
//
// prerequisites.hpp: the eight things that have to be so before a session may trade, each with what
// was measured and what is required.
//
// Place: sessions. Pure: who asks has read the records and asked the venue. What could not be found
// out is not met. Thread: any.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/run_config.hpp"
#include "core/ports.hpp"
#include "records/run_store.hpp"
#include "sessions/session_error.hpp"

namespace sluice::sessions {

// What the venue says of the account.
struct AccountSeen {
  bool is_simulated = false;  // there is no account to be asked about
  bool may_trade = false;
  bool may_withdraw = false;
  bool has_balances = false;  // they could be read
  std::string account;        // its name there; may be empty
};

// The venue's clock against ours.
struct ClockSeen {
  bool is_simulated = false;   // the venue has no clock of its own
  std::int64_t offset_ns = 0;  // the venue's minus ours
  std::int64_t error_ns = 0;   // the offset is wrong by no more than this
};

// A value, or why it is not known.
template <typename T>
struct Seen {
  std::optional<T> value;
  std::string fault;  // where there is none; empty: there is nothing
};

struct PrerequisiteFacts {
  config::Prerequisites wanted;
  Timestamp now;  // wall clock
  Seen<records::BacktestRun> backtest;
  Seen<std::uint64_t> paper_days;
  std::vector<std::string> control_faults;  // what is wrong with the risk parameters
  bool controls_set = false;
  Seen<std::string> route;  // name of a healthy executor
  Seen<AccountSeen> account;
  Seen<Certificate> certificate;
  Seen<ClockSeen> clock;
  Seen<records::KillTestRun> kill_test;
};

struct Prerequisite {
  std::string_view name;
  bool passed = false;
  std::string measured;
  std::string required;
  std::string hint;  // what to do; empty where it passed
};
inline constexpr std::size_t kPrerequisiteCount = 8;
using PrerequisiteList = std::array<Prerequisite, kPrerequisiteCount>;

[[nodiscard]] PrerequisiteList judge_prerequisites(const PrerequisiteFacts& facts);
// Those that are not met, as a session tells them.
[[nodiscard]] std::vector<FailedCheck> failed_checks(const PrerequisiteList& list);

// All eight for a person, with those that have to be met in the config's mode.
struct SessionCheck {
  PrerequisiteList list;
  std::array<bool, kPrerequisiteCount> is_asked_for{};
  [[nodiscard]] bool is_met() const noexcept;
};

// Fills in what the store of runs has. One that can't be opened is a fault of each fact.
void read_run_records(const std::filesystem::path& data_directory, const records::EvidenceKey& key,
                      PrerequisiteFacts& facts);

}  // namespace sluice::sessions
