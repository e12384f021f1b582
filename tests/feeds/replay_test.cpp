// SPDX-License-Identifier: Apache-2.0
//
// replay_test.cpp: files played back in the order in which things happened.
#include "feeds/replay_feed.hpp"
#include "stream_fixture.hpp"

namespace sluice::feeds {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kBars =
    "timestamp,symbol,open,high,low,close,volume\n"
    "2025-01-15T14:30:00Z,A,10,12,9,11,100\n"
    "2025-01-15T14:30:00Z,B,20,20,20,20,5\n"
    "2025-01-15T14:31:00Z,A,11,13,11,12,50\n"
    "2025-01-15T14:35:00Z,A,12,14,12,13,70\n";
constexpr std::string_view kQuotes =
    "time,symbol,bid,ask,bid_size,ask_size\n"
    "2025-01-15T14:30:00.5Z,A,10.5,11.5,3,4\n"
    "2025-01-15T14:31:00Z,B,19,21,1,2\n"
    "2025-01-15T14:31:00Z,A,11,12,1,1\n";
constexpr std::string_view kTrades =
    "time,symbol,price,size,side\n"
    "2025-01-15T14:31:00Z,A,11,7,buy\n"
    "2025-01-15T14:30:00Z,B,20,1,S\n";

class ReplayTest : public FeedTest {
 protected:
  // `more` as ,"freq":"1min"
  std::unique_ptr<StreamedFeed> replay(const std::string& more) {
    return std::make_unique<StreamedFeed>(sluice::feed<ReplayFeed>.describe(),
                                          "{" + more.substr(1) + "}");
  }
  // The parameter, with a file in `folder` that it names.
  std::string param(std::string_view name, std::string_view text, std::string_view folder = ".") {
    return ",\"" + std::string{name} + R"(":")" +
           write(std::string{folder} + "/" + std::string{name} + ".csv", text).string() + "\"";
  }
  std::string all_three() {
    return param("path", kBars) + param("quotes", kQuotes) + param("trades", kTrades) +
           R"(,"freq":"1min")";
  }
};

TEST_F(ReplayTest, Stream_MergesByTimeThenKindThenInstrument) {
  const auto feed = replay(all_three());
  ASSERT_EQ(feed->open({"A", "B"}), "");
  EXPECT_EQ(feed->next_event(), "2025-01-15T14:30:00Z");
  EXPECT_THAT(
      feed->until("2025-01-15T14:31:00Z"),
      ElementsAre(
          "2025-01-15T14:30:00Z trade #1 20 x1 sell",
          "2025-01-15T14:30:00.5Z quote #0 10.5/11.5 3x4", "2025-01-15T14:30:00Z bar #0 C11 V100",
          "2025-01-15T14:30:00Z bar #1 C20 V5", "2025-01-15T14:31:00Z quote #0 11/12 1x1",
          "2025-01-15T14:31:00Z quote #1 19/21 1x2", "2025-01-15T14:31:00Z trade #0 11 x7 buy"));
  EXPECT_EQ(feed->next_event(), "2025-01-15T14:32:00Z") << "when the bar is over";
  EXPECT_THAT(feed->until("2025-01-15T14:35:59.999999999Z"),
              ElementsAre("2025-01-15T14:31:00Z bar #0 C12 V50"));
  EXPECT_FALSE(feed->ended());
  EXPECT_THAT(feed->all(), ElementsAre("2025-01-15T14:35:00Z bar #0 C13 V70"));
  EXPECT_TRUE(feed->ended());
  EXPECT_EQ(feed->next_event(), "");
}

TEST_F(ReplayTest, Stream_InWhateverPieces_IsTheSame) {
  Lines whole;
  for (const std::uint64_t limit : {1000, 1, 2, 3}) {
    const auto feed = replay(all_three());
    ASSERT_EQ(feed->open({"A", "B"}), "");
    const Lines lines = feed->all(limit);
    if (whole.empty()) whole = lines;
    EXPECT_THAT(lines, SizeIs(9));
    EXPECT_EQ(lines, whole) << limit;
  }
}

TEST_F(ReplayTest, Stream_OfTheSymbolsAskedFor_InTheirOrder) {
  const auto feed = replay(all_three());
  ASSERT_EQ(feed->open({"B"}), "");
  EXPECT_THAT(feed->all(), ElementsAre("2025-01-15T14:30:00Z trade #0 20 x1 sell",
                                       "2025-01-15T14:30:00Z bar #0 C20 V5",
                                       "2025-01-15T14:31:00Z quote #0 19/21 1x2"));
}

TEST_F(ReplayTest, OpenedFromWithinABar_TellsThatBarAndWhatCameAfter) {
  const auto feed = replay(all_three());
  const auto from = day_time("2025-01-15T14:30:30Z");
  ASSERT_EQ(feed->open({"A", "B"}, from, day_time("2025-01-15T14:31:00Z")), "");
  const Lines lines = feed->all();
  EXPECT_EQ(lines.front(), "2025-01-15T14:30:00Z bar #0 C11 V100");
  EXPECT_EQ(lines.back(), "2025-01-15T14:31:00Z bar #0 C12 V50") << "`to` is the last one wanted";
  EXPECT_THAT(feed->pulled(), ElementsAre(HasSubstr("C12")))
      << "bars that begin at `from` or later";
}

TEST_F(ReplayTest, Pull_GivesBarsAsCsvDoes_WithThoseLookedBackOn) {
  const auto feed = replay(all_three());
  const auto from = day_time("2025-01-15T14:31:00Z");
  ASSERT_EQ(feed->open({"A", "B"}, from, INT64_MAX, 1), "");
  EXPECT_EQ(feed->feed().info().bar_count, 4U);
  EXPECT_THAT(feed->pulled(), SizeIs(4));
  ASSERT_EQ(feed->open({"A", "B"}, from), "");
  EXPECT_EQ(feed->feed().info().bar_count, 2U);
  EXPECT_EQ(feed->feed().info().first, day_time("2025-01-15T14:30:00Z")) << "of the whole data";
  EXPECT_THAT(feed->pulled(), SizeIs(2));
}

TEST_F(ReplayTest, Days_ArePulledByteForByteAsCsvGivesThem) {
  const std::string text =
      "date,symbol,open,high,low,close,volume\n2025-01-02,A,1,2,1,2,3\n"
      "2025-01-03,A,2,2,2,2,0\n2025-01-03,B,5,1,6,4,\n2025-01-06,A,,,,3,1\n";
  const auto csv = run_text(text, {"A", "B"});
  const auto feed = replay(param("path", text));
  ASSERT_EQ(feed->open({"A", "B"}), "");
  EXPECT_EQ(bytes_of(feed->feed().pull_all()), bytes_of(csv.bars));
  EXPECT_EQ(std::string{feed->feed().info().content_hash}, std::string{csv.info.content_hash});
  EXPECT_EQ(feed->issue_lines(), csv.issue_lines());
  EXPECT_EQ(feed->next_event(), "2025-01-03T00:00:00Z") << "a day's bar is known when it is over";
}

TEST_F(ReplayTest, MinutesMergedToFive_AreBarsOfFive) {
  const auto feed = replay(param("path", kBars) + R"(,"freq":"5min","bar_minutes":1)");
  ASSERT_EQ(feed->open({"A", "B"}), "");
  EXPECT_THAT(feed->pulled(),
              ElementsAre("2025-01-15 #0 O10 H13 L9 C12 V150", "2025-01-15 #1 O20 H20 L20 C20 V5",
                          "2025-01-15 #0 O12 H14 L12 C13 V70"));
  EXPECT_EQ(feed->next_event(), "2025-01-15T14:35:00Z");
}

TEST_F(ReplayTest, BarsThatGiveQuotes_AreQuotedAroundTheirCloseAtTheirEnd) {
  const auto feed = replay(param("path", kBars) + R"(,"freq":"1min","quote_spread_bps":20)");
  ASSERT_EQ(feed->open({"A"}), "");
  EXPECT_THAT(feed->until("2025-01-15T14:31:00Z"),
              ElementsAre("2025-01-15T14:30:00Z bar #0 C11 V100",
                          "2025-01-15T14:31:00Z quote #0 10.989/11.011 100x100"));
}

TEST_F(ReplayTest, BarsOfQuotes_AreKnownAtTheirEndOnly) {
  const std::string text =
      "time_ny,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,"
      "ask_low,ask_close,ask_size\n"
      "2014-06-09 09:30:00,1,9,1,5,100,2,9,2,6,200\n";
  const std::string more = R"(,"symbol":"A","time_column":"time_ny","timezone":"America/New_York")";
  const auto feed = replay(param("quotes", text) + more + R"(,"quote_bar_minutes":1)");
  ASSERT_EQ(feed->open({"A"}), "");
  EXPECT_THAT(feed->all(), ElementsAre("2014-06-09T13:31:00Z quote #0 5/6 100x200"));
  const auto careless = replay(param("quotes", text) + more);
  EXPECT_THAT(careless->open({"A"}),
              AllOf(HasSubstr("MISSING_COLUMN"), HasSubstr("quotes.csv, line 1"),
                    HasSubstr("set quote_bar_minutes")));
}

TEST_F(ReplayTest, FoldersOfTwoKinds_AreToldApartBySuffix) {
  write("both/A_trade.csv", "timestamp,close\n2025-01-15T14:30Z,11\n");
  write("both/A_quote.csv", "time,bid,ask\n2025-01-15T14:30:00Z,10,12\n");
  const std::string both = (folder() / "both").string();
  const auto feed = replay(",\"path\":\"" + both + "\",\"quotes\":\"" + both +
                           R"(","bars_suffix":"_trade","quotes_suffix":"_quote","freq":"1min")");
  ASSERT_EQ(feed->open({"A"}), "");
  EXPECT_THAT(feed->all(), SizeIs(2));
  const auto wrong = replay(",\"path\":\"" + both + R"(","bars_suffix":"_bar")");
  EXPECT_THAT(wrong->open({"A"}), HasSubstr("expected one SYMBOL_bar.csv a symbol"));
}

struct TickFault {
  const char* name;
  const char* kind;  // quotes or trades
  const char* row;
  const char* issue;
};
class ReplayFaults : public ReplayTest, public ::testing::WithParamInterface<TickFault> {
 protected:
  std::string file() const {
    const bool quotes = std::string{GetParam().kind} == "quotes";
    return std::string{quotes ? "time,symbol,bid,ask,bid_size\n2025-01-15T14:30:00Z,A,1,2,3\n"
                              : "time,symbol,price,size,side\n2025-01-15T14:30:00Z,A,1,2,buy\n"} +
           GetParam().row + "\n";
  }
};

TEST_P(ReplayFaults, IsToldWithItsLine) {
  const auto feed = replay(param(GetParam().kind, file()));
  ASSERT_EQ(feed->open({"A"}), "");
  EXPECT_THAT(feed->issue_lines(), ElementsAre(HasSubstr(GetParam().issue)));
}

TEST_P(ReplayFaults, ThatLosesTheRow_StopsWhereNoRowMayBeLost) {
  const auto feed = replay(param(GetParam().kind, file()) + R"(,"on_bad_row":"error")");
  const bool is_lost = std::string{GetParam().issue}.ends_with("dropped the row");
  const std::string error = feed->open({"A"});
  EXPECT_EQ(!error.empty(), is_lost) << error;
  EXPECT_THAT(error, HasSubstr(is_lost ? "line 3" : ""));
}

constexpr TickFault kTickFaults[] = {
    {"crossed", "quotes", "2025-01-15T14:31:00Z,A,3,2,1",
     "CROSSED_QUOTE:3 [A] the bid 3 is above the ask 2 -> dropped the row"},
    {"nobody", "quotes", "2025-01-15T14:31:00Z,A,,0,1",
     "EMPTY_CELL:3 [A] there is neither a bid nor an ask -> dropped the row"},
    {"negative", "quotes", "2025-01-15T14:31:00Z,A,-1,2,1",
     "BAD_PRICE:3 [A] bid '-1' is below zero -> dropped the row"},
    {"word", "quotes", "2025-01-15T14:31:00Z,A,one,2,1",
     "BAD_NUMBER:3 [A] bid 'one' is not a number -> dropped the row"},
    {"large", "quotes", "2025-01-15T14:31:00Z,A,1,2,1e30",
     "BAD_NUMBER:3 [A] bid_size '1e30' is larger than 92233720368 -> dropped the row"},
    {"few", "quotes", "2025-01-15T14:31:00Z,A,1",
     "TOO_FEW_FIELDS:3 [] 3 fields where the header has 5 -> dropped the row"},
    {"many", "quotes", "2025-01-15T14:31:00Z,A,1,2,3,4",
     "TOO_MANY_FIELDS:3 [] 6 fields where the header has 5 -> dropped the row"},
    {"nameless", "quotes", "2025-01-15T14:31:00Z,,1,2,3",
     "EMPTY_CELL:3 [] symbol is empty -> dropped the row"},
    {"timeless", "quotes", "yesterday,A,1,2,3",
     "BAD_DATE:3 [A] time 'yesterday' is not a time like 2025-01-15T14:30:00.25Z -> dropped the "
     "row"},
    {"unsorted", "quotes", "2025-01-15T14:29:00Z,A,1,2,3",
     "UNSORTED_ROWS:3 [] 1 rows stand after a later"},
    {"free", "trades", "2025-01-15T14:31:00Z,A,0,2,",
     "BAD_PRICE:3 [A] the price is not above zero -> dropped the row"},
    {"no_price", "trades", "2025-01-15T14:31:00Z,A,,2,",
     "BAD_PRICE:3 [A] the price is not above zero -> dropped the row"},
    {"side", "trades", "2025-01-15T14:31:00Z,A,1,2,maybe",
     "BAD_SIDE:3 [A] side 'maybe' is neither buy nor sell -> kept the trade without its side"},
};
INSTANTIATE_TEST_SUITE_P(All, ReplayFaults, ::testing::ValuesIn(kTickFaults),
                         [](const auto& test) { return std::string{test.param.name}; });

TEST_F(ReplayTest, UnsortedRows_ArePlayedInOrder) {
  const auto feed = replay(param("trades", kTrades));
  ASSERT_EQ(feed->open({"A", "B"}), "");
  EXPECT_THAT(feed->all(),
              ElementsAre(HasSubstr("14:30:00Z trade #1"), HasSubstr("14:31:00Z trade #0")));
}

TEST_F(ReplayTest, ATimeThatTheClockSkips_IsABadDate) {
  const auto feed = replay(param("quotes",
                                 "time,symbol,bid,ask\n2025-03-09 02:30:00,A,1,2\n"
                                 "2025-03-09 03:30:00,A,1,2\n") +
                           R"(,"timezone":"America/New_York")");
  ASSERT_EQ(feed->open({"A"}), "");
  EXPECT_THAT(feed->issue_lines(), ElementsAre(HasSubstr("never was in America/New_York")));
}

TEST_F(ReplayTest, ASymbolInNoFile_IsToldOnceWithTheNearest) {
  const auto feed = replay(all_three());
  ASSERT_EQ(feed->open({"A", "BB"}), "");
  EXPECT_THAT(feed->issue_lines(),
              ElementsAre("UNKNOWN_SYMBOL:0 [BB] no row of 'BB'; the nearest symbol is 'B' -> went "
                          "on without it"));
}

TEST_F(ReplayTest, FilesThatCannotBeUsed_StopWithOneMessage) {
  const std::pair<std::string, const char*> cases[] = {
      {param("quotes", "time,symbol,bid\n", "a"), "no column ask"},
      {param("quotes", "", "b"), "the file is empty"},
      {param("trades", "time,symbol,price\n", "c"), "has a header line and no rows"},
      {param("trades", "time,symbol,price\nx,A,1\n", "d"), "none of the file's 1 rows can be used"},
      {param("trades", "time,price\n2025-01-15T14:31:00Z,1\n"), "no column symbol"},
      {R"(,"quotes":"/nowhere")", "cannot read prices /nowhere"},
      {",\"freq\":\"1d\"", "nothing to replay: give path (bars), quotes or trades"},
      {param("path", kBars) + R"(,"freq":"5min","bar_minutes":3)", "cannot be merged to freq 5min"},
      {param("path", kBars) + R"(,"bar_minutes":1)", "cannot be merged to freq 1d"},
      {param("path", kBars) + R"(,"freq":"1min","timezone":"Mars")", "no time zone 'Mars'"},
      {param("path", kBars) + R"(,"freq":"1min","time_column":"when")", "no column when"}};
  for (const auto& [params, message] : cases)
    EXPECT_THAT(replay(params)->open({"A"}), HasSubstr(message)) << params;
}

}  // namespace
}  // namespace sluice::feeds
