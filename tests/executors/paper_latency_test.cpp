// SPDX-License-Identifier: Apache-2.0
//
// Requests on their way, and the random numbers of the seed.
#include <set>

#include "executors/paper_random.hpp"
#include "table.hpp"

namespace sluice::executors::test {
namespace {

constexpr const char* kFiftyMilliseconds =
    R"("latency_ms":50,"spread_w":0,"impact_w":0,"commission_bps":0)";

TEST(PaperLatency, Order_TakesEffectWhenTheMarketHasComeThatFar) {
  Table{"quote", kFiftyMilliseconds}.run({{"quote 99x1 101x1", ""},
                                          {"1 buy 5 market", ""},
                                          {"at 49", ""},
                                          {"quote 99x1 102x1", ""},
                                          {"at 50", ""},
                                          {"quote 99x1 110x1", "ACKED 1; FILLED 1 5 @ 102"}});
}

TEST(PaperLatency, Cancel_MayComeTooLate) {
  Table{"quote", kFiftyMilliseconds}.run(
      {{"quote 99x1 101x1", ""},
       {"1 buy 5 limit 100", ""},
       {"2 buy 5 limit 90", ""},
       {"at 30", ""},
       {"cancel 1", ""},
       {"cancel 2", ""},
       {"at 60", ""},
       {"quote 99x1 100x1", "ACKED 1; ACKED 2; FILLED 1 5 @ 100"},
       {"at 80", ""},
       {"trade 100 1", "CANCEL_REJECTED 1 NOT_OPEN; CANCELED 2"}});
}

TEST(PaperLatency, Replace_TakesEffectLater) {
  Table{"quote", kFiftyMilliseconds}.run(
      {{"quote 99x1 101x1", ""},
       {"1 buy 5 limit 90", ""},
       {"replace 1 6 105", ""},
       {"at 50", ""},
       {"trade 100 1", "ACKED 1; REPLACED 1 6 @ 105; FILLED 1 6 @ 101"}});
}

TEST(PaperLatency, OrderOnItsWay_IsInTheBooksOfTheVenue) {
  Table table{"quote", kFiftyMilliseconds};
  table.run({{"quote 99x1 101x1", ""}, {"1 buy 5 market", ""}});
  EXPECT_EQ(table.query(1), "STATUS 1 OPEN 0/5");
  EXPECT_THAT(table.venue().open_orders(), ElementsAre(1u));
  table.resume();
  table.run({{"at 50", ""}, {"trade 100 1", "ACKED 1; FILLED 1 5 @ 101"}});
}

TEST(PaperLatency, RowsOfOneCall_AreEventsOfTheirOwnTimes) {
  const auto ms = [](std::int64_t count) { return day(1).plus_nanoseconds(count * 1'000'000); };
  Table table{"quote", kFiftyMilliseconds};
  table.act("1 buy 5 market");
  std::vector<sluice_trade> trades(2);
  trades[0].time = ms(40).nanoseconds();
  trades[0].price = units("100");
  trades[1].time = ms(60).nanoseconds();
  trades[1].price = units("105");
  table.venue().executor().on_trades(ms(70), trades);
  EXPECT_EQ(table.told(), "ACKED 1; FILLED 1 5 @ 100");
  table.run({{"at 60", ""}, {"2 buy 5 market", ""}});
  std::vector<sluice_quote> quotes(2);
  quotes[0].time = ms(100).nanoseconds();
  quotes[0].ask = units("110");
  quotes[1].time = ms(120).nanoseconds();
  quotes[1].ask = units("120");
  table.venue().executor().on_quotes(ms(130), quotes);
  EXPECT_EQ(table.told(), "ACKED 2; FILLED 2 5 @ 110");
}

TEST(PaperLatency, OrderWhoseTimeIsOverOnItsWay_IsRejectedWhenItArrives) {
  Table{"quote", R"("latency_ms":60000)"}.run({{"at -30000", ""},
                                               {"1 buy 5 limit 90 gtd 1", ""},
                                               {"at 10000", ""},
                                               {"quote 99x1 101x1", ""},
                                               {"at 30000", ""},
                                               {"quote 99x1 101x1", "REJECTED 1 GOOD_TILL_PAST"}});
}

TEST(PaperLatency, Jitter_IsThatOfTheSeedAndOvertakesNothing) {
  const auto arrivals = [](int seed) {
    Table table{"quote",
                R"("latency_ms":10,"latency_jitter_ms":40,"seed":)" + std::to_string(seed)};
    table.play("quote 99x1 101x1");
    for (int id = 1; id <= 8; ++id) table.play(std::to_string(id) + " buy 1 market");
    table.play("at 50");
    table.venue().executor().on_quotes(table.now(), {});
    table.venue().executor().poll();
    std::vector<sluice_time> times;
    std::uint64_t next = 1;
    for (const auto& report : table.venue().executor().take_reports()) {
      if (report.kind != SLUICE_REPORT_ACKED) continue;
      EXPECT_EQ(report.order_id, next++);
      times.push_back(report.time - day(1).nanoseconds());
    }
    return times;
  };
  const auto times = arrivals(7);
  ASSERT_EQ(times.size(), 8u);
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  EXPECT_GE(times.front(), 10'000'000);
  EXPECT_LE(times.back(), 50'000'000);
  EXPECT_GT(times.back(), times.front());
  EXPECT_EQ(arrivals(7), times);
  EXPECT_NE(arrivals(8), times);
}

TEST(PaperLatency, WhereTheTimeOfABarIsADate_IsRefused) {
  MockHost host;
  for (const auto* model : {"immediate", "close", "next_open", "volume"}) {
    const std::string params = std::string{"{\"latency_ms\":1,\"fill_model\":\""} + model + "\"}";
    MockExecutor executor{sluice::executor<Paper>.describe(), params, host};
    EXPECT_FALSE(executor.ok());
    EXPECT_THAT(executor.error(), HasSubstr("need the fill model quote or book")) << model;
  }
}

TEST(PaperRandom, RejectRate_RejectsThatShareOfTheOrders) {
  const auto rejected = [](const char* rate) {
    Table table{"quote", std::string{"\"seed\":3,\"reject_rate\":"} + rate};
    table.play("quote 99x1 101x1");
    int count = 0;
    for (int id = 1; id <= 400; ++id)
      count += table.play(std::to_string(id) + " buy 1 market").find("RANDOM_REJECT") !=
               std::string::npos;
    return count;
  };
  EXPECT_EQ(rejected("0"), 0);
  EXPECT_EQ(rejected("1"), 400);
  EXPECT_NEAR(rejected("0.25"), 100, 35);
}

TEST(PaperRandom, Numbers_AreThoseOfSplitmix64) {
  // The published generator with the state 0.
  EXPECT_EQ(random_bits(0, 0), 0xe220a8397b1dcdafu);
  EXPECT_EQ(random_bits(0, 1), 0x6e789e6aa1b965f4u);
  EXPECT_EQ(random_bits(0, 2), 0x06c45d188009454fu);
}

TEST(PaperRandom, NumbersBelowABound_CoverIt) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t i = 0; i < 200; ++i) seen.insert(random_below(5, i, 7));
  EXPECT_EQ(seen.size(), 7u);
  EXPECT_EQ(*seen.rbegin(), 6u);
}

}  // namespace
}  // namespace sluice::executors::test
