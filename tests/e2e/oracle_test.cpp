// SPDX-License-Identifier: Apache-2.0
//
// oracle_test.cpp: one strategy over real prices, whose result three other engines agree on.
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;

class OracleTest : public CliTest {};

TEST_F(OracleTest, Backtest_OverTheOraclesPrices_HasItsOrdersAndItsEquityToTheCent) {
  const fs::path prices =
      fs::path{SLUICE_SOURCE_DIR} / ".." / "shared" / "oracle" / "djia31.csv.gz";
  if (!fs::exists(prices))
    GTEST_SKIP() << "the oracle's prices are not on this machine: " << prices;
  const std::string unpack =
      "gzip -dc '" + prices.native() + "' > '" + path("djia31.csv").native() + "'";
  ASSERT_EQ(std::system(unpack.c_str()), 0);

  const auto run = sluice({"backtest", "-c", SLUICE_SOURCE_DIR "/configs/oracle.yaml", "--set",
                           "data.path=" + path("djia31.csv").native(), "--json", "--data-dir",
                           path("out").native()});

  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto said = nlohmann::json::parse(run.out);
  EXPECT_EQ(said["sessions"], 3018);
  EXPECT_EQ(said["trades"], 55003);
  EXPECT_EQ(said["orders_blocked"], 0);
  const auto metrics = nlohmann::json::parse(text("out/strategy_oracle/backtest/metrics.json"));
  EXPECT_EQ(metrics["trades"], 55003);
  EXPECT_NEAR(metrics["final_equity"].get<double>(), 17'721'313.61, 0.005);
}

}  // namespace
}  // namespace sluice::e2e
