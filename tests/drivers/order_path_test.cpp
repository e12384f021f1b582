// SPDX-License-Identifier: Apache-2.0
//
// order_path_test.cpp: from a strategy's wish to orders, fills and the figures of a day.
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

// --- From targets to orders ----------------------------------------------------------------------

TEST_F(OrderPathTest, Targets_BecomeOrdersForTheDifference) {
  strategy_.wish({weight(kA, 0.5), quantity(kB, "7")});
  run(closes("2024-01-02", "100", "10", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "BUY 7 #1"));
  strategy_.wish({quantity(kA, "400"), quantity(kB, "9")});
  run(closes("2024-01-03", "100", "10", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "BUY 7 #1", "SELL 100 #0", "BUY 2 #1"));
  EXPECT_EQ(position(kA), qty("400"));
}

TEST_F(OrderPathTest, TargetThatIsHeldAlready_NeedsNoOrder) {
  strategy_.wish({quantity(kA, "5")});
  run(closes("2024-01-02", "100", "10", "1"));
  run(closes("2024-01-03", "110", "10", "1"));
  EXPECT_EQ(venue_.received.size(), 1u);
}

TEST_F(OrderPathTest, InstrumentWithoutATarget_IsLeftAlone) {
  strategy_.wish({quantity(kA, "5"), quantity(kB, "6")});
  run(closes("2024-01-02", "100", "10", "1"));
  strategy_.wish({quantity(kA, "0")});
  run(closes("2024-01-03", "100", "10", "1"));
  EXPECT_EQ(position(kA), qty("0"));
  EXPECT_EQ(position(kB), qty("6"));
}

TEST_F(OrderPathTest, Batch_SellsFirstThenByInstrumentHoweverItWasWished) {
  strategy_.wish({quantity(kC, "-3"), quantity(kB, "2"), quantity(kA, "1")});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 3 #2", "BUY 1 #0", "BUY 2 #1"));
  strategy_.wish({quantity(kC, "0"), quantity(kB, "0"), quantity(kA, "0")});
  run(closes("2024-01-03", "1", "1", "1"));
  EXPECT_THAT(std::vector(venue_.received.begin() + 3, venue_.received.end()),
              ::testing::SizeIs(3));
  EXPECT_THAT(sent(), ElementsAre("SELL 3 #2", "BUY 1 #0", "BUY 2 #1", "SELL 1 #0", "SELL 2 #1",
                                  "BUY 3 #2"));
}

TEST_F(OrderPathTest, Weights_BeyondTheGrossLimit_AreScaledDownTogether) {
  strategy_.wish({weight(kA, 1.5), weight(kB, -0.5)});  // gross 2: each is halved
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 250 #1", "BUY 750 #0"));
}

TEST_F(OrderPathTest, Weights_WithinTheGrossLimit_AreNotScaled) {
  config_.max_gross_exposure = 2.0;
  strategy_.wish({weight(kA, 1.5), weight(kB, -0.5)});
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("SELL 500 #1", "BUY 1500 #0"));
}

// Sums of doubles wobble in the last digits: that is not beyond the limit.
TEST_F(OrderPathTest, Weights_ThatAddUpToTheLimitButForALastDigit_AreNotScaled) {
  strategy_.wish({weight(kA, 0.5), weight(kB, 0.5), weight(kC, 1e-15)});
  run(closes("2024-01-02", "1", "1", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 50000 #0", "BUY 50000 #1"));
}

TEST_F(OrderPathTest, QuantityTargets_AreNotScaled) {
  strategy_.wish({quantity(kA, "5000"), weight(kB, 1.0)});
  run(closes("2024-01-02", "100", "100", "1"));
  EXPECT_THAT(sent(), ElementsAre("BUY 5000 #0", "BUY 1000 #1"));
}

TEST_F(OrderPathTest, WeightTargets_AreOfCurrentEquity) {
  strategy_.wish({weight(kA, 0.5)});
  venue_.commission = Money{};
  run(closes("2024-01-02", "100", "1", "1"));  // 500 of A
  run(closes("2024-01-03", "200", "1", "1"));  // equity 150,000: 375 of A
  EXPECT_THAT(sent(), ElementsAre("BUY 500 #0", "SELL 125 #0"));
}

TEST_F(OrderPathTest, TargetLargerThanAQuantityCanBe_StopsTheRun) {
  strategy_.wish({weight(kA, 1.0)});
  config_.seed_capital = money("100000000000");
  const auto ran = path().run(closes("2024-01-02", "0.00000001", "1", "1"));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message,
            "the target of AAA on 2024-01-02 is larger than a quantity can be");
}

TEST_F(OrderPathTest, ChangeLargerThanAQuantityCanBe_StopsTheRun) {
  strategy_.wish({quantity(kA, "90000000000")});
  run(closes("2024-01-02", "0.01", "1", "1"));
  strategy_.wish({quantity(kA, "-90000000000")});
  EXPECT_FALSE(path().run(closes("2024-01-03", "0.01", "1", "1")));
}

// --- What a strategy may not do ------------------------------------------------------------------

class StrategyMistake : public OrderPathTest {
 protected:
  sluice_status give(std::vector<sluice_target> targets) {
    sluice_status status = SLUICE_OK;
    strategy_.decide = [&](const sluice_session&, const sluice_decision_sink& sink) {
      status = sink.on_targets(sink.context, rows_of(targets));
      return Result<void>{};
    };
    EXPECT_TRUE(path().run(closes("2024-01-02", "1", "1", "1")));
    return status;
  }
  sluice_status give(sluice_intent intent) {
    sluice_status status = SLUICE_OK;
    strategy_.decide = [&](const sluice_session&, const sluice_decision_sink& sink) {
      status = sink.on_intents(sink.context, {&intent, 1, sizeof intent});
      return Result<void>{};
    };
    EXPECT_TRUE(path().run(closes("2024-01-02", "1", "1", "1")));
    return status;
  }
};

TEST_F(StrategyMistake, TargetOfNoInstrument) {
  EXPECT_EQ(give({weight(3, 0.1)}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, TargetOfNoKind) {
  EXPECT_EQ(give({{kA, 3, 0.1, 0}}), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(sent(), IsEmpty());
}
TEST_F(StrategyMistake, WeightThatIsNotANumber) {
  EXPECT_EQ(give({weight(kA, std::nan(""))}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, WeightThatIsInfinite) {
  EXPECT_EQ(give({weight(kA, -INFINITY)}), SLUICE_ERROR_ARGUMENT);
}
TEST_F(StrategyMistake, TwoTargetsForOneInstrument) {
  EXPECT_EQ(give({weight(kA, 0.1), weight(kA, 0.2)}), SLUICE_ERROR_ARGUMENT);
}

struct BadIntent {
  const char* name;
  sluice_intent intent;
};
class StrategyBadIntent : public StrategyMistake,
                          public ::testing::WithParamInterface<BadIntent> {};
TEST_P(StrategyBadIntent, IsRefused) {
  EXPECT_EQ(give(GetParam().intent), SLUICE_ERROR_ARGUMENT);
  EXPECT_THAT(sent(), IsEmpty());
}
constexpr std::uint8_t kBuy = SLUICE_SIDE_BUY, kMarket = SLUICE_ORDER_MARKET,
                       kLimit = SLUICE_ORDER_LIMIT, kTifDay = SLUICE_TIF_DAY;
constexpr BadIntent kBadIntents[] = {
    {"no_instrument", {3, kBuy, kMarket, kTifDay, 0, 1, 0}},
    {"no_side", {kA, 0, kMarket, kTifDay, 0, 1, 0}},
    {"unknown_side", {kA, 3, kMarket, kTifDay, 0, 1, 0}},
    {"no_type", {kA, kBuy, 0, kTifDay, 0, 1, 0}},
    {"unknown_type", {kA, kBuy, 3, kTifDay, 0, 1, 0}},
    {"no_time_in_force", {kA, kBuy, kMarket, 0, 0, 1, 0}},
    {"unknown_time_in_force", {kA, kBuy, kMarket, 3, 0, 1, 0}},
    {"no_quantity", {kA, kBuy, kMarket, kTifDay, 0, 0, 0}},
    {"negative_quantity", {kA, kBuy, kMarket, kTifDay, 0, -1, 0}},
    {"market_order_with_a_limit", {kA, kBuy, kMarket, kTifDay, 0, 1, 5}},
    {"limit_order_without_one", {kA, kBuy, kLimit, kTifDay, 0, 1, 0}},
    {"negative_limit", {kA, kBuy, kLimit, kTifDay, 0, 1, -5}},
};
INSTANTIATE_TEST_SUITE_P(OrderPath, StrategyBadIntent, ::testing::ValuesIn(kBadIntents),
                         [](const auto& bad) { return std::string{bad.param.name}; });

TEST_F(StrategyMistake, ValidIntent_IsSent) {
  EXPECT_EQ(give(sluice_intent{kB, SLUICE_SIDE_SELL, kLimit, SLUICE_TIF_IOC, 0, qty("5").raw(),
                               px("1.5").raw()}),
            SLUICE_OK);
  ASSERT_THAT(sent(), ElementsAre("SELL 5 #1"));
  EXPECT_EQ(venue_.received[0].limit_price, px("1.5").raw());
  EXPECT_EQ(venue_.received[0].time_in_force, SLUICE_TIF_IOC);
}

TEST_F(OrderPathTest, DecisionsOutsideARebalanceSession_AreRefused) {
  config_.rebalance = RebalanceFrequency::kMonthly;
  std::vector<sluice_status> targets, intents;
  std::vector<int> rebalance;
  strategy_.decide = [&](const sluice_session& seen, const sluice_decision_sink& sink) {
    const auto target = quantity(kA, "5");
    const sluice_intent intent{kB, kBuy, kMarket, kTifDay, 0, qty("1").raw(), 0};
    rebalance.push_back(seen.rebalance);
    targets.push_back(sink.on_targets(sink.context, {&target, 1, sizeof target}));
    intents.push_back(sink.on_intents(sink.context, {&intent, 1, sizeof intent}));
    return Result<void>{};
  };
  run(closes("2024-01-30", "1", "1", "1"));  // the first session of the run
  EXPECT_TRUE(path().day().rebalance);
  run(closes("2024-01-31", "1", "1", "1"));
  EXPECT_FALSE(path().day().rebalance);
  run(closes("2024-02-01", "1", "1", "1"));
  EXPECT_THAT(rebalance, ElementsAre(1, 0, 1));
  EXPECT_THAT(targets, ElementsAre(SLUICE_OK, SLUICE_ERROR_STATE, SLUICE_OK));
  EXPECT_THAT(intents, ElementsAre(SLUICE_OK, SLUICE_ERROR_STATE, SLUICE_OK));
  EXPECT_THAT(sent(), ElementsAre("BUY 5 #0", "BUY 1 #1", "BUY 1 #1"));
}

TEST_F(OrderPathTest, StrategyThatFails_StopsTheRun) {
  strategy_.decide = [](const auto&, const auto&) -> Result<void> { return Error{"quarantined"}; };
  const auto ran = path().run(closes("2024-01-02", "1", "1", "1"));
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message, "quarantined");
}

TEST_F(OrderPathTest, VenueThatFailsOnTheMarket_StopsTheRun) {
  venue_.broken = Error{"no market"};
  EXPECT_FALSE(path().run(closes("2024-01-02", "1", "1", "1")));
}

// --- Missing prices ------------------------------------------------------------------------------

class MissingPriceTest : public OrderPathTest,
                         public ::testing::WithParamInterface<market::MissingPrice> {
 protected:
  // B trades on the first day alone; on the second the strategy wants one more of each.
  Result<void> two_days() {
    config_.missing_price = GetParam();
    strategy_.wish({quantity(kA, "1"), quantity(kB, "1")});
    run(closes("2024-01-02", "10", "20", "1"));
    strategy_.wish({quantity(kA, "2"), quantity(kB, "2")});
    return path().run(session("2024-01-03", {bar({}, kA, "11"), bar({}, kC, "1")}));
  }
};
INSTANTIATE_TEST_SUITE_P(OrderPath, MissingPriceTest,
                         ::testing::Values(market::MissingPrice::kLast, market::MissingPrice::kSkip,
                                           market::MissingPrice::kError),
                         [](const auto& policy) {
                           return policy.param == market::MissingPrice::kLast   ? "last"
                                  : policy.param == market::MissingPrice::kSkip ? "skip"
                                                                                : "error";
                         });

TEST_P(MissingPriceTest, FollowsThePolicy) {
  const auto ran = two_days();
  switch (GetParam()) {
    case market::MissingPrice::kLast:
      ASSERT_TRUE(ran);
      EXPECT_THAT(sent(), ElementsAre("BUY 1 #0", "BUY 1 #1", "BUY 1 #0", "BUY 1 #1"));
      EXPECT_EQ(venue_.received[3].reference_price, px("20").raw());
      EXPECT_EQ(venue_.received[3].reference_time, day("2024-01-02").nanoseconds());
      break;
    case market::MissingPrice::kSkip:
      ASSERT_TRUE(ran);
      EXPECT_THAT(sent(), ElementsAre("BUY 1 #0", "BUY 1 #1", "BUY 1 #0"));
      break;
    case market::MissingPrice::kError:
      ASSERT_FALSE(ran);
      EXPECT_THAT(ran.error().message, HasSubstr("BBB has no price on 2024-01-03"));
      EXPECT_EQ(venue_.received.size(), 2u) << "nothing is sent on that day";
      return;
  }
  // 100,000 - 10 - 20 - 11 - 3 commissions, B still worth 20.
  EXPECT_EQ(path().day().equity, money("99998"));
}

TEST_F(OrderPathTest, InstrumentThatNeverTraded_GetsNoOrder) {
  strategy_.wish({weight(kA, 0.5), weight(kB, 0.5)});
  run(session("2024-01-02", {bar({}, kA, "10")}));
  EXPECT_THAT(sent(), ElementsAre("BUY 5000 #0"));
}

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
  ASSERT_TRUE(kill_switch_.engage("a person said so"));
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
