// SPDX-License-Identifier: Apache-2.0
//
// run_parts.hpp: everything a driver is given to run: the plugged-in parts, and the settings around
// them.
//
// Place: drivers; made by assemble.hpp from a config and plugins, or by a test from its own parts.
// Owns the parts.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "drivers/benchmark.hpp"
#include "drivers/health.hpp"
#include "drivers/order_path.hpp"
#include "drivers/plugin_faults.hpp"
#include "drivers/risk_report_settings.hpp"
#include "journal/writer.hpp"
#include "risk/gate.hpp"
#include "risk/kill_switch.hpp"

namespace sluice::plugins {
class ExecutorInstance;
struct LaneBells;
}  // namespace sluice::plugins

namespace sluice::drivers {

class LiveGate;

struct FeedWindow {
  std::optional<Date> from;             // nothing: from the beginning
  std::optional<Date> to;               // nothing: to the end
  std::uint32_t lookback_sessions = 0;  // wanted before `from`
};

struct OpenFeed {
  BarSource* source = nullptr;  // until the next opening
  Date first;                   // of the whole data
  Date last;
  std::uint32_t fields = 0;  // SLUICE_BAR_HAS_…
  std::string content_hash;
  bool from_cache = false;
  MarketStream* stream = nullptr;  // until the next opening; null: the feed gives bars alone
};

// A component that keeps state between runs.
struct StatefulPart {
  std::string role;  // "strategy", "executor", "rule:<id>"
  std::function<Result<std::string>()> save;
  std::function<Result<void>(std::string_view)> load;
};

// A gate's chain as the audit trail names it: id@version.
[[nodiscard]] std::vector<std::string> rule_names(std::span<const risk::ChainedRule> rules);

struct RunParts {
  std::shared_ptr<PluginFaults> faults;       // of everything below; null: nobody tells
  std::shared_ptr<plugins::LaneBells> bells;  // of feed and executor; null: nobody rings
  std::unique_ptr<InstrumentTable> instruments;
  std::unique_ptr<Strategy> strategy;
  std::unique_ptr<Venue> venue;
  plugins::ExecutorInstance* executor = nullptr;  // behind the venue: its health, its account
  std::shared_ptr<LiveGate> live_gate;            // in mode live: stands before the executor
  std::unique_ptr<risk::KillSwitch> kill_switch;
  std::vector<risk::ChainedRule> rules;
  std::vector<std::unique_ptr<Report>> reports;
  std::vector<StatefulPart> stateful;
  std::function<Result<OpenFeed>(const FeedWindow&)> open_feed;
  std::optional<Benchmark> benchmark;

  OrderPathConfig path;
  risk::GateConfig gate;
  HealthSettings health;
  RiskReportSettings risk_report;
  journal::Sync sync = journal::Sync::kBatch;
  std::string description;
  std::string feed_id;
  std::string config_hash;
  std::string config_yaml;
  std::filesystem::path output_directory;  // {root}/{strategy_dir}

  [[nodiscard]] std::vector<std::string> rule_names() const { return drivers::rule_names(rules); }
  // First record of a segment that begins at `time`; tells which controls were switched off.
  [[nodiscard]] journal::Header journal_header(Timestamp time) const;
};

// How a driver talks while it works. Any of them may be empty.
struct Console {
  std::function<void(const std::string&)> notice;  // something a person should know
  std::function<void(const std::string&)> warning;
  std::function<void(std::size_t done, Date session)> progress;  // one session is finished
  const std::atomic<bool>* stop = nullptr;                       // set by Ctrl-C

  void say(const std::string& text) const {
    if (notice) notice(text);
  }
  void warn(const std::string& text) const {
    if (warning) warning(text);
  }
  void advance(std::size_t done, Date session) const {
    if (progress) progress(done, session);
  }
  [[nodiscard]] bool is_stopped() const {
    return stop != nullptr && stop->load(std::memory_order_relaxed);
  }
};

}  // namespace sluice::drivers
