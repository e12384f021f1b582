// SPDX-License-Identifier: Apache-2.0
//
// command_line_test.cpp: what a person can get wrong at the command line and in a config, and how
// the answers read, for people and for programs.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class CommandLineTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(20);
    write("prices.csv", panel_csv(symbols, 20));
    write("panel.yaml", panel_config(symbols));
  }
  void expect_usage_error(const Words& words, const std::string& message) const {
    const auto run = sluice(words);
    EXPECT_EQ(run.exit_code, 2) << words[0];
    EXPECT_EQ(run.out, "");
    EXPECT_EQ(count_of(run.err, "\n"), 1u) << run.err;
    EXPECT_THAT(run.err, HasSubstr(message));
  }
};

// Six faults in each format, at the same lines but for the syntax's own.
constexpr const char* kWrongYaml =
    "strategy_name: panel\n"
    "strategy: {type: trend_baseline, ma_fast: 3, ma_slow: 8}\n"
    "univers: {symbols: [AAA]}\n"
    "data: {path: prices.csv}\n"
    "trading:\n"
    "  freq: 2d\n"
    "  rebalance_frq: D\n"
    "  max_gross_exposure: -1\n"
    "costs: {commission_bps: -5}\n"
    "portfolio: {seed_capital: 0}\n";
constexpr const char* kWrongJson =
    "{\n"
    "\"strategy_name\": \"panel\", \"strategy\": {\"type\": \"trend_baseline\"},\n"
    "\"univers\": {\"symbols\": [\"AAA\"]},\n"
    "\"data\": {\"path\": \"prices.csv\"},\n"
    "\"trading\": {\n"
    "  \"freq\": \"2d\",\n"
    "  \"rebalance_frq\": \"D\",\n"
    "  \"max_gross_exposure\": -1},\n"
    "\"costs\": {\"commission_bps\": -5},\n"
    "\"portfolio\": {\"seed_capital\": 0}\n"
    "}\n";
constexpr const char* kWrongToml =
    "strategy_name = \"panel\"\n"
    "strategy = {type = \"trend_baseline\"}\n"
    "univers = {symbols = [\"AAA\"]}\n"
    "data = {path = \"prices.csv\"}\n"
    "[trading]\n"
    "freq = \"2d\"\n"
    "rebalance_frq = \"D\"\n"
    "max_gross_exposure = -1\n"
    "[costs] \ncommission_bps = -5\n[portfolio]\n"
    "seed_capital = 0\n";

TEST_F(CommandLineTest, WrongConfig_InEveryFormat_NamesEveryFaultWithFileLineAndPath) {
  write("wrong.yaml", kWrongYaml);
  write("wrong.json", kWrongJson);
  write("wrong.toml", kWrongToml);
  for (const std::string file : {"wrong.yaml", "wrong.json", "wrong.toml"}) {
    const auto run = sluice({"config", "check", file});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.err, HasSubstr(file + ":3: univers: unknown key"));
    EXPECT_THAT(run.err, HasSubstr("did you mean 'universe'?"));
    EXPECT_THAT(run.err, HasSubstr(file + ":6: trading.freq: expected one of 1d, 5min"));
    EXPECT_THAT(run.err, HasSubstr(file + ":7: trading.rebalance_frq: unknown key"));
    EXPECT_THAT(run.err, HasSubstr("did you mean 'rebalance_freq'?"));
    EXPECT_THAT(run.err, HasSubstr(file + ":8: trading.max_gross_exposure: expected a number > 0"));
    EXPECT_THAT(run.err, HasSubstr(": costs.commission_bps: expected a number >= 0"));
    EXPECT_THAT(run.err, HasSubstr(": portfolio.seed_capital: expected an amount > 0"));
    // The drivers say the same.
    EXPECT_EQ(sluice({"backtest", "-c", file}).err, run.err);
  }
}

// Mending the one must not bring up the other.
TEST_F(CommandLineTest, FaultsOfTheContractAndOfComponents_AreToldTogether_InTheOrderOfTheFile) {
  write("both.yaml",
        "strategy_name: panel\n"
        "strategy: {type: trend_baseline, ma_fsat: 3}\n"
        "universe: {symbols: [AAA]}\n"
        "data: {path: prices.csv}\n"
        "pre_trade:\n"
        "  max_notional_per_symbl: 100\n"
        "executor: {type: papr}\n"
        "trading: {freq: 1d, rebalance_freq: D, max_gross_exposure: 1.0}\n"
        "portfolio: {seed_capital: 1000}\n");
  for (const Words& words :
       {Words{"config", "check", "both.yaml"}, Words{"backtest", "-c", "both.yaml"}}) {
    const auto run = sluice(words);
    EXPECT_EQ(run.exit_code, 2);
    const auto strategy = run.err.find("both.yaml:2: strategy.ma_fsat: unknown key");
    const auto rule = run.err.find("both.yaml:6: pre_trade.max_notional_per_symbl: unknown");
    const auto executor = run.err.find("both.yaml:7: executor");
    EXPECT_NE(executor, std::string::npos) << run.err;
    EXPECT_LT(strategy, rule) << run.err;
    EXPECT_LT(rule, executor) << run.err;
    EXPECT_THAT(run.err, HasSubstr("3 faults"));
  }
}

TEST_F(CommandLineTest, ConfigThatIsNoYaml_NamesTheLine) {
  write("torn.yaml", "strategy_name: panel\nstrategy: {type: [\n");
  const auto run = sluice({"config", "check", "torn.yaml"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("torn.yaml:"));
}

TEST_F(CommandLineTest, MissingConfig_IsNamed) {
  EXPECT_EQ(sluice({"config", "check", "nowhere.yaml"}).exit_code, 2);
  EXPECT_THAT(sluice({"backtest", "-c", "nowhere.yaml"}).err,
              HasSubstr("no such file: nowhere.yaml"));
  expect_usage_error({"backtest"}, "--config FILE is required");
}

TEST_F(CommandLineTest, UnknownComponentAndParametersOutOfRange_AreAllNamed) {
  const auto run = sluice({"backtest", "-c", "panel.yaml", "--set", "strategy.type=trend_baselin",
                           "--set", "executor.fill_model=clos", "--set", "reports=[report_pdf]"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("unknown strategy 'trend_baselin'; did you mean "
                                 "'trend_baseline'?"));
  EXPECT_THAT(run.err, HasSubstr("executor.fill_model: expected one of immediate, close, "
                                 "next_open, volume, quote, book, got text 'clos'; did you mean "
                                 "'close'?"));
  EXPECT_THAT(run.err, HasSubstr("unknown report 'report_pdf'"));
  EXPECT_THAT(run.err, HasSubstr("3 faults"));

  const auto range = sluice({"config", "check", "panel.yaml", "--set", "strategy.ma_fast=0",
                             "--set", "strategy.ma_slw=3"});
  EXPECT_EQ(range.exit_code, 2);
  EXPECT_THAT(range.err, HasSubstr("strategy.ma_fast: expected a whole number >= 1 and <= 10000"));
  EXPECT_THAT(range.err, HasSubstr("strategy.ma_slw: unknown key"));
  EXPECT_THAT(range.err, HasSubstr("did you mean 'ma_slow'?"));
}

TEST_F(CommandLineTest, UnknownWords_NameTheNearest) {
  expect_usage_error({"paper-trak"}, "unknown command 'paper-trak'; did you mean 'paper-track'?");
  expect_usage_error({"backtest", "--jsn"}, "unknown option --jsn; did you mean '--json'?");
  expect_usage_error(
      {"paper-track", "rnu", "-c", "panel.yaml"},
      "paper-track rnu: expected run, status, health, pause or resume; did you mean 'run'?");
  expect_usage_error({"config", "chek", "panel.yaml"},
                     "config chek: expected check, show or schema; did you mean 'check'?");
  expect_usage_error(
      {"audit", "verfy", "x"},
      "audit verfy: expected verify, show, explain, replay or export; did you mean 'verify'?");
  expect_usage_error(
      {"plugin", "inspct"},
      "plugin inspct: expected list, inspect, release, check or new; did you mean 'inspect'?");
  expect_usage_error({"plugin", "list", "x.so"}, "plugin list: takes no library");
  expect_usage_error({"config"}, "config: expected check, show or schema\n");
  expect_usage_error({"version", "--foo"}, "unknown option --foo");
}

TEST_F(CommandLineTest, WrongArguments_SayWhatIsExpected) {
  const Words track{"paper-track", "run", "-c", "panel.yaml"};
  const auto with = [&](const Words& more) {
    Words words = track;
    words.insert(words.end(), more.begin(), more.end());
    return words;
  };
  expect_usage_error(with({"--date", "2020-13-01"}), "expected a date like 2025-01-15");
  expect_usage_error(with({"--from", "2020-02-01", "--to", "2020-01-01"}),
                     "--from is later than --to");
  expect_usage_error(with({"--date", "2020-02-01", "--to", "2020-01-01"}),
                     "--date stands for both");
  expect_usage_error(with({"--force"}), "--force needs --date");
  expect_usage_error(with({"--log-level", "loud"}), "expected debug, info, warning or error");
  expect_usage_error({"eod", "-c", "panel.yaml", "--cash", "much"}, "expected a decimal amount");
  expect_usage_error({"paper-track", "status", "-c", "panel.yaml"}, "no paper track in");
}

TEST_F(CommandLineTest, Set_OverridesTheConfig) {
  const auto run =
      sluice({"config", "show", "panel.yaml", "--set", "strategy.ma_slow=12", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(json::parse(run.out)["config"]["strategy"]["ma_slow"], 12);
  const auto plain = sluice({"config", "show", "panel.yaml"});
  EXPECT_THAT(plain.out, HasSubstr("ma_slow: 8"));
  const auto typo = sluice({"config", "show", "panel.yaml", "--set", "trading.rebalnce_freq=D"});
  EXPECT_EQ(typo.exit_code, 2);
  EXPECT_THAT(typo.err, HasSubstr("--set trading.rebalnce_freq"));
  EXPECT_THAT(typo.err, HasSubstr("did you mean 'rebalance_freq'?"));
}

TEST_F(CommandLineTest, Config_CheckShowAndSchema_AnswerPeopleAndPrograms) {
  EXPECT_EQ(sluice({"config", "check", "panel.yaml"}).out, "panel.yaml: no faults\n");
  const auto check = json::parse(sluice({"config", "check", "panel.yaml", "--json"}).out);
  EXPECT_EQ(check["ok"], true);
  const auto shown = sluice({"config", "show", "panel.yaml"});
  EXPECT_THAT(shown.out, HasSubstr("# hash: " + check["hash"].get<std::string>()));
  // What is shown is a config, and the same.
  write("shown.yaml", shown.out);
  EXPECT_EQ(json::parse(sluice({"config", "check", "shown.yaml", "--json"}).out), check);
  // The order of the rules has a meaning.
  using nlohmann::ordered_json;
  const auto tree = ordered_json::parse(sluice({"config", "show", "panel.yaml", "--json"}).out);
  EXPECT_EQ(tree["hash"], check["hash"]);
  write("shown.json", tree["config"].dump());
  EXPECT_EQ(json::parse(sluice({"config", "check", "shown.json", "--json"}).out), check);
  const auto schema = json::parse(sluice({"config", "schema"}).out);
  EXPECT_TRUE(schema["properties"].contains("strategy_name"));
}

TEST_F(CommandLineTest, Json_IsValidForEverySuccess) {
  const std::string library = (plugin_directory() / "sluice_feeds.so").native();
  const std::vector<Words> all{
      {"paper-track", "run", "-c", "panel.yaml", "--from", session_date(0)},
      {"paper-track", "run", "-c", "panel.yaml", "--date", session_date(19)},
      {"paper-track", "status", "-c", "panel.yaml"},
      {"paper-track", "pause", "-c", "panel.yaml", "--reason", "a test"},
      {"paper-track", "resume", "-c", "panel.yaml", "--reason", "a test"},
      {"report", "-c", "panel.yaml"},
      {"backtest", "-c", "panel.yaml"},
      {"eod", "-c", "panel.yaml"},
      {"plugin", "list"},
      {"plugin", "inspect", library},
      {"config", "check", "panel.yaml"},
      {"config", "show", "panel.yaml"},
      {"config", "schema"},
      {"audit", "verify", "out/strategy_panel/audit"},
      {"version"}};
  for (Words words : all) {
    words.emplace_back("--json");
    const auto run = sluice(words);
    EXPECT_EQ(run.exit_code, 0) << words[0] << " " << words[1] << ": " << run.err;
    EXPECT_TRUE(json::accept(run.out)) << words[0] << " " << words[1] << ": " << run.out;
  }
  const auto shown = sluice({"audit", "show", "out/strategy_panel/eod", "--json"});
  ASSERT_EQ(shown.exit_code, 0);
  for (std::size_t at = 0; at < shown.out.size(); at = shown.out.find('\n', at) + 1)
    EXPECT_TRUE(json::accept(shown.out.substr(at, shown.out.find('\n', at) - at)));
}

TEST_F(CommandLineTest, Json_IsValidForEveryError) {
  const std::vector<Words> all{{"paper-track", "run"},
                               {"paper-track", "run", "-c", "panel.yaml", "--date", "2199-01-04"},
                               {"paper-track", "run", "-c", "panel.yaml", "--set", "x=1"},
                               {"paper-track", "status", "-c", "nowhere.yaml"},
                               {"report", "-c", "panel.yaml"},
                               {"backtest", "-c", "panel.yaml", "--from", "2199-01-04"},
                               {"eod", "-c", "panel.yaml", "--date", "2020-01-11"},
                               {"plugin", "inspect", "nowhere.so"},
                               {"plugin", "list", "-c", "nowhere.yaml"},
                               {"config", "check", "nowhere.yaml"},
                               {"audit", "verify", "nowhere"},
                               {"audit", "show", "nowhere"},
                               {"version", "--foo"},
                               {"nonsense"}};
  for (Words words : all) {
    words.emplace_back("--json");
    const auto run = sluice(words);
    EXPECT_TRUE(run.exit_code == 1 || run.exit_code == 2) << words[0] << run.exit_code;
    const auto said = json::parse(run.out, nullptr, false);
    ASSERT_FALSE(said.is_discarded()) << words[0] << ": " << run.out;
    EXPECT_FALSE(said.value("ok", false)) << run.out;
    if (words[0] != "plugin") {
      EXPECT_EQ(said["exit_code"], run.exit_code) << run.out;
    }
  }
}

TEST_F(CommandLineTest, Help_OfEveryCommand_ShowsAnExample) {
  const auto help = sluice({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("Exit codes: 0 done, 1 the run failed, 2 usage or config"));
  for (const char* command :
       {"eod", "backtest", "paper-track", "report", "plugin", "config", "audit", "version"}) {
    EXPECT_THAT(help.out, HasSubstr("\n  " + std::string{command} + " "));
    const auto run = sluice({command, "--help"});
    EXPECT_EQ(run.exit_code, 0) << command;
    EXPECT_THAT(run.out, HasSubstr("Example")) << command;
    EXPECT_THAT(run.out, HasSubstr("  sluice " + std::string{command}));
  }
  const auto nothing = sluice({});
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_EQ(nothing.err, help.out);
}

TEST_F(CommandLineTest, Output_OnAFullDevice_IsAFailure) {
  const Words shell{"/bin/sh", "-c", "\"$0\" config show panel.yaml > /dev/full",
                    program().native()};
  const auto run = Process{shell, {}, path()}.wait();
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.err, "sluice: cannot write to standard output\n");
}

}  // namespace
}  // namespace sluice::e2e
