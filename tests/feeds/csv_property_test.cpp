// SPDX-License-Identifier: Apache-2.0
//
// csv_property_test.cpp: what holds for every price file.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using CsvProperty = FeedTest;

constexpr const char* kPlainHeader = "date,symbol,open,high,low,close,volume,adj_close\n";
const Lines kSymbols = {"B", "LONGSYMBOL", "AA"};

std::string cell() {
  return *rc::gen::weightedOneOf<std::string>(
      {{20,
        rc::gen::map(rc::gen::inRange(1, 99'999),
                     [](int cents) { return detail::decimal_text(int128{cents} * 1'000'000); })},
       {1,
        rc::gen::element<std::string>("", "0", "-1", "NA", "1.123456789", "x", "\"7\"", "1e2")}});
}

std::string row() {
  const int day = *rc::gen::inRange(13'000, 13'020);
  std::string line = Date::from_days(day).to_string() + "," +
                     *rc::gen::element<std::string>("AA", "B", "LONGSYMBOL", "OTHER");
  for (int i = 0; i < 6; ++i) line += "," + cell();
  return line + *rc::gen::element<std::string>("\n", "\n", "\r\n");
}

std::vector<std::string> rows() {
  return *rc::gen::container<std::vector<std::string>>(*rc::gen::inRange<std::size_t>(1, 60),
                                                       rc::gen::exec(row));
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text = kPlainHeader;
  for (const std::string& line : lines) text += line;
  return text;
}

TEST_F(CsvProperty, Cache_WhenRead_GivesWhatTheTextGave) {
  EXPECT_TRUE(rc::check([&] {
    const auto path = write("prices.csv", joined(rows()));
    const FeedOptions cached{.cache = true, .pull_capacity = *rc::gen::inRange<std::size_t>(1, 9)};
    const auto text = run_feed(path, kSymbols);
    const auto built = run_feed(path, kSymbols, cached);
    const auto read = run_feed(path, kSymbols, cached);
    RC_ASSERT(built.status == text.status && read.status == text.status);
    RC_ASSERT(bytes_of(built.bars) == bytes_of(text.bars));
    RC_ASSERT(bytes_of(read.bars) == bytes_of(text.bars));
    RC_ASSERT(built.issue_lines() == text.issue_lines());
    RC_ASSERT(read.issue_lines() == text.issue_lines());
    if (text.status == SLUICE_END) RC_ASSERT(read.info.from_cache == 1);
  }));
}

TEST_F(CsvProperty, Bars_WhenGiven_AreSortedUniqueAndConsistent) {
  EXPECT_TRUE(rc::check([&] {
    const auto run = run_text(joined(rows()), kSymbols);
    for (std::size_t i = 0; i < run.bars.size(); ++i) {
      const sluice_bar& bar = run.bars[i];
      if (i > 0)
        RC_ASSERT(std::pair(run.bars[i - 1].time, run.bars[i - 1].instrument) <
                  std::pair(bar.time, bar.instrument));
      RC_ASSERT(bar.instrument < kSymbols.size() && bar.close > 0);
      if ((bar.flags & SLUICE_BAR_HAS_HIGH) != 0)
        RC_ASSERT(bar.high >= std::max(bar.open, bar.close));
      if ((bar.flags & SLUICE_BAR_HAS_LOW) != 0) RC_ASSERT(bar.low > 0 && bar.low <= bar.close);
    }
    if (run.status == SLUICE_END) RC_ASSERT(run.info.bar_count == run.bars.size());
  }));
}

TEST_F(CsvProperty, Rows_WhenShuffled_GiveTheSameBars) {
  EXPECT_TRUE(rc::check([&] {
    auto lines = rows();
    // Of rows for one day and symbol the first counts: keep one, so that order does not matter.
    std::sort(lines.begin(), lines.end());
    const auto key = [](const std::string& line) { return line.substr(0, line.find(',', 11)); };
    lines.erase(std::unique(lines.begin(), lines.end(),
                            [&](const auto& a, const auto& b) { return key(a) == key(b); }),
                lines.end());
    const auto sorted = run_text(joined(lines), kSymbols);
    for (std::size_t i = lines.size(); i > 1; --i)
      std::swap(lines[i - 1], lines[*rc::gen::inRange<std::size_t>(0, i)]);
    const auto shuffled = run_text(joined(lines), kSymbols);
    RC_ASSERT(shuffled.status == sorted.status);
    RC_ASSERT(bytes_of(shuffled.bars) == bytes_of(sorted.bars));
  }));
}

// A quoted cell is read by the careful reader alone: both readers must agree.
TEST_F(CsvProperty, Rows_WhenQuoted_GiveTheSameBarsAndIssues) {
  EXPECT_TRUE(rc::check([&] {
    const auto lines = rows();
    auto quoted = lines;
    for (std::string& line : quoted) line = "\"" + line.substr(0, 10) + "\"" + line.substr(10);
    const auto plain = run_text(joined(lines), kSymbols);
    const auto careful = run_text(joined(quoted), kSymbols);
    RC_ASSERT(plain.status == careful.status);
    RC_ASSERT(bytes_of(plain.bars) == bytes_of(careful.bars));
    RC_ASSERT(plain.issue_lines() == careful.issue_lines());
  }));
}

TEST_F(CsvProperty, Bytes_WhenMutated_NeverCrash) {
  EXPECT_TRUE(rc::check([&] {
    std::string text = joined(rows());
    for (int i = *rc::gen::inRange(1, 12); i > 0; --i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
      switch (*rc::gen::inRange(0, 4)) {
        case 0:
          text[at] = *rc::gen::arbitrary<char>();
          break;
        case 1:
          text.insert(at, 1, *rc::gen::element(',', '"', '\n', '\r', '\0', '.', '-', '9'));
          break;
        case 2:
          text.erase(at, *rc::gen::inRange<std::size_t>(1, 20));
          break;
        default:
          text.insert(at, text.substr(*rc::gen::inRange<std::size_t>(0, text.size()), 30));
      }
      if (text.empty()) break;
    }
    const auto run = run_text(text, kSymbols);
    RC_ASSERT(run.status == SLUICE_END || (run.status == SLUICE_ERROR_IO && !run.error.empty()));
  }));
}

}  // namespace
}  // namespace sluice::feeds
