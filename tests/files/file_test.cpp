// SPDX-License-Identifier: Apache-2.0
#include "files/file.hpp"

#include <cerrno>
#include <fcntl.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

using sluice::testing::file_text;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;

TEST(File, EveryDescriptor_IsCloseOnExec) {
  const TemporaryDirectory directory;
  const auto path = directory / "file";
  for (const auto mode : {File::Mode::kCreateNew, File::Mode::kWriteExisting, File::Mode::kRead}) {
    const auto file = File::open(path, mode);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_NE(::fcntl(file->descriptor(), F_GETFD) & FD_CLOEXEC, 0);
  }
}

TEST(File, CreateNew_WhenPresent_Refuses) {
  const TemporaryDirectory directory;
  write_text(directory / "file", "kept");
  const auto file = File::open(directory / "file", File::Mode::kCreateNew);
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message,
            "cannot create '" + (directory / "file").native() + "': File exists");
  EXPECT_EQ(file_text(directory / "file"), "kept");
}

TEST(File, WriteExisting_WhenMissing_DoesNotCreate) {
  const TemporaryDirectory directory;
  EXPECT_FALSE(File::open(directory / "file", File::Mode::kWriteExisting));
  EXPECT_FALSE(std::filesystem::exists(directory / "file"));
}

TEST(File, TruncateTo_MovesThePositionToTheNewEnd) {
  const TemporaryDirectory directory;
  write_text(directory / "file", "0123456789");
  auto file = File::open(directory / "file", File::Mode::kWriteExisting);
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->truncate_to(4));
  ASSERT_TRUE(file->write_all("abc"));
  EXPECT_EQ(*file->size(), 7u);
  EXPECT_EQ(file_text(directory / "file"), "0123abc");
}

TEST(File, MoveAssignment_ClosesTheOldAndKeepsTheNew) {
  const TemporaryDirectory directory;
  auto first = File::open(directory / "first", File::Mode::kCreateNew);
  ASSERT_TRUE(first);
  {
    auto second = File::open(directory / "second", File::Mode::kCreateNew);
    ASSERT_TRUE(second);
    *first = std::move(*second);
  }
  EXPECT_EQ(first->path(), directory / "second");
  EXPECT_TRUE(first->write_all("x"));
  EXPECT_EQ(file_text(directory / "second"), "x");
}

TEST(SystemError, OfAFullDisk_SpeaksOfSpace) {
  EXPECT_EQ(system_error("write", "/a/b", ENOSPC).message,
            "cannot write '/a/b': no space left on the device");
  EXPECT_THAT(system_error("write", "/a/b", EDQUOT).message,
              ::testing::HasSubstr("no space left on the device"));
  EXPECT_EQ(system_error("write", "/a/b", EROFS).message,
            "cannot write '/a/b': the file system is read-only");
}

}  // namespace
}  // namespace sluice::files
