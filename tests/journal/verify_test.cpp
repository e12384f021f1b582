// SPDX-License-Identifier: Apache-2.0
#include "journal/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "journal/sample_day.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::journal {
namespace {

namespace fs = std::filesystem;
using sluice::testing::TemporaryDirectory;
using sluice::testing::write_text;
using testing::add_fill;
using testing::add_verdict;
using ::testing::HasSubstr;
using testing::sample_time;

// A trail of `records` records behind its header.
std::string trail(int records, const ChainPoint& start = {}) {
  RecordBuilder builder{start};
  builder.begin(kOpen, sample_time()).integer("format", kFormat).text("sync", "none").end();
  for (int i = 0; i < records; ++i) {
    i % 2 == 0 ? add_verdict(builder.begin(kVerdict, sample_time()), i)
               : add_fill(builder.begin(kFilled, sample_time()), i);
    builder.end();
  }
  return std::string{builder.lines()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t next = std::min(text.find('\n', at), text.size() - 1) + 1;
    lines.push_back(text.substr(at, next - at));
    at = next;
  }
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line;
  return text;
}

// The line with its CRC made right again, as a forger would.
std::string with_good_crc(std::string line) {
  const std::string covered = line.substr(0, line.size() - kCrcTailSize);
  char hex[9];
  std::snprintf(hex, sizeof hex, "%08x", crc32c(covered));
  return covered + ",\"crc32c\":\"" + hex + "\"}\n";
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

class Verify : public ::testing::Test {
 protected:
  VerifyReport check(const std::string& text, const VerifyOptions& options = {}) {
    write_text(path_, text);
    const auto report = verify({path_}, options);
    EXPECT_TRUE(report) << report.error().message;
    return *report;
  }
  // Line 3 of a trail of five, changed and with its CRC made right again.
  VerifyReport check_forged(const std::string& what, const std::string& with) {
    auto lines = lines_of(trail(4));
    lines[2] = with_good_crc(replaced(lines[2], what, with));
    return check(joined(lines));
  }

  TemporaryDirectory directory_;
  fs::path path_ = directory_ / "trail.jsonl";
};

#define EXPECT_FAULT(report, expected_fault, expected_line)                 \
  do {                                                                      \
    const VerifyReport seen = report;                                       \
    ASSERT_TRUE(seen.fault);                                                \
    EXPECT_EQ(fault_name(seen.fault->fault), fault_name(expected_fault))    \
        << seen.fault->to_string();                                         \
    EXPECT_EQ(seen.fault->line, static_cast<std::uint64_t>(expected_line)); \
  } while (0)

TEST_F(Verify, WholeTrail_IsCountedToItsEnd) {
  const std::string text = trail(4);
  const VerifyReport report = check(text);
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.records, 5u);
  EXPECT_EQ(report.segments, 1u);
  EXPECT_EQ(report.bytes, text.size());
  EXPECT_EQ(report.end, (ChainPoint{6, sha256(lines_of(text).back())}));
}

TEST_F(Verify, RandomRecords_AreWholeAndCanonical) {
  EXPECT_TRUE(rc::check("what the builder writes, verify accepts", [&] {
    RecordBuilder builder;
    builder.begin(kOpen, {}).integer("format", kFormat).end();
    const int records = *rc::gen::inRange(0, 8);
    for (int i = 0; i < records; ++i) {
      auto& record =
          builder.begin(*rc::gen::elementOf(std::vector<std::string_view>{kRecordTypes.begin() + 1,
                                                                          kRecordTypes.end()}),
                        Timestamp::from_nanoseconds(*rc::gen::arbitrary<std::int64_t>()));
      if (*rc::gen::arbitrary<bool>()) record.intent(*rc::gen::arbitrary<std::uint64_t>(), 1);
      if (*rc::gen::arbitrary<bool>()) record.state(*rc::gen::arbitrary<std::string>());
      record.text("a", *rc::gen::arbitrary<std::string>());
      record.decimal("b", int128{*rc::gen::arbitrary<std::int64_t>()} * 1'000'003);
      record.integer("c", *rc::gen::arbitrary<std::int64_t>());
      record.begin_array("d").element(*rc::gen::arbitrary<std::string>()).begin_object();
      record.boolean("e", *rc::gen::arbitrary<bool>()).end_object().end_array().null("f").end();
    }
    const VerifyReport report = check(std::string{builder.lines()});
    if (report.fault) RC_FAIL(report.fault->to_string());
    RC_ASSERT(report.records == static_cast<std::uint64_t>(records) + 1);
  }));
}

TEST_F(Verify, AnyBitFlippedInAnyByte_IsFoundInItsLine) {
  const std::string text = trail(3);
  std::uint64_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string damaged = text;
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << (at % 8)));
    const VerifyReport report = check(damaged);
    ASSERT_TRUE(report.fault) << "byte " << at;
    ASSERT_EQ(report.fault->line, line) << "byte " << at << ": " << report.fault->to_string();
    ASSERT_EQ(report.records, line - 1);
    if (text[at] == '\n') ++line;
  }
}

TEST_F(Verify, AnyByteTakenOut_IsFoundInItsLine) {
  const std::string text = trail(3);
  std::uint64_t line = 1;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const VerifyReport report = check(std::string{text}.erase(at, 1));
    ASSERT_TRUE(report.fault) << "byte " << at;
    ASSERT_EQ(report.fault->line, line) << "byte " << at << ": " << report.fault->to_string();
    if (text[at] == '\n') ++line;
  }
}

TEST_F(Verify, EveryCutInsideALine_IsATornTail) {
  const std::string text = trail(2);
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    const VerifyReport report = check(text.substr(0, cut));
    if (text[cut - 1] == '\n') {
      EXPECT_TRUE(report.ok());
      continue;
    }
    ASSERT_TRUE(report.fault);
    EXPECT_EQ(report.fault->fault, Fault::kTornTail);
    EXPECT_TRUE(report.fault->only_the_tail);
    EXPECT_EQ(report.fault->offset, text.substr(0, cut).rfind('\n') + 1);
  }
}

TEST_F(Verify, CutAtALineEnd_IsFoundAgainstTheKnownEnd) {
  const std::string text = trail(4);
  const ChainPoint end = check(text).end;
  EXPECT_TRUE(check(text, {ChainPoint{}, end}).ok());
  auto lines = lines_of(text);
  lines.pop_back();
  EXPECT_FAULT(check(joined(lines), {ChainPoint{}, end}), Fault::kWrongEnd, 0);
  EXPECT_FAULT(check(trail(5), {ChainPoint{}, end}), Fault::kWrongEnd, 0);
}

TEST_F(Verify, AnyTwoLinesSwapped_AreFoundAtTheFirst) {
  const auto lines = lines_of(trail(4));
  for (std::size_t a = 0; a < lines.size(); ++a)
    for (std::size_t b = a + 1; b < lines.size(); ++b) {
      auto swapped = lines;
      std::swap(swapped[a], swapped[b]);
      EXPECT_FAULT(check(joined(swapped)), a == 0 ? Fault::kBadHeader : Fault::kSeqGap, a + 1);
    }
}

TEST_F(Verify, LineTakenOut_IsASeqGap) {
  auto lines = lines_of(trail(4));
  lines.erase(lines.begin() + 2);
  EXPECT_FAULT(check(joined(lines)), Fault::kSeqGap, 3);
}

TEST_F(Verify, LineTwice_IsASeqGap) {
  auto lines = lines_of(trail(4));
  lines.insert(lines.begin() + 2, lines[2]);
  EXPECT_FAULT(check(joined(lines)), Fault::kSeqGap, 4);
}

TEST_F(Verify, ForgedLineWithGoodCrc_BreaksTheChainAtTheNext) {
  EXPECT_FAULT(check_forged("223.456700", "123.456700"), Fault::kBrokenChain, 4);
}

TEST_F(Verify, ForgedPrev_IsABrokenChain) {
  auto lines = lines_of(trail(4));
  const std::size_t at = lines[2].find("\"prev\":\"") + 8;
  lines[2][at] = lines[2][at] == '0' ? '1' : '0';
  lines[2] = with_good_crc(lines[2]);
  EXPECT_FAULT(check(joined(lines)), Fault::kBrokenChain, 3);
}

TEST_F(Verify, LinesThatSayTheSameInAnotherForm_AreNotCanonical) {
  const std::pair<const char*, const char*> forms[] = {
      {"\"avg_price\":", "\"avg_price\": "},           // a blank
      {"\"filled_qty\":20", "\"filled_qty\":20.0"},    // a needless decimal
      {"\"filled_qty\":20", "\"filled_qty\":2e1"},     // an exponent
      {"\"filled_qty\":20", "\"filled_qty\":020"},     // a leading zero
      {"\"filled_qty\":20", "\"filled_qty\":+20"},     // a plus
      {"\"filled_qty\":20", "\"filled_qty\":-0"},      // minus zero
      {"\\n", "\\u000a"},                              // a longer escape
      {"\"quoted", "/quoted\\/"},                      // an escape that is not needed
      {"\\n", "\n"},                                   // two lines
      {"00:00:00Z", "00:00:00.000Z"},                  // needless decimals
      {"T00:00:00Z", " 00:00:00Z"},                    // a blank for the T
      {"2025-01-15T", "2025-02-30T"},                  // no such day
      {"\"type\":\"FILLED\"", "\"type\":\"filled\""},  // lower case
      {"0123456789abcdef", "0123456789ABCDEF"},        // upper case
      {"0123456789abcdef", "123456789abcdef"},         // 31 digits
      {"\"state\":\"FILLED\"", "\"state\":1"},         // not a text
      {"\"note\"", "\"Note\""},                        // a name not of a-z
      {"\"note\"", "\"state\""},                       // a name of another place
      {"\"note\"", "\"seq\""},                         //
      {"\xc3\xa9", "\xe9"},                            // not UTF-8
      {"\"avg_price\":", "\"avg_price\":null "},       // a value too many
      {"{\"seq\":3", "{\"seq\":03"},                   //
      {"{\"seq\":3", " {\"seq\":3"},                   //
  };
  for (const auto& [what, with] : forms) {
    SCOPED_TRACE(std::string{what} + " -> " + with);
    EXPECT_FAULT(check_forged(what, with), Fault::kNotCanonical, 3);
  }
}

TEST_F(Verify, NestingTooDeep_IsNotCanonical) {
  const auto nested = [](int depth) {
    return "\"v\":" + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + ",\"note\"";
  };
  EXPECT_FAULT(check_forged("\"note\"", nested(15)), Fault::kBrokenChain, 4);
  EXPECT_FAULT(check_forged("\"note\"", nested(16)), Fault::kNotCanonical, 3);
  EXPECT_FAULT(check_forged("\"note\"", nested(100'000)), Fault::kNotCanonical, 3);
}

TEST_F(Verify, IntentBehindState_IsNotCanonical) {
  EXPECT_FAULT(
      check_forged("\"intent_id\":\"0123456789abcdef0000000000000001\",\"state\":\"FILLED\"",
                   "\"state\":\"FILLED\",\"intent_id\":\"0123456789abcdef0000000000000001\""),
      Fault::kNotCanonical, 3);
}

TEST_F(Verify, SegmentWithoutAHeader_IsABadHeader) {
  const auto lines = lines_of(trail(2));
  EXPECT_FAULT(check(lines[1] + lines[2], {std::nullopt, std::nullopt}), Fault::kBadHeader, 1);
}

TEST_F(Verify, SegmentOfAnotherFormat_IsABadHeader) {
  auto lines = lines_of(trail(0));
  const VerifyReport report =
      check(with_good_crc(replaced(lines[0], "\"format\":1", "\"format\":2")));
  EXPECT_FAULT(report, Fault::kBadHeader, 1);
  EXPECT_THAT(report.fault->detail, HasSubstr("format 2, expected 1"));
}

TEST_F(Verify, TwoSegmentsInOneFile_AreABadHeader) {
  EXPECT_FAULT(check(trail(2) + trail(2)), Fault::kBadHeader, 4);
}

TEST_F(Verify, EmptyFile_IsABadHeaderThatCanBeWrittenAgain) {
  const VerifyReport report = check("");
  EXPECT_FAULT(report, Fault::kBadHeader, 1);
  EXPECT_TRUE(report.fault->only_the_tail);
}

TEST_F(Verify, LineAboveTheLimit_IsTooLong) {
  const VerifyReport report = check(trail(1) + std::string(kMaxRecordBytes + 1, 'x'));
  EXPECT_FAULT(report, Fault::kTooLong, 3);
  // A write may be longer than a line; but not that long.
  EXPECT_TRUE(report.fault->only_the_tail);
  EXPECT_FALSE(check(trail(1) + std::string(kMaxGroupBytes + 1, 'x')).fault->only_the_tail);
}

TEST_F(Verify, LineOfExactlyTheLimit_IsRead) {
  RecordBuilder builder;
  builder.begin(kOpen, {}).integer("format", kFormat).end();
  const std::size_t empty = builder.begin(kMark, {}).text("v", "").end().size();
  builder.drop_last();
  const std::string text(kMaxRecordBytes - empty, 'x');
  ASSERT_EQ(builder.begin(kMark, {}).text("v", text).end().size(), kMaxRecordBytes);
  builder.begin(kMark, {}).end();
  EXPECT_EQ(check(std::string{builder.lines()}).records, 3u);
}

TEST_F(Verify, BadLastLine_IsOnlyTheTail_ABadMiddleLineIsNot) {
  std::string text = trail(3);
  text[text.size() - 20] ^= 1;
  EXPECT_TRUE(check(text).fault->only_the_tail);
  text = trail(3);
  text[20] ^= 1;
  EXPECT_FALSE(check(text).fault->only_the_tail);
}

TEST_F(Verify, SeveralSegments_AreOneChain) {
  const fs::path second = directory_ / "second.jsonl";
  const std::string text = trail(2);
  const ChainPoint end = check(text).end;
  write_text(second, trail(2, end));
  EXPECT_TRUE(verify({path_, second})->ok());
  EXPECT_TRUE(verify({second}, {end, std::nullopt})->ok());
  EXPECT_TRUE(verify({second}, {std::nullopt, std::nullopt})->ok());
  EXPECT_FAULT(*verify({second}), Fault::kSeqGap, 1);
  const auto reversed = verify({second, path_}, {std::nullopt, std::nullopt});
  EXPECT_FAULT(*reversed, Fault::kSeqGap, 1);
  EXPECT_EQ(reversed->fault->file, path_);
  write_text(second, trail(2, {end.seq, Hash{}}));
  EXPECT_FAULT(*verify({path_, second}), Fault::kBrokenChain, 1);
}

TEST_F(Verify, TornTailOfAnEarlierSegment_IsNotOnlyTheTail) {
  const fs::path second = directory_ / "second.jsonl";
  const std::string text = trail(2);
  const ChainPoint end = check(text).end;
  write_text(second, trail(2, end));
  write_text(path_, text.substr(0, text.size() - 1));
  const auto report = verify({path_, second});
  EXPECT_FAULT(*report, Fault::kTornTail, 3);
  EXPECT_FALSE(report->fault->only_the_tail);
}

TEST_F(Verify, NulBytesBehindTheLastLine_AreNoFaultInTheNewestSegmentAlone) {
  const fs::path second = directory_ / "second.jsonl";
  const std::string text = trail(2);
  const std::string unused(300'000, '\0');
  const VerifyReport report = check(text + unused);
  ASSERT_TRUE(report.ok()) << report.fault->to_string();
  EXPECT_EQ(report.bytes, text.size());
  write_text(second, trail(2, report.end));
  EXPECT_FAULT(*verify({path_, second}), Fault::kUnusedRest, 4);
  EXPECT_FAULT(check(text + unused + "x"), Fault::kTornTail, 4);
  EXPECT_FAULT(check(unused), Fault::kBadHeader, 1);
}

TEST_F(Verify, Head_MustBeInTheTrailAndMayBeAnywhereInIt) {
  const auto lines = lines_of(trail(4));
  for (std::uint64_t seq = 1; seq <= 5; ++seq) {
    const Head head{seq, sha256(lines[seq - 1])};
    EXPECT_TRUE(check(trail(4), {ChainPoint{}, {}, head}).ok());
    EXPECT_FAULT(check(trail(4), {ChainPoint{}, {}, Head{seq, Hash{}}}), Fault::kWrongEnd, seq);
  }
  const VerifyReport report = check(trail(4), {ChainPoint{}, {}, Head{6, Hash{}}});
  EXPECT_FAULT(report, Fault::kWrongEnd, 0);
  EXPECT_THAT(report.fault->detail, HasSubstr("ends with record 5, but the anchor knows record 6"));
}

TEST_F(Verify, Fault_IsToldWithFileAndLine) {
  std::string text = trail(3);
  text[text.find('\n') + 30] ^= 1;
  EXPECT_EQ(check(text).fault->to_string(),
            path_.native() + ":2: BAD_CRC: the line is not what was written: its CRC differs");
}

TEST_F(Verify, MissingFile_IsAnError) { EXPECT_FALSE(verify({directory_ / "none.jsonl"})); }

TEST_F(Verify, AnyBytes_NeverPassAndNeverCrash) {
  EXPECT_TRUE(rc::check("garbage is refused", [&] {
    std::string text = trail(2);
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto size = *rc::gen::inRange<std::size_t>(1, 80);
    const auto with = *rc::gen::arbitrary<std::string>();
    const std::string damaged = std::string{text}.replace(at, size, with);
    const VerifyReport report = check(damaged);
    // Cut at the end of a line is the one change that only the known end shows.
    // NUL bytes behind it are room that was taken ahead.
    const std::string used = damaged.substr(0, damaged.find_last_not_of('\0') + 1);
    const bool cut = text.starts_with(used) && !used.empty() && used.back() == '\n';
    RC_ASSERT(report.ok() == cut);
  }));
}

}  // namespace
}  // namespace sluice::journal
