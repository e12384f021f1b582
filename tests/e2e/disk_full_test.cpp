// SPDX-License-Identifier: Apache-2.0
//
// disk_full_test.cpp: a disk that is full or may not be written: one message, and nothing lost.
#include <sys/mount.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "e2e/cli_fixture.hpp"
#include "e2e/panel.hpp"
#include "support/fault_run.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using testing::FaultRun;
using ::testing::HasSubstr;
using testing::IoFault;

constexpr int kSessions = 40;

class DiskFullTest : public CliTest {
 protected:
  void SetUp() override {
    const auto symbols = ragged_symbols(kSessions);
    write("prices.csv", panel_csv(symbols, kSessions));
    write("panel.yaml", panel_config(symbols));
  }
  [[nodiscard]] Words days(int from, int to) const {
    return {"paper-track", "run",           "-c",     path("panel.yaml"),
            "--data-dir",  path("out"),     "--from", session_date(from),
            "--to",        session_date(to)};
  }
  FaultRun run_at(long at, const Words& words) const {
    fs::create_directories(path("out"));
    return testing::run_with_faults(
        {path("out"), at == 0 ? IoFault::kNone : IoFault::kNoSpace, at, true}, command(words));
  }
};

// A file system of its own; gone with the object.
class Mount {
 public:
  Mount(fs::path place, const char* options) : place_{std::move(place)} {
    fs::create_directories(place_);
    mounted_ = ::mount("none", place_.c_str(), "tmpfs", 0, options) == 0;
  }
  Mount(const Mount&) = delete;
  Mount& operator=(const Mount&) = delete;
  ~Mount() {
    if (mounted_) ::umount2(place_.c_str(), MNT_DETACH);
  }
  [[nodiscard]] bool is_mounted() const { return mounted_; }
  [[nodiscard]] bool change(unsigned long flags, const char* options) const {
    return ::mount("none", place_.c_str(), "tmpfs", MS_REMOUNT | flags, options) == 0;
  }

 private:
  fs::path place_;
  bool mounted_ = false;
};

TEST_F(DiskFullTest, DayWithTrades_NoSpaceOnceAtEveryCall_EndsWithOneMessageAndIsCompletedLater) {
  ASSERT_EQ(sluice(days(18, 19)).exit_code, 0);
  replace_tree(path("out"), path("before"));
  const Words day = days(20, 20);
  const auto whole_run = run_at(0, day);
  ASSERT_EQ(whole_run.exit_code, 0) << whole_run.output;
  const Tree whole = read_tree(path("out"));
  long refused = 0;
  for (long at = 1; at <= whole_run.calls; ++at) {
    SCOPED_TRACE("call " + std::to_string(at));
    replace_tree(path("before"), path("out"));
    const auto run = run_at(at, day);
    // Calls that need no space, and those the result can do without (the lock's process number),
    // succeed.
    if (run.exit_code != 0) {
      ++refused;
      ASSERT_EQ(run.exit_code, 1) << run.output;
      ASSERT_EQ(count_of(errors_of(run.output), "\n"), 1u) << run.output;
      ASSERT_THAT(run.output, HasSubstr(path("out").native()));
      ASSERT_THAT(run.output, HasSubstr("no space left on the device"));
      ASSERT_EQ(sluice(day).exit_code, 0);
    }
    ASSERT_EQ(difference(whole, read_tree(path("out"))), "");
  }
  EXPECT_GT(refused, 20);
}

TEST_F(DiskFullTest, CatchUp_OnASmallFileSystem_StopsWithOneMessageAndGoesOnWhenThereIsRoom) {
  ASSERT_EQ(sluice(days(0, 30)).exit_code, 0);
  const Tree whole = read_tree(path("out"));
  fs::remove_all(path("out"));
  const Mount disk{path("out"), "size=160k"};
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting is not permitted here";

  const auto full = sluice(days(0, 30));
  EXPECT_EQ(full.exit_code, 1);
  EXPECT_EQ(count_of(errors_of(full.err), "\n"), 1u) << full.err;
  EXPECT_THAT(full.err, HasSubstr("no space left on the device"));
  EXPECT_THAT(full.err, HasSubstr(path("out").native()));

  ASSERT_TRUE(disk.change(0, "size=16m"));
  const auto again = sluice(days(0, 30));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(difference(whole, read_tree(path("out"))), "");
}

TEST_F(DiskFullTest, Backtest_OnASmallFileSystem_LeavesTheEarlierResult) {
  const Words words{"backtest", "-c", "panel.yaml", "--data-dir", path("out")};
  Words shorter = words;
  shorter.insert(shorter.end(), {"--to", session_date(9)});
  const Mount disk{path("out"), "size=100k"};
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting is not permitted here";
  ASSERT_EQ(sluice(shorter).exit_code, 0);
  const Tree earlier = read_tree(path("out"));

  const auto full = sluice(words);

  EXPECT_EQ(full.exit_code, 1);
  EXPECT_THAT(full.err, HasSubstr("no space left on the device"));
  EXPECT_EQ(difference(earlier, read_tree(path("out"))), "");
}

TEST_F(DiskFullTest, EveryDriver_OnAReadOnlyFileSystem_FailsWithOneMessage) {
  const Mount disk{path("out"), "size=1m"};
  if (!disk.is_mounted()) GTEST_SKIP() << "mounting is not permitted here";
  ASSERT_TRUE(disk.change(MS_RDONLY, "size=1m"));
  for (const Words& words : {Words{"paper-track", "run", "--date", session_date(20)},
                             Words{"backtest"}, Words{"eod", "--date", session_date(20)}}) {
    Words all = words;
    all.insert(all.end(), {"-c", "panel.yaml"});
    const auto run = sluice(all);
    EXPECT_EQ(run.exit_code, 1) << words[0];
    EXPECT_EQ(count_of(errors_of(run.err), "\n"), 1u) << run.err;
    EXPECT_THAT(run.err, HasSubstr("out/strategy_panel"));
    EXPECT_THAT(run.err, HasSubstr("the file system is read-only"));
  }
}

TEST_F(DiskFullTest, EveryDriver_WithAFileWhereTheFolderShouldBe_FailsWithOneMessage) {
  write("out", "a file");
  for (const Words& words : {Words{"paper-track", "run", "--date", session_date(20)},
                             Words{"backtest"}, Words{"eod", "--date", session_date(20)}}) {
    Words all = words;
    all.insert(all.end(), {"-c", "panel.yaml"});
    const auto run = sluice(all);
    EXPECT_EQ(run.exit_code, 1) << words[0];
    EXPECT_EQ(errors_of(run.err),
              "sluice: cannot create the directory 'out': there is a file of that name\n");
  }
}

}  // namespace
}  // namespace sluice::e2e
