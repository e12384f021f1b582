// SPDX-License-Identifier: Apache-2.0
//
// real_data_test.cpp: real price files, where they are at hand (../shared/data beside the project).
#include <cstdlib>
#include <filesystem>
#include <string>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class RealData : public FeedTest {
 protected:
  [[nodiscard]] static fs::path shared(const char* name) {
    return fs::path{SLUICE_SOURCE_DIR} / "../shared/data" / name;
  }
  static Lines stems(const fs::path& folder) {
    Lines names;
    for (const auto& entry : fs::directory_iterator{folder})
      if (entry.path().extension() == ".csv") names.push_back(entry.path().stem().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

#define SKIP_WITHOUT(path) \
  if (!fs::exists(path)) GTEST_SKIP() << path << " is not here: this test needs that data"

// The figures were counted by an independent program over the same files.
TEST_F(RealData, Djia31_WhenRead_TellsEveryKnownFault) {
  const auto path = shared("djia31_daily");
  SKIP_WITHOUT(path);
  const auto run = run_feed(path, stems(path));
  ASSERT_EQ(run.status, SLUICE_END) << run.error;
  EXPECT_EQ(run.bars.size(), 93'612u);
  EXPECT_EQ(run.count_of("INCONSISTENT_BAR"), 151u);
  EXPECT_EQ(run.count_of("EMPTY_CELL"), 55u);
  EXPECT_EQ(run.count_of("ZERO_VOLUME"), 1u);
  EXPECT_EQ(run.count_of("BAD_PRICE"), 1u);  // a low of 0.0, HD 2009-04-17
  EXPECT_EQ(run.count_of("MISSING_SESSION"), 8u);
  EXPECT_EQ(run.count_of("DUPLICATE_ROW") + run.count_of("UNSORTED_ROWS"), 0u);
  const auto lines = run.issue_lines();
  EXPECT_THAT(lines, Contains("ZERO_VOLUME:1659 [DIS] volume is 0 -> kept the bar"));
  EXPECT_THAT(lines, Contains("MISSING_SESSION:0 [MRK] 2009-08-11, a session of most symbols, has "
                              "no bar of 1: MRK -> filled nothing"));
  EXPECT_THAT(lines, Contains("MISSING_SESSION:0 [] 2010-04-01, a session of most symbols, has no "
                              "bar of 7: AABA, AAPL, AMZN, CSCO, GOOGL, INTC, MSFT -> filled "
                              "nothing x7"));
}

TEST_F(RealData, Djia31_WhenReadFromTheCache_IsTheSame) {
  const auto path = shared("djia31_daily");
  SKIP_WITHOUT(path);
  const FeedOptions options{.cache = true, .cache_dir = (folder() / "cache").string()};
  const auto first = run_feed(path, stems(path), options);
  const auto second = run_feed(path, stems(path), options);
  EXPECT_EQ(second.info.from_cache, 1);
  EXPECT_EQ(bytes_of(first.bars), bytes_of(second.bars));
  EXPECT_EQ(first.issue_lines(), second.issue_lines());
}

TEST_F(RealData, Dow30_WhenRead_GivesClosesOnly) {
  const auto path = shared("dow30/prices.csv");
  SKIP_WITHOUT(path);
  const auto run = run_feed(path, {"MSFT", "AA", "AAA"});
  EXPECT_EQ(run.info.fields, 0u);
  EXPECT_EQ(run.bars.size(), 2u * 2529);
  EXPECT_EQ(line_of(run.bars[1]), "1990-12-31 #1 C5.92");
  EXPECT_EQ(run.info.first, day_time("1990-12-31"));
  EXPECT_EQ(run.info.last, day_time("2001-01-02"));
  EXPECT_THAT(run.issue_lines(), ElementsAre("UNKNOWN_SYMBOL:0 [AAA] no bar of 'AAA'; the nearest "
                                             "symbol is 'AA' -> went on without it"));
}

TEST_F(RealData, Sp500_WhenRead_FindsTheSymbolInTheNameColumn) {
  const auto packed = shared("sp500_daily/sp500_5yr.csv.gz");
  SKIP_WITHOUT(packed);
  const auto path = folder() / "sp500.csv";
  const std::string command = "zcat '" + packed.string() + "' > '" + path.string() + "'";
  if (std::system(command.c_str()) != 0) GTEST_SKIP() << "zcat is not here";
  const auto run = run_feed(path, {"AAPL", "ZTS", "A", "DHR", "O"});
  ASSERT_EQ(run.status, SLUICE_END) << run.error;
  EXPECT_EQ(line_of(run.bars[2]), "2013-02-08 #2 O45.07 H45.35 L45 C45.08 V1824755");
  EXPECT_EQ(run.count_of("ZERO_VOLUME"), 2u);
  EXPECT_THAT(run.issue_lines(), Contains(HasSubstr("2014-07-02")));
}

TEST_F(RealData, Lean8_WhenRead_HasAdjustedCloses) {
  const auto path = shared("lean8_daily/lean8.csv");
  SKIP_WITHOUT(path);
  const auto run = run_feed(path, {"AAPL"});
  EXPECT_EQ(line_of(run.bars[0]),
            "2010-01-04 #0 O213.55 H214.5 L212.38 C214.18 V16984291 A6.588835");
}

}  // namespace
}  // namespace sluice::feeds
