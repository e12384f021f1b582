// SPDX-License-Identifier: Apache-2.0
//
// pit_test.cpp: nobody sees the future: strategies that ask for it or read it by themselves, and
// prices that were delivered later than their day.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kSessions = 40;
constexpr const char* kRealPrices = SLUICE_SHARED_DATA "/pystock_pit/prices_delivered.csv.gz";

class PitTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
    fs::create_directories(path("plugins"));
    fs::permissions(path("plugins"), fs::perms{0755});
    fs::copy_file(fs::path{SLUICE_TEST_PLUGINS} / "cheats.so", path("plugins/cheats.so"));
    fs::permissions(path("plugins/cheats.so"), fs::perms{0644});
  }
  [[nodiscard]] Outcome run(Words words, const Words& settings = {}) const {
    words.insert(words.end(), {"-c", "panel.yaml", "--set", "plugins.search_path=[plugins]"});
    for (const auto& setting : settings) words.insert(words.end(), {"--set", setting});
    return sluice(words);
  }
  [[nodiscard]] std::string violations(const std::string& folder) const {
    return sluice({"audit", "show", folder, "--type", "PIT_VIOLATION"}).out;
  }
  [[nodiscard]] Words days(int from, int to) const {
    return {"paper-track", "run", "--from", session_date(from), "--to", session_date(to)};
  }
};

constexpr const char* kAsks = "strategy={type: asks_for_tomorrow}";
constexpr const char* kLooksBack = "strategy={type: asks_for_tomorrow, days: -1}";
constexpr const char* kReads = "strategy={type: reads_the_file, file: prices.csv}";

TEST_F(PitTest, StrategyThatAsksForTomorrow_EndsTheRunWithAJournalLine) {
  const auto ran = run(days(10, 12), {kAsks});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err,
              HasSubstr("PointInTimeViolation: symbol=AAA, feature=bar, time=" + session_date(11) +
                        "T00:00:00Z, as_of=" + session_date(10) + "T00:00:00Z"));
  EXPECT_EQ(count_of(violations(std::string{kTrack} + "/audit"), "PointInTimeViolation"), 1U);
  EXPECT_THAT(text(std::string{kTrack} + "/state/state.json"),
              HasSubstr("\"last_run_date\": null"));
}

TEST_F(PitTest, StrategyThatLooksBack_IsAnswered) {
  const auto ran = run({"backtest"}, {kLooksBack});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(violations(std::string{kTrack} + "/backtest/audit"), "");
}

TEST_F(PitTest, ModeWarn_WarnsOnceForASymbol_JournalsEach_AndShowsNothing) {
  const auto ran = run({"backtest"}, {kAsks, "integration.pit_mode=warn"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(count_of(ran.err, "PointInTimeViolation"), 1U);
  EXPECT_EQ(count_of(violations(std::string{kTrack} + "/backtest/audit"), "PointInTimeViolation"),
            static_cast<std::size_t>(kSessions));
  // 0.4 would say that it saw the bar.
  EXPECT_THAT(text(std::string{kTrack} + "/backtest/trades_all.csv"), HasSubstr("AAA,BUY"));
}

TEST_F(PitTest, ChecksSwitchedOff_TellNothing_AndShowNothing) {
  const auto off = run({"backtest"}, {kAsks, "integration.enable_pit_checks=false"});
  EXPECT_EQ(off.exit_code, 0) << off.err;
  EXPECT_THAT(off.err, Not(HasSubstr("PointInTimeViolation")));
  const std::string unseen = text(std::string{kTrack} + "/backtest/equity_curve.csv");
  ASSERT_EQ(run({"backtest"}, {kAsks, "integration.pit_mode=warn"}).exit_code, 0);
  EXPECT_EQ(text(std::string{kTrack} + "/backtest/equity_curve.csv"), unseen);
}

TEST_F(PitTest, Audit_OfAnHonestStrategy_ProvesIt) {
  const auto audit = run({"backtest", "--pit-audit", "--pit-cuts", "4", "--json"});
  EXPECT_EQ(audit.exit_code, 0) << audit.err;
  const auto json = nlohmann::json::parse(audit.out);
  EXPECT_EQ(json["ok"], true);
  EXPECT_EQ(json["cuts"].size(), 4U);
  EXPECT_FALSE(fs::exists(path("out"))) << "an audit leaves nothing behind";
}

TEST_F(PitTest, Audit_OfAStrategyThatReadsThePricesItself_FindsTheFirstDifference) {
  EXPECT_EQ(run({"backtest"}, {kReads}).exit_code, 0) << "nothing else sees it";
  const auto audit = run({"backtest", "--pit-audit", "--pit-cuts", "12"}, {kReads});
  EXPECT_EQ(audit.exit_code, 1);
  EXPECT_THAT(audit.err, HasSubstr("LOOK-AHEAD: with other data behind "));
}

TEST_F(PitTest, Audit_OfAFeedWithoutFilesOfItsOwn_PerturbsWhatComesOutOfIt) {
  const std::string replay = "data={source: replay, path: prices.csv}";
  const auto audit = run({"backtest", "--pit-audit"}, {replay});
  EXPECT_EQ(audit.exit_code, 0) << audit.err;
  EXPECT_THAT(audit.out, HasSubstr("pit audit: 3 cuts"));
}

TEST_F(PitTest, Audit_OfATrack_CoversItsDays) {
  EXPECT_EQ(run({"paper-track", "run", "--pit-audit"}).exit_code, 2) << "there is no track yet";
  ASSERT_EQ(run(days(10, 30)).exit_code, 0);
  const Tree before = read_tree(path("out"));
  const auto audit = run({"paper-track", "run", "--pit-audit"});
  EXPECT_EQ(audit.exit_code, 0) << audit.err;
  EXPECT_THAT(audit.out, HasSubstr("pit audit: 3 cuts"));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(PitTest, AuditOptionsWithoutAudit_AreAUsageError) {
  EXPECT_EQ(run({"backtest", "--pit-seed", "3"}).exit_code, 2);
  EXPECT_EQ(run({"backtest", "--pit-audit", "--pit-cuts", "0"}).exit_code, 2);
}

// Delivered a day late once, and restated once.
std::string delivered_csv() {
  std::string text = "delivered,date,symbol,close,volume\n";
  for (int session = 0; session < 20; ++session) {
    const std::string day = session_date(session);
    text += (session == 12 ? session_date(13) : day) + "," + day + ",AAA," +
            std::to_string(50 + session) + ",1000\n";
    text += day + "," + day + ",BBB," + std::to_string(70 - session) + ",1000\n";
  }
  text += session_date(6) + "," + session_date(5) + ",BBB,99,1000\n";
  text += session_date(6) + "," + session_date(4) + ",BBB,66,1000\n";  // the same again
  return text;
}

class DeliveredTest : public PitTest {
 protected:
  void SetUp() override {
    PitTest::SetUp();
    write("prices.csv", delivered_csv());
    write("panel.yaml", panel_config({{"AAA"}, {"BBB"}}));
  }
  const std::string curve_ = std::string{kTrack} + "/backtest/equity_curve.csv";
};

TEST_F(DeliveredTest, BarKnownAfterItsSession_EndsTheRun) {
  const auto ran = run({"backtest"});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("PointInTimeViolation: symbol=AAA, feature=bar, time=" +
                                 session_date(12) + "T00:00:00Z, as_of=" + session_date(12) +
                                 "T00:00:00Z, known=" + session_date(13)));
}

TEST_F(DeliveredTest, BarKnownBeforeTheFirstDecision_IsNoViolation) {
  const auto ran = run({"backtest", "--from", session_date(13)});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
}

TEST_F(DeliveredTest, ModeWarn_GoesOn) {
  const auto ran = run({"backtest"}, {"integration.pit_mode=warn"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(count_of(ran.err, "PointInTimeViolation"), 1U);
}

TEST_F(DeliveredTest, Restatement_IsTold_AndWhatWasKnownFirstIsUsed) {
  const auto ran = run({"backtest", "--to", session_date(10)});
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("RESTATED BBB: the bar of " + session_date(5)));
  EXPECT_THAT(ran.err, Not(HasSubstr("DUPLICATE_ROW")));
  const std::string before = text(curve_);
  std::string plain = delivered_csv();
  plain.erase(plain.find(session_date(6) + "," + session_date(5)));
  write("prices.csv", plain);
  ASSERT_EQ(run({"backtest", "--to", session_date(10)}).exit_code, 0);
  EXPECT_EQ(text(curve_), before);
}

TEST_F(DeliveredTest, SecondRunFromTheCache_KnowsTheSame) {
  EXPECT_EQ(run({"backtest"}).exit_code, 1);
  const auto again = run({"backtest"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("known=" + session_date(13)));
}

// Real deliveries: the rows of 2015-03-20 came three days later.
TEST_F(PitTest, RealDeliveries_ValueSeenBeforeItWasDelivered_Fails) {
  if (!fs::exists(kRealPrices)) GTEST_SKIP() << "no " << kRealPrices;
  const Words unpack{
      "sh", "-c",
      std::string{"zcat "} + kRealPrices + " | grep -E '^delivered|,(MMM|ABT|HD),' > real.csv"};
  ASSERT_EQ(Process(unpack, {}, path()).wait().exit_code, 0);
  write("panel.yaml", panel_config({{"MMM"}, {"ABT"}, {"HD"}}));
  const Words real{"data.path=real.csv"};
  const auto early = run({"backtest", "--from", "2015-03-20", "--to", "2015-03-25"}, real);
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_THAT(early.err, HasSubstr("PointInTimeViolation: symbol="));
  EXPECT_THAT(early.err, HasSubstr("time=2015-03-20T00:00:00Z, as_of=2015-03-20T00:00:00Z, "
                                   "known=2015-03-23"));
  const auto later = run({"backtest", "--from", "2015-03-23", "--to", "2015-03-25"}, real);
  EXPECT_EQ(later.exit_code, 0) << later.err;
}

}  // namespace
}  // namespace sluice::e2e
