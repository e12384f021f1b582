// SPDX-License-Identifier: Apache-2.0
//
// A day that was interrupted and is done again gives the bytes of an undisturbed one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "journal/sample_day.hpp"
#include "journal/verify.hpp"
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
using testing::sample_start;

constexpr int kOrders = 4;
constexpr std::size_t kRecords = 1 + 2 * kOrders;

class Resume : public ::testing::Test {
 protected:
  Outcome run_day(Sync sync = Sync::kBatch, int orders = kOrders, int changed_from = 1 << 20,
                  const ChainPoint& start = sample_start()) {
    auto writer = Writer::resume(path_, sample_header(), sync, start);
    EXPECT_TRUE(writer) << writer.error().message;
    if (!writer) return {};
    const auto appended = append_day(*writer, orders, changed_from);
    EXPECT_TRUE(appended) << appended.error().message;
    const auto finished = writer->finish();
    EXPECT_TRUE(finished) << finished.error().message;
    EXPECT_EQ(writer->position().bytes, fs::file_size(path_));
    const auto report = verify({path_}, {start, writer->position().chain});
    EXPECT_TRUE(report && report->ok());
    return writer->outcome();
  }
  std::string undisturbed(int orders = kOrders, int changed_from = 1 << 20) {
    fs::remove(path_);
    run_day(Sync::kBatch, orders, changed_from);
    return file_text(path_);
  }
  fs::path kept(int n) const {
    return directory_ / "interrupted" / ("day.jsonl." + std::to_string(n));
  }

  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "day.jsonl";
};

TEST_F(Resume, NoFile_IsFresh) {
  const Outcome outcome = run_day();
  EXPECT_EQ(outcome.kind, Outcome::Kind::kFresh);
  EXPECT_EQ(outcome.to_string(), "new");
}

TEST_F(Resume, EveryCutOfTheFile_GivesTheSameBytes) {
  run_day(Sync::kNone);
  const std::string whole = file_text(path_);
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    const std::string left = whole.substr(0, cut);
    write_text(path_, left);
    const Outcome outcome = run_day(Sync::kNone);
    ASSERT_EQ(file_text(path_), whole) << "cut at " << cut;
    const auto lines = static_cast<std::uint64_t>(std::count(left.begin(), left.end(), '\n'));
    const std::size_t whole_lines =
        left.rfind('\n') == std::string::npos ? 0 : left.rfind('\n') + 1;
    EXPECT_EQ(outcome.records_kept, lines) << "cut at " << cut;
    EXPECT_EQ(outcome.torn_bytes, cut - whole_lines) << "cut at " << cut;
    EXPECT_EQ(outcome.kind, lines == 0 ? Outcome::Kind::kFresh : Outcome::Kind::kContinued);
  }
  EXPECT_FALSE(fs::exists(directory_ / "interrupted"));
}

TEST_F(Resume, FlippedByteInTheLastRecord_IsCutAndWrittenAgain) {
  run_day(Sync::kNone);
  const std::string whole = file_text(path_);
  const std::size_t last = whole.rfind('\n', whole.size() - 2) + 1;
  for (std::size_t at = last; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    write_text(path_, damaged);
    const Outcome outcome = run_day(Sync::kNone);
    ASSERT_EQ(file_text(path_), whole) << "byte " << at;
    EXPECT_EQ(outcome.records_kept, kRecords - 1);
    EXPECT_EQ(outcome.torn_bytes, whole.size() - last);
  }
}

TEST_F(Resume, GarbageBehindTheLastRecord_IsCut) {
  const std::string whole = undisturbed();
  write_text(path_, whole + "\n\n" + std::string(5000, '\0') + "\nnonsense");
  const Outcome outcome = run_day();
  EXPECT_EQ(file_text(path_), whole);
  EXPECT_EQ(outcome.records_kept, kRecords);
}

TEST_F(Resume, DamageWithGoodRecordsBehind_RefusesAndNamesTheLine) {
  std::string damaged = undisturbed();
  const std::size_t second_line = damaged.find('\n') + 1;
  damaged[second_line + 60] ^= 1;
  write_text(path_, damaged);
  const auto writer = Writer::resume(path_, sample_header(), Sync::kBatch, sample_start());
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr(path_.native() + ":2: BAD_CRC"));
  EXPECT_EQ(file_text(path_), damaged);
}

TEST_F(Resume, ALineThatIsTooLong_RefusesAndCutsNothing) {
  const std::string damaged = undisturbed() + std::string(kMaxRecordBytes + 1, 'x');
  write_text(path_, damaged);
  const auto writer = Writer::resume(path_, sample_header(), Sync::kBatch, sample_start());
  ASSERT_FALSE(writer);
  EXPECT_THAT(writer.error().message, HasSubstr(":10: TOO_LONG"));
  EXPECT_EQ(fs::file_size(path_), damaged.size());
}

TEST_F(Resume, ChangedRecord_KeepsTheOldFileAndWritesAnew) {
  const std::string changed = undisturbed(kOrders, 2);
  const std::string whole = undisturbed();
  const Outcome outcome = run_day(Sync::kBatch, kOrders, 2);
  EXPECT_EQ(outcome.kind, Outcome::Kind::kWrittenAnew);
  EXPECT_EQ(outcome.differing_line, 7u);  // header, two orders of two records, the third's verdict
  EXPECT_EQ(outcome.kept_as, kept(1));
  EXPECT_EQ(file_text(kept(1)), whole);
  EXPECT_EQ(file_text(path_), changed);
  EXPECT_THAT(outcome.to_string(), HasSubstr("line 7 is not what it was"));
}

TEST_F(Resume, ChangedTwice_KeepsBothOldFiles) {
  const std::string whole = undisturbed();
  run_day(Sync::kBatch, kOrders, 2);
  const Outcome outcome = run_day(Sync::kBatch, kOrders, 1);
  EXPECT_EQ(outcome.kept_as, kept(2));
  EXPECT_EQ(file_text(kept(1)), whole);
}

TEST_F(Resume, FewerRecordsThanBefore_KeepsTheOldFileAndWritesAnew) {
  const std::string shorter = undisturbed(2);
  const std::string whole = undisturbed(kOrders);
  const Outcome outcome = run_day(Sync::kBatch, 2);
  EXPECT_EQ(outcome.kind, Outcome::Kind::kWrittenAnew);
  EXPECT_EQ(outcome.differing_line, 6u);
  EXPECT_EQ(file_text(path_), shorter);
  EXPECT_EQ(file_text(kept(1)), whole);
}

TEST_F(Resume, MoreRecordsThanBefore_IsContinued) {
  const std::string longer = undisturbed(kOrders + 1);
  undisturbed(kOrders);
  const Outcome outcome = run_day(Sync::kBatch, kOrders + 1);
  EXPECT_EQ(outcome.kind, Outcome::Kind::kContinued);
  EXPECT_EQ(outcome.to_string(), "continued behind 9 records");
  EXPECT_EQ(file_text(path_), longer);
}

TEST_F(Resume, AnotherPlaceInTheChain_IsAChangeOfTheFirstLine) {
  undisturbed();
  const Outcome outcome = run_day(Sync::kBatch, kOrders, 1 << 20, {50, Hash{}});
  EXPECT_EQ(outcome.kind, Outcome::Kind::kWrittenAnew);
  EXPECT_EQ(outcome.differing_line, 1u);
}

TEST_F(Resume, EverySync_GivesTheSameBytesAsUndisturbed) {
  for (const Sync sync : {Sync::kAlways, Sync::kBatch, Sync::kNone}) {
    fs::remove(path_);
    run_day(sync);
    const std::string whole = file_text(path_);
    write_text(path_, whole.substr(0, whole.size() / 2));
    run_day(sync);
    EXPECT_EQ(file_text(path_), whole) << sync_name(sync);
  }
}

TEST_F(Resume, Position_WhileOldRecordsAreFoundAgain_IsThatOfTheNewOnes) {
  undisturbed();
  auto writer = Writer::resume(path_, sample_header(), Sync::kBatch, sample_start());
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->position().bytes, file_text(path_).find('\n') + 1);
  EXPECT_EQ(writer->position().chain.seq, sample_start().seq + 1);
}

}  // namespace
}  // namespace sluice::journal
