// SPDX-License-Identifier: Apache-2.0
#include "plugins/text.hpp"

#include <gtest/gtest.h>

namespace sluice::plugins {
namespace {

TEST(Utf8, WellFormedText_IsAccepted) {
  for (const char* text : {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, MalformedText_IsRefused) {
  const std::string_view bad[] = {"\x80",
                                  "\xC3",
                                  "\xC0\xAF",
                                  "\xE0\x80\x80",
                                  "\xED\xA0\x80",
                                  "\xF5\x80\x80\x80",
                                  "\xF0\x80\x80\x80",
                                  "\xF4\x90\x80\x80",
                                  "a\xFF",
                                  "\xE2\x82"};
  for (const auto text : bad) EXPECT_FALSE(is_utf8(text)) << text;
}

TEST(Utf8, BadByteAnywhereInALongText_IsFound) {
  for (std::size_t size = 1; size < 40; ++size)
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      EXPECT_TRUE(is_utf8(text));
      text[at] = '\xFF';
      EXPECT_FALSE(is_utf8(text)) << size << " " << at;
      if (at + 1 == size) continue;
      text[at] = '\xC3';
      text[at + 1] = '\xA9';
      EXPECT_TRUE(is_utf8(text)) << size << " " << at;
    }
}

TEST(Printable, ControlCharactersAndBrokenBytes_AreEscaped) {
  EXPECT_EQ(printable("a\nb\tc\x1B[0m\x7F \xC3\xA9 \xFF", 100),
            "a\\nb\\tc\\x1b[0m\\x7f \xC3\xA9 \\xff");
}

TEST(PrintableLines, Lines_StayLinesThatLookLikeNoOthers) {
  EXPECT_EQ(printable_lines("no: here\n  a > b\n    ^", 80), "no: here\n  a > b\n    ^");
  EXPECT_EQ(printable_lines("one\ntwo\r\n\n   \nthree\n", 80), "one\n  two\\x0d\n  three");
  EXPECT_EQ(printable_lines("", 80), "");
  EXPECT_EQ(printable_lines("abcdefgh", 6), "abc...");
}

TEST(Printable, TextAboveTheLimit_IsCutWithinIt) {
  EXPECT_EQ(printable("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(printable("abcdefghi", 8), "abcde...");
  EXPECT_EQ(printable("abcde\n\n", 8), "abcde...");
  EXPECT_LE(printable(std::string(100, '\x01'), 10).size(), 10u);
}

TEST(Version, OnlyThreeNumbers_AreAccepted) {
  EXPECT_TRUE(is_version("1.0.0"));
  EXPECT_TRUE(is_version("10.20.30"));
  for (const char* text : {"", "1", "1.0", "1.0.0.0", "1..0", "1.0.", ".1.0", "1.0.x", "v1.0.0"})
    EXPECT_FALSE(is_version(text)) << text;
}

TEST(SnakeCase, OtherNames_AreRefused) {
  EXPECT_TRUE(is_snake_case("max_weight_2"));
  for (const char* text : {"", "Max", "2max", "_max", "max-weight", "max weight"})
    EXPECT_FALSE(is_snake_case(text)) << text;
  EXPECT_TRUE(is_snake_case(std::string(64, 'a')));
  EXPECT_FALSE(is_snake_case(std::string(65, 'a')));
}

}  // namespace
}  // namespace sluice::plugins
