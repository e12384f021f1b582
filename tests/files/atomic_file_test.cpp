// SPDX-License-Identifier: Apache-2.0
#include "files/atomic_file.hpp"

#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

namespace fs = std::filesystem;
using sluice::testing::file_text;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using ::testing::HasSubstr;

class AtomicFile : public ::testing::Test {
 protected:
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator{directory_.path()}, fs::directory_iterator{}));
  }
  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "file";
};

TEST_F(AtomicFile, ReplaceFile_WhenMissing_CreatesIt) {
  ASSERT_TRUE(replace_file(path_, "one", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "one");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, ReplaceFile_WhenPresent_PutsTheNewInItsPlace) {
  write_text(path_, "something longer");
  ASSERT_TRUE(replace_file(path_, "two", Durability::kDurable));
  EXPECT_EQ(file_text(path_), "two");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, ReplaceFile_InAMissingDirectory_NamesTheFileAndTheReason) {
  const auto result = replace_file(directory_ / "none" / "file", "x", Durability::kVolatile);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message,
              HasSubstr("cannot replace '" + (directory_ / "none" / "file").native() + "'"));
  EXPECT_THAT(result.error().message, HasSubstr("No such file or directory"));
}

TEST_F(AtomicFile, ReplaceFile_WhenTheTargetIsADirectory_FailsAndLeavesNothing) {
  fs::create_directory(path_);
  const auto result = replace_file(path_, "x", Durability::kVolatile);
  ASSERT_FALSE(result);
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, ReplaceFile_WithATemporaryOfAKilledProcessInTheWay_TakesAnotherName) {
  const std::string name = ".file." + std::to_string(::getpid()) + "-0.sluice-tmp";
  write_text(directory_ / name, "left behind");
  ASSERT_TRUE(replace_file(path_, "two", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "two");
  EXPECT_EQ(file_text(directory_ / name), "left behind");
}

TEST_F(AtomicFile, ReplaceFileKeepingBackup_FirstTime_HasNoBackup) {
  ASSERT_TRUE(replace_file_keeping_backup(path_, "one", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "one");
  EXPECT_EQ(entries(), 1u);
}

TEST_F(AtomicFile, ReplaceFileKeepingBackup_KeepsThePreviousAlone) {
  for (const char* text : {"one", "two", "three"})
    ASSERT_TRUE(replace_file_keeping_backup(path_, text, Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "three");
  EXPECT_EQ(file_text(backup_path(path_)), "two");
  EXPECT_EQ(entries(), 2u);
}

// A process killed between the backup and the replacement leaves two names of one file.
TEST_F(AtomicFile, ReplaceFileKeepingBackup_WhenBackupIsTheSameFile_Succeeds) {
  write_text(path_, "one");
  fs::create_hard_link(path_, backup_path(path_));
  ASSERT_TRUE(replace_file_keeping_backup(path_, "two", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "two");
  EXPECT_EQ(file_text(backup_path(path_)), "one");
  EXPECT_EQ(entries(), 2u);
}

TEST_F(AtomicFile, AppendAt_ExpectedSize_Appends) {
  ASSERT_TRUE(append_at(path_, 0, "one\n", Durability::kDurable));
  ASSERT_TRUE(append_at(path_, 4, "two\n", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "one\ntwo\n");
}

TEST_F(AtomicFile, AppendAt_LongerFile_CutsTheInterruptedAppend) {
  write_text(path_, "one\ntw");
  ASSERT_TRUE(append_at(path_, 4, "three\n", Durability::kVolatile));
  EXPECT_EQ(file_text(path_), "one\nthree\n");
}

TEST_F(AtomicFile, AppendAt_ShorterFile_NamesBothSizesAndChangesNothing) {
  write_text(path_, "one\n");
  const auto result = append_at(path_, 7, "x", Durability::kVolatile);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("holds 4 bytes, expected at least 7"));
  EXPECT_EQ(file_text(path_), "one\n");
}

TEST_F(AtomicFile, AppendAt_MissingFileWithContentExpected_FailsAndCreatesNothing) {
  const auto result = append_at(path_, 7, "x", Durability::kVolatile);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("holds 0 bytes, expected at least 7"));
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(AtomicFile, ReadFile_UpToTheBound_IsWhole) {
  EXPECT_TRUE(rc::check("whole up to the bound, refused above", [&] {
    const auto text = *rc::gen::arbitrary<std::string>();
    const auto bound = *rc::gen::inRange<std::size_t>(0, 2 * text.size() + 2);
    write_text(path_, text);
    const auto bytes = read_file(path_, bound);
    RC_ASSERT(bytes.ok() == (text.size() <= bound));
    if (bytes) RC_ASSERT(*bytes == text);
  }));
}

TEST_F(AtomicFile, ReadFile_AboveTheBound_SaysTheBound) {
  write_text(path_, "12345");
  const auto bytes = read_file(path_, 4);
  ASSERT_FALSE(bytes);
  EXPECT_THAT(bytes.error().message, HasSubstr("larger than the 4 bytes allowed"));
}

TEST_F(AtomicFile, ReadFile_OfUnknownSize_ReadsToTheEnd) {
  const auto bytes = read_file("/proc/self/status", 1 << 20);
  ASSERT_TRUE(bytes);
  EXPECT_THAT(*bytes, HasSubstr("VmRSS"));
}

TEST_F(AtomicFile, ReadFile_Missing_NamesThePath) {
  const auto bytes = read_file(path_, 4);
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().message,
            "cannot open '" + path_.native() + "': No such file or directory");
}

TEST_F(AtomicFile, MakeDirectories_CreatesTheMissingOnesAndAcceptsTheRest) {
  const fs::path deep = directory_ / "a" / "b" / "c";
  ASSERT_TRUE(make_directories(deep, Durability::kDurable));
  EXPECT_TRUE(fs::is_directory(deep));
  EXPECT_TRUE(make_directories(deep, Durability::kVolatile));
  EXPECT_TRUE(make_directories(deep / "", Durability::kVolatile));
  EXPECT_TRUE(make_directories("", Durability::kVolatile));
}

TEST_F(AtomicFile, MakeDirectories_WhereAFileStands_SaysSo) {
  write_text(path_, "x");
  const auto result = make_directories(path_, Durability::kVolatile);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("cannot create the directory '" + path_.native()));
  EXPECT_FALSE(make_directories(path_ / "below", Durability::kVolatile));
}

TEST_F(AtomicFile, SyncDirectory_Missing_IsAnError) {
  EXPECT_TRUE(sync_directory(directory_.path()));
  EXPECT_FALSE(sync_directory(directory_ / "none"));
}

TEST_F(AtomicFile, RemoveTemporaries_TouchesNothingElse) {
  write_text(path_, "x");
  write_text(directory_ / ".hidden", "x");
  write_text(directory_ / "not.sluice-tmp", "x");
  write_text(directory_ / ".state.json.7-0.sluice-tmp", "x");
  const auto removed = remove_temporaries(directory_.path());
  ASSERT_TRUE(removed);
  EXPECT_EQ(*removed, 1u);
  EXPECT_EQ(entries(), 3u);
  EXPECT_TRUE(remove_temporaries(directory_ / "none"));
}

}  // namespace
}  // namespace sluice::files
