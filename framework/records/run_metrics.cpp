// SPDX-License-Identifier: Apache-2.0
#include "records/run_metrics.hpp"

#include <fmt/format.h>

#include "records/text.hpp"

namespace sluice::records {
namespace {  // What was not told before stands behind what was.
std::string risk_fields(const RunMetrics& metrics, const statistics::Performance& performance) {
  std::string out;
  const auto add = [&](const char* field, std::optional<double> value) {
    out += fmt::format(R"(,"{}":{})", field, ratio_or_null(value));
  };
  add("downside_deviation", performance.downside_deviation);
  add("hit_rate", performance.hit_rate);
  add("skew", performance.skew);
  add("excess_kurtosis", performance.excess_kurtosis);
  add("omega", performance.omega);
  add("profit_factor", performance.profit_factor);
  add("var_95", performance.tail_5.historical.value_at_risk);
  add("cvar_95", performance.tail_5.historical.shortfall);
  add("var_99", performance.tail_1.historical.value_at_risk);
  add("cvar_99", performance.tail_1.historical.shortfall);
  add("probabilistic_sharpe", performance.probabilistic_sharpe);
  add("minimum_track_record_days", performance.minimum_track_record);
  std::optional<double> deflated;
  if (metrics.n_tests > 0 && performance.sharpe_sample)
    deflated = statistics::deflated_sharpe(*performance.sharpe_sample, metrics.n_tests);
  out += fmt::format(R"(,"n_tests":{})",
                     metrics.n_tests > 0 ? std::to_string(metrics.n_tests) : "null");
  add("deflated_sharpe", deflated);
  return out;
}

}  // namespace

std::string metrics_json(const RunMetrics& metrics, const statistics::Performance& performance) {
  const std::string compact = fmt::format(
      R"({{"strategy_name":{},"config_hash":"{}","first":{},"last":{},"sessions":{},"orders":{},"trades":{},)"
      R"("orders_blocked":{},"open_orders":{},"seed_capital":{},"final_equity":{},"total_return":{},)"
      R"("annualised_return":{},"volatility":{},"sharpe":{},"sortino":{},"calmar":{},"max_drawdown":{},"turnover":{}{}}})",
      json_string(metrics.strategy_name), metrics.config_hash, date_or_null(performance.first),
      date_or_null(performance.last), metrics.sessions, metrics.orders, metrics.trades,
      metrics.orders_blocked, metrics.open_orders, metrics.seed_capital.to_amount(),
      metrics.final_equity.to_amount(), ratio_or_null(performance.total_return),
      ratio_or_null(performance.annualised_return), ratio_or_null(performance.volatility),
      ratio_or_null(performance.sharpe), ratio_or_null(performance.sortino),
      ratio_or_null(performance.calmar), ratio_or_null(performance.max_drawdown),
      ratio_or_null(performance.turnover), risk_fields(metrics, performance));
  return indent_json(compact) + "\n";
}

}  // namespace sluice::records
