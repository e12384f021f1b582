// SPDX-License-Identifier: Apache-2.0
#include "records/run_metrics.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "records/text.hpp"
#include "support/domain_values.hpp"

namespace sluice::records {
namespace {

using testing::date;
using testing::money;

RunMetrics metrics() {
  RunMetrics made;
  made.strategy_name = "a \"b\"";
  made.config_hash = "c0ffee";
  made.sessions = 250;
  made.orders = 12;
  made.trades = 10;
  made.orders_blocked = 2;
  made.open_orders = 1;
  made.seed_capital = money("100000");
  made.final_equity = money("110000.123");
  return made;
}

TEST(MetricsJson, OfAWholeRun) {
  statistics::Performance performance{};
  performance.first = date("2024-01-02");
  performance.last = date("2024-12-31");
  performance.total_return = 0.10000123;
  performance.annualised_return = 0.1;
  performance.volatility = 0.2;
  performance.sharpe = 0.5;
  performance.sortino = 0.75;
  performance.calmar = 1.5;
  performance.max_drawdown = -0.05;
  performance.turnover = 3.25;
  performance.hit_rate = 0.55;
  performance.omega = 1.25;
  performance.tail_5.historical = {-0.02, -0.03};
  EXPECT_EQ(metrics_json(metrics(), performance), R"({
  "strategy_name": "a \"b\"",
  "config_hash": "c0ffee",
  "first": "2024-01-02",
  "last": "2024-12-31",
  "sessions": 250,
  "orders": 12,
  "trades": 10,
  "orders_blocked": 2,
  "open_orders": 1,
  "seed_capital": 100000.00,
  "final_equity": 110000.123,
  "total_return": 0.1000012300,
  "annualised_return": 0.1000000000,
  "volatility": 0.2000000000,
  "sharpe": 0.5000000000,
  "sortino": 0.7500000000,
  "calmar": 1.5000000000,
  "max_drawdown": -0.0500000000,
  "turnover": 3.2500000000,
  "downside_deviation": null,
  "hit_rate": 0.5500000000,
  "skew": null,
  "excess_kurtosis": null,
  "omega": 1.2500000000,
  "profit_factor": null,
  "var_95": -0.0200000000,
  "cvar_95": -0.0300000000,
  "var_99": null,
  "cvar_99": null,
  "probabilistic_sharpe": null,
  "minimum_track_record_days": null,
  "n_tests": null,
  "deflated_sharpe": null
}
)");
}

TEST(MetricsJson, AfterTrials_HasTheDeflatedSharpeRatio) {
  RunMetrics tried = metrics();
  tried.n_tests = 100;
  statistics::Performance performance{};
  // The example of Bailey and López de Prado, with the variance of its own estimate.
  performance.sharpe_sample = statistics::SharpeSample{2.5 / std::sqrt(250.0), -3, 10, 1250};
  const std::string text = metrics_json(tried, performance);
  EXPECT_NE(text.find("\"n_tests\": 100,\n"), std::string::npos);
  const double deflated = statistics::deflated_sharpe(*performance.sharpe_sample, 100).value();
  EXPECT_NE(text.find("\"deflated_sharpe\": " + ratio_text(deflated)), std::string::npos) << text;
}

TEST(MetricsJson, WhatIsNotDefined_IsNull) {
  const std::string text = metrics_json(metrics(), {});
  for (const char* field : {"first", "last", "annualised_return", "sharpe", "sortino", "calmar"})
    EXPECT_NE(text.find("\"" + std::string{field} + "\": null"), std::string::npos) << field;
}

}  // namespace
}  // namespace sluice::records
