// SPDX-License-Identifier: Apache-2.0
//
// track_state_test.cpp: a track whose state is damaged, foreign, of the future, or in use.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr int kSessions = 40;
constexpr const char* kState = "out/strategy_panel/state/state.json";
constexpr const char* kBackup = "out/strategy_panel/state/state.json.backup";

class TrackStateTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
    ASSERT_EQ(day(18).exit_code, 0);
    ASSERT_EQ(day(19).exit_code, 0);
    ASSERT_EQ(day(20).exit_code, 0);
  }
  [[nodiscard]] Outcome day(int session, const Words& more = {}) const {
    Words words{"paper-track", "run", "-c", "panel.yaml", "--date", session_date(session)};
    words.insert(words.end(), more.begin(), more.end());
    return sluice(words);
  }
  void cut_in_half(const std::string& name) const {
    fs::resize_file(path(name), fs::file_size(path(name)) / 2);
  }
  // What the track looks like when day 21 is run without a mishap.
  [[nodiscard]] Tree undisturbed_next_day() const {
    replace_tree(path("out"), path("kept"));
    EXPECT_EQ(day(21).exit_code, 0);
    Tree tree = read_tree(path("out"));
    replace_tree(path("kept"), path("out"));
    return tree;
  }
};

TEST_F(TrackStateTest, StateCutInHalf_IsRestoredWithoutLosingADay_AndSaid) {
  const Tree expected = undisturbed_next_day();
  cut_in_half(kState);
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("state.json is damaged (it is cut short"));
  EXPECT_THAT(run.err, HasSubstr("restored from the journal (last run " + session_date(20) + ")"));
  EXPECT_EQ(difference(expected, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, StateAndJournalDamaged_IsRestoredFromTheBackup_AndTheLostDayIsNamed) {
  cut_in_half(kState);
  fs::remove_all(path("out/strategy_panel/audit"));
  const auto run = day(21);
  EXPECT_THAT(run.err, HasSubstr("restored from out/strategy_panel/state/state.json.backup (last "
                                 "run " +
                                 session_date(19) + ")"));
  EXPECT_THAT(run.err, HasSubstr("1 session between the last run (" + session_date(19) + ")"));
}

TEST_F(TrackStateTest, StateAndBackupCutInHalf_AreRebuiltFromTheJournal_AndSaid) {
  const Tree expected = undisturbed_next_day();
  cut_in_half(kState);
  cut_in_half(kBackup);
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("restored from the journal"));
  EXPECT_EQ(difference(expected, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, StateMissing_IsRebuiltFromTheJournal_AndSaid) {
  const Tree expected = undisturbed_next_day();
  fs::remove(path(kState));
  fs::remove(path(kBackup));
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("state.json is missing; restored from the journal"));
  EXPECT_EQ(difference(expected, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, NothingLeftToRestoreFrom_FailsAndSaysWhatToDo) {
  cut_in_half(kState);
  cut_in_half(kBackup);
  fs::remove_all(path("out/strategy_panel/audit"));
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("restore the files from a copy, or move "
                                 "out/strategy_panel away to begin anew"));
}

TEST_F(TrackStateTest, StatesMissingAndAnAggregatedFileCut_IsRefusedAndNothingIsWritten) {
  fs::remove(path(kState));
  fs::remove(path(kBackup));
  const std::string trades = "out/strategy_panel/trades_all.csv";
  const auto whole = fs::file_size(path(trades));
  fs::resize_file(path(trades), whole - 1);
  const Tree before = read_tree(path("out"));

  const auto run = day(21);

  EXPECT_EQ(run.exit_code, 1);
  EXPECT_EQ(run.err,
            "sluice: " + std::string{kState} +
                " is missing, and neither its backup (missing) nor the journal (last run " +
                session_date(20) + ", but trades_all.csv holds " + std::to_string(whole - 1) +
                " of its " + std::to_string(whole) +
                " bytes) can replace it; restore the files from a copy, or move "
                "out/strategy_panel away to begin anew\n");
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, StatesAndAnAggregatedFileMissing_IsRefusedByItsName) {
  fs::remove(path(kState));
  fs::remove(path(kBackup));
  fs::remove(path("out/strategy_panel/equity_curve.csv"));
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("but equity_curve.csv is missing)"));
}

// The state that a new track begins with is written before its first day.
TEST_F(TrackStateTest, FirstDayKilledBeforeItsFilesWereWhole_IsRunAgain) {
  fs::remove_all(path("out"));
  ASSERT_EQ(day(18).exit_code, 0);
  const Tree expected = read_tree(path("out"));
  fs::rename(path(kBackup), path(kState));
  fs::remove(path("out/strategy_panel/trades_all.csv"));
  fs::resize_file(path("out/strategy_panel/equity_curve.csv"), 3);

  const auto run = day(18);

  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(difference(expected, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, EmptyFolder_BeginsAnew) {
  const Tree expected = read_tree(path("out"));
  fs::remove_all(path("out"));
  fs::create_directories(path("out/strategy_panel/audit"));
  for (int session = 18; session <= 20; ++session) ASSERT_EQ(day(session).exit_code, 0);
  EXPECT_EQ(difference(expected, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, StateOfAnotherStrategy_IsRefused) {
  const auto run =
      day(21, {"--set", "strategy_name=other", "--set", "output.strategy_dir=strategy_panel"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("holds the track of strategy 'panel', the config is of 'other'"));
}

TEST_F(TrackStateTest, FutureState_IsRefused) {
  const Tree before = read_tree(path("out"));
  const auto run = day(19);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("the track has run up to " + session_date(20) + ", later than " +
                                 session_date(19)));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, OtherSeedCapital_IsRefused) {
  const auto run = day(21, {"--set", "portfolio.seed_capital=5"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("began with a seed capital of 1000000.00, the config says 5.00"));
}

TEST_F(TrackStateTest, StateOfAnotherVersion_IsRefusedAndLeftAlone) {
  // Written by a build to come: whole, so its hash is right.
  const std::string script =
      "import hashlib,sys\n"
      "text=open(sys.argv[1]).read(); at=text.rindex(',\\n  \"hash\"')\n"
      "head=text[:at].replace('\"version\": \"1.0\"','\"version\": \"9.0\"')\n"
      "tail=',\\n  \"hash\": \"'+hashlib.sha256(head.encode()).hexdigest()+'\"\\n}\\n'\n"
      "open(sys.argv[1],'w').write(head+tail)\n";
  write("rewrite.py", script);
  const Words rewrite{"python3", "rewrite.py", kState};
  if (Process{rewrite, {}, path()}.wait().exit_code != 0) GTEST_SKIP() << "python3 is needed";
  const Tree before = read_tree(path("out"));
  const auto run = day(21);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("is of version 9.0, this build reads version 1.0"));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, SameDay_IsSkippedAndSaid) {
  const Tree before = read_tree(path("out"));
  const auto run = day(20);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("already run: " + session_date(20) + " is in the track"));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, ForcedDay_RunsAgainAndGivesTheSameBytes) {
  const Tree before = read_tree(path("out"));
  const auto run = day(20, {"--force"});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("running " + session_date(20) + " again"));
  EXPECT_THAT(run.out, HasSubstr("1 day run"));
  EXPECT_EQ(difference(before, read_tree(path("out"))), "");
}

TEST_F(TrackStateTest, ForceOfAnEarlierDay_IsRefused) {
  EXPECT_EQ(day(19, {"--force"}).exit_code, 2);
}

TEST_F(TrackStateTest, DayAfterAGap_SaysWhatIsLeftOut) {
  const auto run = day(24);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.err, HasSubstr("3 sessions between the last run (" + session_date(20) + ") and " +
                                 session_date(24) + " are left out"));
}

TEST_F(TrackStateTest, HeldSymbolLeavesTheUniverse_IsRefusedByName) {
  const auto run = day(21, {"--set", "universe.symbols=[BBB, CCC, DDD, EEE, FFF]"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr(" AAA, which is not in the universe"));
}

// The first run is stopped in the middle of ten years.
TEST_F(TrackStateTest, SecondRunOnATrackInUse_IsRefusedAndNamesTheFirst) {
  const Words words{"paper-track", "run", "-c", demo_config(), "--from", "1991-01-02"};
  const Process first{command(words), {}, path()};
  const std::string lock = "output/paper_track/strategy_dow30_trend/state/lock";
  const std::string number = std::to_string(first.id());
  while (text(lock) != number + "\n") std::this_thread::sleep_for(std::chrono::milliseconds{1});
  first.send(SIGSTOP);

  const auto second = sluice(words);

  EXPECT_EQ(second.exit_code, 1);
  EXPECT_EQ(second.err, "sluice: cannot lock '" + lock + "': process " + number +
                            " holds it; wait until it has finished, or stop it\n");
}

}  // namespace
}  // namespace sluice::e2e
