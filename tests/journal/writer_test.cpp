// SPDX-License-Identifier: Apache-2.0
#include "journal/writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/sample_day.hpp"
#include "journal/verify.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

using sluice::testing::file_text;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using testing::append_day;
using ::testing::HasSubstr;
using testing::sample_header;
using testing::sample_time;
using ::testing::StartsWith;

class WriterTest : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "order_audit.20250115.jsonl";
};

TEST_F(WriterTest, Create_BeginsWithTheHeader) {
  auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(writer) << writer.error().message;
  ASSERT_TRUE(writer->finish());
  EXPECT_THAT(file_text(path_),
              StartsWith("{\"seq\":1,\"time\":\"2025-01-15T00:00:00Z\",\"type\":\"OPEN\","
                         "\"format\":1,\"sync\":\"batch\",\"config\":\"0f343b0931126a20\","
                         "\"strategy\":\"trend_baseline\",\"prev\":\"000000"));
}

TEST_F(WriterTest, Create_WhenPresent_RefusesAndKeepsIt) {
  write_text(path_, "kept");
  const auto writer = Writer::create(path_, sample_header(), Sync::kNone);
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr("File exists"));
  EXPECT_EQ(file_text(path_), "kept");
}

TEST_F(WriterTest, Create_WithAHeaderNameThatIsTaken_NamesIt) {
  for (const char* name : {"seq", "format", "sync", "prev", "state", "Upper", "", "a b"}) {
    const auto writer = Writer::create(path_, {{}, {{name, "x"}}}, Sync::kNone);
    ASSERT_FALSE(writer) << name;
    EXPECT_THAT(writer.error().message, HasSubstr("'" + std::string{name} + "'"));
    EXPECT_FALSE(std::filesystem::exists(path_));
  }
}

TEST_F(WriterTest, EverySync_WritesTheSameRecordsButForTheHeader) {
  std::string without_header[3];
  int i = 0;
  for (const Sync sync : {Sync::kAlways, Sync::kBatch, Sync::kNone}) {
    const auto path = directory_ / (std::string{sync_name(sync)} + ".jsonl");
    auto writer = Writer::create(path, sample_header(), sync);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(append_day(*writer, 10));
    ASSERT_TRUE(writer->finish());
    const auto report = verify({path});
    ASSERT_TRUE(report);
    EXPECT_TRUE(report->ok()) << report->fault->to_string();
    EXPECT_EQ(report->records, 21u);
    const std::string text = file_text(path);
    EXPECT_THAT(text, HasSubstr("\"sync\":\"" + std::string{sync_name(sync)} + "\""));
    without_header[i++] = text.substr(text.find('\n'), 200);
  }
  EXPECT_EQ(without_header[0].substr(0, 120), without_header[2].substr(0, 120));
}

TEST_F(WriterTest, Append_UnderAlways_IsInTheFileWhenItReturns) {
  auto writer = Writer::create(path_, sample_header(), Sync::kAlways);
  ASSERT_TRUE(writer);
  EXPECT_THAT(file_text(path_), HasSubstr("OPEN"));
  writer->begin(kMark, sample_time());
  ASSERT_TRUE(writer->append());
  EXPECT_THAT(file_text(path_), HasSubstr("MARK"));
}

TEST_F(WriterTest, Commit_UnderBatch_WritesWhatWasAppended) {
  auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(writer);
  writer->begin(kMark, sample_time());
  ASSERT_TRUE(writer->append());
  EXPECT_EQ(file_text(path_), "");
  ASSERT_TRUE(writer->commit());
  EXPECT_THAT(file_text(path_), HasSubstr("MARK"));
}

TEST_F(WriterTest, Commit_UnderNone_LeavesRecordsInTheBufferUntilItIsFull) {
  auto writer = Writer::create(path_, sample_header(), Sync::kNone);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(writer->commit());
  EXPECT_EQ(file_text(path_), "");
  const std::string large(100'000, 'x');
  for (int i = 0; i < 11; ++i) {
    writer->begin(kMark, sample_time()).text("v", large);
    ASSERT_TRUE(writer->append());
  }
  EXPECT_GT(file_text(path_).size(), 1u << 20);
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(file_text(path_).size(), writer->position().bytes);
}

TEST_F(WriterTest, Drop_WithoutFinish_WritesNothing) {
  {
    auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
    ASSERT_TRUE(writer);
  }
  EXPECT_EQ(file_text(path_), "");
}

TEST_F(WriterTest, Append_ARecordThatIsTooLong_IsRefusedAndTheTrailGoesOn) {
  auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(writer);
  const Position before = writer->position();
  writer->begin(kMark, sample_time()).text("v", std::string(kMaxRecordBytes, 'x'));
  const auto refused = writer->append();
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("longer than the 1048576 allowed"));
  EXPECT_EQ(writer->position(), before);
  EXPECT_FALSE(writer->poisoned());
  ASSERT_TRUE(append_day(*writer, 2));
  ASSERT_TRUE(writer->finish());
  EXPECT_TRUE(verify({path_})->ok());
}

TEST_F(WriterTest, Position_TellsWhereTheFileWillEnd) {
  auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(writer);
  ASSERT_TRUE(append_day(*writer, 5));
  const Position position = writer->position();
  ASSERT_TRUE(writer->finish());
  EXPECT_EQ(position.segment, "order_audit.20250115.jsonl");
  EXPECT_EQ(position.bytes, std::filesystem::file_size(path_));
  EXPECT_EQ(position.chain, verify({path_})->end);
  EXPECT_EQ(position.chain.seq, 12u);
}

TEST_F(WriterTest, SecondSegment_ContinuesTheChainOfTheFirst) {
  auto first = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(append_day(*first, 3));
  ASSERT_TRUE(first->finish());
  const auto next = directory_ / "order_audit.20250116.jsonl";
  auto second = Writer::create(next, sample_header(), Sync::kBatch, first->position().chain);
  ASSERT_TRUE(append_day(*second, 3));
  ASSERT_TRUE(second->finish());
  const auto report = verify({path_, next});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << report->fault->to_string();
  EXPECT_EQ(report->records, 14u);
  EXPECT_EQ(report->segments, 2u);
}

TEST_F(WriterTest, AnyUseAfterFinish_IsAnAssertion) {
  auto writer = Writer::create(path_, sample_header(), Sync::kBatch);
  ASSERT_TRUE(writer->finish());
  EXPECT_DEATH(static_cast<void>(writer->commit()), "assertion failed");
  EXPECT_DEATH(static_cast<void>(writer->finish()), "assertion failed");
  writer->begin(kMark, sample_time());
  EXPECT_DEATH(static_cast<void>(writer->append()), "assertion failed");
}

TEST(Sync, Names_AreReadBack) {
  for (const Sync sync : {Sync::kAlways, Sync::kBatch, Sync::kNone})
    EXPECT_EQ(parse_sync(sync_name(sync)), sync);
  EXPECT_FALSE(parse_sync("sometimes"));
}

}  // namespace
}  // namespace sluice::journal
