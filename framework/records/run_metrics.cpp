// SPDX-License-Identifier: Apache-2.0
#include "records/run_metrics.hpp"

#include <fmt/format.h>

#include "records/text.hpp"

namespace sluice::records {
namespace {

std::string date_or_null(const std::optional<Date>& date) {
  return date ? '"' + date->to_string() + '"' : "null";
}

}  // namespace

std::string metrics_json(const RunMetrics& metrics, const statistics::Performance& performance) {
  const std::string compact = fmt::format(
      R"({{"strategy_name":{},"config_hash":"{}","first":{},"last":{},"sessions":{},"orders":{},"trades":{},)"
      R"("orders_blocked":{},"open_orders":{},"seed_capital":{},"final_equity":{},"total_return":{},)"
      R"("annualised_return":{},"volatility":{},"sharpe":{},"sortino":{},"calmar":{},"max_drawdown":{},"turnover":{}}})",
      json_string(metrics.strategy_name), metrics.config_hash, date_or_null(performance.first),
      date_or_null(performance.last), metrics.sessions, metrics.orders, metrics.trades,
      metrics.orders_blocked, metrics.open_orders, metrics.seed_capital.to_amount(),
      metrics.final_equity.to_amount(), ratio_or_null(performance.total_return),
      ratio_or_null(performance.annualised_return), ratio_or_null(performance.volatility),
      ratio_or_null(performance.sharpe), ratio_or_null(performance.sortino),
      ratio_or_null(performance.calmar), ratio_or_null(performance.max_drawdown),
      ratio_or_null(performance.turnover));
  return indent_json(compact) + "\n";
}

}  // namespace sluice::records
