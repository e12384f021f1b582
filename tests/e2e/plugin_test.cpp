// SPDX-License-Identifier: Apache-2.0
//
// plugin_test.cpp: which libraries are found, and which are trusted.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class PluginTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(20);
    write("prices.csv", panel_csv(symbols, 20));
    write("panel.yaml", panel_config(symbols));
  }
  // Every library with its true hash; `changed` stands for the strategies' where given.
  [[nodiscard]] std::string allow_list(const std::string& changed = {}) const {
    std::string list;
    for (const auto& entry : fs::directory_iterator{plugin_directory()}) {
      if (entry.path().extension() != ".so") continue;
      const std::string name = entry.path().filename().string();
      const bool replaced = name == "sluice_strategies.so" && !changed.empty();
      list +=
          (list.empty() ? "" : ", ") + name + ": " + (replaced ? changed : hash_of(entry.path()));
    }
    return "plugins.allow={" + list + "}";
  }
  [[nodiscard]] std::string hash_of(const fs::path& library) const {
    return json::parse(sluice({"plugin", "inspect", library, "--json"}).out)["sha256"];
  }
};

TEST_F(PluginTest, AllowListWithTheRightHashes_Runs) {
  const auto run = sluice({"backtest", "-c", "panel.yaml", "--set", allow_list()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
}

TEST_F(PluginTest, AllowListWithAWrongHash_RefusesAndShowsBoth) {
  const std::string wrong(64, 'a');
  const auto run = sluice({"backtest", "-c", "panel.yaml", "--set", allow_list(wrong)});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("strategy: unknown strategy 'trend_baseline'"));
  EXPECT_THAT(run.err, HasSubstr("sluice_strategies.so has the SHA-256 " +
                                 hash_of(plugin_directory() / "sluice_strategies.so") +
                                 ", the allow-list expects " + wrong));
  EXPECT_FALSE(fs::exists(path("out")));
}

// Many faults may have one cause.
TEST_F(PluginTest, RefusedLibraries_AreToldOnceWhateverIsMissing) {
  const Words allow{"--set", "plugins.allow={sluice_feeds.so: " +
                                 hash_of(plugin_directory() / "sluice_feeds.so") + "}"};
  for (const Words& command :
       {Words{"backtest", "-c", "panel.yaml"}, Words{"config", "check", "panel.yaml"}}) {
    Words words = command;
    words.insert(words.end(), allow.begin(), allow.end());
    const auto run = sluice(words);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_GT(count_of(run.err, ": unknown "), 2u) << run.err;
    EXPECT_EQ(count_of(run.err, "plugins: not used: sluice_strategies.so: "), 1u) << run.err;
    EXPECT_EQ(count_of(run.err, "sluice_strategies.so is not in the allow-list"), 1u) << run.err;
    EXPECT_EQ(count_of(run.err, "not used: sluice_feeds.so"), 0u) << run.err;
  }
}

TEST_F(PluginTest, AllowListWithoutALibrary_DoesNotLoadIt) {
  const auto run = sluice({"plugin", "list", "-c", "panel.yaml", "--set",
                           "plugins.allow={other.so: " + std::string(64, 'a') + "}"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.out, HasSubstr("no plugins found"));
  EXPECT_THAT(run.out, HasSubstr("sluice_feeds.so is not in the allow-list; its SHA-256 is "));
}

TEST_F(PluginTest, MalformedHash_IsAConfigFault) {
  const auto run =
      sluice({"backtest", "-c", "panel.yaml", "--set", "plugins.allow={sluice_feeds.so: abc}"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("plugins.allow"));
}

TEST_F(PluginTest, List_NamesEveryComponentTheDemoUses) {
  const auto list = json::parse(sluice({"plugin", "list", "--json"}).out);
  std::string ids;
  for (const auto& component : list["components"])
    ids += component["kind"].get<std::string>() + ":" + component["id"].get<std::string>() + " ";
  for (const char* id : {"strategy:trend_baseline ", "executor:paper ", "executor:safe_csv ",
                         "feed:csv ", "risk_rule:vol_target ", "report:report_markdown "})
    EXPECT_THAT(ids, HasSubstr(id));
}

TEST_F(PluginTest, Inspect_TellsOfALibraryAndOfWhatIsNone) {
  const auto good = json::parse(
      sluice({"plugin", "inspect", plugin_directory() / "sluice_feeds.so", "--json"}).out);
  EXPECT_EQ(good["loadable"], true);
  EXPECT_EQ(good["components"][0]["id"], "csv");
  const auto bad = sluice({"plugin", "inspect", "prices.csv", "--json"});
  EXPECT_EQ(bad.exit_code, 1);
  EXPECT_EQ(json::parse(bad.out)["loadable"], false);
  EXPECT_THAT(json::parse(bad.out)["refusal"].get<std::string>(),
              HasSubstr("this is not an ELF file"));
}

}  // namespace
}  // namespace sluice::e2e
