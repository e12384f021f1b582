// SPDX-License-Identifier: Apache-2.0
//
// The writer under a disk that fails and a process that dies, in a child under the shim of
// tests/support.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/verify.hpp"
#include "support/fault_run.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

namespace fs = std::filesystem;
using sluice::testing::FaultRun;
using sluice::testing::file_text;
using sluice::testing::IoFault;
using sluice::testing::run_with_faults;
using sluice::testing::TemporaryDirectory;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class WriterFaults : public ::testing::Test {
 protected:
  FaultRun run(const char* sync, IoFault fault, long at, bool once = false,
               const char* orders = "8") {
    return run_with_faults({directory_.path(), fault, at, once},
                           {SLUICE_BINARY_DIR "/bin/journal_target", path_.native(), sync, orders});
  }
  // The bytes and the number of calls of a run without faults.
  std::pair<std::string, long> undisturbed(const char* sync) {
    const FaultRun clean = run(sync, IoFault::kNone, 0);
    EXPECT_EQ(clean.exit_code, 0) << clean.output;
    std::string bytes = file_text(path_);
    fs::remove(path_);
    return {std::move(bytes), clean.calls};
  }

  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "day.jsonl";
};

TEST_F(WriterFaults, KilledAtAnyCall_ThenRunAgain_GivesTheSameBytes) {
  for (const char* sync : {"always", "batch", "none"}) {
    const auto [whole, calls] = undisturbed(sync);
    for (const IoFault fault : {IoFault::kKill, IoFault::kKillAfter, IoFault::kShort}) {
      for (long at = 1; at <= calls; ++at) {
        fs::remove(path_);
        ASSERT_TRUE(run(sync, fault, at).killed) << sync << " call " << at;
        ASSERT_THAT(whole, StartsWith(file_text(path_))) << sync << " call " << at;
        ASSERT_EQ(run(sync, IoFault::kNone, 0).exit_code, 0) << sync << " call " << at;
        ASSERT_EQ(file_text(path_), whole) << sync << " call " << at;
      }
    }
    fs::remove(path_);
  }
}

TEST_F(WriterFaults, KilledWhileTheOldFileIsReplaced_ThenRunAgain_LosesNeither) {
  const std::string old = undisturbed("batch").first;
  ASSERT_EQ(run("batch", IoFault::kNone, 0, false, "5").exit_code, 0);
  const std::string whole = file_text(path_);
  const fs::path kept = directory_.path() / "interrupted" / "day.jsonl.1";
  const auto prepare = [&] {
    fs::remove_all(kept.parent_path());
    fs::remove(path_);
    ASSERT_EQ(run("batch", IoFault::kNone, 0).exit_code, 0);
  };
  prepare();
  const long calls = run("batch", IoFault::kNone, 0, false, "5").calls;
  // Cut, sync; make the directory, sync its parent; move, sync both; create, sync; write, sync.
  ASSERT_EQ(calls, 11);
  for (const IoFault fault : {IoFault::kKill, IoFault::kKillAfter, IoFault::kShort}) {
    for (long at = 1; at <= calls; ++at) {
      prepare();
      ASSERT_TRUE(run("batch", fault, at, false, "5").killed) << "call " << at;
      ASSERT_EQ(run("batch", IoFault::kNone, 0, false, "5").exit_code, 0) << "call " << at;
      ASSERT_EQ(file_text(path_), whole) << "call " << at;
      ASSERT_EQ(file_text(kept), old) << "call " << at;
    }
  }
}

// What the killed process wrote is in the system's memory; a power cut could still take it.
TEST_F(WriterFaults, ResumedRecords_AreSynchronisedBeforeTheyAreTrusted) {
  for (const auto& [sync, calls] :
       {std::pair{"always", 2L}, std::pair{"batch", 2L}, std::pair{"none", 1L}}) {
    fs::remove(path_);
    run(sync, IoFault::kNone, 0);
    EXPECT_EQ(run(sync, IoFault::kNone, 0).calls, calls) << sync;  // cut, sync
  }
}

TEST_F(WriterFaults, CallsPerSync_AreThoseOfTheContract) {
  // 17 records: create, sync directory, then write and sync for each.
  EXPECT_EQ(undisturbed("always").second, 2 + 2 * 17);
  // Two commits on the way and one at the end.
  EXPECT_EQ(undisturbed("batch").second, 2 + 2 * 3);
  // Create and one write.
  EXPECT_EQ(undisturbed("none").second, 2);
}

// The second write and sync under always: the first are the header's, before there is a writer.
TEST_F(WriterFaults, SyncFailsOnce_PoisonsForGood) {
  for (const auto& [sync, at] : {std::pair{"always", 6L}, std::pair{"batch", 4L}}) {
    fs::remove(path_);
    const FaultRun failed = run(sync, IoFault::kIoError, at, true);
    EXPECT_EQ(failed.exit_code, 1);
    const std::string error = "cannot synchronise '" + path_.native() + "': Input/output error\n";
    // The call that met it and the three behind it say the same; the disk is well again by then.
    EXPECT_EQ(failed.output, error + error + error + error) << sync;
    EXPECT_EQ(failed.calls, at) << "something was tried again";
  }
}

TEST_F(WriterFaults, DiskFullOnce_PoisonsForGoodAndSaysSo) {
  for (const auto& [sync, at] :
       {std::pair{"always", 5L}, std::pair{"batch", 3L}, std::pair{"none", 2L}}) {
    fs::remove(path_);
    const FaultRun failed = run(sync, IoFault::kNoSpace, at, true);
    EXPECT_EQ(failed.exit_code, 1);
    const std::string error =
        "cannot write '" + path_.native() + "': no space left on the device\n";
    EXPECT_EQ(failed.output, error + error + error + error) << sync;
    EXPECT_EQ(failed.calls, at) << "something was tried again";
  }
}

TEST_F(WriterFaults, SyncFailsOnTheHeader_IsAnErrorOfCreation) {
  const FaultRun failed = run("always", IoFault::kIoError, 4, true);
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_EQ(failed.output, "cannot synchronise '" + path_.native() + "': Input/output error\n");
}

TEST_F(WriterFaults, DiskFull_ThenRunAgainWithSpace_GivesTheSameBytes) {
  const auto [whole, calls] = undisturbed("batch");
  for (long at = 1; at <= calls; ++at) {
    fs::remove(path_);
    run("batch", IoFault::kNoSpace, at);
    ASSERT_EQ(run("batch", IoFault::kNone, 0).exit_code, 0) << "call " << at;
    ASSERT_EQ(file_text(path_), whole) << "call " << at;
  }
}

}  // namespace
}  // namespace sluice::journal
