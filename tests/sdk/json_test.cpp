// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sluice/json.hpp>

namespace sluice {
namespace {

using Kind = JsonValue::Kind;

std::string refusal(std::string_view text) {
  try {
    (void)read_json(text);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Json, Read_OfEveryKind_KeepsNumbersAsText) {
  const JsonValue value =
      read_json(" {\"a\": [1.50, -2e3, true, false, null, \"x\"], \"b\": {}, \"c\":[]} ");
  ASSERT_EQ(value.kind, Kind::kObject);
  const JsonValue* list = value.find("a");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->items.size(), 6u);
  EXPECT_EQ(list->items[0].text, "1.50");
  EXPECT_EQ(list->items[1].text, "-2e3");
  EXPECT_TRUE(list->items[2].boolean);
  EXPECT_FALSE(list->items[3].boolean);
  EXPECT_EQ(list->items[4].kind, Kind::kNull);
  EXPECT_EQ(list->items[5].text, "x");
  EXPECT_EQ(value.find("b")->kind, Kind::kObject);
  EXPECT_EQ(value.find("d"), nullptr);
}

TEST(Json, Read_OfEscapes_GivesUtf8) {
  EXPECT_EQ(read_json(R"("\"\\\/\b\f\n\r\t")").text, "\"\\/\b\f\n\r\t");
  EXPECT_EQ(read_json(R"("\u0041\u00e9\u20AC\ud83d\ude00")").text, "A\u00e9\u20ac\U0001F600");
}

TEST(Json, Read_OfBrokenText_SaysWhatAndWhere) {
  EXPECT_EQ(refusal("{"), "the JSON text has a key that is not a string (character 2)");
  EXPECT_EQ(refusal(R"({"a" 1})"), "the JSON text lacks a colon after a key (character 6)");
  EXPECT_EQ(refusal(R"({"a":1,"a":2})"), "the JSON text has the same key twice (character 11)");
  EXPECT_EQ(refusal("1 2"), "the JSON text has something after its end (character 3)");
  for (const char* text :
       {"", "[1", "[1,]", "{\"a\":1,}", "01", "1.", "1e", "-", "tru", "\"", "\"\\x\"", "\"\\u12\"",
        "\"\\ud800\"", "\"\\udc00\"", "\"\n\"", "nul", "+1", ".5", "'a'"})
    EXPECT_NE(refusal(text), "") << text;
}

TEST(Json, Read_OfDeepNesting_StopsAtTheLimit) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_EQ(refusal(nested(kJsonDepthLimit + 1)), "");
  EXPECT_NE(refusal(nested(kJsonDepthLimit + 2)), "");
  EXPECT_NE(refusal(std::string(kJsonTextLimit + 1, ' ')), "");
}

}  // namespace
}  // namespace sluice
