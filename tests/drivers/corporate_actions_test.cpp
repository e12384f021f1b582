// SPDX-License-Identifier: Apache-2.0
//
// corporate_actions_test.cpp: what splits and dividends do on the order path.
#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

using testing::date;
using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using testing::px;
using testing::qty;

class CorporateActionsTest : public OrderPathTest {
 protected:
  CorporateActionsTest() {
    venue_.commission = Money{};
    config_.warn = [this](const std::string& text) { warnings_.push_back(text); };
  }
  void actions(std::string_view rows) {
    auto parsed = market::parse_corporate_actions("date,symbol,action,value\n" + std::string{rows},
                                                  "actions.csv", table_);
    ASSERT_TRUE(parsed) << parsed.error().message;
    config_.actions = std::make_shared<const market::CorporateActions>(std::move(*parsed));
  }
  // Closes of A as the strategy sees them on the session it is asked next.
  void watch() {
    strategy_.decide = [this](const sluice_session& seen, const sluice_decision_sink&) {
      const auto* series = SLUICE_ROW(seen.market->series, sluice_series, kA);
      seen_.clear();
      for (std::uint64_t i = 0; i < series->count; ++i)
        seen_.push_back(Price::from_raw(series->close[i]).to_string());
      return Result<void>{};
    };
  }
  [[nodiscard]] std::vector<std::string> trail() const {
    std::vector<std::string> lines;
    for (const auto& line : log_)
      if (line.find("CORPORATE_ACTION") != std::string::npos) lines.push_back(line);
    return lines;
  }
  Money cash() { return path().portfolio().cash(); }

  std::vector<std::string> seen_;
  std::vector<std::string> warnings_;
};

TEST_F(CorporateActionsTest, Split_MovesPositionAndEquityStays) {
  actions("2024-01-03,AAA,split,7\n");
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "700", "1", "1"));
  watch();
  run(closes("2024-01-03", "100", "1", "1"));
  EXPECT_EQ(position(kA), qty("70"));
  EXPECT_EQ(cash(), money("93000"));
  EXPECT_EQ(path().day().equity, money("100000"));
  ASSERT_EQ(trail().size(), 1u);
  EXPECT_THAT(trail()[0], HasSubstr("SPLIT: symbol=AAA, ratio=7/1, qty=10, new_qty=70, cash=0"));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(CorporateActionsTest, Past_IsRescaledWhenTheDayComes_AndNotBefore) {
  actions("2024-01-04,AAA,split,2\n");
  watch();
  run(closes("2024-01-02", "100", "1", "1"));
  run(closes("2024-01-03", "102", "1", "1"));
  EXPECT_THAT(seen_, ElementsAre("100", "102"));
  run(closes("2024-01-04", "51.5", "1", "1"));
  EXPECT_THAT(seen_, ElementsAre("50", "51", "51.5"));
  run(closes("2024-01-05", "52", "1", "1"));
  EXPECT_THAT(seen_, ElementsAre("50", "51", "51.5", "52"));
}

TEST_F(CorporateActionsTest, FractionOfALot_IsPaidInCashAtTheLastClose) {
  actions("2024-01-03,AAA,split,1/4\n2024-01-03,BBB,split,1/4\n");
  strategy_.wish({quantity(kA, "10"), quantity(kB, "-10")});
  run(closes("2024-01-02", "10.01", "10.01", "1"));
  const Money before = cash();
  strategy_.decide = {};
  run(closes("2024-01-03", "40", "40", "1"));
  EXPECT_EQ(position(kA), qty("2"));   // 2.5: half a share at 40.04 comes in …
  EXPECT_EQ(position(kB), qty("-2"));  // … and half a share goes out
  EXPECT_EQ(cash(), before);
  ASSERT_EQ(trail().size(), 2u);
  EXPECT_THAT(trail()[0], HasSubstr("qty=10, new_qty=2, cash=20.02"));
  EXPECT_THAT(trail()[1], HasSubstr("qty=-10, new_qty=-2, cash=-20.02"));
}

TEST_F(CorporateActionsTest, OddRatio_IsExactAndRoundedAgainstUs) {
  actions("2024-01-03,AAA,split,1/3\n2024-01-03,BBB,split,1/3\n");
  strategy_.wish({quantity(kA, "10"), quantity(kB, "-10")});
  run(closes("2024-01-02", "1", "1", "1"));
  strategy_.decide = {};
  run(closes("2024-01-03", "3", "3", "1"));
  EXPECT_THAT(trail()[0], HasSubstr("new_qty=3, cash=1"));
  // A third of a share at 3.00 is 1 exactly; at 3.01 it would not be.
  EXPECT_THAT(trail()[1], HasSubstr("new_qty=-3, cash=-1"));
}

TEST_F(CorporateActionsTest, Dividend_IsPaidToTheLongAndByTheShort_OnWhatWasHeldBefore) {
  actions("2024-01-03,AAA,dividend,0.5\n2024-01-03,BBB,dividend,0.25\n2024-01-03,CCC,dividend,9\n");
  strategy_.wish({quantity(kA, "10"), quantity(kB, "-8")});
  run(closes("2024-01-02", "100", "10", "1"));
  const Money before = cash();
  strategy_.wish({quantity(kA, "10"), quantity(kB, "-8"), quantity(kC, "5")});
  run(closes("2024-01-03", "99.5", "9.75", "1"));
  EXPECT_EQ(cash().raw(), before.raw() + money("5").raw() - money("2").raw() - money("5").raw());
  EXPECT_THAT(trail(), ElementsAre(HasSubstr("DIVIDEND: symbol=AAA, amount=0.5, qty=10, cash=5"),
                                   HasSubstr("symbol=BBB, amount=0.25, qty=-8, cash=-2")));
}

TEST_F(CorporateActionsTest, SplitAndDividendOfOneDay_PayForNewUnits) {
  actions("2024-01-03,AAA,dividend,1\n2024-01-03,AAA,split,2\n");
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  strategy_.decide = {};
  run(closes("2024-01-03", "49", "1", "1"));
  EXPECT_EQ(position(kA), qty("20"));
  EXPECT_EQ(cash(), money("99020"));
}

// The order waits for a bar of A, and the split comes before it.
TEST_F(CorporateActionsTest, OpenOrder_EndsAndIsAskedForAgainInNewUnits) {
  config_.rebalance = RebalanceFrequency::kMonthly;
  actions("2024-01-04,AAA,split,2\n");
  run(closes("2023-12-28", "100", "1", "1"));
  strategy_.wish({quantity(kA, "10")});
  venue_.fills_only_with_a_later_bar = true;
  run(closes("2024-01-02", "100", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 10 #0"));
  run(session("2024-01-03", {testing::bar({}, kB, "1")}));
  venue_.fills_only_with_a_later_bar = false;
  run(closes("2024-01-04", "50", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 10 #0", "BUY 20 #0"));
  EXPECT_EQ(position(kA), qty("20"));
  EXPECT_THAT(path().state().open_orders, IsEmpty());
}

TEST_F(CorporateActionsTest, RestoredPath_SeesTheSamePastAndBooksOnce) {
  actions("2024-01-03,AAA,split,2\n2024-01-05,AAA,dividend,1\n");
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  strategy_.decide = {};
  run(closes("2024-01-03", "50", "1", "1"));
  run(closes("2024-01-04", "51", "1", "1"));
  const PathState kept = path().state();
  watch();
  run(closes("2024-01-05", "52", "1", "1"));
  const auto seen = seen_;
  const Money cash_after = cash();

  risk::Gate gate{{}, {}, kill_switch_, audit_};
  BarVenue venue{SLUICE_PHASE_CLOSE};
  OrderPath later{config_, OrderPathParts{table_, strategy_, venue, gate, audit_}};
  later.restore(kept);
  ASSERT_TRUE(later.warm_up(closes("2024-01-02", "100", "1", "1")));
  ASSERT_TRUE(later.warm_up(closes("2024-01-03", "50", "1", "1")));
  ASSERT_TRUE(later.warm_up(closes("2024-01-04", "51", "1", "1")));
  ASSERT_TRUE(later.run(closes("2024-01-05", "52", "1", "1")));
  EXPECT_EQ(later.portfolio().position(kA), qty("20"));
  EXPECT_EQ(later.portfolio().cash(), cash_after);
  EXPECT_EQ(seen_, seen);
}

// Days that a track left out: what happened in them is booked by the next one, in order.
TEST_F(CorporateActionsTest, ActionsOfDaysThatWereLeftOut_AreBookedByTheNextSession) {
  actions("2024-01-03,AAA,split,2\n2024-01-04,AAA,dividend,1\n");
  PathState kept;
  kept.positions.resize(table_.size());
  kept.positions[kA] = qty("10");
  kept.cash = money("1000");
  kept.last_session = day("2024-01-02");
  path().restore(kept);
  ASSERT_TRUE(path().warm_up(closes("2024-01-02", "100", "1", "1")));
  ASSERT_TRUE(path().warm_up(closes("2024-01-03", "50", "1", "1")));
  run(closes("2024-01-05", "49", "1", "1"));
  EXPECT_EQ(position(kA), qty("20"));
  EXPECT_EQ(cash(), money("1020"));
}

// Else an order at market would fill at the price of before the split.
TEST_F(CorporateActionsTest, SplitOnADayWithoutABar_IsToldTheVenueInNewUnits) {
  actions("2024-01-03,AAA,split,2\n");
  run(closes("2024-01-02", "102", "1", "1"));
  venue_.close_bars_seen.clear();
  run(session("2024-01-03", {testing::bar({}, kB, "1")}));
  ASSERT_FALSE(venue_.close_bars_seen.empty());
  const sluice_bar& told = venue_.close_bars_seen.front();
  EXPECT_EQ(told.instrument, kA);
  EXPECT_EQ(told.close, px("51").raw());
  EXPECT_EQ(told.time, day("2024-01-02").nanoseconds()) << "no newer than the price is";
}

// A mark is in the units of the account's last session: the window's own splits lie before that.
TEST_F(CorporateActionsTest, RestoredPrice_IsRescaledByLaterSplitsOnly) {
  actions("2024-01-03,AAA,split,2\n2024-01-05,AAA,split,5\n");
  PathState kept;
  kept.positions.resize(table_.size());
  kept.last_session = day("2024-01-04");
  path().restore_price(kA, {px("50"), day("2023-06-01")});
  path().restore(kept);
  for (const char* date : {"2024-01-02", "2024-01-03", "2024-01-04"})
    ASSERT_TRUE(path().warm_up(session(date, {testing::bar({}, kB, "1")})));
  EXPECT_EQ(path().prices().last(kA).price, px("50"));
  run(session("2024-01-05", {testing::bar({}, kB, "1")}));
  EXPECT_EQ(path().prices().last(kA).price, px("10"));
}

TEST_F(CorporateActionsTest, JumpWithoutAnAction_IsToldOnceForAnInstrument) {
  run(closes("2024-01-02", "645.57", "1", "1"));
  run(closes("2024-01-03", "93.70", "1.1", "1"));
  run(closes("2024-01-04", "10.41", "1.1", "1"));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0],
              HasSubstr("AAA on 2024-01-03: close 93.7 after 645.57 looks like a split of 7/1, and "
                        "data.prices says they are adjusted"));
}

TEST_F(CorporateActionsTest, SplitThatPricesContainAlready_IsTold) {
  actions("2024-01-03,AAA,split,2\n");
  run(closes("2024-01-02", "100", "1", "1"));
  run(closes("2024-01-03", "101", "1", "1"));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], HasSubstr("which data.corporate_actions does not explain"));
}

}  // namespace
}  // namespace sluice::drivers
