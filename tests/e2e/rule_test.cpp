// SPDX-License-Identifier: Apache-2.0
//
// rule_test.cpp: `sluice rule` as an author of rules uses it: results, exit codes, messages.
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
using ::testing::StartsWith;

constexpr const char* kTable = R"(params: {limit: 1000}
order: {quantity: 10, price: 100}
market: {symbol: AAA, last: 100}
cases:
  - {name: at, expect: {verdict: approve}}
  - {name: above, order: {price: 101}, expect: {verdict: reject}}
)";

class RuleTest : public CliTest {
 protected:
  void write_failing() const {
    write("max_order_notional.test.yaml",
          std::string{kTable} + "  - {name: wrong <on> purpose, expect: {verdict: reject}}\n");
  }
};

TEST_F(RuleTest, Test_WhenEveryCasePasses_ExitsWithZero) {
  write("max_order_notional.test.yaml", kTable);
  const auto run = sluice({"rule", "test", "max_order_notional.test.yaml"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("2 cases of 1 tables, 0 failed"));
  EXPECT_EQ(run.err, "");
}

TEST_F(RuleTest, Test_WhenACaseFails_ExitsWithOneAndNamesIt) {
  write_failing();
  const auto run = sluice({"rule", "test", "max_order_notional.test.yaml"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("FAILED max_order_notional.test.yaml:7: wrong <on> purpose"));
  EXPECT_THAT(run.out, HasSubstr("verdict: expected reject, got approve"));
}

TEST_F(RuleTest, Test_WritesJunitAndJson) {
  write_failing();
  const auto run = sluice({"rule", "test", ".", "--json", "--junit", "out.xml"});
  EXPECT_EQ(run.exit_code, 1);
  const auto said = json::parse(run.out);
  EXPECT_EQ(said["ok"], false);
  EXPECT_EQ(said["cases"], 3);
  EXPECT_EQ(said["failed"], 1);
  EXPECT_EQ(said["tables"][0]["cases"][0]["verdict"], "approve");
  const std::string xml = text("out.xml");
  EXPECT_THAT(xml, StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites"));
  EXPECT_THAT(xml, HasSubstr("wrong &lt;on&gt; purpose"));
  EXPECT_EQ(count_of(xml, "<testcase"), 3u);
  EXPECT_EQ(count_of(xml, "<testsuite "), count_of(xml, "</testsuite>"));
  EXPECT_EQ(count_of(xml, "</testcase>"), 1u);  // the others close themselves
}

TEST_F(RuleTest, Test_OfAFaultyTable_ExitsWithTwoAndRunsNothing) {
  write("max_order_notional.test.yaml", std::string{kTable} + "  - {name: x, expct: {}}\n");
  const auto run = sluice({"rule", "test", "max_order_notional.test.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("max_order_notional.test.yaml:7: cases[2].expct: unknown key; did "
                                 "you mean 'expect'?"));
  EXPECT_EQ(run.out, "");
  const auto as_json = sluice({"rule", "test", "max_order_notional.test.yaml", "--json"});
  EXPECT_EQ(as_json.exit_code, 2);
  EXPECT_EQ(json::parse(as_json.out)["faults"][0]["line"], 7);
}

TEST_F(RuleTest, PathsThatAreNone_ExitWithTwo) {
  write("alone.lua", "return function() return approve() end\n");
  write("other.txt", "");
  fs::create_directory(path("empty"));
  EXPECT_THAT(sluice({"rule", "test", "gone.lua"}).err,
              HasSubstr("gone.lua: no such file or folder"));
  EXPECT_THAT(sluice({"rule", "test", "empty"}).err, HasSubstr("there is no file *.test.yaml"));
  EXPECT_THAT(sluice({"rule", "test", "alone.lua"}).err,
              HasSubstr("it has no table of tests beside it"));
  EXPECT_THAT(sluice({"rule", "test", "other.txt"}).err,
              HasSubstr("expected a table NAME.test.yaml"));
  EXPECT_THAT(sluice({"rule", "test"}).err, HasSubstr("which file or folder?"));
  EXPECT_THAT(sluice({"rule", "tst", "x"}).err, HasSubstr("did you mean 'test'?"));
  EXPECT_THAT(sluice({"rule", "coverage", ".", "--threshold", "101"}).err,
              HasSubstr("a percentage"));
  EXPECT_EQ(sluice({"rule", "test", "gone.lua"}).exit_code, 2);
}

TEST_F(RuleTest, UnknownComponent_ExitsWithTwoAndNamesTheNearest) {
  write("max_order_notionl.test.yaml", kTable);
  const auto run = sluice({"rule", "test", "max_order_notionl.test.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("max_order_notional"));
}

TEST_F(RuleTest, Help_HasExamples) {
  const auto run = sluice({"rule", "--help"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, AllOf(HasSubstr("Examples:"), HasSubstr("sluice rule replay")));
}

TEST_F(RuleTest, New_PassesItsOwnTestsLintAndCoverage) {
  const auto made = sluice({"rule", "new", "largest_order", "--dir", "mine", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(json::parse(made.out)["files"].size(), 4u);
  EXPECT_TRUE(fs::exists(path("mine/.sluice/sluice.lua")));
  EXPECT_EQ(json::parse(text("mine/.luarc.json"))["workspace.library"][0], ".sluice");
  EXPECT_EQ(sluice({"rule", "test", "mine"}).exit_code, 0);
  EXPECT_EQ(sluice({"rule", "lint", "mine"}).exit_code, 0);
  EXPECT_EQ(sluice({"rule", "coverage", "mine", "--threshold", "100"}).exit_code, 0);
}

TEST_F(RuleTest, New_NeverWritesOverAFile_AndRefusesOddNames) {
  ASSERT_EQ(sluice({"rule", "new", "a_rule"}).exit_code, 0);
  write("a_rule.lua", "mine");
  const auto again = sluice({"rule", "new", "a_rule"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("a_rule.lua is there already"));
  EXPECT_EQ(text("a_rule.lua"), "mine");
  EXPECT_EQ(sluice({"rule", "new", "../evil"}).exit_code, 2);
  EXPECT_EQ(sluice({"rule", "new", "Upper"}).exit_code, 2);
}

TEST_F(RuleTest, Coverage_BelowTheThreshold_ExitsWithOneAndNamesTheLines) {
  write("r.lua",
        "return function(order)\n  if order.quantity > 5 then\n    return reject('BIG')\n  end\n"
        "  return approve()\nend\n");
  write("r.test.yaml", "cases:\n  - {name: small, expect: {verdict: approve}}\n");
  const auto run = sluice({"rule", "coverage", "r.lua", "--threshold", "90"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("not run: 3"));
  EXPECT_THAT(run.err, HasSubstr("below the threshold of 90.0 %"));
  EXPECT_EQ(sluice({"rule", "coverage", "r.lua", "--threshold", "50"}).exit_code, 0);
  const auto said = json::parse(sluice({"rule", "coverage", "r.lua", "--json"}).out);
  EXPECT_EQ(said["scripts"][0]["missed"], "3");
  write("r.test.yaml", "cases:\n  - {name: small, expect: {verdict: reject}}\n");
  EXPECT_THAT(sluice({"rule", "coverage", "r.lua"}).err, HasSubstr("1 cases fail"));
  write("max_order_notional.test.yaml", kTable);
  EXPECT_EQ(sluice({"rule", "coverage", "max_order_notional.test.yaml"}).exit_code, 2);
}

TEST_F(RuleTest, Lint_ShowsFileLineAndExcerpt) {
  write("r.lua", "return function(order)\n  print(order.quantty)\n  return approve()\nend\n");
  const auto run = sluice({"rule", "lint", "r.lua"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out,
              HasSubstr("r.lua:2: 'print' is not there; use log(text)\n     2 |   print("));
  EXPECT_THAT(run.out,
              HasSubstr("r.lua:2: order has no field 'quantty'; did you mean 'quantity'?"));
  write("s.lua", "return function(\n");
  const auto broken = sluice({"rule", "lint", "s.lua", "--json"});
  EXPECT_EQ(broken.exit_code, 1);
  const auto found = json::parse(broken.out)["findings"][0];
  EXPECT_GT(found["line"], 0);
  EXPECT_EQ(sluice({"rule", "lint", "r.yaml"}).exit_code, 2);
}

TEST_F(RuleTest, Bench_TellsTimeInstructionsAndMemory) {
  write("r.lua", "return function() return approve() end\n");
  write("r.test.yaml", "cases:\n  - {name: a, expect: {verdict: approve}}\n");
  const auto run = sluice({"rule", "bench", "r.lua", "--repeats", "200", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto one = json::parse(run.out)["tables"][0]["cases"][0];
  EXPECT_GT(one["instructions"], 0);
  EXPECT_GT(one["peak_memory_bytes"], 0);
  EXPECT_GE(one["p999_ns"], one["median_ns"]);
  EXPECT_EQ(sluice({"rule", "bench", "r.lua", "--repeats", "0"}).exit_code, 2);
  EXPECT_THAT(sluice({"rule", "bench", "r.lua", "--repeats", "9"}).out, HasSubstr("median ns"));
}

// A track of thirty sessions and its trail.
class ReplayTest : public CliTest {
 protected:
  static constexpr int kSessions = 30;
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols) +
                            "risk_rules:\n  - {type: max_order_notional, limit: 1000000}\n"
                            "  - {type: lua, file: seen.lua}\n");
    write("seen.lua",
          "return function(order, view)\n  state:incr('orders')\n"
          "  return approve({ measured = order.quantity, limit = view.cash })\nend\n");
    const auto run = sluice({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(15)});
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  const std::string kTrail = std::string{kTrack} + "/audit";
};

TEST_F(ReplayTest, SameRuleWithSameParameters_DiffersInNothing) {
  const auto run = sluice({"rule", "replay", "max_order_notional", "--param", "limit=1000000",
                           "--audit", kTrail, "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto said = json::parse(run.out);
  EXPECT_GT(said["orders"], 0);
  EXPECT_EQ(said["differences"], 0);
  EXPECT_EQ(said["compared_with"], "the rule's own verdicts in the trail");
}

TEST_F(ReplayTest, StricterRule_TellsWhatItWouldHaveRefused) {
  write("never.lua", "return function() return reject('NEVER') end\n");
  const auto run = sluice({"rule", "replay", "never.lua", "--audit", kTrail, "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto said = json::parse(run.out);
  EXPECT_EQ(said["differences"], said["orders"]);
  EXPECT_EQ(said["by_code"][0]["name"], "NEVER");
  EXPECT_EQ(said["by_verdict"][0]["name"], "approve -> reject");
  EXPECT_GT(said["not_rebuilt"].size(), 0u);
  EXPECT_THAT(sluice({"rule", "replay", "never.lua", "--audit", kTrail}).out,
              HasSubstr("not rebuilt from the trail: bid, ask"));
}

TEST_F(ReplayTest, BadInput_ExitsWithTwo) {
  EXPECT_THAT(sluice({"rule", "replay", "never.lua"}).err, HasSubstr("--audit DIR is required"));
  EXPECT_THAT(sluice({"rule", "replay", "gone.lua", "--audit", kTrail}).err,
              HasSubstr("gone.lua: no such file"));
  const auto bad =
      sluice({"rule", "replay", "max_order_notional", "--param", "limt=1", "--audit", kTrail});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_THAT(bad.err, HasSubstr("did you mean 'limit'?"));
  const auto gone =
      sluice({"rule", "replay", "max_order_notional", "--param", "limit=1", "--audit", "no"});
  EXPECT_EQ(gone.exit_code, 2);
}

TEST_F(ReplayTest, AuditExplain_TellsWhatALuaRuleReadAndRemembers) {
  const auto run = sluice({"audit", "explain", kTrail, "1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, AllOf(HasSubstr("read    order.quantity="), HasSubstr("view.cash="),
                             HasSubstr("state   orders: "), HasSubstr(" instructions, ")));
}

TEST_F(ReplayTest, RiskCheck_JudgesAgainstTheTrackAndChangesNothing) {
  const Tree before = read_tree(path("out"));
  const auto fits = sluice(
      {"risk", "check", "-c", "panel.yaml", "--order", "symbol=AAA,side=BUY,quantity=1", "--json"});
  ASSERT_EQ(fits.exit_code, 0) << fits.err << fits.out;
  const auto said = json::parse(fits.out);
  EXPECT_EQ(said["approved"], true);
  EXPECT_EQ(said["state"], "track");
  EXPECT_EQ(said["time"], session_date(kSessions - 1) + "T00:00:00Z");
  const auto& verdicts = said["verdicts"];
  EXPECT_EQ(verdicts.back()["rule"], "kill_switch");
  const auto limit = std::find_if(verdicts.begin(), verdicts.end(), [](const json& verdict) {
    return verdict["rule"].get<std::string>().starts_with("max_order_notional@");
  });
  ASSERT_NE(limit, verdicts.end());
  EXPECT_EQ((*limit)["limit"], "1000000");
  EXPECT_TRUE(limit->contains("headroom"));
  const auto huge = sluice(
      {"risk", "check", "-c", "panel.yaml", "--order", "symbol=AAA,side=BUY,quantity=1000000"});
  EXPECT_EQ(huge.exit_code, 1);
  EXPECT_THAT(huge.out, AllOf(HasSubstr("MAX_ORDER_NOTIONAL  <- refuses"), HasSubstr("refused: ")));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(ReplayTest, RiskCheck_SeesTheKillSwitch) {
  const auto run =
      sluice({"risk", "check", "-c", "panel.yaml", "--order", "symbol=AAA,side=BUY,quantity=1"},
             {{"SLUICE_KILL_SWITCH", "1"}});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.out, HasSubstr("refused: KILL_SWITCH"));
}

TEST_F(ReplayTest, RiskCheck_BadOrder_ExitsWithTwo) {
  const auto with = [&](const char* order) {
    return sluice({"risk", "check", "-c", "panel.yaml", "--order", order});
  };
  EXPECT_EQ(with("symbol=AAA,side=BUY").exit_code, 2);
  EXPECT_THAT(with("symbol=AAA,side=BUY").err, HasSubstr("quantity: it is missing"));
  EXPECT_THAT(with("symbol=AAAA,side=BUY,quantity=1").err,
              HasSubstr("'AAAA' is not in the universe"));
  EXPECT_EQ(with("symbol=AAAA,side=BUY,quantity=1").exit_code, 2);
  EXPECT_THAT(sluice({"risk", "check", "-c", "panel.yaml"}).err, HasSubstr("--order is required"));
  EXPECT_THAT(sluice({"risk", "chek"}).err, HasSubstr("did you mean 'check'?"));
}

TEST_F(CliTest, RiskCheck_WithoutATrack_BeginsWithTheSeedCapital) {
  const auto symbols = ragged_symbols(30);
  write("prices.csv", panel_csv(symbols, 30));
  write("panel.yaml", panel_config(symbols));
  const auto run = sluice(
      {"risk", "check", "-c", "panel.yaml", "--order", "symbol=AAA,side=BUY,quantity=1", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err << run.out;
  EXPECT_EQ(json::parse(run.out)["state"], "seed_capital");
  EXPECT_FALSE(fs::exists(path("out")));
}

}  // namespace
}  // namespace sluice::e2e
