// SPDX-License-Identifier: Apache-2.0
#include "records/run_store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <array>

#include <gmock/gmock.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::records {
namespace {

using ::testing::HasSubstr;

const EvidenceKey kKey{"demo", "abc"};
const Timestamp kFirstTime = *Timestamp::parse("2026-03-02T10:00:00Z");

Date run_day(int number) { return Date::from_days(20'000 + number); }

BacktestRun sample_run(double sharpe, Timestamp finished = kFirstTime) {
  return {"c0ffee", finished, run_day(0), run_day(9), 10, sharpe, 0.75, 12};
}

struct RunStores : ::testing::Test {
  [[nodiscard]] std::unique_ptr<RunStore> open() {
    auto opened = RunStore::open(folder.path() / "data");
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  [[nodiscard]] std::filesystem::path file() const { return folder.path() / "data" / "runs.db"; }
  testing::TemporaryDirectory folder;
};

TEST_F(RunStores, Backtest_IsThereForTheNextProcess_AsItWas) {
  ASSERT_TRUE(open()->add_backtest(kKey, sample_run(1.25)).ok());
  const auto found = open()->newest_backtest(kKey);
  ASSERT_TRUE(found.ok() && *found);
  const BacktestRun& run = **found;
  EXPECT_EQ(run.config_hash, "c0ffee");
  EXPECT_EQ(run.finished, kFirstTime);
  EXPECT_EQ(run.first, run_day(0));
  EXPECT_EQ(run.last, run_day(9));
  EXPECT_EQ(run.sessions, 10u);
  EXPECT_EQ(run.sharpe, 1.25);
  EXPECT_EQ(run.deflated_sharpe, 0.75);
  EXPECT_EQ(run.n_tests, 12u);
}

TEST_F(RunStores, RatioThatIsNotDefined_StaysSo) {
  BacktestRun run = sample_run(0);
  run.sharpe = run.deflated_sharpe = std::nullopt;
  const auto store = open();
  ASSERT_TRUE(store->add_backtest(kKey, run).ok());
  EXPECT_FALSE((*store->newest_backtest(kKey))->sharpe.has_value());
  EXPECT_FALSE((*store->newest_backtest(kKey))->deflated_sharpe.has_value());
}

TEST_F(RunStores, NewestBacktest_IsTheOneFinishedLast_NotTheBest) {
  const auto store = open();
  ASSERT_TRUE(store->add_backtest(kKey, sample_run(1, kFirstTime.plus_nanoseconds(2))).ok());
  ASSERT_TRUE(store->add_backtest(kKey, sample_run(9, kFirstTime)).ok());
  EXPECT_EQ((*store->newest_backtest(kKey))->sharpe, 1);
  ASSERT_TRUE(store->add_backtest(kKey, sample_run(0.5, kFirstTime.plus_nanoseconds(2))).ok());
  EXPECT_EQ((*store->newest_backtest(kKey))->sharpe, 0.5);
}

TEST_F(RunStores, Evidence_IsOfOneStrategyAndItsSettings) {
  const auto store = open();
  ASSERT_TRUE(store->add_backtest(kKey, sample_run(1)).ok());
  ASSERT_TRUE(store->add_paper_days(kKey, std::array{run_day(1)}, kFirstTime).ok());
  for (const EvidenceKey& other : {EvidenceKey{"demo", "abd"}, EvidenceKey{"dema", "abc"}}) {
    EXPECT_FALSE(store->newest_backtest(other)->has_value());
    EXPECT_EQ(*store->paper_days(other), 0u);
  }
}

TEST_F(RunStores, PaperDay_CountsOnce) {
  const auto store = open();
  ASSERT_TRUE(store->add_paper_days(kKey, std::array{run_day(1), run_day(2)}, kFirstTime).ok());
  ASSERT_TRUE(store->add_paper_days(kKey, std::array{run_day(2), run_day(3)}, kFirstTime).ok());
  ASSERT_TRUE(store->add_paper_days(kKey, {}, kFirstTime).ok());
  EXPECT_EQ(*store->paper_days(kKey), 3u);
}

TEST_F(RunStores, KillTest_NewestIsFound) {
  const auto store = open();
  EXPECT_FALSE(store->newest_kill_test()->has_value());
  ASSERT_TRUE(store->add_kill_test({kFirstTime.plus_nanoseconds(5), 20, 900}).ok());
  ASSERT_TRUE(store->add_kill_test({kFirstTime, 3, 100}).ok());
  const auto found = **store->newest_kill_test();
  EXPECT_EQ(found.time, kFirstTime.plus_nanoseconds(5));
  EXPECT_EQ(found.rounds, 20u);
  EXPECT_EQ(found.worst_ns, 900);
}

TEST_F(RunStores, OldestBacktests_AreLetGo) {
  const auto store = open();
  ASSERT_TRUE(store->add_backtest(kKey, sample_run(1)).ok());
  SQLite::Database{file().native(), SQLite::OPEN_READWRITE}.exec(
      "UPDATE backtests SET number = 10001");
  ASSERT_TRUE(store->add_backtest({"other", "x"}, sample_run(2)).ok());
  EXPECT_TRUE(store->newest_backtest(kKey)->has_value());
  SQLite::Database{file().native(), SQLite::OPEN_READWRITE}.exec(
      "UPDATE backtests SET number = 20002 WHERE strategy = 'other'");
  ASSERT_TRUE(store->add_backtest({"other", "y"}, sample_run(2)).ok());
  EXPECT_FALSE(store->newest_backtest(kKey)->has_value());
}

TEST_F(RunStores, TwoAtOnce_BothWrite) {
  const auto one = open();
  const auto other = open();
  ASSERT_TRUE(one->add_paper_days(kKey, std::array{run_day(1)}, kFirstTime).ok());
  ASSERT_TRUE(other->add_paper_days(kKey, std::array{run_day(2)}, kFirstTime).ok());
  EXPECT_EQ(*one->paper_days(kKey), 2u);
}

TEST_F(RunStores, WhatIsNoStore_IsAnErrorWithItsPath) {
  std::filesystem::create_directories(file().parent_path());
  testing::write_text(file(), std::string(5000, 'x'));
  const auto opened = RunStore::open(folder.path() / "data");
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("runs.db"));
}

TEST_F(RunStores, OtherDatabaseOrVersion_IsRefused) {
  (void)open();
  SQLite::Database{file().native(), SQLite::OPEN_READWRITE}.exec("PRAGMA user_version = 2");
  EXPECT_THAT(RunStore::open(folder.path() / "data").error().message,
              HasSubstr("of version 2, this build keeps version 1"));
  SQLite::Database{file().native(), SQLite::OPEN_READWRITE}.exec("PRAGMA application_id = 7");
  EXPECT_THAT(RunStore::open(folder.path() / "data").error().message,
              HasSubstr("it is no store of runs"));
}

}  // namespace
}  // namespace sluice::records
