// SPDX-License-Identifier: Apache-2.0
//
// run_config.hpp: one validated run configuration, as plain data.
//
// Place: config. Owns copies of everything; independent of files once loaded. Input paths are
// absolute; output.root is as written, relative to the current directory.
// Units: amounts are exact decimal text in currency; weights, spreads and fractions are doubles.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/component.hpp"

namespace sluice::config {

enum class RebalanceFreq { Daily, Weekly, Monthly };
enum class MissingPrice { Last, Skip, Error };
enum class Budget { Cash, Margin };
enum class JournalSync { Always, Batch, None };
enum class LogFormat { Text, Json };

struct Universe {
  std::vector<std::string> symbols;           // in the order given, without duplicates
  std::optional<std::filesystem::path> file;  // where they were read from
};

struct Trading {
  std::string freq = "1d";
  RebalanceFreq rebalance_freq = RebalanceFreq::Daily;
  double max_gross_exposure = 1.0;
  MissingPrice missing_price = MissingPrice::Last;
  std::optional<std::filesystem::path> calendar_file;
};

struct Costs {
  double commission_bps = 0.5;
  double spread_w = 0.25;
  double impact_w = 0.5;
  double spread = 0.0002;             // fraction of the price
  std::string impact_model = "sqrt";  // constant | sqrt | sqrt_volatility
  double impact = 0;                  // fraction of the price, for `constant`
};

struct Output {
  std::filesystem::path root = "output/paper_track";
  std::string strategy_dir;
  std::string state_format = "json";
};

struct Benchmark {
  std::string symbol;  // empty when a file is given
  std::optional<std::filesystem::path> file;
};

struct Router {
  std::string min_notional = "5";
  double slippage_bps = 20;
  Budget budget = Budget::Cash;
};

struct Plugins {
  std::vector<std::filesystem::path> search_path;
  std::map<std::string, std::string> allow;  // library file name → SHA-256
  std::optional<std::filesystem::path> state_dir;
};

struct Logging {
  std::string level = "info";  // debug | info | warning | error
  LogFormat format = LogFormat::Text;
};

struct KillSwitch {
  std::vector<std::string> env;
  std::optional<std::filesystem::path> latch_file;
};

struct Api {
  std::string address = "127.0.0.1";
  int port = 8000;
  std::optional<std::filesystem::path> token_file, tls_certificate, tls_key;
  int threads = 1;
  int max_connections = 2'048;
  int max_body_bytes = 1 << 20;
  int timeout_seconds = 30;
  int requests_per_second = 100'000;
};

struct Thresholds {
  std::optional<double> min_sharpe;
  std::optional<double> max_drawdown_min;
  std::optional<double> max_drawdown_max;
  std::optional<double> max_turnover;
};

struct Integration {
  bool enable_risk_report = false;
  std::string risk_report_freq = "M";  // W | M
  bool enable_health_check = false;
  bool pause_on_critical = false;
  bool enable_pit_checks = true;
  bool enable_regime_analysis = false;
  bool enable_factor_exposures = false;
  bool enable_deflated_sharpe = false;
  int n_tests = 1;
};

struct RunConfig {
  std::string strategy_name;
  std::string description;
  ComponentConfig strategy;
  Universe universe;
  ComponentConfig feed;
  std::optional<std::filesystem::path> instruments_file;
  Trading trading;
  Costs costs;
  std::string seed_capital;  // > 0
  Output output;
  std::optional<Benchmark> benchmark;
  Thresholds thresholds;
  Integration integration;
  std::vector<ComponentConfig> pre_trade;   // in document order
  std::vector<ComponentConfig> risk_rules;  // in document order, judged after pre_trade
  ComponentConfig executor;
  Router router;
  std::vector<ComponentConfig> reports;
  Plugins plugins;
  Logging logging;
  JournalSync journal_sync = JournalSync::Batch;
  KillSwitch kill_switch;
  Api api;
  std::vector<std::string> notices;  // settings that are valid but have no effect, one line each
};

}  // namespace sluice::config
