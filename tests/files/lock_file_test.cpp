// SPDX-License-Identifier: Apache-2.0
#include "files/lock_file.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fault_run.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

using sluice::testing::FaultRun;
using sluice::testing::file_text;
using sluice::testing::run_with_faults;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using ::testing::HasSubstr;

class LockFileTest : public ::testing::Test {
 protected:
  FaultRun lock_in_another_process() {
    return run_with_faults({directory_.path()},
                           {SLUICE_BINARY_DIR "/bin/files_target", "lock", path_.native()});
  }
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / ".lock";
};

TEST_F(LockFileTest, Acquire_WhenFree_WritesTheProcessId) {
  const auto lock = LockFile::acquire(path_);
  ASSERT_TRUE(lock) << lock.error().message;
  EXPECT_EQ(file_text(path_), std::to_string(::getpid()) + "\n");
}

TEST_F(LockFileTest, Acquire_WhenHeld_NamesTheHolder) {
  const auto lock = LockFile::acquire(path_);
  ASSERT_TRUE(lock);
  const FaultRun other = lock_in_another_process();
  EXPECT_EQ(other.exit_code, 1);
  EXPECT_THAT(other.output, HasSubstr(path_.native()));
  EXPECT_THAT(other.output, HasSubstr("process " + std::to_string(::getpid()) + " holds it"));
}

TEST_F(LockFileTest, Acquire_WhenHeldAndTheHolderIsNotWritten_StillRefuses) {
  const auto lock = LockFile::acquire(path_);
  ASSERT_TRUE(lock);
  write_text(path_, "");
  EXPECT_THAT(lock_in_another_process().output, HasSubstr("another process holds it"));
}

TEST_F(LockFileTest, Acquire_AfterRelease_SucceedsAndTheFileStays) {
  { ASSERT_TRUE(LockFile::acquire(path_)); }
  EXPECT_TRUE(std::filesystem::exists(path_));
  EXPECT_EQ(lock_in_another_process().exit_code, 0);
}

TEST_F(LockFileTest, Acquire_OverALongerIdOfADeadProcess_ReplacesIt) {
  write_text(path_, "123456789012345\n");
  ASSERT_TRUE(LockFile::acquire(path_));
  EXPECT_EQ(file_text(path_), std::to_string(::getpid()) + "\n");
}

TEST_F(LockFileTest, Acquire_InAMissingDirectory_NamesThePath) {
  const auto lock = LockFile::acquire(directory_ / "none" / ".lock");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("none/.lock"));
}

}  // namespace
}  // namespace sluice::files
