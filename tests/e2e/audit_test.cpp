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

constexpr int kAuditSessions = 25;
constexpr const char* kAudit = "out/strategy_panel/audit";
constexpr const char* kSegment = "out/strategy_panel/audit/order_audit.20200131.jsonl";

class AuditTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kAuditSessions);
    write("prices.csv", panel_csv(symbols, kAuditSessions));
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

TEST_F(AuditTest, Export_OfCsv_HasARowForEachWantedRecord) {
  const auto marks = sluice({"audit", "export", kAudit, "--format", "csv", "--type", "MARK"});
  ASSERT_EQ(marks.exit_code, 0) << marks.err;
  EXPECT_EQ(count_of(marks.out, "\n"), 26u);
  EXPECT_THAT(marks.out, ::testing::StartsWith("seq,time,type,intent_id,state,details\n"));
  EXPECT_THAT(marks.out, HasSubstr(R"(,MARK,,,"{""equity"":)"));
  const auto days = sluice({"audit", "export", kAudit, "--format", "csv", "--type", "MARK",
                            "--from", session_date(3), "--to", session_date(5)});
  EXPECT_EQ(count_of(days.out, "\n"), 3u);
  EXPECT_THAT(days.out, HasSubstr(session_date(3) + "T"));
  EXPECT_THAT(days.out, HasSubstr(session_date(4) + "T"));
}

TEST_F(AuditTest, Export_OfJson_IsOneArrayOfTheRecords) {
  const auto marks =
      json::parse(sluice({"audit", "export", kAudit, "--format", "json", "--type", "MARK"}).out);
  EXPECT_EQ(marks.size(), 25u);
  EXPECT_EQ(marks[0]["type"], "MARK");
  const auto none =
      sluice({"audit", "export", kAudit, "--format", "json", "--type", "KILL_SWITCH"});
  EXPECT_EQ(json::parse(none.out), json::array());
}

TEST_F(AuditTest, Verify_WithAKnownRecord_FindsATailThatWasCutOff) {
  const auto said = json::parse(sluice({"audit", "verify", kAudit, "--json"}).out);
  const std::string seq = std::to_string(said["records"].get<int>());
  const std::string hash = said["last_hash"];
  write("anchor", "1 " + std::string(64, '0') + "\n" + seq + " " + hash + "\n");
  EXPECT_EQ(sluice({"audit", "verify", kAudit, "--expect", seq + ":" + hash}).exit_code, 0);
  const auto held = sluice({"audit", "verify", kAudit, "--anchor", "anchor"});
  EXPECT_EQ(held.exit_code, 0);
  EXPECT_THAT(held.out, HasSubstr(", holds record " + seq + "\n"));
  write("notes", "of monday\n");
  const auto notes = sluice({"audit", "verify", kAudit, "--anchor", "notes"});
  EXPECT_EQ(notes.exit_code, 1);
  EXPECT_THAT(notes.err, HasSubstr("'notes' is no anchor"));
  const auto other = sluice({"audit", "verify", kAudit, "--expect", "2:" + hash});
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.err, HasSubstr("WRONG_END"));
  std::string newest;
  for (const auto& entry : fs::directory_iterator{path(kAudit)})
    if (entry.is_regular_file()) newest = std::max(newest, entry.path().filename().string());
  newest = std::string{kAudit} + "/" + newest;
  const std::string whole = text(newest);
  write(newest, whole.substr(0, whole.rfind('\n', whole.size() - 2) + 1));
  EXPECT_EQ(sluice({"audit", "verify", kAudit}).exit_code, 0);
  const auto cut = sluice({"audit", "verify", kAudit, "--anchor", "anchor"});
  EXPECT_EQ(cut.exit_code, 1);
  EXPECT_THAT(cut.err, HasSubstr("its end was cut off"));
}

TEST_F(AuditTest, OptionsThatMakeNoSense_AreUsageErrors) {
  for (const Words& words :
       {Words{"audit", "export", kAudit}, Words{"audit", "export", kAudit, "--format", "xml"},
        Words{"audit", "show", kAudit, "--from", "monday"},
        Words{"audit", "show", kAudit, "--type", "NONSENSE"},
        Words{"audit", "verify", kAudit, "--expect", "7"},
        Words{"audit", "verify", kAudit, "--expect", "7:" + std::string(64, '0'), "--anchor", "a"}})
    EXPECT_EQ(sluice(words).exit_code, 2) << words[1] << " " << words.back();
}

TEST_F(AuditTest, PathWithoutSegments_IsAUsageError) {
  const auto nowhere = sluice({"audit", "verify", "nowhere"});
  EXPECT_EQ(nowhere.exit_code, 2);
  EXPECT_EQ(nowhere.err, "sluice: nowhere: no such file or folder\n");
  const auto empty = sluice({"audit", "verify", "out"});
  EXPECT_EQ(empty.exit_code, 2);
  EXPECT_EQ(empty.err, "sluice: out: no segment (.jsonl) in it\n");
}

TEST_F(AuditTest, Explain_TellsTheWayOfAnOrderByItsNumberAndByItsIntent) {
  const auto run = sluice({"audit", "explain", kAudit, "1"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const std::vector<std::string> way{"NEW ",     "VERDICT ", "RESERVED ",
                                     "SENDING ", "ACKED ",   "FILLED "};
  std::size_t at = 0;
  for (const auto& step : way) {
    at = run.out.find(step, at);
    ASSERT_NE(at, std::string::npos) << step << " in its place in\n" << run.out;
  }
  const auto intents = sluice({"audit", "show", kAudit, "--type", "RESERVED"});
  const auto id =
      json::parse(intents.out.substr(0, intents.out.find('\n')))["intent_id"].get<std::string>();
  EXPECT_EQ(sluice({"audit", "explain", kAudit, id}).out, run.out);
  EXPECT_EQ(sluice({"audit", "explain", kAudit, id.substr(0, 12)}).out, run.out);
  EXPECT_GE(json::parse(sluice({"audit", "explain", kAudit, "1", "--json"}).out).size(), 6u);
}

TEST_F(AuditTest, Explain_OfNoOrder_SaysWhatItTakes) {
  const auto run = sluice({"audit", "explain", kAudit, "999999"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("no order 999999 in the trail; expected an order's number"));
  EXPECT_THAT(sluice({"audit", "explain", kAudit}).err, HasSubstr("which order?"));
}

TEST_F(AuditTest, Replay_TakesEveryDecisionAgain) {
  const auto run = sluice({"audit", "replay", "-c", "panel.yaml"});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("the same: every decision of 25 days taken again"));
}

TEST_F(AuditTest, Replay_WithOtherPrices_NamesTheFirstDecisionThatDiffers) {
  const std::string before = text(kSegment);
  std::string prices = text("prices.csv");
  const auto day = prices.find("2020-01-31");
  const auto digit = prices.find('.', day) - 1;
  prices[digit] = prices[digit] == '9' ? '8' : static_cast<char>(prices[digit] + 1);
  write("prices.csv", prices);
  const auto run = sluice({"audit", "replay", "-c", "panel.yaml"});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr(std::string{kSegment} + ":"));
  EXPECT_THAT(run.err, HasSubstr("the decision taken again is another one"));
  EXPECT_EQ(text(kSegment), before) << "the track is only read";
}

}  // namespace
}  // namespace sluice::e2e
