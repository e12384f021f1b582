// SPDX-License-Identifier: Apache-2.0
#include "files/secret_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::files {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST(SecretFile, IsOneLine_OfAFileThatIsItsOwnersAlone) {
  const testing::TemporaryDirectory folder;
  const auto file = folder.path() / "token";
  EXPECT_FALSE(read_secret(file).ok());
  testing::write_text(file, "s3cret\n");
  for (const auto others : {fs::perms::group_read, fs::perms::others_write}) {
    fs::permissions(file, fs::perms::owner_read | others);
    EXPECT_THAT(read_secret(file).error().message, HasSubstr("chmod 600"));
  }
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(*read_secret(file), "s3cret");
  testing::write_text(file, "two words\n");
  EXPECT_FALSE(read_secret(file).ok());
  testing::write_text(file, "\n");
  EXPECT_FALSE(read_secret(file).ok());
}

TEST(SecretFile, Faults_DoNotTellTheSecret) {
  const testing::TemporaryDirectory folder;
  const auto file = folder.path() / "token";
  testing::write_text(file, "s3cret words\n");
  fs::permissions(file, fs::perms::owner_read);
  EXPECT_THAT(read_secret(file).error().message, ::testing::Not(HasSubstr("s3cret")));
}

TEST(EqualSecret, OnlyTheSameText_IsEqual) {
  EXPECT_TRUE(is_equal_secret("abc", "abc"));
  EXPECT_FALSE(is_equal_secret("abc", "abd"));
  EXPECT_FALSE(is_equal_secret("abc", "abcd"));
  EXPECT_FALSE(is_equal_secret("abc", ""));
}

}  // namespace
}  // namespace sluice::files
