// SPDX-License-Identifier: Apache-2.0
//
// environment_test.cpp: the executor that environment.mode chooses, and what a config may not say
// about live orders.
#include <string>

#include <gmock/gmock.h>

#include "config_fixture.hpp"

namespace sluice::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Environments : public ConfigFolder {
 protected:
  static LoadResult with(const std::string& more, const std::vector<std::string>& overrides = {}) {
    return load_yaml(std::string{kMinimalYaml} + more, overrides);
  }
  static std::string faults_of(const std::string& more) { return format(with(more).faults); }
};

TEST_F(Environments, ModeWithoutNamedExecutor_ChoosesOne) {
  constexpr std::pair<const char*, const char*> kChosen[] = {{"paper", "paper"},
                                                             {"shadow", "paper"},
                                                             {"testnet", "testnet_binance"},
                                                             {"live", "live_dry_run"}};
  for (const auto& [mode, executor] : kChosen) {
    const auto loaded = with("environment: {mode: " + std::string{mode} + "}\n");
    ASSERT_TRUE(loaded.ok()) << format(loaded.faults);
    EXPECT_EQ(loaded.config.executor.type, executor);
    EXPECT_EQ(name(loaded.config.environment.mode), mode);
    EXPECT_THAT(loaded.normalised_yaml, HasSubstr("type: " + std::string{executor}));
    EXPECT_EQ(loaded.config.paper_executor.type, "paper");
  }
}

TEST_F(Environments, NoEnvironment_IsPaper_AndLeavesTheHashAsItWas) {
  const auto loaded = with("");
  EXPECT_EQ(loaded.config.environment.mode, EnvironmentMode::Paper);
  EXPECT_FALSE(loaded.config.environment.enable_live_trading);
  EXPECT_TRUE(loaded.config.environment.require_confirm_token);
  EXPECT_THAT(loaded.normalised_yaml, Not(HasSubstr("environment")));
  EXPECT_THAT(loaded.normalised_yaml, Not(HasSubstr("live_risk")));
}

TEST_F(Environments, ExecutorThatContradictsTheMode_IsAFaultNamingBoth) {
  EXPECT_EQ(faults_of("environment: {mode: live}\nexecutor: {type: paper}\n"),
            "configs/a.yaml:10: executor.type: executor 'paper' contradicts environment.mode "
            "'live', which expects live_dry_run\n");
  EXPECT_EQ(faults_of("environment: {mode: testnet}\nexecutor: {type: live_dry_run}\n"),
            "configs/a.yaml:10: executor.type: executor 'live_dry_run' contradicts "
            "environment.mode 'testnet', which expects one whose name begins with testnet_\n");
  EXPECT_EQ(faults_of("executor: {type: testnet_binance}\n"),
            "configs/a.yaml:9: executor.type: executor 'testnet_binance' contradicts "
            "environment.mode 'paper' (not set), which expects paper or another simulated one\n");
  EXPECT_THAT(faults_of("environment: {mode: shadow}\nexecutor: {type: live_dry_run}\n"),
              HasSubstr("contradicts environment.mode 'shadow'"));
}

TEST_F(Environments, SimulatedExecutorOfSomebodyElse_FitsPaper) {
  EXPECT_TRUE(with("executor: {type: slow_venue}\n").ok());
  EXPECT_TRUE(with("executor: {type: safe_csv, dir: out}\n").ok());
  EXPECT_TRUE(with("environment: {mode: testnet}\nexecutor: {type: testnet_other}\n").ok());
}

TEST_F(Environments, WhatNoConfigCanSay_IsRefused) {
  EXPECT_EQ(faults_of("environment: {live_dry_run_mode: false}\n"),
            "configs/a.yaml:9: environment.live_dry_run_mode: this build has no live order "
            "submission\n");
  EXPECT_EQ(faults_of("environment: {live_mode_armed: true}\n"),
            "configs/a.yaml:9: environment.live_mode_armed: gate 2 is opened at run time, by "
            "sluice live arm; no config can open it\n");
  EXPECT_TRUE(with("environment: {live_dry_run_mode: true, live_mode_armed: false}\n").ok());
}

TEST_F(Environments, TokenInTheConfig_IsRefused_AndNotRepeated) {
  for (const char* token : {"hunter2hunter2hunter2", "1234567812345678", "[hunter2]", "true",
                            "{env: A, file: hunter2}", "{}"}) {
    const std::string faults =
        faults_of("environment: {confirm_token: " + std::string{token} + "}\n");
    EXPECT_EQ(faults,
              "configs/a.yaml:9: environment.confirm_token: no secret stands in a config: expected "
              "{file: PATH} or {env: NAME}\n");
  }
}

TEST_F(Environments, TokenElsewhere_IsAPlace) {
  const auto file = with("environment: {confirm_token: {file: secret/token}}\n");
  ASSERT_TRUE(file.ok()) << format(file.faults);
  EXPECT_EQ(file.config.environment.confirm_token->file, folder() / "configs/secret/token");
  const auto env = with("environment: {confirm_token: {env: LIVE_TOKEN}}\n");
  ASSERT_TRUE(env.ok()) << format(env.faults);
  EXPECT_EQ(env.config.environment.confirm_token->env, "LIVE_TOKEN");
}

TEST_F(Environments, LimitsAndCosts_ReachTheDryRun) {
  const auto loaded = with(
      "environment: {mode: live}\nlive_risk: {enabled: true, max_order_notional: 500}\n"
      "costs: {commission_bps: 7}\n");
  ASSERT_TRUE(loaded.ok()) << format(loaded.faults);
  EXPECT_THAT(loaded.config.executor.params_json, HasSubstr(R"("max_order_notional":500)"));
  EXPECT_THAT(loaded.config.executor.params_json, HasSubstr(R"("enabled":true)"));
  EXPECT_THAT(loaded.config.executor.params_json, HasSubstr(R"("commission_bps":7)"));
  EXPECT_EQ(loaded.config.live_risk.max_order_notional, "500");
  EXPECT_FALSE(loaded.config.live_risk.is_complete());
  EXPECT_THAT(loaded.config.paper_executor.params_json, HasSubstr(R"("commission_bps":7)"));
  EXPECT_THAT(loaded.config.paper_executor.params_json, Not(HasSubstr("max_order_notional")));
}

TEST_F(Environments, LimitInTwoPlaces_IsRefused) {
  EXPECT_THAT(faults_of("environment: {mode: live}\nexecutor: {max_order_notional: 1}\n"
                        "live_risk: {max_order_notional: 500}\n"),
              HasSubstr("executor.max_order_notional: given in live_risk as well"));
}

TEST_F(Environments, PaperDrivers_KeepTheirExecutor) {
  const auto loaded = with("executor: {type: paper, fill_model: next_open}\n");
  EXPECT_EQ(loaded.config.paper_executor.params_json, loaded.config.executor.params_json);
  const auto testnet = with("environment: {mode: testnet}\nexecutor: {host: 127.0.0.1}\n");
  EXPECT_THAT(testnet.config.paper_executor.params_json, Not(HasSubstr("host")));
}

TEST_F(Environments, Approval_NeedsFileAndKey) {
  const std::string key(64, 'a');
  const auto loaded = with("environment: {approval: {file: ok.txt, public_key: '" + key + "'}}\n");
  ASSERT_TRUE(loaded.ok()) << format(loaded.faults);
  EXPECT_EQ(loaded.config.environment.approval->file, folder() / "configs/ok.txt");
  EXPECT_EQ(loaded.config.environment.approval->public_key, key);
  EXPECT_THAT(faults_of("environment: {approval: {file: ok.txt}}\n"), HasSubstr("public_key"));
}

TEST_F(Environments, Evidence_IsTheSameWhereverItTrades) {
  const auto paper = with("");
  const auto live = with("environment: {mode: live}\nlive_risk: {enabled: true}\nreports: []\n");
  EXPECT_EQ(paper.evidence_hash.size(), 64u);
  EXPECT_EQ(paper.evidence_hash, live.evidence_hash);
  EXPECT_NE(paper.hash, live.hash);
}

TEST_F(Environments, Evidence_IsOfWhatDecidesAndCosts) {
  const auto before = with("").evidence_hash;
  for (const char* change :
       {"strategy.ma_fast=3", "costs.commission_bps=9", "trading.rebalance_freq=W",
        "portfolio.seed_capital=5", "pre_trade.max_notional_per_symbol=5",
        "risk_rules=[{type: max_positions}]", "router.slippage_bps=1", "strategy_name=other",
        "universe={symbols: [AAPL]}"})
    EXPECT_NE(with("", {change}).evidence_hash, before) << change;
}

TEST_F(Environments, Prerequisites_HaveDefaults) {
  const auto wanted = with("").config.prerequisites;
  EXPECT_EQ(wanted.min_sharpe, 1.0);
  EXPECT_EQ(wanted.min_paper_days, 5);
  const auto given =
      with(
          "prerequisites: {min_sharpe: 2.5, min_paper_days: 9, max_clock_offset_ms: 40, "
          "min_deflated_sharpe: 0.5}\n")
          .config.prerequisites;
  EXPECT_EQ(given.min_sharpe, 2.5);
  EXPECT_EQ(given.min_paper_days, 9);
  EXPECT_EQ(given.max_clock_offset_ms, 40);
  EXPECT_EQ(given.min_deflated_sharpe, 0.5);
}

}  // namespace
}  // namespace sluice::config
