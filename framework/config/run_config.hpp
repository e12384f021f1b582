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
#include <string_view>
#include <vector>

#include "config/component.hpp"

namespace sluice::config {

enum class RebalanceFreq { EveryBar, Daily, Weekly, Monthly };
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

// A file that a config names, and the line that names it.
struct NamedFile {
  std::filesystem::path path;
  std::string named_in;
  int line = 0;
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
  std::string fill_model = "quote";  // quote | immediate
  std::vector<NamedFile> sessions;   // configs of sessions that clients may start
};

struct Thresholds {
  std::optional<double> min_sharpe;
  std::optional<double> max_drawdown_min;
  std::optional<double> max_drawdown_max;
  std::optional<double> max_turnover;
  int min_sharpe_sessions = 63;  // fewer: the Sharpe ratio is not judged
  int max_state_age = 5;         // sessions of the data that were not run
};

struct Integration {
  bool enable_risk_report = false;
  std::string risk_report_freq = "M";  // W | M
  bool enable_health_check = false;
  bool pause_on_critical = false;
  bool enable_pit_checks = true;
  std::string pit_mode = "strict";  // strict | warn
  bool enable_regime_analysis = false;
  std::optional<std::filesystem::path> regimes_file;  // not set: told from returns
  bool enable_factor_exposures = false;
  bool enable_deflated_sharpe = false;
  int n_tests = 1;
  std::optional<double> trial_sharpe_variance;  // of annualised Sharpe ratios; not set: not known
};

struct Webhook {
  std::string url;
  std::optional<std::filesystem::path> token_file;
  int timeout_seconds = 10;  // of one attempt
  int retries = 3;           // after the first attempt
};

struct Alerts {
  std::optional<std::filesystem::path> file;
  std::optional<Webhook> webhook;
  std::string min_level = "CRITICAL";  // WARN | CRITICAL
};

enum class EnvironmentMode { Paper, Shadow, Testnet, Live };
[[nodiscard]] std::string_view name(EnvironmentMode mode) noexcept;

// Where a secret is; it stands in no config.
struct SecretPlace {
  std::optional<std::filesystem::path> file;
  std::string env;  // of the variable; empty when a file is given
};

struct Approval {
  std::filesystem::path file;
  std::string public_key;  // Ed25519, 64 hexadecimal digits
};

// Gate 2 is not here: it is opened at run time.
struct Environment {
  EnvironmentMode mode = EnvironmentMode::Paper;
  bool enable_live_trading = false;  // gate 1
  std::string enabled_by;            // empty: not known
  bool require_confirm_token = true;
  std::optional<SecretPlace> confirm_token;
  std::string monitoring_url;  // empty: none
  std::optional<std::filesystem::path> runbook;
  std::optional<Approval> approval;
  std::optional<std::filesystem::path> test_evidence;
};

struct LiveRisk {
  bool enabled = false;
  std::optional<std::string> max_order_notional;
  std::optional<std::string> max_total_exposure_notional;
  std::optional<std::string> max_live_notional_per_order;
  std::optional<std::string> max_live_notional_total;
  std::optional<std::string> live_trade_min_size;

  [[nodiscard]] bool is_complete() const {
    return max_order_notional && max_total_exposure_notional && max_live_notional_per_order &&
           max_live_notional_total && live_trade_min_size;
  }
};

struct Prerequisites {
  double min_sharpe = 1;
  double min_deflated_sharpe = 0.95;  // asked for where n_tests > 1
  int min_paper_days = 5;
  int max_clock_offset_ms = 500;
};

struct Session {
  std::string id;
  std::string account = "paper";
  std::string execution_mode = "auto";  // auto | confirm | signal_only
  int max_positions = 0;
  double max_position_size_pct = 0;
  double max_daily_loss_pct = 0;
  std::optional<std::string> account_budget;
  double tick_seconds = 1;
  bool ticks_on_quotes = false;
  int candle_seconds = 60;
  int signal_ttl_seconds = 60;
  int max_price_age_seconds = 0;  // 0: two candles
  int disconnect_after_seconds = 10;
  bool resume_when_reconciled = false;
  bool limit_orders = false;
  std::string fill_model = "quote";
  double speed = 0;
};

struct RunConfig {
  std::string strategy_name;
  std::string description;
  ComponentConfig strategy;
  Universe universe;
  ComponentConfig feed;
  std::optional<std::filesystem::path> instruments_file;
  std::string timezone = "UTC";  // whose days count, of bars within a day
  bool raw_prices = false;
  std::optional<std::filesystem::path> corporate_actions_file;  // raw prices; not set: none
  Trading trading;
  Costs costs;
  std::string seed_capital;  // > 0
  Output output;
  std::optional<Benchmark> benchmark;
  Thresholds thresholds;
  Integration integration;
  Alerts alerts;
  std::vector<ComponentConfig> pre_trade;   // in document order
  std::vector<ComponentConfig> risk_rules;  // in document order, judged after pre_trade
  ComponentConfig executor;                 // what environment.mode chooses; for sessions
  ComponentConfig paper_executor;           // for drivers that are of paper in every mode
  Environment environment;
  LiveRisk live_risk;
  Prerequisites prerequisites;
  Router router;
  std::vector<ComponentConfig> reports;
  Plugins plugins;
  Logging logging;
  JournalSync journal_sync = JournalSync::Batch;
  KillSwitch kill_switch;
  Api api;
  std::optional<Session> session;
  std::vector<std::string> notices;  // settings that are valid but have no effect, one line each
};

}  // namespace sluice::config
