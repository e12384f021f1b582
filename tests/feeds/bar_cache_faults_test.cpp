// SPDX-License-Identifier: Apache-2.0
//
// bar_cache_faults_test.cpp: the process dies, or the disk fails, at every call of writing a cache.
#include <filesystem>
#include <string>

#include "feed_fixture.hpp"
#include "support/fault_run.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;
using sluice::testing::FaultRun;
using sluice::testing::IoFault;
using sluice::testing::run_with_faults;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class BarCacheFaults : public FeedTest {
 protected:
  void SetUp() override {
    std::string text = "date,symbol,close\n";
    for (int i = 0; i < 9000; ++i)  // three blocks
      text += Date::from_days(10'000 + i / 2).to_string() + (i % 2 == 0 ? ",AAA," : ",BBB,") +
              std::to_string(i + 1) + ".25\n";
    prices_ = write("disk/prices.csv", text);
    clean_ = run(IoFault::kNone, 0);
    ASSERT_EQ(clean_.exit_code, 0) << clean_.output;
    ASSERT_THAT(clean_.output, EndsWith(" text\n"));
    // make the folder, create the temporary, cut it, three sections, three blocks, sync, rename
    ASSERT_EQ(clean_.calls, 11);
    bars_ = clean_.output.substr(0, clean_.output.rfind(' '));
    forget();
  }
  FaultRun run(IoFault fault, long at, bool once = false) const {
    return run_with_faults({folder() / "disk", fault, at, once},
                           {SLUICE_BINARY_DIR "/bin/feed_target", prices_.string(), "AAA", "BBB"});
  }
  void forget() const { fs::remove_all(folder() / "disk/.sluice-cache"); }
  [[nodiscard]] bool has_temporary() const {
    return fs::exists(folder() / "disk/.sluice-cache/prices.csv.bars.tmp");
  }

  fs::path prices_;
  FaultRun clean_;
  std::string bars_;
};

TEST_F(BarCacheFaults, KilledAtAnyCall_LeavesNoBrokenCache) {
  for (const IoFault fault : {IoFault::kKill, IoFault::kKillAfter, IoFault::kShort}) {
    for (long at = 1; at <= clean_.calls; ++at) {
      forget();
      ASSERT_TRUE(run(fault, at).killed) << "call " << at;
      const FaultRun next = run(IoFault::kNone, 0);
      EXPECT_THAT(next.output, StartsWith(bars_)) << "call " << at;
      EXPECT_THAT(next.output, Not(HasSubstr("warning"))) << "call " << at;
      const FaultRun after = run(IoFault::kNone, 0);
      EXPECT_EQ(after.output, bars_ + " cache\n") << "call " << at;
      EXPECT_FALSE(has_temporary()) << "call " << at;
    }
  }
}

TEST_F(BarCacheFaults, DiskFullAtAnyCall_CostsTheCacheAlone) {
  for (const IoFault fault : {IoFault::kNoSpace, IoFault::kIoError}) {
    for (long at = 1; at <= clean_.calls; ++at) {
      forget();
      const FaultRun full = run(fault, at);
      EXPECT_EQ(full.exit_code, 0) << "call " << at << full.output;
      EXPECT_THAT(full.output, StartsWith(bars_)) << "call " << at;
      EXPECT_FALSE(has_temporary()) << "call " << at;
      const FaultRun next = run(IoFault::kNone, 0);
      EXPECT_THAT(next.output, StartsWith(bars_)) << "call " << at;
      EXPECT_THAT(next.output, Not(HasSubstr("warning"))) << "call " << at;
    }
  }
}

TEST_F(BarCacheFaults, DiskFullWhileWriting_IsOneWarning) {
  const FaultRun full = run(IoFault::kNoSpace, 7);
  EXPECT_EQ(full.output, bars_ + " text\nwarning: csv: no bar cache: cannot write the bar cache " +
                             (folder() / "disk/.sluice-cache/prices.csv.bars").string() +
                             ": No space left on device\n");
}

}  // namespace
}  // namespace sluice::feeds
