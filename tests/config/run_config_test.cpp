// SPDX-License-Identifier: Apache-2.0
//
// What a valid configuration becomes: defaults, components, order, normalised text, hash.
#include <gmock/gmock.h>

#include "config/text.hpp"
#include "config_fixture.hpp"
#include "files/sha256.hpp"

namespace sluice::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RunConfigTest : public ConfigFolder {};

constexpr std::string_view kFullYaml = R"(strategy_name: core_ai_tech
description: text
strategy: {type: trend_baseline, ma_fast: 20, ma_slow: 50}
universe: {symbols: [SPY, BRK.B, ^VIX]}
data: {source: csv, path: prices.csv, instruments: instruments.csv, mode: strict}
trading: {freq: 1d, rebalance_freq: M, max_gross_exposure: 1.5, missing_price: error, calendar: instruments.csv}
costs: {commission_bps: 5, spread_w: 1, impact_w: 0, spread: 0.0003, impact: 0.001}
portfolio: {start_capital: "12345678901234567.89"}
output: {root: out, strategy_dir: "s_{strategy_name}", state_format: json}
benchmark: {symbol: SPY}
thresholds: {min_sharpe: 0.5, max_drawdown_min: -0.25, max_drawdown_max: -0.05, max_turnover: 0.5}
integration: {enable_risk_report: true, risk_report_freq: W, enable_pit_checks: false}
pre_trade:
  vol_target: 0.15
  max_gross_exposure: 1.5x
  qa_status: qa.json
  max_weight_per_symbol: null
  max_notional_per_symbol: false
  max_sector_exposure: {Energy: 0.3, Tech: 0.4}
  max_region_exposure: {limit: 0.5, mode: shadow}
risk_rules:
  - {type: max_order_notional, name: largest, cap: 1000}
  - {type: price_collar, mode: off}
executor: {type: paper, fill: next_open}
router: {min_notional: 7.50, slippage_bps: 10, budget: margin}
reports: [report_csv, {type: report_markdown, title: x}]
plugins: {search_path: [plugins], state_dir: state, allow: {a.so: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}}
logging: {level: debug, format: json}
journal: {sync: always}
kill_switch: {env: [STOP], latch_file: latch}
)";

TEST_F(RunConfigTest, Minimal_HasEveryDefault) {
  const auto result = load_yaml(kMinimalYaml);
  ASSERT_EQ(format(result.faults), "");
  const RunConfig& config = result.config;
  EXPECT_EQ(config.strategy_name, "demo");
  EXPECT_EQ(config.strategy.type, "trend_baseline");
  EXPECT_EQ(config.strategy.params_json, "{}");
  EXPECT_THAT(config.universe.symbols, ElementsAre("AAPL", "MSFT"));
  EXPECT_EQ(config.feed.type, "csv");
  EXPECT_EQ(config.feed.params_json, "{}");
  EXPECT_EQ(config.instruments_file, std::nullopt);
  EXPECT_EQ(config.trading.calendar_file, std::nullopt);
  EXPECT_EQ(config.trading.freq, "1d");
  EXPECT_EQ(config.trading.rebalance_freq, RebalanceFreq::Daily);
  EXPECT_EQ(config.trading.max_gross_exposure, 1.0);
  EXPECT_EQ(config.trading.missing_price, MissingPrice::Last);
  EXPECT_EQ(config.seed_capital, "100000");
  EXPECT_EQ(config.output.root, "output/paper_track");
  EXPECT_EQ(config.output.strategy_dir, "strategy_demo");
  EXPECT_EQ(config.executor.type, "paper");
  EXPECT_EQ(
      config.executor.params_json,
      R"({"commission_bps":0.5,"impact":"sqrt","impact_w":0.5,"spread":0.0002,"spread_w":0.25})");
  EXPECT_EQ(config.costs.impact_model, "sqrt");
  EXPECT_EQ(config.router.min_notional, "5");
  EXPECT_EQ(config.router.budget, Budget::Cash);
  ASSERT_EQ(config.reports.size(), 1U);
  EXPECT_EQ(config.reports[0].type, "report_markdown");
  EXPECT_THAT(config.kill_switch.env, ElementsAre("SLUICE_KILL_SWITCH", "ASSEMBLED_KILL_SWITCH"));
  EXPECT_EQ(config.journal_sync, JournalSync::Batch);
  EXPECT_TRUE(config.integration.enable_pit_checks);
  EXPECT_TRUE(config.pre_trade.empty());
  EXPECT_TRUE(config.notices.empty());
  EXPECT_FALSE(config.benchmark);
}

TEST_F(RunConfigTest, Full_SimpleSectionsArriveAsWritten) {
  const auto result = load_yaml(kFullYaml);
  ASSERT_EQ(format(result.faults), "");
  const RunConfig& config = result.config;
  EXPECT_THAT(config.universe.symbols, ElementsAre("SPY", "BRK.B", "^VIX"));
  EXPECT_EQ(config.instruments_file, folder() / "configs/instruments.csv");
  EXPECT_EQ(config.trading.calendar_file, folder() / "configs/instruments.csv");
  EXPECT_EQ(config.trading.rebalance_freq, RebalanceFreq::Monthly);
  EXPECT_EQ(config.trading.max_gross_exposure, 1.5);
  EXPECT_EQ(config.trading.missing_price, MissingPrice::Error);
  EXPECT_EQ(config.costs.impact_model, "constant");
  EXPECT_EQ(config.costs.impact, 0.001);
  EXPECT_EQ(config.costs.spread, 0.0003);
  EXPECT_EQ(config.costs.commission_bps, 5);
  EXPECT_EQ(config.seed_capital, "12345678901234567.89");
  EXPECT_EQ(config.output.root, "out");
  EXPECT_EQ(config.output.strategy_dir, "s_core_ai_tech");
  ASSERT_TRUE(config.benchmark);
  EXPECT_EQ(config.benchmark->symbol, "SPY");
  EXPECT_EQ(config.thresholds.max_drawdown_min, -0.25);
  EXPECT_EQ(config.thresholds.min_sharpe, 0.5);
  EXPECT_EQ(config.integration.risk_report_freq, "W");
  EXPECT_EQ(config.router.min_notional, "7.5");
  EXPECT_EQ(config.router.slippage_bps, 10);
  EXPECT_EQ(config.router.budget, Budget::Margin);
  EXPECT_THAT(config.plugins.search_path, ElementsAre(folder() / "configs/plugins"));
  EXPECT_EQ(config.plugins.allow.at("a.so"), std::string(64, 'a'));
  EXPECT_EQ(config.plugins.state_dir, folder() / "configs/state");
  EXPECT_EQ(config.logging.level, "debug");
  EXPECT_EQ(config.logging.format, LogFormat::Json);
  EXPECT_EQ(config.journal_sync, JournalSync::Always);
  EXPECT_THAT(config.kill_switch.env, ElementsAre("STOP"));
  EXPECT_EQ(config.kill_switch.latch_file, folder() / "configs/latch");
}

TEST_F(RunConfigTest, Components_CarryTheirOwnParametersOnly) {
  const RunConfig config = load_yaml(kFullYaml).config;
  EXPECT_EQ(config.strategy.params_json, R"({"ma_fast":20,"ma_slow":50})");
  EXPECT_EQ(config.strategy.path, "strategy");
  EXPECT_EQ(config.strategy.file(), "configs/a.yaml");
  EXPECT_EQ(config.strategy.line(), 3);
  EXPECT_EQ(config.strategy.folder, folder() / "configs");
  EXPECT_EQ(config.feed.params_json, R"({"mode":"strict","path":"prices.csv"})");
  EXPECT_EQ(
      config.executor.params_json,
      R"({"commission_bps":5,"fill":"next_open","impact":0.001,"impact_w":0,"spread":0.0003,"spread_w":1})");
  ASSERT_EQ(config.reports.size(), 2U);
  EXPECT_EQ(config.reports[0].type, "report_csv");
  EXPECT_EQ(config.reports[1].params_json, R"({"title":"x"})");
  EXPECT_EQ(config.reports[1].path, "reports[1]");
}

TEST_F(RunConfigTest, PreTrade_KeepsDocumentOrderAndExpandsShortForms) {
  const RunConfig config = load_yaml(kFullYaml).config;
  std::vector<std::string> shown;
  for (const auto& rule : config.pre_trade) {
    shown.push_back(rule.type + " " + rule.params_json +
                    (rule.mode == RuleMode::Shadow ? " shadow" : ""));
  }
  EXPECT_THAT(shown,
              ElementsAre(R"(vol_target {"limit":0.15})", R"(max_gross_exposure {"limit":"1.5x"})",
                          R"(qa_status {"file":"qa.json"})",
                          R"(max_sector_exposure {"limits":{"Energy":0.3,"Tech":0.4}})",
                          R"(max_region_exposure {"limit":0.5} shadow)"));
  EXPECT_EQ(config.pre_trade[1].path, "pre_trade.max_gross_exposure");
  EXPECT_EQ(config.pre_trade[1].line(), 15);
}

TEST_F(RunConfigTest, RiskRules_CarryTheirMode) {
  const RunConfig config = load_yaml(kFullYaml).config;
  ASSERT_EQ(config.risk_rules.size(), 2U);
  EXPECT_EQ(config.risk_rules[0].type, "max_order_notional");
  EXPECT_EQ(config.risk_rules[0].mode, RuleMode::Enforce);
  EXPECT_EQ(config.risk_rules[0].name, "largest");
  EXPECT_EQ(config.risk_rules[0].params_json, R"({"cap":1000})");
  EXPECT_EQ(config.risk_rules[1].name, "");
  EXPECT_EQ(config.risk_rules[1].mode, RuleMode::Off);
  EXPECT_EQ(config.risk_rules[1].path, "risk_rules[1]");
}

TEST_F(RunConfigTest, OtherExecutor_GetsNoCosts) {
  const auto result = load_yaml(kMinimalYaml, {"executor={type: safe_csv, folder: x}"});
  EXPECT_EQ(result.config.executor.type, "safe_csv");
  EXPECT_EQ(result.config.executor.params_json, R"({"folder":"x"})");
}

TEST_F(RunConfigTest, OtherExecutor_MayHaveAKeyNamedLikeACost) {
  const auto result =
      load_yaml(kMinimalYaml, {"costs.impact=0.1", "executor={type: other, impact: x}"});
  EXPECT_EQ(format(result.faults), "");
  EXPECT_EQ(result.config.executor.params_json, R"({"impact":"x"})");
}

TEST_F(RunConfigTest, FillModel_OfWholeBars_OrOfAnotherExecutor_IsTaken) {
  for (const char* good : {"executor.fill_model=volume", "executor.fill_model=next_open",
                           "executor={type: other, fill_model: book}"})
    EXPECT_EQ(format(load_yaml(kMinimalYaml, {good}).faults), "") << good;
}

TEST_F(RunConfigTest, UniverseFile_MayStartWithAByteOrderMark) {
  write("configs/universe.txt", "\xef\xbb\xbfSPY\n");
  EXPECT_THAT(load_yaml(kMinimalYaml).config.universe.symbols, ElementsAre("SPY"));
}

TEST_F(RunConfigTest, SettingsWithoutEffect_AreNoticed) {
  EXPECT_THAT(load_yaml(kFullYaml).config.notices, IsEmpty());
  const auto all =
      load_yaml(kMinimalYaml, {"integration={pause_on_critical: true, "
                               "enable_regime_analysis: true, enable_factor_exposures: true, "
                               "enable_deflated_sharpe: true, n_tests: 4}"});
  EXPECT_EQ(all.config.notices.size(), 3U);
  EXPECT_EQ(all.config.integration.n_tests, 4);
}

TEST_F(RunConfigTest, Override_WinsOverTheFile) {
  const auto result = load_yaml(
      kFullYaml, {"trading.rebalance_freq=W", "risk_rules[1].mode=shadow", "strategy.ma_fast=10"});
  ASSERT_EQ(format(result.faults), "");
  EXPECT_EQ(result.config.trading.rebalance_freq, RebalanceFreq::Weekly);
  EXPECT_EQ(result.config.risk_rules[1].mode, RuleMode::Shadow);
  EXPECT_EQ(result.config.strategy.params_json, R"({"ma_fast":10,"ma_slow":50})");
}

TEST_F(RunConfigTest, Normalised_ReadsBackToTheSameHashAndHoldsNoMachinePath) {
  const auto first = load_yaml(kFullYaml);
  EXPECT_THAT(first.normalised_yaml, Not(HasSubstr(folder().string())));
  EXPECT_THAT(first.normalised_yaml, HasSubstr("  instruments: instruments.csv\n"));
  const auto second = load_yaml(first.normalised_yaml);
  EXPECT_EQ(format(second.faults), "");
  EXPECT_EQ(second.normalised_yaml, first.normalised_yaml);
  EXPECT_EQ(second.hash, first.hash);
}

TEST_F(RunConfigTest, Normalised_OfTheMinimal_IsThisText) {
  EXPECT_EQ(load_yaml(kMinimalYaml).normalised_yaml, R"(api:
  address: 127.0.0.1
  fill_model: quote
  max_body_bytes: 1048576
  max_connections: 2048
  port: 8000
  requests_per_second: 100000
  sessions: []
  threads: 1
  timeout_seconds: 30
costs:
  commission_bps: 0.5
  impact: sqrt
  impact_w: 0.5
  spread: 0.0002
  spread_w: 0.25
data:
  source: csv
description: ""
executor:
  type: paper
integration:
  enable_deflated_sharpe: false
  enable_factor_exposures: false
  enable_health_check: false
  enable_pit_checks: true
  enable_regime_analysis: false
  enable_risk_report: false
  n_tests: 1
  pause_on_critical: false
  risk_report_freq: M
journal:
  sync: batch
kill_switch:
  env:
    - SLUICE_KILL_SWITCH
    - ASSEMBLED_KILL_SWITCH
logging:
  format: text
  level: info
output:
  root: output/paper_track
  state_format: json
  strategy_dir: strategy_demo
plugins:
  allow: {}
  search_path: []
portfolio:
  seed_capital: "100000"
pre_trade: {}
reports:
  -
    type: report_markdown
risk_rules: []
router:
  budget: cash
  min_notional: "5"
  slippage_bps: 20
strategy:
  type: trend_baseline
strategy_name: demo
trading:
  freq: 1d
  max_gross_exposure: 1
  missing_price: last
  rebalance_freq: D
universe:
  file: universe.txt
)");
}

TEST_F(RunConfigTest, Hash_IsTheSha256OfTheCanonicalText_WithoutOutputRootAndApi) {
  const auto result = load_yaml(kMinimalYaml);
  std::string text = result.normalised_json;
  const std::string root = R"("root":"output/paper_track",)";
  const auto at = text.find(root);
  ASSERT_NE(at, std::string::npos) << text;
  text.erase(at, root.size());
  const auto api = text.find(R"("api":{)");
  ASSERT_NE(api, std::string::npos) << text;
  text.erase(api, text.find("},", api) + 2 - api);
  EXPECT_EQ(result.hash, files::sha256_hex(text));
}

TEST_F(RunConfigTest, Hash_FollowsMeaningOnly) {
  const std::string hash = load_yaml(kFullYaml).hash;
  const auto with = [&](const std::string& assignment) {
    const auto result = load_yaml(kFullYaml, {assignment});
    EXPECT_EQ(format(result.faults), "");
    return result.hash;
  };
  EXPECT_EQ(with("output.root=elsewhere"), hash);
  EXPECT_EQ(with("costs.commission_bps=5.0"), hash);
  EXPECT_EQ(with("portfolio={seed_capital: '12345678901234567.890'}"), hash);
  EXPECT_NE(with("output.strategy_dir=other"), hash);
  EXPECT_NE(with("strategy.ma_fast=21"), hash);
  EXPECT_EQ(with("pre_trade.max_gross_exposure={limit: 1.5x}"), hash);
}

TEST_F(RunConfigTest, Hashes_CoverTheContentOfFilesThatSayWhatTheStrategyDoes) {
  const auto with = [&](const std::string& file, const char* content) {
    write("configs/" + file, content);
    auto result = load_yaml(kFullYaml, {"strategy.bundle_path=" + file});
    EXPECT_EQ(format(result.faults), "");
    return std::pair{result.hash, result.evidence_hash};
  };
  const auto one = with("bundle.yaml", "factors: [momentum]\n");
  const auto two = with("bundle.yaml", "factors: [reversal]\n");
  EXPECT_NE(one.first, two.first);
  EXPECT_NE(one.second, two.second);
  EXPECT_EQ(with("bundle.yaml", "factors: [momentum]\n"), one);
  EXPECT_EQ(with("values.csv", "date,value\n"), with("values.csv", "date,value\n2025-01-15,1\n"))
      << "data grow from day to day";
}

TEST_F(RunConfigTest, Hash_DependsOnTheOrderOfPreTradeRules) {
  const std::string base{kMinimalYaml};
  const auto one = load_yaml(base + "pre_trade: {vol_target: 1, max_gross_exposure: 2}\n");
  const auto two = load_yaml(base + "pre_trade: {max_gross_exposure: 2, vol_target: 1}\n");
  EXPECT_NE(one.hash, two.hash);
  EXPECT_EQ(two.config.pre_trade[0].type, "max_gross_exposure");
}

TEST_F(RunConfigTest, AnyFault_LeavesNoHash) {
  const auto result = load_yaml(kMinimalYaml, {"trading.freq=2d"});
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(result.hash, "");
  EXPECT_EQ(result.normalised_yaml, "");
}

}  // namespace
}  // namespace sluice::config
