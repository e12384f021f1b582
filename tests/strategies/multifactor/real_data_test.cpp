// SPDX-License-Identifier: Apache-2.0
//
// real_data_test.cpp: the factors over real prices of the demo, and reports as they were delivered
// (../shared/data beside the project, where it is at hand).
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

#include "strategies/formula/candles.hpp"
#include "strategies/multifactor/fundamentals.hpp"
#include "strategies/multifactor/market_mean.hpp"
#include "strategies/multifactor/measures.hpp"
#include "strategies/multifactor/reference.hpp"

namespace sluice::strategies::multifactor {
namespace {

namespace fs = std::filesystem;

std::vector<double> demo_closes(const std::string& symbol) {
  std::ifstream file{SLUICE_SOURCE_DIR "/configs/demo/dow30/prices.csv"};
  std::vector<double> closes;
  for (std::string line; std::getline(file, line);)
    if (line.find("," + symbol + ",") != line.npos)
      closes.push_back(std::stod(line.substr(line.rfind(',') + 1)));
  return closes;
}

TEST(RealPrices, Measures_OverTenYears_AreThoseOfTheDefinition) {
  const Bundle bundle = parse_bundle(
      "factors: [{kind: momentum}, {kind: reversal}, {kind: volatility}, {kind: skewness}, "
      "{kind: downside_volatility}, {kind: max_drawdown}, {kind: distance_from_high}]",
      "b.yaml");
  const auto closes = demo_closes("IBM");
  ASSERT_EQ(closes.size(), 2529u);
  Measures measures{bundle};
  formula::History history;
  reference::Past past;
  for (std::size_t i = 0; i < closes.size(); ++i) {
    history.add({0, 0, 0, closes[i], 0});
    past.closes.push_back(closes[i]);
    past.volumes.push_back(0);
    past.market.push_back(0);
    measures.push(history.series(), i, 0);
    if (i % 97 != 0 || i < 300) continue;
    std::vector<double> values(bundle.factors.size());
    measures.values(i + 1, values);
    for (std::size_t k = 0; k < values.size(); ++k) {
      const double expected = reference::value(bundle.factors[k], past);
      EXPECT_NEAR(values[k], expected, 1e-6 * (1 + std::fabs(expected)))
          << bundle.factors[k].name << " at " << i;
    }
  }
  // Bars that are no longer in the view do not count.
  std::vector<double> values(bundle.factors.size());
  measures.values(6, values);
  EXPECT_FALSE(std::isnan(values[1]));  // five sessions' reversal
  measures.values(5, values);
  for (const double value : values) EXPECT_TRUE(std::isnan(value));
}

// At every delivery: a day before, only what was delivered earlier is seen.
TEST(DeliveredReports, Value_IsNeverSeenBeforeItsDelivery) {
  const fs::path path =
      fs::path{SLUICE_SOURCE_DIR} / "../shared/data/pystock_pit/reports_delivered.csv";
  if (!fs::exists(path)) GTEST_SKIP() << "needs ../shared/data/pystock_pit";
  std::ostringstream read;
  read << std::ifstream{path}.rdbuf();
  std::string text = read.str();
  text.replace(0, text.find(','), "known_at");
  const auto facts = Fundamentals::parse(text, "reports.csv", {"net_income"});
  // By symbol, then by day: the last delivered.
  std::map<std::string, std::map<std::string, double>> delivered;
  std::istringstream lines{text};
  std::string line;
  std::getline(lines, line);
  constexpr std::size_t kNetIncome = 9;
  while (std::getline(lines, line)) {
    std::vector<std::string> cells;
    std::istringstream row{line};
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    if (cells.size() > kNetIncome && !cells[kNetIncome].empty())
      delivered[cells[1]][cells[0]] = std::stod(cells[kNetIncome]);
  }
  std::size_t checked = 0;
  for (const auto& [symbol, by_day] : delivered) {
    double before = std::nan("");
    for (const auto& [day, value] : by_day) {
      const sluice_time at = sluice::testing::time_of(day).nanoseconds();
      const double seen = facts.value(symbol, 0, at - 1);
      EXPECT_TRUE(std::isnan(before) ? std::isnan(seen) : seen == before) << symbol << " " << day;
      EXPECT_EQ(facts.value(symbol, 0, at), value) << symbol << " " << day;
      before = value;
      ++checked;
    }
  }
  EXPECT_GT(checked, 50u);
}

}  // namespace
}  // namespace sluice::strategies::multifactor
