// SPDX-License-Identifier: Apache-2.0
//
// interrupt_test.cpp: Ctrl-C and SIGTERM in the middle of a catch-up and of a backtest.
#include <chrono>
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr const char* kTrack = "output/paper_track/strategy_dow30_trend";

class InterruptTest : public CliTest, public ::testing::WithParamInterface<int> {
 protected:
  [[nodiscard]] Words words(const Words& driver, const char* to) const {
    Words all = driver;
    all.insert(all.end(), {"-c", demo_config(), "--from", "1991-01-02", "--to", to});
    return all;
  }
  static void wait_for(const fs::path& file, std::uintmax_t size) {
    std::error_code error;
    for (;;) {
      const auto found = fs::file_size(file, error);
      if (!error && found >= size) return;
      std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
  }
};

TEST_P(InterruptTest, CatchUp_StopsWithinASecondWholeUpToADay_AndIsCompletedByTheNextRun) {
  const Words track = words({"paper-track", "run"}, "1992-12-31");
  ASSERT_EQ(sluice(track).exit_code, 0);
  const Tree whole = read_tree(path(kTrack));
  fs::remove_all(path(kTrack));

  Process running{command(track), {}, path()};
  wait_for(path(kTrack) / "equity_curve.csv", 2000);
  const auto sent = Clock::now();
  running.send(GetParam());
  const auto run = running.wait();

  EXPECT_LT(Clock::now() - sent, std::chrono::seconds{1});
  EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
  EXPECT_THAT(run.err, HasSubstr("interrupted; the track is whole up to its last day, run again to "
                                 "go on"));
  const std::string verified = std::string{kTrack} + "/audit";
  EXPECT_EQ(sluice({"audit", "verify", verified}).exit_code, 0);

  ASSERT_EQ(sluice(track).exit_code, 0);
  EXPECT_EQ(difference(whole, read_tree(path(kTrack))), "");
}

TEST_P(InterruptTest, Backtest_LeavesTheEarlierResult) {
  ASSERT_EQ(sluice(words({"backtest"}, "1991-03-28")).exit_code, 0);
  const Tree earlier = read_tree(path(kTrack));

  Process running{command(words({"backtest"}, "2000-12-29")), {}, path()};
  const fs::path partial = path(kTrack) / "backtest.partial" / "audit";
  while (!fs::exists(partial)) std::this_thread::sleep_for(std::chrono::milliseconds{1});
  running.send(GetParam());
  const auto run = running.wait();

  EXPECT_EQ(run.exit_code, 1) << run.out << run.err;
  EXPECT_THAT(run.err, HasSubstr("the results of an earlier run, if any, are as they were"));
  EXPECT_EQ(difference(earlier, read_tree(path(kTrack))), "");
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptTest, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& signal) {
                           return signal.param == SIGINT ? "CtrlC" : "Terminate";
                         });

}  // namespace
}  // namespace sluice::e2e
