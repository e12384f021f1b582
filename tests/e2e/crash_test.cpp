// SPDX-License-Identifier: Apache-2.0
//
// crash_test.cpp: the process dies at every call that changes the disk. Run again, everything is as
// if it had never died, and nothing is there twice.
//
// A kill behind a call leaves the disk as a kill before the next one does: the sweeps kill before
// every call, and behind the last.
#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/fault_run.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using testing::FaultRun;
using testing::IoFault;

constexpr int kSessions = 40;

class CrashTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
    // The feed's cache is built once, outside the runs that are counted.
    ASSERT_EQ(sluice(backtest_to(kSessions - 1)).exit_code, 0);
    fs::remove_all(path("out"));
  }

  [[nodiscard]] Words absolute(Words words) const {
    words.insert(words.end(), {"-c", path("panel.yaml"), "--data-dir", path("out")});
    return words;
  }
  [[nodiscard]] Words days(int from, int to) const {
    return absolute({"paper-track", "run", "--from", session_date(from), "--to", session_date(to)});
  }
  [[nodiscard]] Words backtest_to(int to) const {
    return absolute({"backtest", "--to", session_date(to)});
  }

  FaultRun run_at(IoFault fault, long at, const Words& words) const {
    fs::create_directories(path("out"));
    return testing::run_with_faults({path("out"), fault, at, false}, command(words));
  }

  // Calls of an undisturbed run, which leaves `whole_` behind.
  long run_whole(const Words& words) {
    replace_tree(path("before"), path("out"));
    const auto run = run_at(IoFault::kNone, 0, words);
    EXPECT_EQ(run.exit_code, 0) << run.output;
    whole_ = read_tree(path("out"));
    return run.calls;
  }
  // What is on disk now is where every run begins.
  void begin_here() const { replace_tree(path("out"), path("before")); }

  // Kills `words` at call `at`, runs it again, and compares.
  void expect_recovery(IoFault fault, long at, const Words& words, const Words& again) const {
    replace_tree(path("before"), path("out"));
    const auto killed = run_at(fault, at, words);
    ASSERT_TRUE(killed.killed) << "call " << at << ": " << killed.output;
    const auto run = sluice(again);
    ASSERT_EQ(run.exit_code, 0) << "killed at call " << at << ": " << run.err;
    ASSERT_EQ(difference(whole_, read_tree(path("out"))), "") << "killed at call " << at;
  }
  void sweep(const Words& words, const Words& again) {
    const long calls = run_whole(words);
    ASSERT_GT(calls, 10);
    for (long at = 1; at <= calls; ++at) {
      expect_recovery(IoFault::kKill, at, words, again);
      if (HasFatalFailure()) return;
    }
    expect_recovery(IoFault::kKillAfter, calls, words, again);
  }

  [[nodiscard]] bool is_in_the_track(int session) const {
    return count_of(text("out/strategy_panel/state/state.json"),
                    "\"last_run_date\": \"" + session_date(session)) > 0;
  }

  Tree whole_;
};

TEST_F(CrashTest, DayWithTrades_KilledAtEveryCall_IsCompletedByTheNextRun) {
  ASSERT_EQ(sluice(days(18, 19)).exit_code, 0);
  begin_here();
  sweep(days(20, 20), days(20, 20));
  EXPECT_GT(count_of(whole_.at("strategy_panel/runs/20200203/trades_today.csv"), "\n"), 1u);
}

TEST_F(CrashTest, FirstDayOfATrack_KilledAtEveryCall_IsCompletedByTheNextRun) {
  sweep(days(20, 20), days(20, 20));
}

// What the dead run left of a day that is not run again is in nobody's way.
TEST_F(CrashTest, DayThatIsLeftOutAfterwards_KilledAtManyCalls_IsSetAside) {
  ASSERT_EQ(sluice(days(18, 19)).exit_code, 0);
  begin_here();
  const long calls = run_whole(days(20, 20));
  run_whole(days(21, 21));
  constexpr long kStep = 3;
  std::size_t set_aside = 0;
  for (long at = calls; at > 0; at -= kStep) {
    replace_tree(path("before"), path("out"));
    ASSERT_TRUE(run_at(IoFault::kKill, at, days(20, 20)).killed);
    if (is_in_the_track(20)) continue;
    const auto run = sluice(days(21, 21));
    ASSERT_EQ(run.exit_code, 0) << "killed at call " << at << ": " << run.err;
    set_aside += count_of(run.err, "a run that died had begun a day that is left out now");
    const Words audit{"audit", "verify", path("out/strategy_panel/audit")};
    EXPECT_EQ(sluice(audit).exit_code, 0) << "killed at call " << at;
    fs::remove_all(path("out/strategy_panel/audit/interrupted"));
    fs::remove_all(path("out/strategy_panel/runs/interrupted"));
    ASSERT_EQ(difference(whole_, read_tree(path("out"))), "") << "killed at call " << at;
  }
  EXPECT_GT(set_aside, 10u);
}

TEST_F(CrashTest, FirstDayThatIsLeftOutAfterwards_IsSetAside) {
  fs::create_directories(path("out"));
  begin_here();
  long at = run_whole(days(20, 20));
  run_whole(days(21, 21));
  do {
    replace_tree(path("before"), path("out"));
    ASSERT_TRUE(run_at(IoFault::kKill, at--, days(20, 20)).killed);
  } while (is_in_the_track(20));
  const auto run = sluice(days(21, 21));
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(count_of(run.err, "it is kept as "), 2u) << run.err;
  EXPECT_TRUE(fs::exists(path("out/strategy_panel/runs/interrupted/20200203.1")));
  fs::remove_all(path("out/strategy_panel/audit/interrupted"));
  fs::remove_all(path("out/strategy_panel/runs/interrupted"));
  EXPECT_EQ(difference(whole_, read_tree(path("out"))), "");
}

TEST_F(CrashTest, DayRunAgainByForce_KilledAtEveryCall_IsCompletedByTheNextRun) {
  ASSERT_EQ(sluice(days(18, 20)).exit_code, 0);
  begin_here();
  Words forced = absolute({"paper-track", "run", "--date", session_date(20), "--force"});
  // Killed after it went back, the day is no longer in the track: it is run plainly. Killed before
  // or after, it is in the track: "already run".
  sweep(forced, days(20, 20));
}

TEST_F(CrashTest, DayWithTrades_KilledInTheMiddleOfEveryWrite_IsCompletedByTheNextRun) {
  ASSERT_EQ(sluice(days(18, 19)).exit_code, 0);
  begin_here();
  const Words day = days(20, 20);
  const long calls = run_whole(day);
  for (long at = 1; at <= calls && !HasFatalFailure(); ++at)
    expect_recovery(IoFault::kShort, at, day, day);
}

TEST_F(CrashTest, CatchUpOfFiveDays_KilledAtManyCalls_IsCompletedByTheNextRun) {
  ASSERT_EQ(sluice(days(18, 19)).exit_code, 0);
  begin_here();
  const Words five = days(20, 24);
  const long calls = run_whole(five);
  constexpr long kStep = 7;  // no divisor of the calls of a day: other calls in each
  for (long at = 1; at <= calls && !HasFatalFailure(); at += kStep)
    expect_recovery(IoFault::kKill, at, five, five);
}

TEST_F(CrashTest, Backtest_KilledAtManyCalls_LeavesTheEarlierResultAndTheNextRunCleansUp) {
  ASSERT_EQ(sluice(backtest_to(20)).exit_code, 0);
  const Tree earlier = read_tree(path("out/strategy_panel/backtest"));
  begin_here();
  const Words longer = backtest_to(kSessions - 1);
  const long calls = run_whole(longer);
  const Tree later = read_tree(path("out/strategy_panel/backtest"));
  for (long at = 1; at <= calls; at += 2) {
    replace_tree(path("before"), path("out"));
    ASSERT_TRUE(run_at(IoFault::kKill, at, longer).killed);
    if (fs::exists(path("out/strategy_panel/backtest"))) {
      const Tree found = read_tree(path("out/strategy_panel/backtest"));
      EXPECT_TRUE(difference(earlier, found).empty() || difference(later, found).empty())
          << "killed at call " << at << ": " << difference(earlier, found);
    } else {
      EXPECT_EQ(difference(earlier, read_tree(path("out/strategy_panel/backtest.old"))), "")
          << "killed at call " << at;
    }
    ASSERT_EQ(sluice(longer).exit_code, 0);
    ASSERT_EQ(difference(whole_, read_tree(path("out"))), "") << "killed at call " << at;
  }
}

}  // namespace
}  // namespace sluice::e2e
