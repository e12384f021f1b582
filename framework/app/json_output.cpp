// SPDX-License-Identifier: Apache-2.0
#include "app/json_output.hpp"

#include <fmt/format.h>

#include "drivers/health_files.hpp"
#include "records/run_metrics.hpp"
#include "records/text.hpp"

namespace sluice::app {
namespace {

std::string boolean(bool value) { return value ? "true" : "false"; }

std::string date_or_null(const std::optional<Date>& date) {
  return date ? '"' + date->to_string() + '"' : "null";
}

std::string paths(const std::vector<std::filesystem::path>& files) {
  std::string out;
  for (const auto& file : files) out += (out.empty() ? "" : ",") + json_quoted(file.string());
  return "[" + out + "]";
}

// The newest state in short.
std::string state_fields(const records::TrackState& state) {
  const Money pnl = Money::from_raw(state.equity.raw() - state.seed_capital.raw());
  return fmt::format(
      R"("strategy_name":{},"last_run_date":{},"equity":{},"cash":{},"total_pnl":{},"total_trades":{},)"
      R"("positions":{},"open_orders":{},"config_hash":"{}")",
      json_quoted(state.strategy_name), date_or_null(state.last_run_date), state.equity.to_amount(),
      state.cash.to_amount(), pnl.to_amount(), state.total_trades, state.positions.size(),
      state.open_orders.size(), state.config_hash);
}

// Rules that judge nothing and refuse everything.
std::string broken_rules_field(const records::TrackState& state) {
  std::string list;
  for (const auto& broken : drivers::broken_rules(state))
    list += fmt::format(R"({}{{"rule":{},"code":"{}","since":"{}","orders_blocked":{}}})",
                        list.empty() ? "" : ",", json_quoted(broken.rule), broken.code,
                        broken.since.to_string(), broken.blocked);
  return R"(,"broken_rules":[)" + list + "]";
}

// Of a run whose days were checked.
std::string health_fields(const drivers::PaperTrackResult& result) {
  if (!result.health) return {};
  return fmt::format(R"(,"health":{},"critical_days":{},"paused":{})",
                     drivers::health_json(*result.health), result.critical_days,
                     result.paused.empty() ? "null" : json_quoted(result.paused));
}

}  // namespace

std::string json_quoted(const std::string& text) { return records::json_string(text); }

std::string error_json(const std::string& message, int exit_code) {
  return records::indent_json(
      fmt::format(R"({{"ok":false,"exit_code":{},"error":{}}})", exit_code, json_quoted(message)));
}

std::string faults_json(const config::Faults& faults) {
  std::string list;
  for (const auto& fault : faults)
    list += fmt::format(R"({}{{"file":{},"line":{},"path":{},"message":{}}})",
                        list.empty() ? "" : ",", json_quoted(fault.file), fault.line,
                        json_quoted(fault.path), json_quoted(fault.message));
  return records::indent_json(R"({"ok":false,"exit_code":2,"faults":[)" + list + "]}");
}

std::string backtest_json(const drivers::BacktestResult& result) {
  return records::indent_json(fmt::format(
      R"({{"ok":true,"first":"{}","last":"{}","sessions":{},"orders":{},"trades":{},"orders_blocked":{},)"
      R"("open_orders":{},"final_equity":{},"cash":{},"total_return":{},"sharpe":{},"max_drawdown":{},)"
      R"("kill_switch_engaged":{},"directory":{},"reports":{}}})",
      result.first.to_string(), result.last.to_string(), result.sessions, result.orders,
      result.trades, result.orders_blocked, result.open_orders, result.final_equity.to_amount(),
      result.cash.to_amount(), records::ratio_or_null(result.performance.total_return),
      records::ratio_or_null(result.performance.sharpe),
      records::ratio_or_null(result.performance.max_drawdown),
      boolean(result.blocked_by_kill_switch), json_quoted(result.directory.string()),
      paths(result.reports)));
}

std::string paper_track_json(const drivers::PaperTrackResult& result) {
  const std::string state =
      result.state ? "," + state_fields(*result.state) + broken_rules_field(*result.state) : "";
  return records::indent_json(fmt::format(
      R"({{"ok":{},"days_run":{},"trades":{},"orders_blocked":{},"interrupted":{},"kill_switch_engaged":{},)"
      R"("reports":{}{}{}}})",
      boolean(!result.interrupted), result.days_run, result.trades, result.orders_blocked,
      boolean(result.interrupted), boolean(result.blocked_by_kill_switch), paths(result.reports),
      health_fields(result), state));
}

std::string eod_json(const drivers::EodResult& result) {
  std::string by_code;
  for (const auto& count : result.by_code)
    by_code +=
        fmt::format("{}{}:{}", by_code.empty() ? "" : ",", json_quoted(count.code), count.count);
  return records::indent_json(fmt::format(
      R"({{"ok":true,"session":"{}","orders":{},"orders_blocked":{},"by_code":{{{}}},"notional_before":{},)"
      R"("notional_after":{},"kill_switch_engaged":{},"file":{}}})",
      result.session.to_string(), result.orders, result.orders_blocked, by_code,
      result.notional_before.to_amount(), result.notional_after.to_amount(),
      boolean(result.blocked_by_kill_switch), json_quoted(result.file.string())));
}

std::string track_status_json(const records::TrackState& state, const std::string& pause_reason) {
  const std::string paused = pause_reason.empty() ? "null" : json_quoted(pause_reason);
  return records::indent_json("{" + state_fields(state) + broken_rules_field(state) +
                              ",\"paused\":" + paused + "}");
}

}  // namespace sluice::app
