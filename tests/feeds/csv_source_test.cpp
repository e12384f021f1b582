// SPDX-License-Identifier: Apache-2.0
//
// csv_source_test.cpp: files and folders, headers and encodings.
#include <string>
#include <unistd.h>

#include "feed_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using CsvSource = FeedTest;

TEST_F(CsvSource, Columns_WhenInAnyOrderAndCase_AreFoundByName) {
  const auto run = run_text(
      "Volume,CLOSE,Note,Ticker,Adj. Close,Timestamp,Low,High,Open\n"
      "100,11,\"a, b\",AAA,5.5,2006-01-03,9,12,10\n",
      {"AAA"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 O10 H12 L9 C11 V100 A5.5"));
  EXPECT_THAT(run.issue_lines(), IsEmpty());
}

TEST_F(CsvSource, Columns_WhenSymbolAndName_TakeTheSymbol) {
  const auto run = run_text("date,name,symbol,close\n2006-01-03,Triple A Inc,AAA,11\n", {"AAA"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C11"));
}

TEST_F(CsvSource, Columns_WhenNameIsLast_AreFound) {
  for (const std::string end : {"\n", "\r\n"}) {
    const auto run = run_text("date,close,name" + end + "2006-01-03,1,AAA" + end +
                                  "2006-01-03,2,BBB" + end + "2006-01-04,3,AAA" + end,
                              {"AAA", "BBB"});
    EXPECT_THAT(run.bar_lines(),
                ElementsAre("2006-01-03 #0 C1", "2006-01-03 #1 C2", "2006-01-04 #0 C3"));
  }
}

TEST_F(CsvSource, Columns_WhenClosesOnly_GiveBarsWithCloseAlone) {
  const auto run = run_text("date,symbol,close\n2006-01-03,AAA,11\n", {"AAA"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C11"));
  EXPECT_EQ(run.info.fields, 0u);
}

TEST_F(CsvSource, Header_WhenAColumnIsMissing_NamesFoundAndExpected) {
  const auto run = run_text("date,symbol,clse\n2006-01-03,AAA,11\n", {"AAA"});
  EXPECT_EQ(run.status, SLUICE_ERROR_IO);
  EXPECT_THAT(
      run.issue_lines(),
      ElementsAre("MISSING_COLUMN:1 [] no column close: found 'date', 'symbol', 'clse'; "
                  "expected date (or timestamp), symbol (or ticker, name), close; optional: "
                  "open, high, low, volume, adj_close, delivered; is 'clse' meant to be close? -> "
                  "stopped"));
  EXPECT_THAT(run.error, AllOf(HasSubstr("prices.csv, line 1"), HasSubstr("no column close")));
}

TEST_F(CsvSource, Header_WhenAllColumnsAreMissing_TellsEach) {
  const auto run = run_text("2006-01-03,AAA,11\n2006-01-04,AAA,11\n", {"AAA"});
  EXPECT_EQ(run.count_of("MISSING_COLUMN"), 3u);
}

TEST_F(CsvSource, Header_WhenAColumnIsGivenTwice_IsAnError) {
  const auto run = run_text("date,symbol,close,Close\n2006-01-03,AAA,11,12\n", {"AAA"});
  EXPECT_EQ(run.status, SLUICE_ERROR_IO);
  EXPECT_THAT(run.error, HasSubstr("column 'Close' is given twice, as column 3 and 4"));
}

TEST_F(CsvSource, Symbols_WhenAlikeForEightCharacters_AreKeptApart) {
  const auto run = run_text(
      "date,symbol,close\n2006-01-03,LONGNAME,1\n2006-01-03,LONGNAMEA,2\n2006-01-03,LONGNAMEB,3\n"
      "2006-01-04,LONGNAME,4\n2006-01-04,LONGNAMEB,5\n2006-01-04,LONGNAMEA,6\n",
      {"LONGNAME", "LONGNAMEA", "LONGNAMEB"});
  EXPECT_THAT(run.bar_lines(),
              ElementsAre("2006-01-03 #0 C1", "2006-01-03 #1 C2", "2006-01-03 #2 C3",
                          "2006-01-04 #0 C4", "2006-01-04 #1 C6", "2006-01-04 #2 C5"));
}

TEST_F(CsvSource, Lines_WhenTheyEndInCrLf_AreCountedOnce) {
  const auto run = run_text(
      "date,symbol,close\r\n2006-01-03,AAA,1\r\n2006-01-04,AAA,2\r\n2006-01-05,AAA,x\r\n", {"AAA"});
  ASSERT_EQ(run.issues.size(), 1u);
  EXPECT_EQ(run.issues[0].line, 4u);
}

TEST_F(CsvSource, File_WhenWithByteOrderMark_IsRead) {
  const auto run = run_text(
      "\xef\xbb\xbf"
      "date,symbol,close\n2006-01-03,AAA,11\n",
      {"AAA"});
  EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C11"));
}

TEST_F(CsvSource, File_WhenLastLineHasNoEnd_IsReadWhole) {
  for (const std::string end : {"", "\n", "\r\n", "\n\n\n", "\r\n \r\n"}) {
    const auto run = run_text("date,symbol,close\n2006-01-03,AAA,11" + end, {"AAA"});
    EXPECT_THAT(run.bar_lines(), ElementsAre("2006-01-03 #0 C11"));
    EXPECT_THAT(run.issue_lines(), IsEmpty());
  }
}

TEST_F(CsvSource, File_WhenEmpty_IsAnError) {
  struct Case {
    const char* text;
    const char* message;
  };
  for (const Case& c :
       {Case{"", "the file is empty; expected a header line and rows"},
        Case{"\n\n", "the file is empty; expected a header line and rows"},
        Case{"\xef\xbb\xbf", "the file is empty; expected a header line and rows"},
        Case{"date,symbol,close\n", "the file has a header line and no rows"},
        Case{"date,symbol,close\n2006-01-03,AAA,0\n", "none of the file's 1 rows can be used"}}) {
    const auto run = run_text(c.text, {"AAA"});
    EXPECT_EQ(run.status, SLUICE_ERROR_IO) << c.text;
    EXPECT_EQ(run.count_of("EMPTY_FILE"), 1u) << c.text;
    EXPECT_THAT(run.error, HasSubstr(c.message));
  }
}

TEST_F(CsvSource, File_WhenAbsent_IsOneClearMessage) {
  const auto run = run_feed(folder() / "nothing.csv", {"AAA"});
  EXPECT_EQ(run.status, SLUICE_ERROR_IO);
  EXPECT_EQ(run.error, "cannot read prices " + (folder() / "nothing.csv").string() +
                           ": No such file or directory");
}

TEST_F(CsvSource, File_WhenCompressed_IsRefused) {
  const auto named = run_feed(write("prices.csv.gz", "\x1f\x8b\x08"), {"AAA"});
  EXPECT_THAT(named.error, HasSubstr("compressed, which is not supported"));
  const auto hidden = run_feed(write("prices.csv", "\x1f\x8b\x08 and more"), {"AAA"});
  EXPECT_THAT(hidden.error, HasSubstr("compressed, which is not supported"));
}

TEST_F(CsvSource, File_WhenALineNeverEnds_IsRefused) {
  const auto run = run_text("date,symbol,close\n" + std::string(1'000'000, 'x'), {"AAA"});
  EXPECT_THAT(run.error, HasSubstr("a line is longer than 65536 bytes; is it a CSV file?"));
}

TEST_F(CsvSource, File_WhenLargerThanManyChunks_LosesNoRow) {
  std::string text = "date,symbol,close\n";
  const int rows = 120'000;  // some 3 MB, with line ends at every place in a chunk
  for (int i = 0; i < rows; ++i)
    text += Date::from_days(i / 2).to_string() + (i % 2 == 0 ? ",AAA," : ",LONGERNAME,") +
            std::to_string(i + 1) + "\n";
  const auto run = run_text(text, {"AAA", "LONGERNAME"});
  ASSERT_EQ(run.bars.size(), static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < run.bars.size(); ++i)
    ASSERT_EQ(run.bars[i].close, static_cast<std::int64_t>(i + 1) * kScale);
}

TEST_F(CsvSource, Folder_WhenAFileASymbol_TakesTheSymbolFromTheName) {
  write("daily/AAA.csv", "Date,Close,Name\n2006-01-03,1,Whatever\n2006-01-04,2,Whatever\n");
  write("daily/BBB.CSV", "date,open,close\n2006-01-03,3,4\n");
  write("daily/notes.txt", "no prices");
  const auto run = run_feed(folder() / "daily", {"BBB", "AAA"});
  EXPECT_THAT(run.bar_lines(),
              ElementsAre("2006-01-03 #0 O3 C4", "2006-01-03 #1 C1", "2006-01-04 #1 C2"));
  EXPECT_THAT(run.issue_lines(), IsEmpty());
}

TEST_F(CsvSource, Folder_WhenAFileIsFaulty_NamesTheFileAndItsLine) {
  write("daily/AAA.csv", "date,close\n2006-01-03,1\n");
  const auto bad = write("daily/BBB.csv", "date,close\n2006-01-03,1\n2006-01-04,x\n");
  const auto run = run_feed(folder() / "daily/", {"AAA", "BBB"});
  ASSERT_EQ(run.issues.size(), 1u);
  EXPECT_EQ(run.issues[0].file, bad.string());
  EXPECT_EQ(run.issues[0].line, 3u);
  EXPECT_EQ(run.issues[0].symbol, "BBB");
}

TEST_F(CsvSource, Folder_WhenAnUnwantedFileIsUnusable_GoesOn) {
  write("daily/AAA.csv", "date,close\n2006-01-03,1\n");
  write("daily/BBB.csv", "");
  EXPECT_THAT(run_feed(folder() / "daily", {"AAA"}).issue_lines(), IsEmpty());
  const auto run = run_feed(folder() / "daily", {"AAA", "BBB"});
  EXPECT_EQ(run.status, SLUICE_ERROR_IO);
  EXPECT_THAT(run.error, AllOf(HasSubstr("BBB.csv"), HasSubstr("the file is empty")));
}

TEST_F(CsvSource, Folder_WhenWithoutPrices_IsRefused) {
  std::filesystem::create_directory(folder() / "daily");
  EXPECT_THAT(run_feed(folder() / "daily", {"AAA"}).error,
              AllOf(HasSubstr("no price file in folder"), HasSubstr("expected one SYMBOL.csv")));
  write("daily/AAA.csv.gz", "");
  EXPECT_THAT(run_feed(folder() / "daily", {"AAA"}).error,
              HasSubstr("AAA.csv.gz is compressed, which is not supported"));
}

TEST_F(CsvSource, Folder_WhenTwoFilesHaveOneSymbol_IsRefused) {
  write("daily/AAA.csv", "date,close\n2006-01-03,1\n");
  write("daily/AAA.CSV", "date,close\n2006-01-03,1\n");
  EXPECT_THAT(run_feed(folder() / "daily", {"AAA"}).error, HasSubstr("two files for symbol AAA"));
}

TEST_F(CsvSource, ContentHash_WhenAFileIsRenamedOrChanged_IsAnother) {
  write("daily/AAA.csv", "date,close\n2006-01-03,1\n");
  const std::string first = run_feed(folder() / "daily", {"AAA"}).info.content_hash;
  EXPECT_EQ(first.size(), 32u);
  EXPECT_EQ(run_feed(folder() / "daily", {"AAA"}).info.content_hash, first);
  std::filesystem::rename(folder() / "daily/AAA.csv", folder() / "daily/BBB.csv");
  const std::string renamed = run_feed(folder() / "daily", {"AAA"}).info.content_hash;
  EXPECT_NE(renamed, first);
  write("daily/BBB.csv", "date,close\n2006-01-03,2\n");
  EXPECT_NE(run_feed(folder() / "daily", {"AAA"}).info.content_hash, renamed);
}

// XXH3-128 of no bytes, as its authors publish it, stands for the algorithm.
TEST(ContentHashTest, Text_WhenOfNothing_IsThePublishedDigest) {
  EXPECT_EQ(ContentHasher{}.digest().text(), "99aa06d3014798d86001c324468d497f");
}

}  // namespace
}  // namespace sluice::feeds
