// SPDX-License-Identifier: Apache-2.0
//
// strategies_test.cpp: the example configs of formula and multifactor_long_short, as their users
// run them.
#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

using ::testing::HasSubstr;

const std::string kDemo = SLUICE_SOURCE_DIR "/configs/demo/";

class StrategyExample : public CliTest, public ::testing::WithParamInterface<const char*> {
 protected:
  [[nodiscard]] std::string config() const { return kDemo + GetParam() + "_dow30.yaml"; }
  [[nodiscard]] std::string folder() const { return std::string{"/strategy_dow30_"} + GetParam(); }
  void expect_success(const Words& words) const {
    const auto run = sluice(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
};

TEST_P(StrategyExample, Config_IsWithoutFaults) { expect_success({"config", "check", config()}); }

TEST_P(StrategyExample, BacktestCaughtUpAndDayByDay_GiveTheSameCurveAndTrades) {
  const Words range{"--from", "1996-01-02", "--to", "1996-03-29"};
  const auto with_range = [&](Words words) {
    words.insert(words.end(), range.begin(), range.end());
    return words;
  };
  expect_success(with_range({"backtest", "-c", config(), "--data-dir", "back", "--no-reports"}));
  expect_success(with_range({"paper-track", "run", "-c", config(), "--data-dir", "caught"}));
  const std::string curve = text("back" + folder() + "/backtest/equity_curve.csv");
  std::size_t days = 0;
  for (std::size_t line = curve.find('\n') + 1; line < curve.size();
       line = curve.find('\n', line) + 1, ++days)
    expect_success({"paper-track", "run", "-c", config(), "--data-dir", "daily", "--date",
                    curve.substr(line, 10)});
  EXPECT_EQ(days, 63u);
  const std::string trades = text("back" + folder() + "/backtest/trades_all.csv");
  EXPECT_GT(count_of(trades, "\n"), 20u);
  for (const char* kind : {"caught", "daily"}) {
    EXPECT_EQ(curve, text(kind + folder() + "/equity_curve.csv")) << kind;
    EXPECT_EQ(trades, text(kind + folder() + "/trades_all.csv")) << kind;
  }
}

INSTANTIATE_TEST_SUITE_P(All, StrategyExample, ::testing::Values("formula", "multifactor"),
                         [](const auto& one) { return std::string{one.param}; });

using StrategyTrail = CliTest;

// The factor returns of a day are the same however the track got there, and stand before its MARK.
TEST_F(StrategyTrail, FactorReturns_StandInTheTrailTheSameCaughtUpAndDayByDay) {
  const std::string config = kDemo + "multifactor_dow30.yaml";
  const auto run = [&](const char* to, const Words& days) {
    Words words{"paper-track", "run", "-c", config, "--data-dir", to};
    words.insert(words.end(), days.begin(), days.end());
    ASSERT_EQ(sluice(words).exit_code, 0);
  };
  run("caught", {"--from", "1996-01-02", "--to", "1996-01-04"});
  for (const char* day : {"1996-01-02", "1996-01-03", "1996-01-04"}) run("daily", {"--date", day});
  const auto factors = [&](const std::string& kind) {
    const std::string trail =
        text(kind + "/strategy_dow30_multifactor/audit/order_audit.19960104.jsonl");
    const std::size_t at = trail.find("\"FACTORS\"");
    EXPECT_LT(at, trail.find("\"MARK\"")) << trail;
    const std::size_t returns = trail.find("\"returns\"", at);
    return trail.substr(returns, trail.find('}', returns) - returns);
  };
  EXPECT_THAT(factors("daily"), HasSubstr("\"low_beta\":"));
  EXPECT_EQ(factors("daily"), factors("caught"));
}

using StrategyConfig = CliTest;

TEST_F(StrategyConfig, FormulaWithoutMeaning_IsRefusedByConfigCheckWithItsPlace) {
  const auto run = sluice({"config", "check", kDemo + "formula_dow30.yaml", "--set",
                           "strategy.entry=smma(close, 20) > 1"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("'entry': column 1: unknown function 'smma'; did you mean 'sma'?\n"
                                 "  smma(close, 20) > 1\n"
                                 "  ^"));
}

TEST_F(StrategyConfig, FaultyBundle_IsRefusedByConfigCheckAndRunWithFileAndLine) {
  write("bundle.yaml", "factors:\n  - {kind: momentun}\n");
  const std::string config = kDemo + "multifactor_dow30.yaml";
  const std::string bundle = "strategy.bundle_path=" + path("bundle.yaml").native();
  for (const Words& words : {Words{"config", "check", config, "--set", bundle},
                             Words{"backtest", "-c", config, "--set", bundle}}) {
    const auto run = sluice(words);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr("bundle.yaml:2: factors[0].kind: is 'momentun'"));
    EXPECT_THAT(run.err, HasSubstr("did you mean 'momentum'?"));
  }
}

}  // namespace
}  // namespace sluice::e2e
