// SPDX-License-Identifier: Apache-2.0
#include "journal/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"
#include "journal/verify.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

using testing::append_number;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::kDirectory;
using testing::MemoryDisk;
using testing::sample_time;
using testing::Seen;
using testing::segments_in;
using testing::small_options;
using testing::Told;
using testing::write_groups;

class LogTest : public ::testing::Test {
 protected:
  Log open(const LogOptions& options = small_options()) {
    seen_ = {};
    auto log = Log::open(disk_, options, std::ref(seen_));
    EXPECT_TRUE(log) << log.error().message;
    return std::move(*log);
  }
  std::string text(int number) {
    const std::string name = "order_audit.00000" + std::to_string(number) + ".jsonl";
    return disk_.text(kDirectory / name);
  }
  static std::string used(const std::string& bytes) { return bytes.substr(0, bytes.find('\0')); }

  MemoryDisk disk_;
  Seen seen_;
};

TEST_F(LogTest, Open_OfAnEmptyDirectory_BeginsWithOpenAndEpoch) {
  auto log = open();
  EXPECT_EQ(log.recovery().records, 0u);
  EXPECT_EQ(log.epoch(), 1u);
  EXPECT_EQ(log.durable_seq(), 2u);
  const std::string bytes = text(1);
  EXPECT_THAT(bytes, HasSubstr(R"({"seq":1,"time":"2025-01-15T00:00:00Z","type":"OPEN","format":1,)"
                               R"("sync":"batch","config":"0f343b0931126a20",)"
                               R"("strategy":"trend_baseline","durable":0,"prev":"0000)"));
  EXPECT_THAT(bytes, HasSubstr(R"("type":"EPOCH","epoch":1,"durable":0,"prev":")"));
  EXPECT_EQ(bytes.size(), used(bytes).size() + 2'048);
}

TEST_F(LogTest, Records_ComeBackInOrderWithTheEpochsOfTheirWriters) {
  for (int session = 0; session < 3; ++session) {
    auto log = open();
    EXPECT_EQ(log.epoch(), static_cast<std::uint64_t>(session + 1));
    EXPECT_EQ(log.recovery().epoch, static_cast<std::uint64_t>(session));
    ASSERT_TRUE(append_number(log, session));
    ASSERT_TRUE(log.close());
  }
  open();
  EXPECT_THAT(seen_.numbers, ElementsAre(0, 1, 2));
  EXPECT_THAT(seen_.types, ElementsAre("OPEN", "EPOCH", "MARK", "OPEN", "EPOCH", "MARK", "OPEN",
                                       "EPOCH", "MARK"));
  EXPECT_TRUE(verify(disk_, segments_in(disk_))->ok());
}

TEST_F(LogTest, Close_CutsOffTheRoomThatWasNotUsed) {
  auto log = open();
  ASSERT_TRUE(append_number(log, 0));
  ASSERT_TRUE(log.close());
  EXPECT_EQ(text(1), used(text(1)));
  EXPECT_EQ(text(1).back(), '\n');
  EXPECT_EQ(log.position().bytes, text(1).size());
}

TEST_F(LogTest, Durable_IsThePositionBeforeTheRecordsGroup) {
  auto log = open();
  Told told;
  ASSERT_TRUE(write_groups(log, 3, told));  // of 1, 2 and 3 records behind OPEN and EPOCH
  ASSERT_TRUE(log.close());
  open();
  std::vector<std::int64_t> durable;
  for (const auto& line : seen_.lines) durable.push_back(*Record{line, 0}.integer("durable"));
  EXPECT_THAT(durable, ElementsAre(0, 0, 2, 3, 3, 5, 5, 5));
  // And what the session before left counts too.
  EXPECT_THAT(text(2), HasSubstr("\"type\":\"EPOCH\",\"epoch\":2,\"durable\":8,"));
}

TEST_F(LogTest, Durable_IsAbsentUnderNone) {
  auto log = open(small_options(Sync::kNone));
  ASSERT_TRUE(append_number(log, 0));
  ASSERT_TRUE(log.close());
  EXPECT_THAT(text(1), ::testing::Not(HasSubstr("durable")));
  EXPECT_EQ(log.durable_seq(), 0u);
  EXPECT_EQ(disk_.syncs(), 0);
}

TEST_F(LogTest, Append_WaitsForTheCommitUnderBatchAndNotUnderAlways) {
  for (const auto& [sync, syncs] : {std::pair{Sync::kBatch, 0L}, std::pair{Sync::kAlways, 1L}}) {
    disk_ = {};
    auto log = open(small_options(sync));
    const long before = disk_.syncs();
    ASSERT_TRUE(append_number(log, 0));
    EXPECT_EQ(disk_.syncs() - before, syncs);
    EXPECT_EQ(log.durable_seq(), syncs == 1 ? 3u : 2u);
    ASSERT_TRUE(log.commit());
    EXPECT_EQ(disk_.syncs() - before, 1);
    EXPECT_EQ(log.durable_seq(), 3u);
    ASSERT_TRUE(log.commit());
    EXPECT_EQ(disk_.syncs() - before, 1) << "nothing to commit";
  }
}

TEST_F(LogTest, Commit_OfAGroup_IsOneWriteAndOneSync) {
  LogOptions options = small_options();
  options.preallocate_bytes = 1 << 20;
  options.segment_bytes = 1 << 20;
  auto log = open(options);
  const long before = disk_.calls();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(append_number(log, i));
  ASSERT_TRUE(log.commit());
  EXPECT_EQ(disk_.calls() - before, 2);
}

TEST_F(LogTest, Append_OfTheLastRecordOfAGroup_Commits) {
  LogOptions options = small_options();
  options.segment_bytes = 1 << 20;
  auto log = open(options);
  for (std::size_t i = 1; i < kMaxGroupRecords; ++i) ASSERT_TRUE(append_number(log, 0));
  EXPECT_EQ(log.durable_seq(), 2u);
  ASSERT_TRUE(append_number(log, 0));
  EXPECT_EQ(log.durable_seq(), 2u + kMaxGroupRecords);
}

TEST_F(LogTest, GroupRecords_AreTheOptions) {
  LogOptions options = small_options();
  options.segment_bytes = 1 << 20;
  options.group_records = 200;
  auto log = open(options);
  for (std::size_t i = 1; i < 200; ++i) ASSERT_TRUE(append_number(log, 0));
  EXPECT_EQ(log.durable_seq(), 2u);
  ASSERT_TRUE(append_number(log, 0));
  EXPECT_EQ(log.durable_seq(), 202u);
}

TEST_F(LogTest, Append_ThatReachesTheGroupsBytes_Commits) {
  LogOptions options = small_options();
  options.group_bytes = 1'000;
  auto log = open(options);
  ASSERT_TRUE(append_number(log, 0, 600));
  EXPECT_EQ(log.durable_seq(), 2u);
  ASSERT_TRUE(append_number(log, 1, 600));
  EXPECT_EQ(log.durable_seq(), 4u);
}

TEST_F(LogTest, Open_WithGroupsThatAreTooLarge_IsRefused) {
  LogOptions options = small_options();
  options.group_bytes = kMaxRecordBytes + 1;
  const auto log = Log::open(disk_, options, nullptr);
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error().message, HasSubstr("group_bytes is 1048577, expected at most 1048576"));
}

TEST_F(LogTest, Open_WithAHeaderNameThatIsTaken_NamesIt) {
  LogOptions options = small_options();
  options.header.fields = {{"durable", "x"}};
  const auto log = Log::open(disk_, options, nullptr);
  ASSERT_FALSE(log);
  EXPECT_THAT(log.error().message, HasSubstr("'durable'"));
}

TEST_F(LogTest, FullSegment_IsCutAndFollowedByAnother) {
  auto log = open();
  Told told;
  ASSERT_TRUE(write_groups(log, 12, told));
  EXPECT_EQ(log.position().segment, "order_audit.000003.jsonl");
  for (int number = 1; number <= 2; ++number) {
    EXPECT_EQ(text(number), used(text(number)));
    EXPECT_GE(text(number).size(), 3'000u);
    EXPECT_LT(text(number).size(), 3'000u + 2'500u);
  }
  EXPECT_THAT(text(2), ::testing::StartsWith(R"({"seq":)"));
  ASSERT_TRUE(log.close());
  const auto report = verify(disk_, segments_in(disk_));
  ASSERT_TRUE(report->ok()) << report->fault->to_string();
  EXPECT_EQ(report->segments, 3u);
  open();
  EXPECT_EQ(std::ssize(seen_.numbers), told.acknowledged);
}

TEST_F(LogTest, Append_ARecordThatIsTooLong_IsRefusedAndTheLogGoesOn) {
  auto log = open();
  const auto refused = append_number(log, 0, kMaxRecordBytes);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("longer than the 1048576 allowed"));
  EXPECT_FALSE(log.poisoned());
  ASSERT_TRUE(append_number(log, 0));
  ASSERT_TRUE(log.close());
  open();
  EXPECT_EQ(seen_.numbers.size(), 1u);
}

TEST_F(LogTest, SecondWriter_IsRefusedUntilTheFirstIsGone) {
  std::optional<Log> first = open();
  const auto second = Log::open(disk_, small_options(), nullptr);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("cannot lock '/trail/lock'"));
  first.reset();
  EXPECT_TRUE(Log::open(disk_, small_options(), nullptr));
}

TEST_F(LogTest, SecondWriter_OnARealDisk_IsRefused) {
  const sluice::testing::TemporaryDirectory directory;
  files::PosixDisk disk;
  LogOptions options = small_options();
  options.directory = directory / "a" / "trail";
  auto first = Log::open(disk, options, nullptr);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = Log::open(disk, options, nullptr);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("holds it"));
  Told told;
  ASSERT_TRUE(write_groups(*first, 12, told));
  ASSERT_TRUE(first->close());
  Seen seen;
  EXPECT_TRUE(Log::open(disk, options, std::ref(seen)));
  EXPECT_EQ(std::ssize(seen.numbers), told.acknowledged);
}

// Where locks are not kept, the two leave a trail that shows it.
TEST_F(LogTest, WriterThatWasOvertaken_IsFoundByTheNextOpening) {
  disk_.ignore_locks();
  auto first = open();
  auto second = open();
  ASSERT_TRUE(append_number(second, 0));
  ASSERT_TRUE(second.close());
  ASSERT_TRUE(append_number(first, 1));
  ASSERT_TRUE(first.close());
  const auto third = Log::open(disk_, small_options(), nullptr);
  ASSERT_FALSE(third);
  EXPECT_THAT(third.error().message, HasSubstr("order_audit.000002.jsonl:1: SEQ_GAP"));
}

TEST_F(LogTest, Visitor_ThatRefusesARecord_EndsTheOpening) {
  ASSERT_TRUE(open().close());
  const auto log = Log::open(disk_, small_options(), [](const Record& record) -> Result<void> {
    return Error{"not this one: " + std::to_string(record.seq())};
  });
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().message, "not this one: 1");
  EXPECT_EQ(segments_in(disk_).size(), 1u);
}

TEST_F(LogTest, Repair_IsJournalledAndTold) {
  {
    auto log = open();
    ASSERT_TRUE(append_number(log, 0));
    ASSERT_TRUE(log.commit());
  }
  std::string torn = used(text(1));
  torn.resize(torn.size() - 10);
  disk_.put(kDirectory / "order_audit.000001.jsonl", torn + std::string(500, '\0'));
  auto log = open();
  ASSERT_TRUE(log.recovery().repair);
  const std::size_t start = torn.rfind('\n') + 1;
  EXPECT_EQ(log.recovery().repair->offset, start);
  EXPECT_EQ(log.recovery().repair->bytes, torn.size() - start);
  EXPECT_EQ(log.recovery().to_string(),
            "2 records in 1 segments, last epoch 1; " + std::to_string(torn.size() - start) +
                " bytes of an interrupted write were cut off 'order_audit.000001.jsonl' at " +
                std::to_string(start));
  EXPECT_EQ(text(1), torn.substr(0, start));
  EXPECT_THAT(text(2), HasSubstr("\"type\":\"REPAIRED\",\"segment\":\"order_audit.000001.jsonl\","
                                 "\"offset\":" +
                                 std::to_string(start) +
                                 ",\"bytes\":" + std::to_string(torn.size() - start)));
  ASSERT_TRUE(log.close());
  EXPECT_FALSE(open().recovery().repair);
}

TEST_F(LogTest, NewestSegmentWithoutARecord_IsWrittenAnew) {
  ASSERT_TRUE(open().close());
  for (const std::string& left :
       {std::string{}, std::string(900, '\0'), std::string{"{\"seq\":"}}) {
    disk_.put(kDirectory / "order_audit.000002.jsonl", left);
    MemoryDisk disk = disk_;
    disk.restart(testing::newest);
    const auto log = Log::open(disk, small_options(), nullptr);
    ASSERT_TRUE(log) << log.error().message;
    EXPECT_EQ(log->position().segment, "order_audit.000002.jsonl");
    EXPECT_EQ(log->recovery().repair.has_value(), left.starts_with('{'));
  }
}

TEST_F(LogTest, Anchor_HearsTheHeadAfterEveryNthCommitAndAtTheEnd) {
  auto anchor = FileAnchor::open(disk_, "/elsewhere/anchor");
  ASSERT_TRUE(anchor);
  LogOptions options = small_options();
  options.anchor = &*anchor;
  options.anchor_every = 3;
  auto log = open(options);
  std::vector<std::uint64_t> heard;
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(append_number(log, i));
    ASSERT_TRUE(log.commit());
    heard.push_back(*anchor->last() ? (*anchor->last())->seq : 0);
  }
  EXPECT_THAT(heard, ElementsAre(0, 4, 4, 4, 7));
  ASSERT_TRUE(append_number(log, 5));
  ASSERT_TRUE(log.close());
  const auto end = verify(disk_, segments_in(disk_))->end;
  EXPECT_EQ(**anchor->last(), (Head{end.seq - 1, end.prev}));
  EXPECT_EQ(*read_anchor(disk_, "/elsewhere/anchor"), **anchor->last());
}

TEST(FileAnchor, TornLastLine_IsPassedOverAndWrittenOver) {
  MemoryDisk disk;
  const Head first{7, sha256("a")};
  const Head second{123, sha256("b")};
  {
    auto anchor = FileAnchor::open(disk, "/anchor");
    ASSERT_TRUE(anchor);
    EXPECT_FALSE(*anchor->last());
    ASSERT_TRUE(anchor->keep(first));
    ASSERT_TRUE(anchor->keep(second));
  }
  const std::string whole = disk.text("/anchor");
  const std::size_t line = whole.find('\n') + 1;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    disk.put("/anchor", whole.substr(0, size));
    auto anchor = FileAnchor::open(disk, "/anchor");
    ASSERT_TRUE(anchor) << size;
    const auto expected = size == whole.size() ? std::optional{second}
                          : size >= line       ? std::optional{first}
                                               : std::nullopt;
    EXPECT_EQ(*anchor->last(), expected) << size;
    ASSERT_TRUE(anchor->keep(second));
    EXPECT_EQ(*read_anchor(disk, "/anchor"), second);
  }
}

TEST(FileAnchor, HeadThatWasKept_IsThereAfterACrash) {
  MemoryDisk disk;
  const Head head{7, sha256("a")};
  {
    auto anchor = FileAnchor::open(disk, "/anchor");
    ASSERT_TRUE(anchor->keep(head));
  }
  disk.restart(testing::oldest);
  const auto kept = read_anchor(disk, "/anchor");
  ASSERT_TRUE(kept) << kept.error().message;
  EXPECT_EQ(*kept, head);
}

TEST(FileAnchor, AnotherFile_IsRefused) {
  MemoryDisk disk;
  disk.put("/anchor", std::string(1000, 'x') + "\n");
  const auto anchor = FileAnchor::open(disk, "/anchor");
  ASSERT_FALSE(anchor);
  EXPECT_EQ(anchor.error().message, "'/anchor' is no anchor: expected lines 'SEQ HASH'");
}

// Somebody may have written it by hand: nothing that is not understood lets a trail pass.
TEST(FileAnchor, WhoReadsIt_IsToldOfWhatIsNone) {
  MemoryDisk disk;
  const Head head{7, sha256("a")};
  const std::string line = "7 " + head.hash.hex();
  for (const std::string& good : {line, line + "\n", "3 " + sha256("b").hex() + "\n" + line}) {
    disk.put("/anchor", good);
    EXPECT_EQ(*read_anchor(disk, "/anchor"), head) << good;
  }
  for (const std::string& bad :
       {std::string{}, std::string{"my notes"}, std::string{"junk\n"}, line + "\r\n",
        "7  " + head.hash.hex() + "\n", "7:" + head.hash.hex() + "\n", std::string{"7 ABCDEF\n"},
        line.substr(0, 60) + "\n", line + "\nmy notes\n"}) {
    disk.put("/anchor", bad);
    EXPECT_FALSE(read_anchor(disk, "/anchor")) << bad;
  }
  // And the next log to come writes over none of it.
  disk.put("/anchor", "my notes");
  EXPECT_FALSE(FileAnchor::open(disk, "/anchor"));
}

TEST(Head, Text_IsReadBackAndOtherTextIsNot) {
  const Head head{42, sha256("x")};
  EXPECT_EQ(parse_head("42:" + head.hash.hex(), ':'), head);
  for (const std::string& text :
       {std::string{}, std::string{"42"}, "0 " + head.hash.hex(), "42  " + head.hash.hex(),
        "-1 " + head.hash.hex(), "42 " + head.hash.hex().substr(1), "x2 " + head.hash.hex()})
    EXPECT_FALSE(parse_head(text)) << text;
}

}  // namespace
}  // namespace sluice::journal
