// SPDX-License-Identifier: Apache-2.0
//
// audit_test.cpp: what happened can be proved, and what was changed is found.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

constexpr int kSessions = 25;
constexpr const char* kAudit = "out/strategy_panel/audit";
constexpr const char* kSegment = "out/strategy_panel/audit/order_audit.20200131.jsonl";

class AuditTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
    ASSERT_EQ(
        sluice({"paper-track", "run", "-c", "panel.yaml", "--from", session_date(0)}).exit_code, 0);
  }
};

TEST_F(AuditTest, Track_IsWhole) {
  const auto run = sluice({"audit", "verify", kAudit});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr(" records in 25 segments, last hash "));
  EXPECT_EQ(json::parse(sluice({"audit", "verify", kAudit, "--json"}).out)["ok"], true);
}

TEST_F(AuditTest, FlippedByte_IsFoundByFileAndLine) {
  std::string segment = text(kSegment);
  const std::size_t line = segment.find('\n') + 1;  // the second
  segment[segment.find("\"seq\":", line) + 6] ^= 1;
  write(kSegment, segment);
  const auto run = sluice({"audit", "verify", kAudit});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr(std::string{kSegment} + ":2: "));
  const auto said = json::parse(sluice({"audit", "verify", kAudit, "--json"}).out);
  EXPECT_EQ(said["ok"], false);
  EXPECT_THAT(said["fault"].get<std::string>(), HasSubstr(std::string{kSegment} + ":2: "));
}

TEST_F(AuditTest, MissingSegment_IsFound) {
  fs::remove(path(kSegment));
  EXPECT_EQ(sluice({"audit", "verify", kAudit}).exit_code, 1);
}

TEST_F(AuditTest, Show_FiltersByTypeAndIntent) {
  const auto marks = sluice({"audit", "show", kAudit, "--type", "MARK"});
  EXPECT_EQ(count_of(marks.out, "\n"), 25u);
  EXPECT_EQ(count_of(marks.out, "\"type\":\"MARK\""), 25u);

  const auto intents = sluice({"audit", "show", kAudit, "--type", "NEW"});
  ASSERT_FALSE(intents.out.empty());
  const auto id =
      json::parse(intents.out.substr(0, intents.out.find('\n')))["intent_id"].get<std::string>();
  const auto story = sluice({"audit", "show", kAudit, "--intent", id});
  EXPECT_GT(count_of(story.out, "\n"), 1u);
  EXPECT_EQ(count_of(story.out, "\"intent_id\":\"" + id), count_of(story.out, "\n"));
}

TEST_F(AuditTest, PathWithoutSegments_IsAUsageError) {
  const auto nowhere = sluice({"audit", "verify", "nowhere"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_EQ(nowhere.err, "sluice: nowhere: no such file or folder\n");
  const auto empty = sluice({"audit", "verify", "out"});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_EQ(empty.err, "sluice: out: no segment (.jsonl) in it\n");
}

}  // namespace
}  // namespace sluice::e2e
