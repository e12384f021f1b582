// SPDX-License-Identifier: Apache-2.0
//
// positions_history_test.cpp: what a day held, as the path keeps it, as positions_history.csv gives
// it back, and as reports are told of it.
#include "drivers/positions_history.hpp"

#include "drivers/path_fixture.hpp"
#include "drivers/report_feed.hpp"
#include "records/day_artefacts.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using testing::px;
using testing::qty;

std::string text_of(const std::vector<records::HoldingRow>& holdings) {
  std::string text;
  for (const auto& row : holdings)
    text += std::to_string(row.instrument) + ":" + row.quantity.to_string() + "@" +
            row.price.to_string() + " ";
  return text;
}

TEST_F(OrderPathTest, Day_WhereHoldingsAreKept_TellsWhatIsHeldAtItsEnd) {
  config_.keep_holdings = true;
  strategy_.wish({quantity(kA, "10"), quantity(kC, "-5")});
  run(closes("2024-01-02", "100", "1", "7"));
  EXPECT_EQ(text_of(path().day().holdings), "0:10@100 2:-5@7 ");
  strategy_.wish({quantity(kA, "0")});
  run(session("2024-01-03", {testing::bar({}, kA, "110")}));  // C stays at its last price
  EXPECT_EQ(text_of(path().day().holdings), "2:-5@7 ");
}

TEST_F(OrderPathTest, Day_WhereNobodyAskedForHoldings_HasNone) {
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "7"));
  EXPECT_EQ(path().day().positions, 1u);
  EXPECT_THAT(path().day().holdings, IsEmpty());
}

class PositionsHistoryTest : public ::testing::Test {
 protected:
  static constexpr const char* kTwoDays =
      "timestamp,symbol,qty,price,value\n"
      "2024-01-02T00:00:00Z,CCC,-5,7,-35.00\n"
      "2024-01-02T00:00:00Z,AAA,10,100.5,1005.00\n"
      "2024-01-04T00:00:00Z,AAA,10,101,1010.00\n";

  Result<PositionsHistory> open(const std::string& text) {
    testing::write_text(path(), text);
    return PositionsHistory::open(path(), table_);
  }
  static records::Day day_of(std::string_view date, std::size_t positions, std::string_view value) {
    records::Day made;
    made.time = day(date);
    made.positions = positions;
    made.positions_value = money(value);
    return made;
  }
  [[nodiscard]] std::string path() const { return (folder_.path() / "positions.csv").string(); }

  testing::TemporaryDirectory folder_;
  const InstrumentTable table_{testing::instruments({"AAA", "BBB", "CCC"})};
};

TEST_F(PositionsHistoryTest, Days_GetTheirRowsByInstrument) {
  auto history = open(kTwoDays);
  ASSERT_TRUE(history) << history.error().message;
  auto first = day_of("2024-01-02", 2, "970");
  auto empty = day_of("2024-01-03", 0, "0");
  auto last = day_of("2024-01-04", 1, "1010");
  for (auto* each : {&first, &empty, &last}) {
    const auto filled = history->fill_in(*each);
    EXPECT_TRUE(filled) << filled.error().message;
  }
  EXPECT_EQ(text_of(first.holdings), "0:10@100.5 2:-5@7 ");
  EXPECT_EQ(text_of(empty.holdings), "");
  EXPECT_EQ(text_of(last.holdings), "0:10@101 ");
}

TEST_F(PositionsHistoryTest, InstrumentThatLeftTheUniverse_IsLeftOutButCounted) {
  const InstrumentTable fewer{testing::instruments({"AAA"})};
  testing::write_text(path(), kTwoDays);
  auto history = PositionsHistory::open(path(), fewer);
  auto first = day_of("2024-01-02", 2, "970");
  ASSERT_TRUE(history->fill_in(first));
  EXPECT_EQ(text_of(first.holdings), "0:10@100.5 ");
}

TEST_F(PositionsHistoryTest, DayThatTheTrailTellsOtherwise_IsAnErrorThatNamesBoth) {
  for (const auto& [count, value] : {std::pair{2, "970.01"}, std::pair{1, "970"}}) {
    auto history = open(kTwoDays);
    auto first = day_of("2024-01-02", static_cast<std::size_t>(count), value);
    const auto filled = history->fill_in(first);
    ASSERT_FALSE(filled);
    EXPECT_THAT(filled.error().message, HasSubstr("2024-01-02: 2 positions worth 970.00, the "));
    EXPECT_THAT(first.holdings, IsEmpty());
  }
}

TEST_F(PositionsHistoryTest, LineThatIsNone_IsAnErrorWithItsPlace) {
  EXPECT_THAT(open("a,b\n").error().message, HasSubstr("positions.csv:1: the header"));
  EXPECT_THAT(open("").error().message, HasSubstr("positions.csv:1: the header"));
  const std::string header = "timestamp,symbol,qty,price,value\n";
  EXPECT_THAT(open(header + "2024-01-02T00:00:00Z,AAA,1,2\n").error().message,
              HasSubstr("positions.csv:2: expected"));
  EXPECT_THAT(open(header + "2024-01-02T00:00:00Z,AAA,x,2,3\n").error().message,
              HasSubstr("positions.csv:2: expected a time"));
  EXPECT_THAT(PositionsHistory::open("/nowhere.csv", table_).error().message,
              HasSubstr("/nowhere.csv"));
}

// Keeps what it is told as text.
class ListeningReport final : public Report {
 public:
  explicit ListeningReport(bool wants) : wants_{wants} {}
  [[nodiscard]] std::string file_name() override { return "heard"; }
  Result<void> begin(const sluice_report_run& run) override {
    heard += "begin " + std::string{view(run.benchmark)} + " " + std::to_string(run.n_tests) + "\n";
    return {};
  }
  Result<void> on_days(sluice_rows) override {
    heard += "day\n";
    return {};
  }
  Result<void> on_trades(sluice_rows) override { return {}; }
  Result<void> on_blocked(sluice_rows) override { return {}; }
  [[nodiscard]] bool wants_positions() const noexcept override { return wants_; }
  Result<void> on_positions(sluice_rows rows) override {
    for (std::uint64_t i = 0; i < rows.count; ++i) {
      const auto* row = SLUICE_ROW(rows, sluice_report_position, i);
      heard += std::string{view(row->symbol)} + "|" + std::string{view(row->sector)} + "|" +
               std::string{view(row->region)} + "|" +
               Quantity::from_raw(row->quantity).to_string() + "|" +
               Price::from_raw(row->price).to_string() + "|" +
               Money::from_c(row->value).to_string() + "\n";
    }
    return {};
  }
  Result<void> render(const sluice_sink&) override { return {}; }
  std::string heard;

 private:
  bool wants_;
};

TEST(ReportFeedTest, Positions_AreToldBeforeTheirDayToWhoWantsThem) {
  auto universe = testing::instruments({"AAA", "BBB"});
  universe[1].sector = "Energy";
  universe[1].region = "US";
  const InstrumentTable table{universe};
  std::vector<std::unique_ptr<Report>> reports;
  reports.push_back(std::make_unique<ListeningReport>(false));
  const auto& plain = static_cast<const ListeningReport&>(*reports.back());
  EXPECT_FALSE((ReportFeed{reports, table, nullptr, {}}.wants_positions()));
  reports.push_back(std::make_unique<ListeningReport>(true));
  const auto& curious = static_cast<const ListeningReport&>(*reports.back());

  const Benchmark index{"an index", {}};
  ReportFeed feed{reports, table, &index, {}};
  EXPECT_TRUE(feed.wants_positions());
  ReportRun run;
  run.n_tests = 9;
  feed.begin(run);
  records::Day held;
  held.time = day("2024-01-02");
  held.holdings = {{0, qty("10"), px("1.5")}, {1, qty("-0.5"), px("0.33333333")}};
  feed.on_day(held);
  EXPECT_EQ(curious.heard,
            "begin an index 9\nAAA|||10|1.5|15\nBBB|Energy|US|-0.5|0.33333333|-0.16666667\nday\n");
  EXPECT_EQ(plain.heard, "begin an index 9\nday\n");
}

}  // namespace
}  // namespace sluice::drivers
