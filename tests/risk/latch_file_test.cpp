// SPDX-License-Identifier: Apache-2.0
//
// latch_file_test.cpp: the latch on a disk: what can't be read is engaged, and no halt gets lost
// between two processes.
#include "risk/latch_file.hpp"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files/lock_file.hpp"
#include "support/domain_values.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::risk {
namespace {

namespace fs = std::filesystem;
using testing::at;
using ::testing::HasSubstr;

Halt halt_of(std::string symbol) {
  return {HaltScope::kSymbol,        std::move(symbol), HaltLevel::kHalt, "test", "",
          at("2026-01-02T10:00:00Z")};
}

class LatchFileTest : public ::testing::Test {
 protected:
  [[nodiscard]] bool halts_everything() {
    LatchFile file{path_};
    const Latch latch = load_latch(file);
    return hardest(latch.halts, {}, "ANY") != nullptr &&
           latch.halts.back().scope == HaltScope::kAll;
  }
  testing::TemporaryDirectory directory_;
  fs::path path_ = directory_ / "KILL_SWITCH";
};

TEST_F(LatchFileTest, NoFile_IsNoLatch) {
  LatchFile file{path_};
  const auto text = file.read();
  ASSERT_TRUE(text);
  EXPECT_FALSE(text->has_value());
  EXPECT_FALSE(halts_everything());
}

TEST_F(LatchFileTest, WhateverElseStandsInItsPlace_HaltsEverything) {
  fs::create_directory(path_);
  EXPECT_TRUE(halts_everything()) << "a directory";
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_TRUE(halts_everything()) << "a pipe, and nobody waits for its writer";
  fs::remove(path_);
  fs::create_symlink("nowhere", path_);
  EXPECT_TRUE(halts_everything()) << "a link to nothing";
  fs::remove(path_);
  testing::write_text(directory_ / "file", "");
  path_ = directory_ / "file/KILL_SWITCH";
  EXPECT_TRUE(halts_everything()) << "below a file";
  path_ = directory_ / std::string(300, 'x');
  EXPECT_TRUE(halts_everything()) << "a name that can't be";
}

TEST_F(LatchFileTest, FileWithoutPermission_HaltsEverything) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  LatchFile writer{path_};
  ASSERT_TRUE(writer.write(text_of(Latch{})));
  ASSERT_FALSE(halts_everything());
  fs::permissions(path_, fs::perms::none);
  EXPECT_TRUE(halts_everything());
}

TEST_F(LatchFileTest, FileBeyondTheBound_HaltsEverything) {
  testing::write_text(path_, std::string(Latch::kMaxBytes + 1, 'x'));
  EXPECT_TRUE(halts_everything());
}

TEST_F(LatchFileTest, IsUnchanged_UntilAnybodyTouchesIt) {
  LatchFile file{path_};
  EXPECT_FALSE(file.is_unchanged()) << "never read";
  ASSERT_TRUE(file.read());
  EXPECT_TRUE(file.is_unchanged());
  testing::write_text(path_, "x");
  EXPECT_FALSE(file.is_unchanged()) << "made";
  ASSERT_TRUE(file.read());
  EXPECT_TRUE(file.is_unchanged());
  testing::write_text(path_, "longer");
  EXPECT_FALSE(file.is_unchanged()) << "written";
  ASSERT_TRUE(file.read());
  fs::remove(path_);
  EXPECT_FALSE(file.is_unchanged()) << "removed";
  fs::create_directory(path_);
  ASSERT_FALSE(file.read());
  EXPECT_FALSE(file.is_unchanged()) << "what could not be read is read again";
}

TEST_F(LatchFileTest, KeepHalts_AddsToWhatOthersHaveWritten) {
  LatchFile one{path_};
  LatchFile other{path_};
  Latch kept;
  ASSERT_TRUE(keep_halts(one, {halt_of("AAA")}, kept));
  ASSERT_TRUE(keep_halts(other, {halt_of("BBB")}, kept));
  ASSERT_TRUE(keep_halts(one, {halt_of("CCC")}, kept));
  EXPECT_EQ(kept.halts.size(), 3u);
  EXPECT_EQ(load_latch(other).halts, kept.halts);
}

TEST_F(LatchFileTest, KeepHalts_MakesTheDataDirectory) {
  path_ = directory_ / "new/folder/KILL_SWITCH";
  LatchFile file{path_};
  Latch kept;
  ASSERT_TRUE(keep_halts(file, {halt_of("AAA")}, kept));
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(LatchFileTest, KeepHalts_WhereNoFolderCanBeMade_IsAnError) {
  testing::write_text(directory_ / "file", "");
  path_ = directory_ / "file/new/KILL_SWITCH";
  LatchFile file{path_};
  Latch kept;
  EXPECT_FALSE(keep_halts(file, {halt_of("AAA")}, kept));
  EXPECT_FALSE(file.write("x"));
  std::vector<Halt> ended;
  EXPECT_FALSE(keep_release(file, {}, ended)) << "nobody knows that nobody else is at it";
}

TEST_F(LatchFileTest, NameWithoutAFolder_IsInTheCurrentOne) {
  const fs::path before = fs::current_path();
  fs::current_path(directory_ / ".");
  LatchFile file{"KILL_SWITCH"};
  Latch kept;
  const auto written = keep_halts(file, {halt_of("AAA")}, kept);
  fs::current_path(before);
  EXPECT_TRUE(written);
  EXPECT_TRUE(fs::exists(path_));
}

TEST_F(LatchFileTest, KeepHalts_OverAnOperatorsFile_KeepsItsHalt) {
  testing::write_text(path_, "stop\n");
  LatchFile file{path_};
  Latch kept;
  ASSERT_TRUE(keep_halts(file, {halt_of("AAA")}, kept));
  ASSERT_EQ(kept.halts.size(), 2u);
  EXPECT_EQ(kept.halts[0].why, "stop");
  EXPECT_EQ(load_latch(file).halts, kept.halts);
}

TEST_F(LatchFileTest, WhileAnotherHoldsTheLock_AHaltIsWrittenAndAReleaseIsNot) {
  fs::path lock_path = path_;
  lock_path += ".lock";
  const auto lock = files::LockFile::acquire(lock_path);
  ASSERT_TRUE(lock);
  LatchFile file{path_};
  Latch kept;
  EXPECT_TRUE(keep_halts(file, {halt_of("AAA")}, kept));
  std::vector<Halt> ended;
  const auto released =
      keep_release(file, {HaltScope::kAll, "", at("2027-01-01T00:00:00Z"), "ana", ""}, ended);
  ASSERT_FALSE(released);
  EXPECT_THAT(released.error().message, HasSubstr("another process"));
  EXPECT_EQ(load_latch(file).halts.size(), 1u);
}

TEST_F(LatchFileTest, KeepRelease_OfWhatCannotBeRead_IsRefused) {
  fs::create_directory(path_);
  LatchFile file{path_};
  std::vector<Halt> ended;
  EXPECT_FALSE(
      keep_release(file, {HaltScope::kAll, "", at("2027-01-01T00:00:00Z"), "ana", ""}, ended));
}

TEST_F(LatchFileTest, KeepRelease_LeavesWhoAndWhyInTheFile) {
  testing::write_text(path_, "stop\n");
  LatchFile file{path_};
  std::vector<Halt> ended;
  ASSERT_TRUE(keep_release(
      file, {HaltScope::kAll, "", at("2027-01-01T00:00:00Z"), "ana", "it was a test"}, ended));
  EXPECT_EQ(ended.size(), 1u);
  EXPECT_TRUE(load_latch(file).halts.empty());
  EXPECT_THAT(testing::file_text(path_), HasSubstr("who=\"ana\" why=\"it was a test\""));
}

}  // namespace
}  // namespace sluice::risk
