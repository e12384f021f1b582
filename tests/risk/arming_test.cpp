// SPDX-License-Identifier: Apache-2.0
#include "risk/arming.hpp"

#include <sys/stat.h>

#include <gmock/gmock.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::risk {
namespace {

using ::testing::HasSubstr;

Arming sample_arming() {
  const Timestamp at = *Timestamp::parse("2026-03-02T10:00:00Z");
  return {at, *Timestamp::parse("2026-03-02T10:15:00Z"), "ben", arming_proof(at, "token")};
}

struct Armings : ::testing::Test {
  testing::TemporaryDirectory folder;
  ArmingFile file{folder.path()};
};

TEST_F(Armings, Written_IsReadAsItWas) {
  ASSERT_TRUE(file.write(sample_arming()).ok());
  const auto state = file.read();
  ASSERT_TRUE(state.arming.has_value()) << state.why_not;
  EXPECT_EQ(text_of(*state.arming), text_of(sample_arming()));
}

TEST_F(Armings, File_IsItsOwnersAlone_AndTheUmaskIsAsItWas) {
  const auto before = ::umask(022);
  ASSERT_TRUE(file.write(sample_arming()).ok());
  EXPECT_EQ(::umask(before), 022u);
  struct stat found {};
  ASSERT_EQ(::stat(file.path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777u, 0600u);
}

TEST_F(Armings, Nothing_IsNotArmed) {
  const auto state = file.read();
  EXPECT_FALSE(state.arming.has_value());
  EXPECT_EQ(state.why_not, "nobody has armed");
}

TEST_F(Armings, FileThatOthersCanChange_IsNotArmed) {
  ASSERT_TRUE(file.write(sample_arming()).ok());
  for (const mode_t mode : {0620u, 0602u, 0640u, 0604u}) {
    ASSERT_EQ(::chmod(file.path().c_str(), mode), 0);
    EXPECT_FALSE(file.read().arming.has_value());
    EXPECT_THAT(file.read().why_not, HasSubstr("by others"));
  }
}

TEST_F(Armings, LinkOrFolder_IsNotArmed) {
  const testing::TemporaryDirectory other;
  const ArmingFile real{other.path()};
  ASSERT_TRUE(real.write(sample_arming()).ok());
  std::filesystem::create_symlink(real.path(), file.path());
  EXPECT_THAT(file.read().why_not, HasSubstr("is no file"));
}

TEST_F(Armings, FileThatIsDamagedOrTooLong_SaysSo) {
  ASSERT_TRUE(file.write(sample_arming()).ok());
  testing::write_text(file.path(), "sluice arming 1\n");
  EXPECT_THAT(file.read().why_not, HasSubstr("no arming of this version"));
  testing::write_text(file.path(), std::string(5000, 'x'));
  EXPECT_FALSE(file.read().arming.has_value());
  EXPECT_THAT(file.read().why_not, HasSubstr("LIVE_ARMED"));
}

TEST_F(Armings, WhatCannotBeLookedAt_IsNotArmed) {
  testing::write_text(folder / "plain", "");
  const ArmingFile below_a_file{folder / "plain"};
  EXPECT_FALSE(below_a_file.read().arming.has_value());
  EXPECT_THAT(below_a_file.read().why_not, HasSubstr("can't be looked at"));
  EXPECT_FALSE(ArmingFile{folder / "plain" / "inside"}.write(sample_arming()).ok())
      << "and there it can't be written";
}

TEST_F(Armings, WithoutAToken_IsReadAsItWas) {
  Arming arming = sample_arming();
  arming.proof.clear();
  ASSERT_TRUE(file.write(arming).ok());
  const auto state = file.read();
  ASSERT_TRUE(state.arming.has_value()) << state.why_not;
  EXPECT_EQ(state.arming->proof, "");
}

TEST_F(Armings, WhatCannotBeRemoved_IsAnError) {
  std::filesystem::create_directories(file.path() / "inside");
  const auto removed = file.remove();
  ASSERT_FALSE(removed.ok());
  EXPECT_THAT(removed.error().message, HasSubstr("cannot remove"));
}

TEST_F(Armings, Removed_IsNotArmed) {
  ASSERT_TRUE(file.write(sample_arming()).ok());
  EXPECT_EQ(*file.remove(), true);
  EXPECT_EQ(*file.remove(), false);
  EXPECT_FALSE(file.read().arming.has_value());
}

TEST_F(Armings, EveryTextThatDiffers_IsRefusedOrMeansTheSame) {
  const std::string text = text_of(sample_arming());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(read_arming(text.substr(0, size)).has_value()) << size;
  EXPECT_FALSE(read_arming(text + "\n").has_value());
  EXPECT_FALSE(read_arming(text + "end\n").has_value());
}

TEST_F(Armings, UnfitFields_AreRefused) {
  const auto with = [](const std::string& was, const std::string& now) {
    std::string text = text_of(sample_arming());
    text.replace(text.find(was), was.size(), now);
    return read_arming(text);
  };
  EXPECT_FALSE(with("arming 1", "arming 2").has_value());
  EXPECT_FALSE(with("10:00:00Z", "10:00").has_value());
  EXPECT_FALSE(with("10:15:00Z", "25:15:00Z").has_value());
  EXPECT_FALSE(with("actor ben", "actor b n").has_value());
  EXPECT_FALSE(with("actor ben", "actor ").has_value());
  EXPECT_FALSE(with("proof ", "proof x").has_value());
  for (const char letter : {'/', ':', '`', 'g', 'A'})
    EXPECT_FALSE(with(sample_arming().proof, std::string(64, letter)).has_value()) << letter;
  EXPECT_TRUE(with(sample_arming().proof, "-").has_value());
}

TEST_F(Armings, Actor_IsOneShortWord) {
  EXPECT_TRUE(is_actor("ana@desk-1"));
  EXPECT_TRUE(is_actor(std::string(Arming::kMaxActor, 'a')));
  EXPECT_FALSE(is_actor(std::string(Arming::kMaxActor + 1, 'a')));
  EXPECT_FALSE(is_actor(""));
  EXPECT_FALSE(is_actor("a b"));
  EXPECT_FALSE(is_actor("a\n"));
  EXPECT_FALSE(is_actor("a\x7f"));
}

}  // namespace
}  // namespace sluice::risk
