// SPDX-License-Identifier: Apache-2.0
//
// What orders have in common under every fill model: their types where the market is a bar, reduce
// only, cancel, replace, query and snapshot.
#include "table.hpp"

namespace sluice::executors::test {
namespace {

TEST(PaperOrders, StopOrder_AtTheClose_TradesWhereTheCloseIsBeyond) {
  Table{"close"}.run({{"1 buy 1 stop 102 gtc", "ACKED 1"},
                      {"2 sell 1 stop 98 gtc", "ACKED 2"},
                      {"3 buy 1 stop-limit 102 103 gtc", "ACKED 3"},
                      {"4 buy 1 stop 102", "ACKED 4"},
                      {"close 100", "EXPIRED 4"},
                      {"close 104", "FILLED 1 1 @ 104"},  // the third is triggered, and beyond
                      {"close 97", "FILLED 2 1 @ 97; FILLED 3 1 @ 97"}});
}

TEST(PaperOrders, StopOrder_AtTheOpen_TradesWhereTheOpenIsBeyond) {
  Table{"next_open"}.run({{"1 buy 1 stop 102 gtc", "ACKED 1"},
                          {"2 buy 1 stop 102", "ACKED 2"},
                          {"open 100", "EXPIRED 2"},
                          {"close 105", ""},
                          {"open 103", "FILLED 1 1 @ 103"}});
}

TEST(PaperOrders, LimitOrder_GoodTillSomeDay_WaitsForItsPrice) {
  Table{"close"}.run({{"1 buy 1 limit 99 gtc", "ACKED 1"},
                      {"2 buy 1 limit 98 gtd 3", "ACKED 2"},
                      {"3 buy 1 limit 99 fok", "ACKED 3"},
                      {"close 100", "EXPIRED 3"},
                      {"close 98.5", "FILLED 1 1 @ 98.5"},
                      {"close 90", "EXPIRED 2"}});
}

TEST(PaperOrders, OrderThatTheModelCannotHold_IsUnsupported) {
  Table{"immediate"}.run({{"1 buy 1 stop 99", "REJECTED 1 UNSUPPORTED_ORDER"},
                          {"2 buy 1 stop-limit 99 99", "REJECTED 2 UNSUPPORTED_ORDER"},
                          {"3 buy 1 maker 99", "REJECTED 3 UNSUPPORTED_ORDER"}});
  Table{"close"}.run({{"1 buy 1 maker 99", "REJECTED 1 UNSUPPORTED_ORDER"}});
  Table{"next_open"}.run({{"1 buy 1 limit 99 post", "REJECTED 1 UNSUPPORTED_ORDER"}});
}

TEST(PaperOrders, ReduceOnlyOrder_WithNothingToReduce_IsRejected) {
  Table{"close"}.run({{"1 sell 5 market reduce", "REJECTED 1 REDUCE_ONLY"},
                      {"2 buy 5 market", "ACKED 2"},
                      {"close 100", "FILLED 2 5 @ 100"},
                      {"3 buy 1 market reduce", "REJECTED 3 REDUCE_ONLY"},
                      {"4 sell 6 market fok reduce", "REJECTED 4 REDUCE_ONLY"},
                      {"5 sell 5 market fok reduce", "ACKED 5"},
                      {"close 100", "FILLED 5 5 @ 100"}});
}

TEST(PaperOrders, ReduceOnlyOrder_FillsNoMoreThanThePosition) {
  Table{"close"}.run(
      {{"1 buy 5 market", "ACKED 1"},
       {"close 100", "FILLED 1 5 @ 100"},
       {"2 sell 8 market reduce", "ACKED 2"},
       {"3 sell 8 limit 110 gtc reduce", "ACKED 3"},
       {"close 100", "FILLED 2 5 @ 100; EXPIRED 2 REDUCE_ONLY; EXPIRED 3 REDUCE_ONLY"}});
  Table{"immediate"}.run(
      {{"1 sell 5 limit 100", "ACKED 1; FILLED 1 5 @ 100"},
       {"2 buy 8 limit 100 reduce", "ACKED 2; FILLED 2 5 @ 100; EXPIRED 2 REDUCE_ONLY"}});
}

// A take profit and a stop for one position: whichever trades, the other is over.
TEST(PaperOrders, ReduceOnlyOrdersOfOnePosition_EndTogether) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 market", "ACKED 1; FILLED 1 5 @ 101"},
                      {"2 sell 5 limit 110 gtc reduce", "ACKED 2"},
                      {"3 sell 5 stop 95 gtc reduce", "ACKED 3"},
                      {"quote 94x1 95x1", "FILLED 3 5 @ 94; EXPIRED 2 REDUCE_ONLY"}});
}

TEST(PaperOrders, Cancel_EndsAnOpenOrderAndNoOther) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 90", "ACKED 1"},
                      {"2 buy 5 market", "ACKED 2; FILLED 2 5 @ 101"},
                      {"cancel 1", "CANCELED 1"},
                      {"cancel 1", "CANCEL_REJECTED 1 NOT_OPEN"},
                      {"cancel 2", "CANCEL_REJECTED 2 NOT_OPEN"},
                      {"cancel 9", "CANCEL_REJECTED 9 NOT_OPEN"},
                      {"quote 89x1 90x1", ""}});
}

TEST(PaperOrders, Replace_PutsNewTermsInForce) {
  Table{"close"}.run({{"1 buy 5 limit 90 gtc", "ACKED 1"},
                      {"2 buy 5 stop 110 gtc", "ACKED 2"},
                      {"replace 1 6 95", "REPLACED 1 6 @ 95"},
                      {"replace 2 5 0 98", "REPLACED 2 5 @ 0"},
                      {"close 96", ""},
                      {"close 95", "FILLED 1 6 @ 95"},
                      {"close 98", "FILLED 2 5 @ 98"}});
}

TEST(PaperOrders, Replace_ThatCannotBe_LeavesTheOrder) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 90", "ACKED 1"},
                      {"2 buy 5 maker 90", "ACKED 2"},
                      {"3 buy 5 stop 120", "ACKED 3"},
                      {"replace 1 0 95", "REPLACE_REJECTED 1 INVALID_ORDER"},
                      {"replace 1 5 0", "REPLACE_REJECTED 1 INVALID_ORDER"},
                      {"replace 3 5 0 0", "REPLACE_REJECTED 3 INVALID_ORDER"},
                      {"replace 2 5 101", "REPLACE_REJECTED 2 POST_ONLY"},
                      {"replace 9 5 101", "REPLACE_REJECTED 9 NOT_OPEN"},
                      {"quote 89x1 90x1", "FILLED 1 5 @ 90; FILLED 2 5 @ 90"}});
}

TEST(PaperOrders, Replace_BelowWhatIsFilled_IsRejected) {
  Table{"book"}.run({{"quote 99x9 101x9", ""},
                     {"1 buy 12 limit 101", "ACKED 1; FILLED 1 9 @ 101"},
                     {"replace 1 9 101", "REPLACE_REJECTED 1 BELOW_FILLED"},
                     {"replace 1 10 101", "REPLACED 1 10 @ 101"},
                     {"quote 99x9 101x9", "FILLED 1 1 @ 101"}});
}

TEST(PaperOrders, Replace_KeepsThePlaceInTheQueueForLessOnly) {
  Table{"book"}.run({{"quote 99x9 101x9", ""},
                     {"1 buy 5 limit 100", "ACKED 1"},
                     {"2 buy 5 limit 100", "ACKED 2"},
                     {"3 buy 5 limit 100", "ACKED 3"},
                     {"replace 1 4 100", "REPLACED 1 4 @ 100"},
                     {"replace 2 6 100", "REPLACED 2 6 @ 100"},
                     {"trade 100 10", "FILLED 1 4 @ 100; FILLED 3 5 @ 100; FILLED 2 1 @ 100"}});
}

TEST(PaperOrders, Replace_WithAPriceThatTrades_TradesAtOnce) {
  Table{"quote"}.run({{"quote 99x1 101x1", ""},
                      {"1 buy 5 limit 90", "ACKED 1"},
                      {"2 sell 5 stop 90", "ACKED 2"},
                      {"replace 1 5 102", "REPLACED 1 5 @ 102; FILLED 1 5 @ 101"},
                      {"replace 2 5 0 100", "REPLACED 2 5 @ 0; FILLED 2 5 @ 99"}});
}

TEST(PaperOrders, Query_TellsEveryExecutionAndHowTheOrderStands) {
  Table table{"book"};
  table.run({{"quote 99x9 101x9", ""},
             {"2 buy 1 maker 101", "REJECTED 2 POST_ONLY"},
             {"1 buy 12 limit 101", "ACKED 1; FILLED 1 9 @ 101"},
             {"3 buy 1 limit 1", "ACKED 3"},
             {"cancel 3", "CANCELED 3"}});
  EXPECT_EQ(table.query(1), "FILLED 1 9 @ 101; STATUS 1 OPEN 9/12");
  table.play("quote 99x9 101x9");
  EXPECT_EQ(table.query(1), "FILLED 1 9 @ 101; FILLED 1 3 @ 101; STATUS 1 FILLED 12/12");
  EXPECT_EQ(table.query(2), "STATUS 2 REJECTED 0/1");
  EXPECT_EQ(table.query(3), "STATUS 3 CANCELED 0/1");
  EXPECT_EQ(table.query(4), "NOT_FOUND 4");
}

TEST(PaperOrders, Executions_AreNumberedAndTellWhatIsFilledSoFar) {
  Table table{"volume"};
  table.play("1 buy 25 market gtc");
  std::vector<sluice_bar> bars{bar(0, 2, "", "100")};
  bars[0].flags |= SLUICE_BAR_HAS_VOLUME;
  bars[0].volume = units("100");
  for (int number = 2; number < 5; ++number) {
    bars[0].time = day(number).nanoseconds();
    table.venue().executor().on_market(SLUICE_PHASE_CLOSE, day(number), bars);
  }
  table.venue().executor().poll();
  const auto reports = table.venue().executor().take_reports();
  ASSERT_EQ(reports.size(), 3u);
  for (std::uint64_t i = 0; i < 3; ++i) {
    EXPECT_EQ(reports[i].execution_id, i + 1);
    EXPECT_EQ(reports[i].tells, std::uint32_t{SLUICE_TELLS_CUMULATIVE});
  }
  EXPECT_EQ(reports[1].cumulative_quantity, units("20"));
  EXPECT_EQ(reports[2].cumulative_quantity, units("25"));
}

TEST(PaperOrders, WhereNothingIsToBeRemembered_OrdersOverAreForgottenWithTheNextOnes) {
  Table table{"immediate", R"("spread_w":0,"impact_w":0,"commission_bps":0,"remember_closed":0)"};
  table.run({{"1 buy 1 limit 10", "ACKED 1; FILLED 1 1 @ 10"},
             {"2 buy 1 limit 10", "ACKED 2; FILLED 2 1 @ 10"}});
  const std::string after_two = table.venue().executor().save_state();
  EXPECT_EQ(after_two.find("closed 1 "), std::string::npos);
  EXPECT_NE(after_two.find("closed 2 "), std::string::npos);
  EXPECT_EQ(table.query(2), "FILLED 2 1 @ 10; STATUS 2 FILLED 1/1");
}

TEST(PaperOrders, Snapshot_TellsExecutionsOpenOrdersAndPositions) {
  Table table{"quote"};
  table.run({{"quote 99x1 101x1", ""},
             {"1 buy 5 market", "ACKED 1; FILLED 1 5 @ 101"},
             {"at 50", ""},
             {"2 sell 2 market", "ACKED 2; FILLED 2 2 @ 99"},
             {"3 buy 5 limit 90", "ACKED 3"},
             {"4 buy 6 limit 90", "ACKED 4"}});
  MockExecutor& executor = table.venue().executor();
  const std::vector asked{table.venue().order(4, 1, 0, kBuy, "6")};
  const auto told = executor.snapshot(table.now(), asked);
  const auto reports = executor.take_reports();
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_EQ(kind_text_of(reports[0]), "FILLED 2 2 @ 99");  // the first was before
  EXPECT_EQ(reports[0].instrument, 0u);
  EXPECT_EQ(reports[0].intent_id.lo, 2u);
  EXPECT_EQ(kind_text_of(reports[1]), "STATUS 0 OPEN 0/5");  // nobody asked for the third
  EXPECT_EQ(reports[1].intent_id.lo, 3u);
  EXPECT_EQ(kind_text_of(reports[2]), "STATUS 4 OPEN 0/6");
  EXPECT_EQ(told.account.complete, 1);
  EXPECT_EQ(told.account.time, table.now().nanoseconds());
  EXPECT_EQ(told.account.has_cash, 0);
  EXPECT_EQ(told.account.has_positions, 1);
  ASSERT_EQ(told.positions.size(), 1u);
  EXPECT_EQ(told.positions[0].instrument, 0u);
  EXPECT_EQ(told.positions[0].quantity, units("3"));
}

TEST(PaperOrders, OrdersOver_AreRememberedForTwoClosesOrAsLongAsAnOlderOneIsOpen) {
  Table table{"close"};
  MockExecutor& executor = table.venue().executor();
  const auto is_complete_from = [&](int number) {
    const auto told = executor.snapshot(day(number), {});
    static_cast<void>(executor.take_reports());
    return told.account.complete == 1;
  };
  table.run({{"1 buy 1 market", "ACKED 1"},
             {"close 100", "FILLED 1 1 @ 100"},  // day 2
             {"same-bar", ""},
             {"close 100", ""},
             {"same-bar", ""}});
  EXPECT_EQ(table.query(1), "FILLED 1 1 @ 100; STATUS 1 FILLED 1/1");
  EXPECT_TRUE(is_complete_from(0));
  table.run({{"close 100", ""}});  // day 4
  const sluice_order first = table.venue().order(1, 1, 0, kBuy, "1");
  EXPECT_EQ(executor.query(first), SLUICE_ERROR_UNSUPPORTED);
  EXPECT_THAT(executor.error(), HasSubstr("order 1 was over long ago"));
  EXPECT_FALSE(is_complete_from(2));
  EXPECT_TRUE(is_complete_from(3));
  table.run({{"2 buy 1 limit 50 gtc", "ACKED 2"},
             {"3 buy 1 market", "ACKED 3"},
             {"close 100", "FILLED 3 1 @ 100"},
             {"close 100", ""},
             {"close 100", ""}});
  EXPECT_EQ(table.query(3), "FILLED 3 1 @ 100; STATUS 3 FILLED 1/1");
}

// With one more than are remembered.
void forget_one(Table& table, std::size_t remembered) {
  for (std::size_t id = 1; id <= remembered + 1; ++id)
    table.act(std::to_string(id) + " buy 1 limit 100");
  static_cast<void>(table.told());
  EXPECT_EQ(table.query(2), "FILLED 2 1 @ 100; STATUS 2 FILLED 1/1");
  MockExecutor& executor = table.venue().executor();
  EXPECT_EQ(executor.query(table.venue().order(1, 1, 0, kBuy, "1")), SLUICE_ERROR_UNSUPPORTED);
  EXPECT_EQ(executor.snapshot(day(0), {}).account.complete, 0);
}

TEST(PaperOrders, OrdersOver_AreRememberedUpToABound) {
  Table table{"immediate"};
  forget_one(table, 2048);
}

TEST(PaperOrders, OrdersOver_AreRememberedAsManyAsIsAskedFor) {
  Table table{"immediate", R"("spread_w":0,"impact_w":0,"commission_bps":0,"remember_closed":3)"};
  forget_one(table, 3);
}

TEST(PaperOrders, Snapshot_TellsExecutionsInTheOrderOfTheirTime) {
  Table table{"book"};
  table.run({{"quote 99x10 101x3", ""},
             {"1 buy 5 limit 101", "ACKED 1; FILLED 1 3 @ 101"},
             {"at 5", ""},
             {"quote 99x10 102x3", ""},
             {"2 buy 1 market", "ACKED 2; FILLED 2 1 @ 102"}});  // over before the first
  static_cast<void>(table.venue().executor().snapshot(day(0), {}));
  const auto reports = table.venue().executor().take_reports();
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_EQ(kind_text_of(reports[0]), "FILLED 1 3 @ 101");
  EXPECT_EQ(kind_text_of(reports[1]), "FILLED 2 1 @ 102");
}

TEST(PaperOrders, PositionBeyondWhatCanBeCounted_IsNotTold) {
  Table table{"immediate"};
  const auto is_told = [&] {
    const auto told = table.venue().executor().snapshot(day(0), {});
    static_cast<void>(table.told());
    return told.account.has_positions == 1;
  };
  table.act("1 buy 90000000000 limit 0.00000001");
  EXPECT_TRUE(is_told());
  table.act("2 buy 90000000000 limit 0.00000001");
  EXPECT_FALSE(is_told());
}

TEST(PaperOrders, OrderDecidedBeforeTheLastEvent_IsTakenAtTheTimeOfTheEvent) {
  Table table{"quote"};
  table.run({{"at 50", ""}, {"quote 99x1 101x1", ""}, {"at 20", ""}});
  table.act("1 buy 1 market");
  const auto reports = table.venue().executor().take_reports();
  ASSERT_EQ(reports.size(), 2u);
  for (const auto& report : reports)
    EXPECT_EQ(report.time, day(1).plus_nanoseconds(50'000'000).nanoseconds());
}

TEST(PaperOrders, NotFound_ProvesSomethingAtOnce) {
  const auto& table = *static_cast<const sluice_executor_v1*>(executor<Paper>.describe().table);
  Table venue{"close"};
  sluice_executor_traits traits{};
  traits.size = sizeof traits;
  table.traits(venue.venue().executor().get(), &traits);
  EXPECT_EQ(traits.not_found_after_ns, 1);
  EXPECT_EQ(venue.venue().executor().health().ready, 1);
}

}  // namespace
}  // namespace sluice::executors::test
