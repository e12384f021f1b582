// SPDX-License-Identifier: Apache-2.0
#include "journal/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/sample_day.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

namespace fs = std::filesystem;
using sluice::testing::file_text;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using testing::append_day;
using ::testing::HasSubstr;
using testing::sample_header;
using testing::sample_time;

class ReaderTest : public ::testing::Test {
 protected:
  void write_day(const fs::path& path, int orders) {
    auto writer = Writer::create(path, sample_header(), Sync::kNone);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(append_day(*writer, orders));
    ASSERT_TRUE(writer->finish());
  }
  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "day.jsonl";
};

TEST_F(ReaderTest, Next_GivesEveryRecordInOrder) {
  write_day(path_, 2000);  // more than one read of the file
  auto reader = Reader::open(path_);
  ASSERT_TRUE(reader);
  std::string all;
  std::uint64_t count = 0;
  for (;;) {
    const auto record = reader->next();
    ASSERT_TRUE(record) << record.error().message;
    if (!*record) break;
    ++count;
    EXPECT_EQ((*record)->seq(), count);
    EXPECT_EQ((*record)->line_number(), count);
    EXPECT_EQ((*record)->type(), count == 1 ? kOpen : count % 2 == 0 ? kVerdict : kFilled);
    all += (*record)->line();
  }
  EXPECT_EQ(count, 4001u);
  EXPECT_EQ(all, file_text(path_));
}

TEST_F(ReaderTest, Next_AtABadLine_NamesItAndHandsNothingOut) {
  write_day(path_, 2);
  std::string text = file_text(path_);
  text[text.find('\n') + 30] ^= 1;
  write_text(path_, text);
  auto reader = Reader::open(path_);
  ASSERT_TRUE(reader->next());
  const auto bad = reader->next();
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().message, HasSubstr(path_.native() + ":2: not a whole record"));
}

TEST_F(ReaderTest, Open_Missing_IsAnError) { EXPECT_FALSE(Reader::open(path_)); }

TEST(Record, Fields_AreFoundByNameAndKind) {
  RecordBuilder builder{{9, Hash{}}};
  auto& build = builder.begin(kFilled, sample_time()).intent(1, 2).state("FILLED");
  build.begin_object("nested").text("symbol", "inner").end_object();
  build.text("symbol", "\"\xc3\xa9\n").decimal("price", Price::from_raw(10'125'000'000));
  build.integer("count", -7).boolean("last", true).null("none");
  const std::string line{builder.end()};
  const Record record{line, 4};
  EXPECT_EQ(record.seq(), 9u);
  EXPECT_EQ(record.type(), "FILLED");
  EXPECT_EQ(record.text("intent_id"), "00000000000000010000000000000002");
  EXPECT_EQ(record.text("state"), "FILLED");
  EXPECT_EQ(record.text("symbol"), "\"\xc3\xa9\n");
  EXPECT_EQ(record.json("nested"), "{\"symbol\":\"inner\"}");
  EXPECT_EQ(record.decimal("price"), int128{10'125'000'000});
  EXPECT_EQ(record.integer("count"), -7);
  EXPECT_EQ(record.boolean("last"), true);
  EXPECT_EQ(record.json("none"), "null");
  EXPECT_EQ(record.time(), sample_time());
  EXPECT_EQ(record.text("prev"), Hash{}.hex());
}

TEST(Record, FieldsOfAnotherKindOrName_AreNotThere) {
  RecordBuilder builder;
  const std::string line{builder.begin(kMark, {}).text("a", "1").decimal("b", 150'000'000).end()};
  const Record record{line, 1};
  EXPECT_FALSE(record.json("missing"));
  EXPECT_FALSE(record.integer("a"));
  EXPECT_FALSE(record.decimal("a"));
  EXPECT_FALSE(record.boolean("a"));
  EXPECT_FALSE(record.time("a"));
  EXPECT_FALSE(record.text("b"));
  EXPECT_FALSE(record.integer("b"));
}

TEST(Record, OwnFields_AreThoseBehindTheSharedOnes) {
  RecordBuilder builder;
  builder.begin(kMark, sample_time()).end();
  EXPECT_EQ(Record(builder.lines(), 1).own_fields(), "");
  builder.clear();
  builder.begin(kMark, sample_time()).intent(1, 2).state("a\"b").end();
  EXPECT_EQ(Record(builder.lines(), 1).own_fields(), "");
  builder.clear();
  builder.begin(kMark, sample_time()).state("X").text("a", "1").integer("b", 2).end();
  EXPECT_EQ(Record(builder.lines(), 1).own_fields(), R"("a":"1","b":2)");
}

TEST(Record, OfALineThatIsNone_HasNothing) {
  for (const char* line : {"", "{", "{}", "{\"a\"", "{\"a\":", "{\"a\":[1", "nonsense\n"}) {
    const Record record{line, 1};
    EXPECT_EQ(record.type(), "");
    EXPECT_EQ(record.own_fields(), "");
    EXPECT_FALSE(record.json("a")) << line;
  }
}

TEST_F(ReaderTest, FindLast_GivesTheLastOfTheTypeInTheNewestSegment) {
  write_day(directory_ / "a.20250115.jsonl", 5);
  write_day(directory_ / "a.20250116.jsonl", 3);
  write_text(directory_ / "z.txt", "not a segment");
  const auto found = find_last(directory_.path(), kFilled);
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_TRUE(*found);
  EXPECT_EQ((*found)->segment, directory_ / "a.20250116.jsonl");
  EXPECT_EQ(Record((*found)->line, 0).seq(), 7u);
}

TEST_F(ReaderTest, FindLast_LooksIntoOlderSegmentsAsFarAsAsked) {
  write_day(directory_ / "a.20250115.jsonl", 5);
  write_day(directory_ / "a.20250116.jsonl", 0);
  write_day(directory_ / "a.20250117.jsonl", 0);
  EXPECT_FALSE(*find_last(directory_.path(), kFilled));
  EXPECT_FALSE(*find_last(directory_.path(), kFilled, 2));
  EXPECT_TRUE(*find_last(directory_.path(), kFilled, 3));
  EXPECT_EQ((*find_last(directory_.path(), kOpen))->segment, directory_ / "a.20250117.jsonl");
}

TEST_F(ReaderTest, FindLast_PassesOverATornTail) {
  write_day(path_, 3);
  const std::string text = file_text(path_);
  write_text(path_, text.substr(0, text.size() - 1));
  EXPECT_EQ(Record((*find_last(directory_.path(), kFilled))->line, 0).seq(), 5u);
}

TEST_F(ReaderTest, FindLast_WithNothingThere_FindsNothing) {
  EXPECT_FALSE(*find_last(directory_ / "none", kFilled));
  write_text(path_, "");
  EXPECT_FALSE(*find_last(directory_.path(), kFilled));
  write_text(path_, "\n");
  EXPECT_FALSE(*find_last(directory_.path(), kFilled));
}

}  // namespace
}  // namespace sluice::journal
