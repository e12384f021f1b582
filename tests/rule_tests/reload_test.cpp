// SPDX-License-Identifier: Apache-2.0
//
// reload_test.cpp: a Lua rule in a gate, whose file changes: the table beside it decides whether it
// is exchanged.
#include <atomic>
#include <optional>
#include <thread>

#include "config/load_run_config.hpp"
#include "drivers/assemble.hpp"
#include "risk/gate.hpp"
#include "rule_tests/source_test.hpp"
#include "rule_tests/table_fixture.hpp"
#include "support/domain_values.hpp"
#include "support/recording_audit.hpp"

namespace sluice::rule_tests {
namespace {

using ::sluice::testing::day;
using ::sluice::testing::market_intent;
using ::testing::HasSubstr;

constexpr const char* kApproves = "return function() return approve() end\n";
constexpr const char* kRefusesLarge =
    "return function(order) if order.quantity > 5 then return reject('LARGE') end "
    "return approve() end\n";

class ReloadTest : public TableTest {
 protected:
  // The rule of a config, over rule.lua: `settings` beside its file.
  config::ComponentConfig configured(const config::Value::Map& settings = {}) const {
    config::ComponentConfig rule;
    rule.type = "lua";
    rule.path = "risk_rules[0]";
    rule.folder = folder_.path();
    rule.params = config::make_value(settings);
    rule.params.set("file", config::make_value("rule.lua"));
    return rule;
  }
  void open(const config::ComponentConfig& rule) {
    const auto info = registry().find(plugins::Kind::kRiskRule, rule.type);
    ASSERT_TRUE(info) << info.error().message;
    const auto params = config::resolve_params(rule, (*info)->params_schema);
    ASSERT_EQ(words_of(params.faults), "");
    auto instance = registry().create<plugins::RuleInstance>(rule.type, params.json,
                                                             plugins::InstanceOptions{});
    ASSERT_TRUE(instance) << instance.error().message;
    ASSERT_TRUE((*instance)->start().ok());
    test_ = source_test(registry(), rule);
    std::vector<risk::ChainedRule> rules;
    rules.push_back({std::move(*instance), RuleMode::kEnforce, {}, test_});
    gate_.emplace(risk::GateConfig{}, std::move(rules), kill_switch_, audit_);
  }
  void open() { open(configured()); }
  // What the trail says of it.
  std::string reload() {
    const std::size_t before = log_.size();
    EXPECT_TRUE(gate_->request_reload());
    for (int i = 0; i < 30'000 && !gate_->adopt_prepared(day("2025-01-15")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    return log_.size() == before ? "nothing" : log_[before];
  }
  std::string judge(std::string_view quantity = "10") {
    book_.begin_session(day("2025-01-15"), {}, nullptr);
    risk::BatchResult result;
    const Intent intent = market_intent(++intents_, 0, Side::kBuy, quantity, "100");
    gate_->judge({&intent, 1}, book_, result);
    return result.is_ok() ? "approved" : result.blocked[0].reason;
  }

  testing::Log log_;
  testing::RecordingAudit audit_{log_};
  risk::KillSwitch kill_switch_{{}};
  InstrumentTable table_{testing::instruments({"AAA"})};
  risk::RiskBook book_{table_};
  risk::SourceTest test_;
  std::optional<risk::Gate> gate_;
  std::uint64_t intents_ = 0;
};

// A case of a table: an order of ten, and the verdict it must get.
std::string table_of_ten(const std::string& verdict) {
  return "cases:\n  - name: ten are too many\n    order: {quantity: 10}\n    expect: {verdict: " +
         verdict + "}\n";
}

TEST_F(ReloadTest, ScriptWhoseTablePasses_TakesTheOldOnesPlace) {
  write("rule.lua", kApproves);
  open();
  EXPECT_EQ(judge(), "approved");
  write("rule.lua", kRefusesLarge);
  write("rule.test.yaml", table_of_ten("reject, code: LARGE"));
  EXPECT_THAT(reload(), HasSubstr("rule 0 is lua@"));
  EXPECT_THAT(judge(), HasSubstr("LARGE: rule=lua"));
  EXPECT_EQ(judge("5"), "approved");
}

TEST_F(ReloadTest, ScriptThatFailsACase_IsToldWithTableLineCaseExpectedAndFound) {
  write("rule.lua", kApproves);
  open();
  write("rule.lua", kRefusesLarge);
  write("rule.test.yaml", table_of_ten("approve"));
  EXPECT_EQ(reload(),
            "FAULT rule lua goes on as it was, its new source is no good: rule.test.yaml: line 2: "
            "case 'ten are too many': verdict: expected approve, got reject; with code LARGE");
  EXPECT_EQ(judge(), "approved") << "the last good one goes on";
  write("rule.test.yaml", table_of_ten("reject, code: LARGE"));
  EXPECT_THAT(reload(), HasSubstr("rule 0 is lua@"));
  EXPECT_THAT(judge(), HasSubstr("LARGE")) << "mended, it is taken";
}

TEST_F(ReloadTest, ScriptThatFailsSeveralCases_IsToldWithTheFirst) {
  write("rule.lua", kRefusesLarge);
  open();
  write("rule.lua", kApproves);
  write("rule.test.yaml", table_of_ten("reject") +
                              "  - name: six\n    order: {quantity: 6}\n"
                              "    expect: {verdict: reject}\n");
  EXPECT_THAT(reload(), HasSubstr("case 'ten are too many': verdict: expected reject, got approve "
                                  "(and 1 more)"));
}

TEST_F(ReloadTest, ScriptWithoutATable_IsTaken) {
  write("rule.lua", kApproves);
  open();
  write("rule.lua", kRefusesLarge);
  EXPECT_THAT(reload(), HasSubstr("rule 0 is lua@"));
  EXPECT_THAT(judge(), HasSubstr("LARGE"));
}

TEST_F(ReloadTest, ScriptThatIsNoRule_IsRefusedWithoutItsTable) {
  write("rule.lua", kApproves);
  open();
  write("rule.lua", "return 5");
  write("rule.test.yaml", "no table");
  EXPECT_THAT(reload(), HasSubstr("a rule file returns a function or a table"));
  EXPECT_EQ(judge(), "approved");
}

struct BadTable {
  const char* text;
  const char* told;
};
class ReloadWithABadTable : public ReloadTest, public ::testing::WithParamInterface<BadTable> {};

TEST_P(ReloadWithABadTable, KeepsTheLastGoodOne) {
  write("rule.lua", kApproves);
  write("other.lua", kApproves);
  open();
  write("rule.lua", kRefusesLarge);
  write("rule.test.yaml", GetParam().text);
  EXPECT_THAT(reload(), HasSubstr(std::string{"is no good: rule.test.yaml: "} + GetParam().told));
  EXPECT_EQ(judge(), "approved");
}
INSTANTIATE_TEST_SUITE_P(
    Each, ReloadWithABadTable,
    ::testing::Values(
        BadTable{"order: {}\n", "line 1: cases: expected a list of at least one case"},
        BadTable{"cases:\n  - {name: a, expect: {verdict: approve, cod: X}}\n",
                 "line 2: cases[0].expect.cod: unknown key"},
        BadTable{"params: 5\ncases:\n  - {name: a, expect: {verdict: approve}}\n",
                 "line 1: params"},
        BadTable{"rule: other.lua\ncases:\n  - {name: a, expect: {verdict: approve}}\n",
                 "it tests '"},
        BadTable{"rule: drawdown\ncases:\n  - {name: a, expect: {verdict: approve}}\n",
                 "it tests 'drawdown' and not this rule"}));

// What only the whole format has: steps before, restarts, exact instructions, lists and nesting.
TEST_F(ReloadTest, TableMayUseTheWholeFormat) {
  write("rule.lua", kApproves);
  open();
  write("rule.lua",
        "return { params = { most = 9 }, check = function() local n = state:incr('n') "
        "if n > params.most then return reject('MANY', {measured = n, limit = params.most}) end "
        "return approve() end }\n");
  write("rule.test.yaml", R"(rule: rule.lua
market:
  symbol: AAPL
  last: 100
  MSFT: {last: 50}
cases:
  - name: the third of two
    params: {most: 2}
    before:
      - {event: approved, at: 2025-01-15T14:59:00Z, times: 2, every_ms: 500}
      - {event: filled, quantity: 1, price: 100}
    restart: true
    portfolio: {positions: {MSFT: 4}, working: [{quantity: 5, price: 9}]}
    expect: {verdict: reject, code: MANY, measured: 3, limit: 2, unit: count, max_instructions: 200}
)");
  EXPECT_THAT(reload(), HasSubstr("rule 0 is lua@"));
}

TEST_F(ReloadTest, Cases_HaveTheBudgetsOfTheConfigAndTheParametersOfTheTable) {
  const std::string loops =
      "return { params = { cap = 5 }, check = function(order) for i = 1, 300 do end "
      "if order.quantity > params.cap then return reject('LARGE') end return approve() end }\n";
  write("rule.lua", loops);
  config::Value own = config::make_value(config::Value::Map{});
  own.set("cap", config::make_value(std::int64_t{50}));
  open(configured({{"params", own}}));
  write("rule.lua", loops + "-- again\n");
  write("rule.test.yaml", table_of_ten("reject, code: LARGE"));
  EXPECT_THAT(reload(), HasSubstr("rule 0 is lua@")) << "the script's own cap";
  EXPECT_EQ(judge(), "approved") << "the config's cap";
  open(configured({{"instructions", config::make_value(std::int64_t{200})}}));
  write("rule.lua", loops + "-- and again\n");
  EXPECT_THAT(reload(), HasSubstr("code: expected LARGE, got RULE_BUDGET_INSTRUCTIONS"));
}

TEST_F(ReloadTest, Test_NamesTheVersionThatItTested) {
  write("rule.lua", kRefusesLarge);
  open();
  EXPECT_EQ(test_({}).value(), "") << "there is no table";
  write("rule.test.yaml", table_of_ten("reject"));
  EXPECT_EQ(test_({}).value(), gate_->rules()[0].rule->instance_version());
}

TEST_F(ReloadTest, Test_OfARuleThatIsNoScript_HasNothingToTest) {
  config::ComponentConfig rule;
  rule.type = "max_order_notional";
  EXPECT_EQ(source_test(registry(), rule)({}).value(), "");
}

TEST_F(ReloadTest, Test_ThatIsAskedToStop_EndsWithoutAVerdict) {
  write("rule.lua", kApproves);
  open();
  write("rule.test.yaml", table_of_ten("approve"));
  std::stop_source stop;
  stop.request_stop();
  const auto tested = test_(stop.get_token());
  ASSERT_FALSE(tested);
  EXPECT_EQ(tested.error().message, "rule.test.yaml: stopped before its end");
}

// As the command line assembles a run, its rules are tested before they are exchanged.
TEST_F(ReloadTest, RuleOfAnAssembledRun_IsTested) {
  write("rule.lua", kRefusesLarge);
  write("rule.test.yaml", table_of_ten("approve"));
  write("prices.csv", "date,symbol,close\n2025-01-02,AAA,100\n");
  const auto loaded = config::load_run_config(
      write("run.yaml",
            "strategy_name: test\nstrategy: {type: equal_weight}\nuniverse: {symbols: [AAA]}\n"
            "data: {source: csv, path: prices.csv}\nexecutor: {type: paper}\n"
            "trading: {freq: 1d, rebalance_freq: D}\nportfolio: {seed_capital: 1000}\nreports: []\n"
            "risk_rules:\n  - {type: lua, file: rule.lua}\n  - {type: max_order_notional, limit: "
            "5}\n"));
  ASSERT_EQ(words_of(loaded.faults), "");
  drivers::AssembleOptions options;
  options.source_test = &source_test;
  const auto assembled = drivers::assemble(loaded, registry(), options);
  ASSERT_EQ(words_of(assembled.faults), "");
  const auto& rules = assembled.parts->rules;
  ASSERT_EQ(rules.size(), 2u);
  const auto tested = rules[0].test({});
  ASSERT_FALSE(tested);
  EXPECT_THAT(tested.error().message, HasSubstr("case 'ten are too many'"));
  EXPECT_FALSE(rules[1].test) << "it has no source";
}

// The script is another at every moment: no two cases, nor the two halves of one, see the same.
class ChangingScript : public ReloadTest {
 protected:
  void SetUp() override {
    write("rule.lua", kApproves);
    open();
    writer_ = std::jthread{[this](const std::stop_token& stop) {
      for (int i = 0; !stop.stop_requested(); ++i) {
        write("rule.new", kApproves + std::string{"-- "} + std::to_string(i) + "\n");
        std::filesystem::rename(folder_ / "rule.new", folder_ / "rule.lua");
      }
    }};
  }
  std::jthread writer_;
};

TEST_F(ChangingScript, CasesOfDifferentVersions_AreNoTest) {
  std::string table = "cases:\n";
  for (int i = 0; i < 1000; ++i)
    table += "  - {name: c" + std::to_string(i) + ", expect: {verdict: approve}}\n";
  write("rule.test.yaml", table);
  const auto tested = test_({});
  ASSERT_FALSE(tested);
  EXPECT_EQ(tested.error().message, "rule.test.yaml: the rule was changed while it was tested");
}

TEST_F(ChangingScript, RestartInAnotherVersion_IsNoTest) {
  write("rule.test.yaml",
        "cases:\n  - {name: a, before: [{event: approved, times: 10000}], restart: true, "
        "expect: {verdict: approve}}\n");
  const auto tested = test_({});
  ASSERT_FALSE(tested);
  EXPECT_EQ(tested.error().message, "rule.test.yaml: the rule was changed while it was tested");
}

}  // namespace
}  // namespace sluice::rule_tests
