// SPDX-License-Identifier: Apache-2.0
//
// eod_test.cpp: the orders of one evening as a file.
#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kSessions = 30;
constexpr const char* kOrders = "out/strategy_panel/eod/orders_20200203.csv";

class EodTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
  }
  [[nodiscard]] Outcome evening(const Words& more = {}, const Environment& environment = {}) const {
    Words words{"eod", "-c", "panel.yaml", "--date", session_date(20)};
    words.insert(words.end(), more.begin(), more.end());
    return sluice(words, environment);
  }
};

TEST_F(EodTest, Evening_WritesItsOrdersAndTheSameTwice) {
  const auto run = evening();
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(kOrders));
  EXPECT_THAT(text(kOrders), StartsWith("timestamp,symbol,side,qty,type,limit_price"));
  EXPECT_GT(count_of(text(kOrders), ",BUY,"), 0u);
  const Tree first = read_tree(path("out"));
  ASSERT_EQ(evening().exit_code, 0);
  EXPECT_EQ(difference(first, read_tree(path("out"))), "");
}

TEST_F(EodTest, EveningThatIsBlockedLater_LeavesNoStaleOrders) {
  ASSERT_EQ(evening().exit_code, 0);
  EXPECT_EQ(evening({}, {{"SLUICE_KILL_SWITCH", "1"}}).exit_code, 3);
  EXPECT_FALSE(fs::exists(path(kOrders)));
}

TEST_F(EodTest, Positions_AreTradedFrom) {
  write("held.csv", "symbol,qty\nAAA,100000\n");
  ASSERT_EQ(evening({"--positions", "held.csv", "--cash", "0"}).exit_code, 0);
  EXPECT_THAT(text(kOrders), HasSubstr(",AAA,SELL,"));
}

TEST_F(EodTest, WrongPositions_NameFileAndLine) {
  const auto expect_refused = [&](const char* content, const char* message) {
    write("held.csv", content);
    const auto run = evening({"--positions", "held.csv"});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_EQ(errors_of(run.err), std::string{"sluice: held.csv:"} + message + "\n");
  };
  expect_refused("ticker,amount\n", "1: expected the header symbol,qty");
  expect_refused("symbol,qty\nAAA,5\nAAB,7\n",
                 "3: 'AAB' is not in the universe; did you mean 'AAA'?");
  expect_refused("symbol,qty\nAAA,many\n", "2: 'many' is not a quantity");
  expect_refused("symbol,qty\nAAA,1\nAAA,2\n", "3: AAA stands twice");
  expect_refused("symbol,qty\nAAA\n", "2: expected symbol,qty");
}

TEST_F(EodTest, DayWithoutASession_IsSaid) {
  const auto run = sluice({"eod", "-c", "panel.yaml", "--date", "2020-01-11"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(errors_of(run.err), "sluice: 2020-01-11 is not a trading session of this data\n");
}

}  // namespace
}  // namespace sluice::e2e
