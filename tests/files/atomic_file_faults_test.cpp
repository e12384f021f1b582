// SPDX-License-Identifier: Apache-2.0
//
// Every call that changes the disk is made to fail, or is the process's last: what is left must be
// whole. The operation runs in a child under the shim of tests/support.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/atomic_file.hpp"
#include "support/fault_run.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

namespace fs = std::filesystem;
using sluice::testing::FaultRun;
using sluice::testing::file_text;
using sluice::testing::IoFault;
using sluice::testing::run_with_faults;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr const char* kOld = "the old content";
constexpr const char* kNew = "the new content, longer than the old";
constexpr const char* kOlder = "an older backup";

class FaultyDisk : public ::testing::Test {
 protected:
  void reset() {
    fs::remove_all(root());
    fs::create_directory(root());
    write_text(path(), kOld);
    write_text(backup_path(path()), kOlder);
  }
  FaultRun run(const char* operation, IoFault fault, long at, bool once = false) {
    reset();
    return run_with_faults({root(), fault, at, once},
                           {SLUICE_BINARY_DIR "/bin/files_target", operation, path().native(), kNew,
                            std::to_string(std::string{kOld}.size())});
  }
  long count(const char* operation) { return run(operation, IoFault::kNone, 0).calls; }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator{root()}, fs::directory_iterator{}));
  }
  fs::path root() const { return scratch_ / "root"; }
  fs::path path() const { return root() / "state.json"; }

  TemporaryDirectory scratch_;
};

class EveryFault : public FaultyDisk, public ::testing::WithParamInterface<IoFault> {};

TEST_P(EveryFault, ReplaceFile_AtEveryCall_LeavesOldOrNewWhole) {
  const long calls = count("replace");
  ASSERT_EQ(calls, 5);  // create, write, sync, rename, sync directory
  for (long at = 1; at <= calls; ++at) {
    const FaultRun run = this->run("replace", GetParam(), at);
    EXPECT_THAT(file_text(path()), AnyOf(kOld, kNew)) << "call " << at;
    if (run.exit_code == 0) {
      EXPECT_EQ(file_text(path()), kNew) << "call " << at;
    }
    if (run.exit_code == 1) {
      EXPECT_EQ(entries(), 2u) << "a temporary file is left behind at call " << at;
    }
  }
}

TEST_P(EveryFault, ReplaceFileKeepingBackup_AtEveryCall_LeavesBothWhole) {
  const long calls = count("backup");
  ASSERT_EQ(calls, 8);  // and link, rename, unlink for the backup
  for (long at = 1; at <= calls; ++at) {
    const FaultRun run = this->run("backup", GetParam(), at);
    EXPECT_THAT(file_text(path()), AnyOf(kOld, kNew)) << "call " << at;
    EXPECT_THAT(file_text(backup_path(path())), AnyOf(kOld, kOlder)) << "call " << at;
    if (file_text(path()) == kNew) {
      EXPECT_EQ(file_text(backup_path(path())), kOld) << "call " << at;
    }
    if (run.exit_code == 1) {
      EXPECT_EQ(entries(), 2u) << "a temporary file is left behind at call " << at;
    }
  }
}

TEST_P(EveryFault, AppendAt_AtEveryCall_IsCompletedByDoingItAgain) {
  const long calls = count("append");
  ASSERT_EQ(calls, 3);  // cut, write, sync
  for (long at = 1; at <= calls; ++at) {
    const FaultRun run = this->run("append", GetParam(), at);
    EXPECT_THAT(file_text(path()), ::testing::StartsWith(kOld)) << "call " << at;
    if (GetParam() == IoFault::kNoSpace && run.exit_code == 1) {
      EXPECT_EQ(file_text(path()), kOld) << "half a line is left behind at call " << at;
    }
    ASSERT_TRUE(append_at(path(), std::string{kOld}.size(), kNew, Durability::kDurable));
    EXPECT_EQ(file_text(path()), std::string{kOld} + kNew) << "call " << at;
  }
}

INSTANTIATE_TEST_SUITE_P(AtomicFile, EveryFault,
                         ::testing::Values(IoFault::kKill, IoFault::kKillAfter, IoFault::kShort,
                                           IoFault::kNoSpace, IoFault::kIoError),
                         [](const auto& fault) {
                           switch (fault.param) {
                             case IoFault::kKill:
                               return "Kill";
                             case IoFault::kKillAfter:
                               return "KillAfter";
                             case IoFault::kShort:
                               return "Short";
                             case IoFault::kNoSpace:
                               return "NoSpace";
                             default:
                               return "IoError";
                           }
                         });

TEST_F(FaultyDisk, ReplaceFile_WhenDiskIsFull_SaysSoInWordsWithThePath) {
  const FaultRun run = this->run("replace", IoFault::kNoSpace, 2);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("cannot replace '" + path().native() + "'"));
  EXPECT_THAT(run.output, HasSubstr("no space left on the device"));
}

TEST_F(FaultyDisk, ReplaceFile_WhenSyncFails_KeepsTheOldContent) {
  const FaultRun run = this->run("replace", IoFault::kIoError, 1);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.output, HasSubstr("cannot synchronise"));
  EXPECT_EQ(file_text(path()), kOld);
}

TEST_F(FaultyDisk, RemoveTemporaries_AfterAKill_ClearsWhatWasLeft) {
  ASSERT_TRUE(run("backup", IoFault::kKill, 4).killed);
  ASSERT_EQ(entries(), 3u);
  const auto removed = remove_temporaries(root());
  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_EQ(*removed, 1u);
  EXPECT_EQ(entries(), 2u);
  EXPECT_EQ(file_text(path()), kOld);
}

}  // namespace
}  // namespace sluice::files
