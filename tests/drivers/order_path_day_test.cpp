// SPDX-License-Identifier: Apache-2.0
//
// order_path_day_test.cpp: what strategy, rules and orders are shown, and what a day records.
#include <cmath>

#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

using testing::approves;
using testing::bar;
using testing::day;
using ::testing::ElementsAre;
using testing::has_line;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using testing::px;
using testing::qty;
using testing::rejects;
using testing::rows_of;

// --- What the parts are shown --------------------------------------------------------------------

TEST_F(OrderPathTest, Strategy_SeesTheSessionAndTheAccount) {
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  bool asked = false;
  strategy_.decide = [&](const sluice_session& seen, const sluice_decision_sink&) {
    asked = true;
    EXPECT_EQ(seen.time, day("2024-01-03").nanoseconds());
    EXPECT_EQ(seen.market->as_of, seen.time);
    EXPECT_EQ(seen.bars.count, 3u);
    EXPECT_EQ(seen.positions.count, 3u);
    EXPECT_EQ(*SLUICE_ROW(seen.positions, std::int64_t, kA), qty("10").raw());
    EXPECT_EQ(Money::from_c(seen.cash), money("98999"));
    EXPECT_EQ(Money::from_c(seen.equity), money("100099"));
    const auto* series = SLUICE_ROW(seen.market->series, sluice_series, kA);
    EXPECT_EQ(series->count, 2u);
    EXPECT_EQ(series->close[1], px("110").raw());
    return Result<void>{};
  };
  run(closes("2024-01-03", "110", "1", "1"));
  EXPECT_TRUE(asked);
}

TEST_F(OrderPathTest, Clock_IsToldBeforeTheSessionRuns) {
  config_.on_time = [this](Timestamp time) { log_.push_back("clock " + time.to_string()); };
  strategy_.decide = [this](const auto&, const auto&) {
    log_.emplace_back("strategy");
    return Result<void>{};
  };
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(log_, ElementsAre("clock 2024-01-02T00:00:00Z", "strategy"));
}

TEST_F(OrderPathTest, Rules_SeeTheAccountWithFillsAndPrices) {
  std::vector<std::string> seen;
  add_rule("look", [&](const sluice_order&, const sluice_risk_view& view, sluice_verdict& verdict) {
    const auto* row = SLUICE_ROW(view.instruments, sluice_risk_row, kA);
    seen.push_back("cash " + Money::from_c(view.cash).to_string() + " equity " +
                   Money::from_c(view.equity).to_string() + " day " +
                   Money::from_c(view.day_pnl).to_string() + " peak " +
                   Money::from_c(view.peak_equity).to_string() + " gross " +
                   Money::from_c(view.gross_exposure).to_string() + " held " +
                   Quantity::from_raw(row->position).to_string() + " buying " +
                   Quantity::from_raw(row->working_buy).to_string());
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  strategy_.wish({quantity(kA, "10"), quantity(kB, "1")});
  run(closes("2024-01-02", "100", "5", "1"));
  strategy_.wish({quantity(kA, "0")});
  run(closes("2024-01-03", "90", "5", "1"));
  EXPECT_THAT(
      seen, ElementsAre("cash 100000 equity 100000 day 0 peak 100000 gross 0 held 0 buying 0",
                        "cash 100000 equity 100000 day 0 peak 100000 gross 1000 held 0 buying 10",
                        // bought for 1,005 and 2 of commission; 10 * 90 + 5 is left of them
                        "cash 98993 equity 99898 day -100 peak 100000 gross 905 held 10 buying 0"));
}

TEST_F(OrderPathTest, PeakEquity_IsOfTheDaysBeforeAndOfNow) {
  std::vector<std::string> peaks;
  add_rule("look", [&](const sluice_order&, const sluice_risk_view& view, sluice_verdict& verdict) {
    peaks.push_back(Money::from_c(view.peak_equity).to_string());
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  venue_.commission = Money{};
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  strategy_.wish({quantity(kA, "11")});
  run(closes("2024-01-03", "120", "1", "1"));  // 100,200 now
  run(closes("2024-01-04", "200", "1", "1"));  // 101,080, and nothing to do
  strategy_.wish({quantity(kA, "12")});
  run(closes("2024-01-05", "150", "1", "1"));
  EXPECT_THAT(peaks, ElementsAre("100000", "100200", "101080"));
}

TEST_F(OrderPathTest, IntentId_DependsOnWhatTheStrategySaw) {
  std::vector<std::uint64_t> ids;
  for (const char* other_price : {"1", "1", "2"}) {
    BarVenue venue{SLUICE_PHASE_CLOSE};
    risk::Gate gate{{}, {}, kill_switch_, audit_};
    OrderPath own{config_, OrderPathParts{table_, strategy_, venue, gate, audit_}};
    strategy_.wish({quantity(kA, "10")});
    ASSERT_TRUE(own.run(closes("2024-01-02", "100", other_price, "1")));
    ids.push_back(venue.received.at(0).intent_id.lo);
  }
  EXPECT_EQ(ids[0], ids[1]);
  EXPECT_NE(ids[0], ids[2]);
}

TEST_F(OrderPathTest, Orders_CarryVolumeOfTheFileUntilThereAreTwentyBars) {
  universe_[kA].average_daily_volume = qty("777");
  const InstrumentTable table{universe_};
  std::vector<std::int64_t> volumes, resting;
  std::vector<risk::ChainedRule> rules;
  rules.push_back(testing::chained(
      "look",
      [&](const sluice_order& order, const sluice_risk_view& view, sluice_verdict& verdict) {
        volumes.push_back(order.average_daily_volume);
        resting.push_back(SLUICE_ROW(view.instruments, sluice_risk_row, kA)->average_daily_volume);
        testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
      },
      log_));
  risk::Gate gate{{}, std::move(rules), kill_switch_, audit_};
  OrderPath own{config_, OrderPathParts{table, strategy_, venue_, gate, audit_}};
  const auto run_on = [&](int number, InstrumentId id) {
    strategy_.wish({quantity(id, std::to_string(number))});
    const auto date = Date::from_days(19'000 + number).to_string();
    EXPECT_TRUE(own.run(closes(date, "1", "1", "1")));
  };
  run_on(1, kA);
  for (int i = 2; i <= 19; ++i)
    EXPECT_TRUE(own.warm_up(closes(Date::from_days(19'000 + i).to_string(), "1", "1", "1")));
  run_on(20, kA);
  run_on(21, kB);
  EXPECT_THAT(volumes, ElementsAre(qty("777").raw(), qty("1000").raw(), qty("1000").raw()));
  EXPECT_THAT(resting, ElementsAre(qty("777").raw(), qty("1000").raw(), qty("777").raw()))
      << "the row of an instrument without an order is what the file says, in every process";
}

TEST_F(OrderPathTest, Orders_CarryVolatilityOnlyWhereItIsAskedFor) {
  for (const bool needed : {false, true}) {
    config_.needs_volatility = needed;
    BarVenue venue{SLUICE_PHASE_CLOSE};
    risk::Gate gate{{}, {}, kill_switch_, audit_};
    OrderPath own{config_, OrderPathParts{table_, strategy_, venue, gate, audit_}};
    for (int i = 0; i < 21; ++i)
      ASSERT_TRUE(own.warm_up(
          closes(Date::from_days(19'000 + i).to_string(), i % 2 != 0 ? "100" : "110", "1", "1")));
    strategy_.wish({quantity(kA, "1")});
    ASSERT_TRUE(own.run(closes("2024-01-02", "110", "1", "1")));
    ASSERT_EQ(venue.received.size(), 1u);
    EXPECT_EQ(venue.received[0].daily_volatility > 0, needed);
  }
}

TEST_F(OrderPathTest, WarmUp_ShowsHistoryAndPricesAndNothingElse) {
  ASSERT_TRUE(path().warm_up(closes("2024-01-02", "10", "20", "30")));
  EXPECT_THAT(log_, IsEmpty());
  EXPECT_EQ(path().prices().last(kB).price, px("20"));
  EXPECT_EQ(path().state().last_session, std::nullopt);
}

// --- The day's figures ---------------------------------------------------------------------------

TEST_F(OrderPathTest, Day_HasTheFiguresOfItsFills) {
  venue_.spread = px("0.5").raw();
  strategy_.wish({quantity(kA, "10"), quantity(kB, "-4")});
  run(closes("2024-01-02", "100", "50", "1"));
  const auto& day = path().day();
  EXPECT_EQ(day.time, testing::day("2024-01-02"));
  EXPECT_TRUE(day.rebalance);
  // -10 * 100.5 + 4 * 49.5 - 2 commissions
  EXPECT_EQ(day.cash, money("99191"));
  EXPECT_EQ(day.positions_value, money("800"));
  EXPECT_EQ(day.equity, money("99991"));
  EXPECT_EQ(day.traded_notional, money("1203"));
  EXPECT_EQ(day.commission, money("2"));
  EXPECT_EQ(day.positions, 2u);
  EXPECT_EQ(day.blocked, 0u);
  ASSERT_EQ(day.trades.size(), 2u);
  EXPECT_EQ(day.trades[1].side, Side::kSell) << "trades stand as the venue told them";
  EXPECT_EQ(day.trades[1].costs, money("3"));  // commission 1 and 4 * 0.5
  ASSERT_EQ(day.orders.size(), 2u);
  EXPECT_EQ(day.orders[1].order_id, 2u);
  EXPECT_EQ(day.orders[1].state, OrderState::kFilled);
  EXPECT_EQ(day.orders[1].price, px("100"));
  EXPECT_EQ(day.orders[1].fill_price, px("100.5"));
  EXPECT_EQ(day.orders[1].costs, money("6"));
  EXPECT_EQ(day.orders[1].reason, "");
}

TEST_F(OrderPathTest, Day_StartsAfreshEverySession) {
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  run(closes("2024-01-03", "101", "1", "1"));
  const auto& day = path().day();
  EXPECT_TRUE(day.orders.empty());
  EXPECT_TRUE(day.trades.empty());
  EXPECT_TRUE(day.commission.is_zero());
  EXPECT_TRUE(day.traded_notional.is_zero());
  EXPECT_EQ(day.equity, money("100009"));
}

TEST_F(OrderPathTest, Fills_AreToldToRulesAndStrategy) {
  add_rule("limit", approves());
  strategy_.told = Error{"could not count"};
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  EXPECT_TRUE(has_line(log_, "tell limit of fill 1"));
  EXPECT_TRUE(has_line(log_, "tell strategy of fill over 10"));
  EXPECT_TRUE(has_line(log_, "FAULT could not count"));
}

TEST_F(OrderPathTest, OrderRefusedByARule_IsListedWithItsReasonAndNeverSent) {
  add_rule("limit", rejects("TOO_MUCH"));
  strategy_.wish({quantity(kA, "10")});
  run(closes("2024-01-02", "100", "1", "1"));
  EXPECT_THAT(sent(), IsEmpty());
  const auto& day = path().day();
  EXPECT_EQ(day.blocked, 1u);
  ASSERT_EQ(day.orders.size(), 1u);
  EXPECT_EQ(day.orders[0].order_id, 0u);
  EXPECT_EQ(day.orders[0].state, OrderState::kDenied);
  EXPECT_EQ(day.orders[0].reason, "TOO_MUCH: rule=limit");
  EXPECT_FALSE(day.kill_switch_engaged);
  EXPECT_EQ(day.cash, money("100000"));
}

TEST_F(OrderPathTest, OrderRefusedByTheRouter_IsListedAndNoLongerWorks) {
  config_.router.min_notional = money("50");
  strategy_.wish({quantity(kA, "1"), quantity(kB, "60")});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 60 #1"));
  EXPECT_EQ(path().day().blocked, 1u);
  EXPECT_EQ(path().day().orders[0].reason, "MIN_NOTIONAL");
  EXPECT_EQ(path().day().orders[0].state, OrderState::kDenied);
  EXPECT_EQ(path().day().orders[1].state, OrderState::kFilled);
  // If it still counted as working, nothing would be missing on the next day.
  strategy_.wish({quantity(kA, "60")});
  run(closes("2024-01-03", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 60 #1", "BUY 60 #0"));
}

TEST_F(OrderPathTest, OrderRejectedByTheVenue_IsListedAsSuch) {
  venue_.rejects = kA;
  strategy_.wish({quantity(kA, "1")});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_EQ(path().day().blocked, 1u);
  EXPECT_EQ(path().day().orders[0].state, OrderState::kRejected);
  EXPECT_EQ(path().day().orders[0].reason, "VENUE_REJECTED");
  EXPECT_TRUE(path().state().open_orders.empty());
}

TEST_F(OrderPathTest, EngagedKillSwitch_BlocksTheDayAndIsTold) {
  ASSERT_TRUE(kill_switch_.engage(risk::Halt{}));
  strategy_.wish({quantity(kA, "1"), quantity(kB, "1")});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), IsEmpty());
  EXPECT_TRUE(path().day().kill_switch_engaged);
  EXPECT_EQ(path().day().blocked, 2u);
}

TEST_F(OrderPathTest, WithoutRows_CountsAllTheSame) {
  config_.keep_rows = false;
  add_rule("no_b", [](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool b = order.instrument == kB;
    testing::set_answer(verdict, b ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE, b ? "B" : "");
  });
  strategy_.wish({quantity(kA, "10"), quantity(kB, "1")});
  run(closes("2024-01-02", "100", "1", "1"));
  EXPECT_TRUE(path().day().orders.empty());
  EXPECT_EQ(path().day().blocked, 1u);
  EXPECT_EQ(path().day().commission, money("1"));
  EXPECT_EQ(path().day().cash, money("98999"));
}

TEST_F(OrderPathTest, WhenTheTrailCannotBeKept_StopsBeforeTheVenue) {
  audit_.fail_commit(1);
  strategy_.wish({quantity(kA, "10")});
  const auto ran = path().run(closes("2024-01-02", "100", "1", "1"));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message, "the disk is full");
  EXPECT_THAT(sent(), IsEmpty());
}

}  // namespace
}  // namespace sluice::drivers
