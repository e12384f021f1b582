// SPDX-License-Identifier: Apache-2.0
//
// The claim of docs/formats/audit.md, tried at every call and every byte of a short session: after
// any crash the log opens, all that was acknowledged is there, and nothing out of order.
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "journal/log_session.hpp"
#include "journal/memory_disk.hpp"
#include "journal/verify.hpp"

namespace sluice::journal {
namespace {

using testing::append_number;
using testing::Chooser;
using testing::Crash;
using ::testing::HasSubstr;
using testing::MemoryDisk;
using testing::Seen;
using testing::segments_in;
using testing::small_options;
using testing::Told;
using testing::write_groups;

Chooser random_chooser(std::uint64_t seed) {
  return [random = std::mt19937_64{seed}](std::size_t count) mutable { return random() % count; };
}

// Opens, checks what is there against what is known, and takes it as known.
::testing::AssertionResult opens_with_all(MemoryDisk& disk, Told& told,
                                          const LogOptions& options = small_options()) {
  Seen seen;
  const auto log = Log::open(disk, options, std::ref(seen));
  if (!log) return ::testing::AssertionFailure() << "refused: " << log.error().message;
  const auto count = static_cast<std::int64_t>(seen.numbers.size());
  for (std::int64_t i = 0; i < count; ++i)
    if (seen.numbers[static_cast<std::size_t>(i)] != i)
      return ::testing::AssertionFailure() << "record " << i << " is not in its place";
  if (count < told.acknowledged)
    return ::testing::AssertionFailure()
           << count << " records, but " << told.acknowledged << " were acknowledged";
  if (count > told.appended) return ::testing::AssertionFailure() << "more than were written";
  told = {count, count};
  return ::testing::AssertionSuccess();
}

::testing::AssertionResult is_whole(MemoryDisk& disk) {
  const auto report = verify(disk, segments_in(disk));
  if (!report) return ::testing::AssertionFailure() << report.error().message;
  if (!report->ok()) return ::testing::AssertionFailure() << report->fault->to_string();
  return ::testing::AssertionSuccess();
}

// One session from opening to close; ends early when the process dies.
void run_session(MemoryDisk& disk, int groups, Told& told, Sync sync = Sync::kBatch) {
  try {
    Seen seen;
    auto log = Log::open(disk, small_options(sync), std::ref(seen));
    ASSERT_TRUE(log) << log.error().message;
    ASSERT_GE(std::ssize(seen.numbers), told.acknowledged);
    told = {std::ssize(seen.numbers), std::ssize(seen.numbers)};
    ASSERT_TRUE(write_groups(*log, groups, told));
    ASSERT_TRUE(log->close());
  } catch (const Crash&) {
  }
}

constexpr int kGroups = 9;

long calls_of_a_session(int groups = kGroups, Sync sync = Sync::kBatch) {
  MemoryDisk disk;
  Told told;
  run_session(disk, groups, told, sync);
  EXPECT_GE(segments_in(disk).size(), 2u) << "no rotation was tried";
  return disk.calls();
}

class LogCrash : public ::testing::TestWithParam<Sync> {};

TEST_P(LogCrash, AtAnyCallWithAnySectorsLost_KeepsAllThatWasAcknowledged) {
  const long calls = calls_of_a_session(kGroups, GetParam());
  for (long at = 1; at <= calls; ++at) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      MemoryDisk disk;
      Told told;
      disk.crash_in(at, seed % 3 == 0 ? 1u << 20 : seed * 37);
      run_session(disk, kGroups, told, GetParam());
      disk.restart(seed == 0   ? Chooser{testing::newest}
                   : seed == 1 ? Chooser{testing::oldest}
                               : random_chooser(seed));
      ASSERT_TRUE(opens_with_all(disk, told)) << "call " << at << " seed " << seed;
      ASSERT_TRUE(is_whole(disk)) << "call " << at << " seed " << seed;
      run_session(disk, 2, told);
      ASSERT_TRUE(opens_with_all(disk, told)) << "call " << at << " seed " << seed;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Durable, LogCrash, ::testing::Values(Sync::kAlways, Sync::kBatch));

TEST(LogCrash, AtAnyByteOfAnyWrite_KeepsAllThatWasAcknowledged) {
  MemoryDisk counting;
  Told ignored;
  run_session(counting, kGroups, ignored);
  const auto writes = counting.writes();
  for (std::size_t call = 0; call < writes.size(); ++call) {
    for (std::size_t bytes = 0; bytes < writes[call]; ++bytes) {
      MemoryDisk disk;
      Told told;
      disk.crash_in(static_cast<long>(call) + 1, bytes);
      run_session(disk, kGroups, told);
      disk.restart(testing::newest);
      ASSERT_TRUE(opens_with_all(disk, told)) << "call " << call + 1 << " byte " << bytes;
    }
  }
}

// The second crash falls into the repair of the first.
TEST(LogCrash, WhileRecovering_KeepsAllThatWasAcknowledged) {
  const long calls = calls_of_a_session();
  for (long at = 1; at <= calls; ++at) {
    for (long again = 1; again <= 14; ++again) {
      const auto seed = static_cast<std::uint64_t>(at * 100 + again);
      MemoryDisk disk;
      Told told;
      disk.crash_in(at, 200);
      run_session(disk, kGroups, told);
      disk.restart(random_chooser(seed));
      disk.crash_in(again, 100);
      run_session(disk, 1, told);
      disk.restart(random_chooser(seed + 1));
      ASSERT_TRUE(opens_with_all(disk, told)) << "calls " << at << ", " << again;
      ASSERT_TRUE(is_whole(disk)) << "calls " << at << ", " << again;
    }
  }
}

TEST(LogCrash, AnySequenceOfSessions_KeepsAllThatWasAcknowledged) {
  EXPECT_TRUE(rc::check("acknowledged is there, in order, and never refused", [] {
    MemoryDisk disk;
    Told told;
    const int sessions = *rc::gen::inRange(1, 6);
    for (int i = 0; i < sessions; ++i) {
      disk.crash_in(*rc::gen::inRange(1L, 40L), *rc::gen::inRange<std::size_t>(0, 1500));
      run_session(disk, *rc::gen::inRange(0, 12), told);
      disk.restart(random_chooser(*rc::gen::arbitrary<std::uint64_t>()));
      const auto opened = opens_with_all(disk, told);
      if (!opened) RC_FAIL(std::string{opened.message()});
      const auto whole = is_whole(disk);
      if (!whole) RC_FAIL(std::string{whole.message()});
    }
  }));
}

// An anchor that knows one head and hears nothing.
class FixedAnchor final : public Anchor {
 public:
  explicit FixedAnchor(const Head& head) : head_{head} {}
  Result<void> keep(const Head&) override { return {}; }
  Result<std::optional<Head>> last() override { return std::optional{head_}; }

 private:
  Head head_;
};

// A log of several groups whose writer was killed: nothing cut off, nothing closed.
class LogDamage : public ::testing::Test {
 protected:
  void SetUp() override {
    auto log = Log::open(disk_, small_options(), nullptr);
    ASSERT_TRUE(log);
    ASSERT_TRUE(write_groups(*log, kGroups - 1, told_));
    last_group_ = log->durable_seq() + 1;
    Told last = told_;
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(append_number(*log, last.appended++));
    ASSERT_TRUE(log->commit());
    head_ = log->durable_seq();
    segments_ = segments_in(disk_);
    ASSERT_GE(segments_.size(), 2u);
  }
  // One that shares no file with the original.
  [[nodiscard]] MemoryDisk copy() const {
    MemoryDisk disk = disk_;
    disk.restart(testing::newest);
    return disk;
  }
  // Opens the log with one segment replaced; the disk is as before afterwards.
  Result<Recovery> open_with(const std::filesystem::path& segment, const std::string& bytes,
                             Anchor* anchor = nullptr) {
    MemoryDisk disk = copy();
    disk.put(segment, bytes);
    const auto before = disk.contents();
    LogOptions options = small_options();
    options.anchor = anchor;
    const auto log = Log::open(disk, options, nullptr);
    if (log) return log->recovery();
    EXPECT_EQ(disk.contents(), before) << "a refusal changed something";
    return log.error();
  }
  // Offset of the first record with this seq or a later one in the segment's text.
  static std::size_t find_seq(const std::string& text, std::uint64_t seq) {
    std::size_t at = 0;
    while (at < text.size() && text[at] != '\0') {
      const std::size_t end = text.find('\n', at) + 1;
      if (Record{std::string_view{text}.substr(at, end - at), 0}.seq() >= seq) return at;
      at = end;
    }
    return at;
  }
  static std::size_t line_of(const std::string& text, std::size_t at) {
    return static_cast<std::size_t>(
               std::count(text.begin(), text.begin() + static_cast<long>(at), '\n')) +
           1;
  }

  MemoryDisk disk_;
  Told told_;
  std::uint64_t last_group_ = 0;  // seq of its first record
  std::uint64_t head_ = 0;        // seq of its last
  std::vector<std::filesystem::path> segments_;
};

TEST_F(LogDamage, AnyByteChangedBeforeTheLastGroup_IsRefusedWithFileAndLine) {
  for (const auto& segment : segments_) {
    const std::string text = disk_.text(segment);
    const std::size_t end = find_seq(text, last_group_);
    for (std::size_t at = 0; at < end; ++at) {
      std::string damaged = text;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
      const auto opened = open_with(segment, damaged);
      ASSERT_FALSE(opened) << segment << " byte " << at;
      const std::string where = segment.native() + ":" + std::to_string(line_of(text, at)) + ": ";
      ASSERT_THAT(opened.error().message, HasSubstr(where)) << "byte " << at;
    }
  }
}

TEST_F(LogDamage, AnySectorsLostBeforeTheLastGroup_AreRefused) {
  for (const auto& segment : segments_) {
    const std::string text = disk_.text(segment);
    const std::size_t end = find_seq(text, last_group_);
    for (std::size_t at = 0; at < end; at += files::kSectorBytes) {
      const std::size_t size = std::min(files::kSectorBytes, end - at);
      const auto opened = open_with(segment, std::string{text}.replace(at, size, size, '\0'));
      ASSERT_FALSE(opened) << segment << " byte " << at;
    }
  }
}

// Also when the end of one group and the beginning of the next are gone together.
TEST_F(LogDamage, AnyStretchLostBeforeTheLastRecord_IsRefusedIfItReachesAnAcknowledgedGroup) {
  const auto& segment = segments_.back();
  const std::string text = disk_.text(segment);
  const std::size_t last_group = find_seq(text, last_group_);
  const std::size_t last_record = find_seq(text, head_);
  for (std::size_t begin = 0; begin < last_group; begin += 11) {
    for (std::size_t end = begin + 1; end <= last_record; end += 97) {
      const std::size_t size = end - begin;
      ASSERT_FALSE(open_with(segment, std::string{text}.replace(begin, size, size, '\0')))
          << begin << " to " << end;
    }
  }
}

TEST_F(LogDamage, InTheLastGroup_IsTakenForAnInterruptedWriteAndOnlyThisIsCut) {
  const auto& segment = segments_.back();
  const std::string text = disk_.text(segment);
  const std::size_t begin = find_seq(text, last_group_);
  const std::size_t end = find_seq(text, head_ + 1);
  for (std::size_t at = begin; at < end; ++at) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    const auto recovery = open_with(segment, damaged);
    ASSERT_TRUE(recovery) << recovery.error().message;
    ASSERT_TRUE(recovery->repair);
    const std::size_t line_start = text.rfind('\n', at - 1) + 1;
    EXPECT_EQ(recovery->repair->segment, segment.filename().native());
    EXPECT_EQ(recovery->repair->offset, line_start);
    EXPECT_EQ(recovery->repair->bytes, end - line_start);
    EXPECT_GE(recovery->end.seq, last_group_);
  }
}

TEST_F(LogDamage, InTheLastGroup_IsRefusedWhenAnAnchorKnowsIt) {
  const auto& segment = segments_.back();
  const std::string text = disk_.text(segment);
  const std::size_t last = find_seq(text, head_);
  const std::size_t end = find_seq(text, head_ + 1);
  FixedAnchor anchor{{head_, sha256(std::string_view{text}.substr(last, end - last))}};
  ASSERT_TRUE(open_with(segment, text, &anchor));
  for (std::size_t at = find_seq(text, last_group_); at < end; ++at) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    const auto opened = open_with(segment, damaged, &anchor);
    ASSERT_FALSE(opened) << "byte " << at;
    ASSERT_THAT(opened.error().message, HasSubstr("the anchor knows that record " +
                                                  std::to_string(head_) + " was on the disk"));
  }
}

TEST_F(LogDamage, TailCutAtALineEnd_IsRefusedWhenAnAnchorKnowsIt) {
  const auto& segment = segments_.back();
  const std::string text = disk_.text(segment);
  const std::size_t last = find_seq(text, head_);
  FixedAnchor anchor{{head_, Hash{}}};
  EXPECT_TRUE(open_with(segment, text.substr(0, last)));
  const auto cut = open_with(segment, text.substr(0, last), &anchor);
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().message, HasSubstr("its end was cut off"));
  const auto another = open_with(segment, text, &anchor);
  ASSERT_FALSE(another);
  EXPECT_THAT(another.error().message, HasSubstr("this is another trail"));
}

TEST_F(LogDamage, RecordTakenOut_IsASeqGap) {
  for (const auto& segment : segments_) {
    std::string text = disk_.text(segment);
    const std::size_t first = text.find('\n') + 1;
    text.erase(first, text.find('\n', first) + 1 - first);
    const auto opened = open_with(segment, text);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr(segment.native() + ":2: SEQ_GAP: "));
  }
}

// No crash leaves a whole record in a wrong place, not even in the last group.
TEST_F(LogDamage, RecordTakenOutOfTheLastGroup_IsASeqGap) {
  const auto& segment = segments_.back();
  std::string text = disk_.text(segment);
  const std::size_t begin = find_seq(text, head_ - 1);
  text.erase(begin, find_seq(text, head_) - begin);
  const auto opened = open_with(segment, text);
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("SEQ_GAP"));
}

TEST_F(LogDamage, MissingSegment_IsNamed) {
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
    MemoryDisk disk = copy();
    ASSERT_TRUE(disk.remove(segments_[i]));
    const auto opened = Log::open(disk, small_options(), nullptr);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message,
                HasSubstr("segment '" + segments_[i].filename().native() + "' is missing"));
  }
}

TEST_F(LogDamage, EarlierSegmentCutShort_IsRefused) {
  const auto& segment = segments_.front();
  const std::string text = disk_.text(segment);
  const auto empty = open_with(segment, "");
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().message,
              HasSubstr(segment.native() + ":1: BAD_HEADER: the file is empty"));
  EXPECT_FALSE(open_with(segment, text.substr(0, text.size() - 1)));
  EXPECT_FALSE(open_with(segment, text.substr(0, text.find('\n') + 1)));
  const auto unused = open_with(segment, text + std::string(9, '\0'));
  ASSERT_FALSE(unused);
  EXPECT_THAT(unused.error().message, HasSubstr("UNUSED_REST: 9 NUL bytes behind the last line"));
}

TEST_F(LogDamage, MoreThanAWriteOfGarbageAtTheEnd_IsRefused) {
  const auto& segment = segments_.back();
  std::string text = disk_.text(segment);
  text.resize(find_seq(text, head_ + 1));
  EXPECT_TRUE(open_with(segment, text + std::string(kMaxGroupBytes, 'x')));
  const auto opened = open_with(segment, text + std::string(kMaxGroupBytes + 1, 'x'));
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("more than one write has"));
}

}  // namespace
}  // namespace sluice::journal
