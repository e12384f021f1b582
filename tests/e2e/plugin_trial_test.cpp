// SPDX-License-Identifier: Apache-2.0
//
// plugin_trial_test.cpp: a library that takes its process down meets the host: what the operator
// sees, and how it is let in again.
#include <fstream>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/file_text.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class PluginTrialTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(20);
    write("prices.csv", panel_csv(symbols, 20));
    write("panel.yaml", panel_config(symbols));
    fs::create_directories(path("plugins"));
    fs::permissions(path("plugins"), fs::perms{0755});
  }
  void install(const std::string& library) const {
    const fs::path target = path("plugins/") / "bad.so";
    fs::remove(target);
    fs::copy_file(fs::path{SLUICE_TEST_PLUGINS} / (library + ".so"), target);
    fs::permissions(target, fs::perms{0644});
  }
  [[nodiscard]] Outcome run(const Words& words, Environment more = {}) const {
    more.try_emplace("SLUICE_STATE_DIR", path("state"));
    more.try_emplace("SLUICE_PLUGIN_PATH", path("plugins"));
    return sluice(words, more);
  }
  [[nodiscard]] Outcome backtest() const {
    return run({"backtest", "-c", "panel.yaml", "--set", "risk_rules=[{type: raw_rule}]"});
  }
  [[nodiscard]] json listed() const { return json::parse(run({"plugin", "list", "--json"}).out); }
  [[nodiscard]] json library() const {
    const json list = listed();
    for (const auto& row : list["libraries"])
      if (fs::path{row["path"].get<std::string>()}.filename() == "bad.so") return row;
    return {};
  }
};

TEST_F(PluginTrialTest, LibraryThatCrashes_IsRefusedWithTheCommandThatHelpsAndTheHostGoesOn) {
  install("load_aborts");
  EXPECT_EQ(library()["trial"]["state"], "untried");
  const auto refused = backtest();
  EXPECT_EQ(refused.exit_code, 2);
  const std::string hash = library()["sha256"];
  EXPECT_THAT(refused.err, AllOf(HasSubstr("risk_rules"), HasSubstr("bad.so: it is quarantined"),
                                 HasSubstr("was killed by SIGABRT, while it was loaded"),
                                 HasSubstr("sluice plugin release " + hash.substr(0, 16) +
                                           " --who NAME --why TEXT")));
  EXPECT_EQ(run({"backtest", "-c", "panel.yaml"}).exit_code, 0) << "who does not use it goes on";
}

TEST_F(PluginTrialTest, List_ShowsWhatPassedAndWhatIsQuarantined) {
  install("load_aborts");
  (void)backtest();
  const auto text = run({"plugin", "list"}).out;
  EXPECT_THAT(text, AllOf(HasSubstr("raw_rule"), HasSubstr("quarantined  for tests"),
                          HasSubstr("quarantined: " + path("plugins/bad.so").string() +
                                    ": it is quarantined since 20"),
                          HasSubstr("sluice_feeds.so          ")));
  const auto list = listed();
  EXPECT_EQ(list["state_directory"], path("state").string());
  EXPECT_EQ(library()["trial"]["state"], "quarantined");
  EXPECT_EQ(library()["trial"]["step"], "load");
  EXPECT_THAT(library()["trial"]["reason"].get<std::string>(), HasSubstr("SIGABRT"));
  bool some_passed = false;
  for (const auto& component : list["components"]) {
    some_passed |= component["trial"] == "passed";
    EXPECT_EQ(component["trial"] == "quarantined", component["id"] == "raw_rule") << component;
  }
  EXPECT_TRUE(some_passed);
  EXPECT_TRUE(list["quarantined_elsewhere"].empty());
  fs::remove(path("plugins/bad.so"));
  EXPECT_EQ(listed()["quarantined_elsewhere"].size(), 1u);
  EXPECT_THAT(run({"plugin", "list"}).out, HasSubstr("quarantined: "));
}

TEST_F(PluginTrialTest, ConfigCheck_TellsOfAQuarantinedLibraryThatItNeeds) {
  install("load_aborts");
  (void)backtest();
  const Words check{"config", "check", "panel.yaml", "--set", "risk_rules=[{type: raw_rule}]"};
  const auto refused = run(check);
  EXPECT_EQ(refused.exit_code, 2) << refused.out;
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("risk_rules[0]: "), HasSubstr("bad.so: it is quarantined"),
                    HasSubstr("sluice plugin release ")));
  EXPECT_EQ(run({"config", "check", "panel.yaml"}).exit_code, 0);
}

TEST_F(PluginTrialTest, Inspect_ShowsTheTrialAndRunsNothing) {
  install("load_aborts");
  const Words inspect{"plugin", "inspect", "plugins/bad.so", "--json"};
  auto before = run(inspect);
  EXPECT_EQ(before.exit_code, 0);
  EXPECT_EQ(json::parse(before.out)["trial"]["state"], "untried");
  EXPECT_FALSE(fs::exists(path("state")));
  (void)backtest();
  const auto after = json::parse(run(inspect).out);
  EXPECT_EQ(after["trial"]["state"], "quarantined");
  EXPECT_EQ(after["loadable"], false);
  EXPECT_THAT(after["refusal"].get<std::string>(), HasSubstr("plugin release"));
  EXPECT_THAT(run({"plugin", "inspect", "plugins/bad.so"}).out,
              HasSubstr("trial       quarantined 20"));
}

TEST_F(PluginTrialTest, Release_NeedsWhoAndWhyAndHasItTriedAgain) {
  install("load_aborts");
  (void)backtest();
  EXPECT_EQ(run({"plugin", "release", "bad.so", "--who", "ana"}).exit_code, 2);
  EXPECT_EQ(run({"plugin", "release", "bad.so", "--why", "x"}).exit_code, 2);
  EXPECT_EQ(library()["trial"]["state"], "quarantined");
  const auto released = run({"plugin", "release", "bad.so", "--who", "ana", "--why", "new libc"});
  EXPECT_EQ(released.exit_code, 0) << released.err;
  EXPECT_THAT(released.out,
              AllOf(HasSubstr("released: "), HasSubstr("SIGABRT"), HasSubstr("it is tried again")));
  EXPECT_EQ(library()["trial"]["state"], "untried");
  const auto log = text("state/plugins/log.jsonl");
  const auto last = json::parse(log.substr(log.rfind('\n', log.size() - 2) + 1));
  EXPECT_EQ(last["action"], "released");
  EXPECT_EQ(last["who"], "ana");
  EXPECT_EQ(last["why"], "new libc");
  EXPECT_THAT(backtest().err, HasSubstr("it is quarantined"));
}

TEST_F(PluginTrialTest, Release_TakesAFileAHashOrItsBeginning) {
  install("load_aborts");
  for (const bool whole : {true, false}) {
    (void)backtest();
    const std::string hash = library()["sha256"];
    const auto done = run({"plugin", "release", whole ? hash : hash.substr(0, 8), "--who", "ana",
                           "--why", "x", "--json"});
    EXPECT_EQ(done.exit_code, 0) << done.out;
    EXPECT_EQ(json::parse(done.out)["sha256"], hash);
  }
  (void)backtest();
  EXPECT_EQ(run({"plugin", "release", "plugins/bad.so", "--who", "a", "--why", "x"}).exit_code, 0);
  const auto again = run({"plugin", "release", "plugins/bad.so", "--who", "a", "--why", "x"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("'plugins/bad.so' is not quarantined"));
}

TEST_F(PluginTrialTest, ReleaseOfOneOfTwoBuilds_AsksWhich) {
  for (const char* library : {"load_aborts", "load_exits"}) {
    install(library);
    (void)backtest();
  }
  const auto both = run({"plugin", "release", "bad.so", "--who", "ana", "--why", "x"});
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, HasSubstr("give the SHA-256 of one"));
  const auto other = run({"plugin", "release", "other.so", "--who", "ana", "--why", "x"});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("these are: bad.so ("));
}

TEST_F(PluginTrialTest, OtherBuild_GetsAnotherTrial) {
  install("load_aborts");
  EXPECT_EQ(backtest().exit_code, 2);
  install("raw_rule");
  EXPECT_EQ(backtest().exit_code, 0);
  EXPECT_EQ(library()["trial"]["state"], "passed");
}

TEST_F(PluginTrialTest, StateFolderOfTheConfig_IsUsed) {
  const Words words{"backtest", "-c", "panel.yaml", "--set", "plugins.state_dir=mine"};
  EXPECT_EQ(run(words).exit_code, 0);
  EXPECT_TRUE(fs::exists(path("mine/plugins/log.jsonl")));
  EXPECT_FALSE(fs::exists(path("state")));
}

TEST_F(PluginTrialTest, StateFolderThatCanNotBeWritten_WarnsAndRuns) {
  write("state", "a file");
  const auto run_1 = run({"backtest", "-c", "panel.yaml"});
  EXPECT_EQ(run_1.exit_code, 0) << run_1.err;
  EXPECT_THAT(run_1.err, HasSubstr("the result of its trial is not kept"));
}

TEST_F(PluginTrialTest, NoRunner_RefusesLibrariesThatAreNotKnown) {
  const Environment none{{"SLUICE_PLUGIN_RUNNER", path("no-runner")}};
  const auto refused = run({"backtest", "-c", "panel.yaml"}, none);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("there is no program " + path("no-runner").string()));
  ASSERT_EQ(run({"backtest", "-c", "panel.yaml"}).exit_code, 0);
  EXPECT_EQ(run({"backtest", "-c", "panel.yaml"}, none).exit_code, 0) << "they are known by now";
}

TEST_F(PluginTrialTest, TriedAndUntried_GiveTheSameResults) {
  ASSERT_EQ(run({"backtest", "-c", "panel.yaml"}).exit_code, 0);
  const Tree first = read_tree(path("out"));
  ASSERT_EQ(run({"backtest", "-c", "panel.yaml"}).exit_code, 0);
  EXPECT_EQ(difference(first, read_tree(path("out"))), "");
}

}  // namespace
}  // namespace sluice::e2e
