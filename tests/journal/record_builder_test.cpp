// SPDX-License-Identifier: Apache-2.0
#include "journal/record_builder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "journal/sample_day.hpp"

namespace sluice::journal {
namespace {

using ::testing::HasSubstr;
using testing::sample_time;
using ::testing::StartsWith;

std::string field_text(std::string_view value) {
  RecordBuilder builder;
  const std::string_view line = builder.begin(kMark, {}).text("v", value).end();
  return std::string{Record{line, 1}.json("v").value_or("none")};
}

std::string decimal_text(int128 units) {
  RecordBuilder builder;
  return std::string{
      Record{builder.begin(kMark, {}).decimal("v", units).end(), 1}.json("v").value_or("none")};
}

TEST(RecordBuilder, AllKindsOfField_AreWrittenInTheOrderGiven) {
  RecordBuilder builder{{7, Hash{}}};
  const std::string_view line = builder.begin(kFilled, sample_time())
                                    .intent(0x0123456789abcdefULL, 0xfedcba9876543210ULL)
                                    .state("FILLED")
                                    .text("symbol", "AAPL")
                                    .decimal("qty", Quantity::from_raw(-150'000'000))
                                    .integer("count", -3)
                                    .boolean("last", false)
                                    .null("fee")
                                    .date("day", *Date::from_ymd(2025, 1, 15))
                                    .time("at", Timestamp::from_nanoseconds(1))
                                    .raw("extra", "{\"a\":[1,2]}")
                                    .begin_array("rules")
                                    .begin_object()
                                    .text("id", "a")
                                    .end_object()
                                    .begin_object()
                                    .end_object()
                                    .element("b")
                                    .end_array()
                                    .begin_object("nested")
                                    .integer("x", 1)
                                    .end_object()
                                    .end();
  EXPECT_THAT(
      line,
      StartsWith("{\"seq\":7,\"time\":\"2025-01-15T00:00:00Z\",\"type\":\"FILLED\","
                 "\"intent_id\":\"0123456789abcdeffedcba9876543210\",\"state\":\"FILLED\","
                 "\"symbol\":\"AAPL\",\"qty\":-1.5,\"count\":-3,\"last\":false,\"fee\":null,"
                 "\"day\":\"2025-01-15\",\"at\":\"1970-01-01T00:00:00.000000001Z\","
                 "\"extra\":{\"a\":[1,2]},\"rules\":[{\"id\":\"a\"},{},\"b\"],"
                 "\"nested\":{\"x\":1},"
                 "\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\","
                 "\"crc32c\":\""));
  EXPECT_TRUE(line.ends_with("\"}\n"));
}

TEST(RecordBuilder, Decimals_ArePlainAndShortest) {
  EXPECT_EQ(decimal_text(0), "0");
  EXPECT_EQ(decimal_text(1), "0.00000001");
  EXPECT_EQ(decimal_text(-1), "-0.00000001");
  EXPECT_EQ(decimal_text(10'125'000'000), "101.25");
  EXPECT_EQ(decimal_text(100'000'000), "1");
  EXPECT_EQ(decimal_text(int128{1} << 126), "850705917302346158658436518579.42052864");
}

TEST(RecordBuilder, Texts_AreEscapedInOneWayOnly) {
  EXPECT_EQ(field_text("plain / \x7f"), "\"plain / \x7f\"");
  EXPECT_EQ(field_text("\"\\\b\t\n\f\r"), "\"\\\"\\\\\\b\\t\\n\\f\\r\"");
  EXPECT_EQ(field_text(std::string_view{"\0\x01\x1f", 3}), "\"\\u0000\\u0001\\u001f\"");
  EXPECT_EQ(field_text("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"),
            "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
}

TEST(RecordBuilder, BytesThatAreNotUtf8_BecomeTheReplacementCharacter) {
  const std::string mark = "\xef\xbf\xbd";
  EXPECT_EQ(field_text("a\xff"), "\"a" + mark + "\"");
  EXPECT_EQ(field_text("\xc3"), "\"" + mark + "\"");                        // cut short
  EXPECT_EQ(field_text("\xc0\x80"), "\"" + mark + mark + "\"");             // overlong
  EXPECT_EQ(field_text("\xe0\x9f\xbf"), "\"" + mark + mark + mark + "\"");  // overlong
  EXPECT_EQ(field_text("\xed\xa0\x80"), "\"" + mark + mark + mark + "\"");  // surrogate
  EXPECT_EQ(field_text("\xf4\x90\x80\x80"), "\"" + mark + mark + mark + mark + "\"");
  EXPECT_EQ(field_text("\xf0\x8f\x80\x80"), "\"" + mark + mark + mark + mark + "\"");
}

TEST(RecordBuilder, AnyText_IsReadBackByUsAndByAJsonLibrary) {
  EXPECT_TRUE(rc::check("round trip", [] {
    const auto text = *rc::gen::container<std::string>(
        rc::gen::oneOf(rc::gen::inRange<char>(0, 127), rc::gen::element('"', '\\', '\n', '/')));
    RecordBuilder builder;
    const std::string line{builder.begin(kMark, {}).text("v", text).end()};
    RC_ASSERT(Record(line, 1).text("v") == text);
    RC_ASSERT(nlohmann::json::parse(line).at("v").get<std::string>() == text);
  }));
}

TEST(RecordBuilder, Chain_LinksEachLineToTheHashOfTheOneBefore) {
  RecordBuilder builder;
  const std::string first{builder.begin(kOpen, {}).end()};
  const std::string second{builder.begin(kMark, {}).end()};
  EXPECT_THAT(second, StartsWith("{\"seq\":2,"));
  EXPECT_THAT(second, HasSubstr("\"prev\":\"" + sha256(first).hex() + "\""));
  EXPECT_EQ(builder.chain(), (ChainPoint{3, sha256(second)}));
  EXPECT_EQ(builder.lines(), first + second);
}

TEST(RecordBuilder, Clear_KeepsTheChain) {
  RecordBuilder with;
  RecordBuilder without;
  for (auto* builder : {&with, &without}) builder->begin(kOpen, {}).end();
  with.clear();
  EXPECT_EQ(with.begin(kMark, {}).end(), without.begin(kMark, {}).end());
}

TEST(RecordBuilder, DropLast_LeavesNoTrace) {
  RecordBuilder builder;
  builder.begin(kOpen, {}).end();
  const ChainPoint chain = builder.chain();
  const std::string lines{builder.lines()};
  builder.begin(kMark, {}).text("v", "dropped").end();
  builder.drop_last();
  EXPECT_EQ(builder.chain(), chain);
  EXPECT_EQ(builder.lines(), lines);
}

TEST(RecordBuilder, LargeRecords_GrowTheBufferAndKeepWhatIsThere) {
  RecordBuilder builder;
  const std::string first{builder.begin(kOpen, {}).end()};
  const std::string large(300'000, '\n');
  builder.begin(kMark, {}).text("v", large).end();
  EXPECT_TRUE(builder.lines().starts_with(first));
  EXPECT_EQ(Record(builder.lines().substr(first.size()), 2).text("v"), large);
}

TEST(RecordBuilderDeath, CallsOutOfOrder_AreAssertions) {
  EXPECT_DEATH(RecordBuilder{}.text("v", "x"), "assertion failed");
  EXPECT_DEATH(RecordBuilder{}.begin(kMark, {}).begin(kMark, {}), "assertion failed");
  EXPECT_DEATH(RecordBuilder{}.begin(kMark, {}).text("v", "x").intent(1, 2), "assertion failed");
  EXPECT_DEATH(RecordBuilder{}.begin(kMark, {}).text("v", "x").state("NEW"), "assertion failed");
  EXPECT_DEATH(RecordBuilder{}.begin(kMark, {}).begin_array("v").end(), "assertion failed");
  EXPECT_DEATH(RecordBuilder{}.begin(kMark, {}).end_array(), "assertion failed");
}

}  // namespace
}  // namespace sluice::journal
