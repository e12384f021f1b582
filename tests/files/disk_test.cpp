// SPDX-License-Identifier: Apache-2.0
#include "files/disk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

using sluice::testing::file_text;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class PosixDiskTest : public ::testing::Test {
 protected:
  std::unique_ptr<DiskFile> create(const char* name) {
    auto file = disk_.open(directory_ / name, Disk::Mode::kCreateNew);
    EXPECT_TRUE(file) << file.error().message;
    return std::move(*file);
  }
  sluice::testing::TemporaryDirectory directory_;
  PosixDisk disk_;
};

TEST_F(PosixDiskTest, Bytes_AreWrittenAndReadWhereTheyBelong) {
  const auto file = create("a");
  ASSERT_TRUE(file->write_at(3, "def"));
  ASSERT_TRUE(file->write_at(0, "ab"));
  ASSERT_TRUE(file->sync_data());
  EXPECT_EQ(*file->size(), 6u);
  char bytes[8] = {};
  EXPECT_EQ(*file->read_at(1, bytes, sizeof bytes), 5u);
  EXPECT_EQ((std::string{bytes, 5}), (std::string{"b\0def", 5}));
  EXPECT_EQ(*file->read_at(6, bytes, sizeof bytes), 0u);
  ASSERT_TRUE(file->truncate_to(2));
  ASSERT_TRUE(file->close());
  EXPECT_EQ(file_text(directory_ / "a"), "ab");
}

TEST_F(PosixDiskTest, Modes_AskForAFileOrForNone) {
  create("a");
  EXPECT_THAT(disk_.open(directory_ / "a", Disk::Mode::kCreateNew).error().message,
              HasSubstr("File exists"));
  for (const auto mode : {Disk::Mode::kRead, Disk::Mode::kWriteExisting}) {
    EXPECT_TRUE(disk_.open(directory_ / "a", mode));
    EXPECT_THAT(disk_.open(directory_ / "b", mode).error().message,
                HasSubstr("No such file or directory"));
  }
  auto reading = disk_.open(directory_ / "a", Disk::Mode::kRead);
  EXPECT_FALSE((*reading)->write_at(0, "x"));
}

TEST_F(PosixDiskTest, Names_AreListedRenamedAndRemoved) {
  ASSERT_TRUE(disk_.make_directory(directory_ / "x" / "y"));
  ASSERT_TRUE(disk_.make_directory(directory_ / "x" / "y"));
  for (const char* name : {"x/c", "x/a", "x/b"}) create(name);
  EXPECT_THAT(*disk_.list(directory_ / "x"), ElementsAre("a", "b", "c", "y"));
  ASSERT_TRUE(disk_.rename(directory_ / "x/a", directory_ / "x/b"));
  ASSERT_TRUE(disk_.remove(directory_ / "x/c"));
  ASSERT_TRUE(disk_.sync_directory(directory_ / "x"));
  EXPECT_THAT(*disk_.list(directory_ / "x"), ElementsAre("b", "y"));
  EXPECT_THAT(*disk_.list(directory_ / "none"), ElementsAre());
  EXPECT_FALSE(disk_.remove(directory_ / "none"));
  EXPECT_FALSE(disk_.rename(directory_ / "none", directory_ / "x/b"));
  EXPECT_FALSE(disk_.sync_directory(directory_ / "none"));
}

TEST_F(PosixDiskTest, Lock_IsHeldByOne) {
  auto first = disk_.lock(directory_ / "lock");
  ASSERT_TRUE(first);
  EXPECT_THAT(disk_.lock(directory_ / "lock").error().message, HasSubstr("holds it"));
  EXPECT_TRUE(disk_.is_locked(directory_ / "lock"));
  first->reset();
  EXPECT_FALSE(disk_.is_locked(directory_ / "lock"));
  EXPECT_TRUE(disk_.lock(directory_ / "lock"));
}

}  // namespace
}  // namespace sluice::files
