// SPDX-License-Identifier: Apache-2.0
//
// config_check_test.cpp: `config check` tells what a run would stumble over, in one go, and leaves
// nothing behind.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ConfigCheckTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(20);
    write("prices.csv", panel_csv(symbols, 20));
    config_ = panel_config(symbols);
    write("junk", "neither JSON nor a table\n");
  }
  // The config with these lines behind it.
  [[nodiscard]] Outcome check(const std::string& more, const Words& settings = {}) const {
    write("checked.yaml", config_ + more);
    Words words{"config", "check", "checked.yaml"};
    for (const auto& setting : settings) words.insert(words.end(), {"--set", setting});
    return sluice(words);
  }
  void expect_fault(const std::string& more, const std::string& path,
                    const std::string& message) const {
    const auto checked = check(more);
    EXPECT_EQ(checked.exit_code, 2) << more << checked.out;
    EXPECT_THAT(checked.err, AllOf(HasSubstr(path + ": "), HasSubstr(message))) << more;
  }
  std::string config_;
};

TEST_F(ConfigCheckTest, RulesThatWouldRefuseEveryOrder_AreToldAllAtOnceWithTheirPlaces) {
  write("broken.lua", "return function(order view) end\n");
  write("small.lua", "return { params = { a = 1 }, check = function() return approve() end }\n");
  write("list.csv", "symbol,form\nIBM,2020-01-06\n");
  const auto checked = check(
      "risk_rules:\n"
      "  - {type: lua, file: nope.lua}\n"
      "  - {type: lua, file: broken.lua}\n"
      "  - {type: lua, file: small.lua, params: {b: 2}}\n"
      "  - {type: restricted_list, file: nope.csv}\n"
      "  - {type: restricted_list, file: list.csv}\n"
      "  - {type: short_sale, locates: list.csv}\n"
      "  - {type: max_sector_exposure}\n"
      "  - {type: lua, file: small.lua, params: {a: 2}}\n",
      {"pre_trade={qa_status: nope.json, max_region_exposure: {mode: enforce}}"});
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_THAT(checked.err, HasSubstr("9 faults"));
  for (const char* const told :
       {"risk_rules[0]: ", "nope.lua: the rule's file can't be read",
        "risk_rules[1]: broken.lua:1:",
        "risk_rules[2]: small.lua: the rule declares no parameter 'b'",
        "risk_rules[3]: restricted_list: ", "risk_rules[4]: restricted_list: ",
        "list.csv:1: unknown column 'form'", "risk_rules[5]: short_sale: ",
        "risk_rules[6]: risk_rule 'max_sector_exposure': create: one of the parameters",
        "pre_trade.qa_status: qa_status: ",
        "pre_trade.max_region_exposure: risk_rule 'max_region_exposure'"})
    EXPECT_THAT(checked.err, HasSubstr(told));
  EXPECT_THAT(checked.err, HasSubstr("checked.yaml:"));
}

TEST_F(ConfigCheckTest, FilesOfAnotherKind_AreToldAsByTheRun) {
  for (const auto& [setting, path] : {std::pair{"data.instruments=junk", "data.instruments"},
                                      std::pair{"trading.calendar=junk", "trading.calendar"},
                                      std::pair{"benchmark={file: junk}", "benchmark.file"}}) {
    write("panel.yaml", config_);
    const auto checked = sluice({"config", "check", "panel.yaml", "--set", setting});
    EXPECT_EQ(checked.exit_code, 2) << setting << checked.out;
    EXPECT_THAT(checked.err, AllOf(HasSubstr(std::string{path} + ": "), HasSubstr("junk:1: ")));
    const auto ran = sluice({"backtest", "-c", "panel.yaml", "--set", setting});
    EXPECT_EQ(errors_of(ran.err), errors_of(checked.err)) << setting;
  }
}

TEST_F(ConfigCheckTest, WhatTheServerReads_IsRead) {
  expect_fault("api: {sessions: [nope.yaml]}\n", "api.sessions[0]", "there is no such file");
  expect_fault("api: {token_file: nope}\n", "api.token_file", "no such file");
  expect_fault("api: {address: 0.0.0.0}\n", "api", "needs a token file");
  expect_fault("alerts: {webhook: {url: \"https://example.org/{token}\", token_file: nope}}\n",
               "alerts.webhook.token_file", "nope");
}

// Its rules are those of another config.
TEST_F(ConfigCheckTest, SessionOfTheServer_IsCheckedAsDeeply) {
  const std::string session =
      "session: {id: morning, max_positions: 5, max_position_size_pct: 50, "
      "max_daily_loss_pct: 5}\n";
  write("session.yaml", config_ + session);
  EXPECT_EQ(check("api: {sessions: [session.yaml]}\n").exit_code, 0);
  write("session.yaml", config_ + session + "risk_rules: [{type: lua, file: nope.lua}]\n");
  expect_fault("api: {sessions: [session.yaml]}\n", "risk_rules[0]", "nope.lua");
  EXPECT_THAT(check("api: {sessions: [session.yaml]}\n").err, HasSubstr("session.yaml:"));
}

TEST_F(ConfigCheckTest, SoundConfig_LeavesNothingBehindAndReadsNoPrices) {
  write("day.json", R"({"can_trade_today": true})");
  write("prices.csv", "no prices at all\n");
  write("checked.yaml", config_);
  const Tree before = read_tree(path());
  const auto checked =
      check("", {"pre_trade={qa_status: day.json}", "reports=[report_json]",
                 "benchmark={symbol: NOBODY}", "executor={type: safe_csv, dir: orders}"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_EQ(checked.out, "checked.yaml: no faults\n");
  EXPECT_EQ(difference(before, read_tree(path())), "");
}

// A day that is not cleared is no fault of the config.
TEST_F(ConfigCheckTest, DayThatIsNotCleared_IsNoFault) {
  write("day.json", R"({"can_trade_today": false, "reason": "prices late"})");
  const auto checked = check("", {"pre_trade={qa_status: day.json}"});
  EXPECT_EQ(checked.exit_code, 0) << checked.err;
}

}  // namespace
}  // namespace sluice::e2e
