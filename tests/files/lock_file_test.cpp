// SPDX-License-Identifier: Apache-2.0
#include "files/lock_file.hpp"

#include <atomic>
#include <thread>
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

TEST_F(LockFileTest, IsHeld_TellsWhoeverAsksAndMakesNothing) {
  EXPECT_FALSE(LockFile::is_held(path_));
  EXPECT_FALSE(std::filesystem::exists(path_));
  {
    const auto lock = LockFile::acquire(path_);
    ASSERT_TRUE(lock);
    EXPECT_TRUE(LockFile::is_held(path_));
    EXPECT_EQ(file_text(path_), std::to_string(::getpid()) + "\n");
  }
  EXPECT_FALSE(LockFile::is_held(path_));
}

TEST_F(LockFileTest, IsHeld_OfAFileThatIsOnlyRead_IsToldToo) {
  const auto lock = LockFile::acquire(path_);
  ASSERT_TRUE(lock);
  std::filesystem::permissions(path_, std::filesystem::perms::owner_read);
  EXPECT_TRUE(LockFile::is_held(path_));
}

TEST_F(LockFileTest, Acquire_WhileOthersLook_IsNeverRefused) {
  std::atomic<bool> is_over = false;
  std::atomic<long> looks = 0;
  std::thread looking{[&] {
    while (!is_over) static_cast<void>(LockFile::is_held(path_)), ++looks;
  }};
  int refused = 0;
  for (int i = 0; i < 2000 || looks < 2000; ++i) refused += LockFile::acquire(path_) ? 0 : 1;
  is_over = true;
  looking.join();
  EXPECT_EQ(refused, 0);
}

TEST_F(LockFileTest, Acquire_InAMissingDirectory_NamesThePath) {
  const auto lock = LockFile::acquire(directory_ / "none" / ".lock");
  ASSERT_FALSE(lock);
  EXPECT_THAT(lock.error().message, HasSubstr("none/.lock"));
}

}  // namespace
}  // namespace sluice::files
