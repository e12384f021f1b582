// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fault_run.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// mkdir, open, write, pwrite, fdatasync, fsync, ftruncate, link, rename, unlink, and the creation
// and the write of a stream.
constexpr long kCalls = 12;

class IoFaults : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directory(root()); }
  std::filesystem::path root() const { return scratch_ / "root"; }
  FaultRun run(IoFault fault, long at, bool once = false) {
    return run_with_faults({root(), fault, at, once},
                           {SLUICE_BINARY_DIR "/bin/io_faults_target", root().native()});
  }

  TemporaryDirectory scratch_;
};

TEST_F(IoFaults, NoFault_CountsCallsBelowTheRootOnly) {
  const FaultRun run = this->run(IoFault::kNone, 0);
  EXPECT_EQ(run.exit_code, 0) << run.output;
  EXPECT_EQ(run.calls, kCalls);
  EXPECT_EQ(file_text(root() / "first"), "12345678ab");
  EXPECT_EQ(file_text(root() / "stream"), "text");
}

TEST_F(IoFaults, Kill_DiesBeforeTheCall) {
  EXPECT_TRUE(run(IoFault::kKill, 3).killed);
  EXPECT_EQ(file_text(root() / "first"), "");
}

TEST_F(IoFaults, KillAfter_DiesBehindTheCall) {
  EXPECT_TRUE(run(IoFault::kKillAfter, 3).killed);
  EXPECT_EQ(file_text(root() / "first"), "12345678");
}

TEST_F(IoFaults, Short_WritesHalfAndDies) {
  EXPECT_TRUE(run(IoFault::kShort, 3).killed);
  EXPECT_EQ(file_text(root() / "first"), "1234");
}

TEST_F(IoFaults, KillAtEveryCall_DiesEveryTime) {
  for (long at = 1; at <= kCalls; ++at) {
    std::filesystem::remove_all(root());
    SetUp();
    EXPECT_TRUE(run(IoFault::kKill, at).killed) << "call " << at;
    std::filesystem::remove_all(scratch_ / "elsewhere");
  }
}

TEST_F(IoFaults, NoSpace_LastsUntilTheEndButLetsFilesGoAndSync) {
  const FaultRun run = this->run(IoFault::kNoSpace, 4);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_THAT(run.output, HasSubstr("write ok\npwrite 28\nfdatasync ok\nfsync ok\nftruncate ok\n"
                                    "link 28\n"));
  EXPECT_THAT(run.output, HasSubstr("elsewhere ok"));
}

TEST_F(IoFaults, NoSpaceOnce_IsOverAfterOneCall) {
  const FaultRun run = this->run(IoFault::kNoSpace, 3, true);
  EXPECT_THAT(run.output, HasSubstr("write 28\npwrite ok\n"));
  EXPECT_THAT(run.output, HasSubstr("link ok"));
}

TEST_F(IoFaults, IoError_FailsSyncs) {
  const FaultRun run = this->run(IoFault::kIoError, 1);
  EXPECT_THAT(run.output, HasSubstr("fdatasync 5\nfsync 5\n"));
  EXPECT_THAT(run.output, HasSubstr("pwrite ok"));
}

}  // namespace
}  // namespace sluice::testing
