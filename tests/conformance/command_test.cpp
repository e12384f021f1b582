// SPDX-License-Identifier: Apache-2.0
//
// command_test.cpp: `sluice plugin check` as an author runs it: exit codes, JSON, the list.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class PluginCheck : public CliTest {
 protected:
  [[nodiscard]] Outcome check(const std::string& animal, Words words = {}) const {
    words.insert(words.begin(),
                 {"plugin", "check", std::string{SLUICE_BINARY_DIR} + "/zoo/" + animal + ".so"});
    return sluice(words);
  }
};

TEST_F(PluginCheck, OfASoundLibrary_Exits0_WithALineForEachTestAndASummary) {
  const Outcome outcome = check("none");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("passed   5  state.round_trip"));
  EXPECT_THAT(outcome.out, HasSubstr("tests up to level 5, seed 1: "));
  EXPECT_THAT(outcome.out, HasSubstr(" 0 failed\n"));
}

// In the process that asks, the first two would have ended it.
TEST_F(PluginCheck, OfALibraryThatTakesItsProcessDown_Exits1_AndSaysSo) {
  for (const char* animal : {"crashes_in_a_constructor", "exits_on_load", "crashes_in_a_thread"}) {
    const Outcome outcome = check(animal);
    EXPECT_EQ(outcome.exit_code, 1) << animal;
    EXPECT_THAT(outcome.out, HasSubstr("saw:  ")) << animal;
    EXPECT_THAT(outcome.out, HasSubstr("rule: ")) << animal;
    EXPECT_THAT(outcome.out, HasSubstr("fix:  ")) << animal;
  }
}

TEST_F(PluginCheck, AsJson_HasOneObjectForEachTest_AndIsTheSameAgain) {
  const Outcome outcome =
      check("throws_in_check", {"--level", "5", "--seed", "18446744073709551615", "--json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const json report = json::parse(outcome.out);
  EXPECT_EQ(report["seed"], 18446744073709551615u);
  EXPECT_EQ(report["conforming"], false);
  const json listed = json::parse(sluice({"plugin", "check", "--list", "--json"}).out);
  for (std::size_t i = 0; i < report["tests"].size(); ++i)
    EXPECT_EQ(report["tests"][i]["id"], listed[i]["id"]);
  EXPECT_EQ(report["tests"].size(), std::size_t{report["passed"]} + std::size_t{report["failed"]});
  EXPECT_EQ(
      outcome.out,
      check("throws_in_check", {"--level", "5", "--seed", "18446744073709551615", "--json"}).out);
}

TEST_F(PluginCheck, WithAMistakeInTheQuestion_Exits2) {
  EXPECT_EQ(check("nobody").exit_code, 2);
  EXPECT_EQ(check("none", {"--level", "0"}).exit_code, 2);
  EXPECT_EQ(check("none", {"--level", "11"}).exit_code, 2);
  EXPECT_EQ(check("none", {"--seed", "x"}).exit_code, 2);
  EXPECT_EQ(check("none", {"--check-file", "missing.json"}).exit_code, 2);
  EXPECT_EQ(sluice({"plugin", "check"}).exit_code, 2);
  const Outcome outcome = check("none", {"--test", "hot.lok"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean 'hot.lock'?"));
}

}  // namespace
}  // namespace sluice::e2e
