// SPDX-License-Identifier: Apache-2.0
#include <rapidcheck.h>

#include "executors/paper.hpp"
#include "venue.hpp"

namespace sluice::executors::test {
namespace {

std::string state_params(std::string_view model) {
  return "{\"fill_model\":\"" + std::string{model} + "\"}";
}

TEST(PaperState, SaveState_OfOpenOrders_IsTextThatStaysTheSame) {
  Venue venue{executor<Paper>.describe(), state_params("close")};
  venue.begin();
  sluice_order order = venue.limit(venue.order(2, 1, 2, kSell, "1.5"), "99");
  order.intent_id = {3, 4};
  order.average_daily_volume = units("7");
  order.daily_volatility = 0.5;
  venue.submit({venue.order(1, 1, 0, kBuy, "1"), order, venue.order(9, 1, 0, kBuy, "1")});
  ASSERT_EQ(
      venue.executor().on_market(SLUICE_PHASE_CLOSE, day(1), std::vector{bar(0, 1, "", "100")}),
      SLUICE_OK);
  EXPECT_EQ(venue.executor().save_state(),
            "sluice-paper-state 2\n"
            "venue 1728086400000000000 1728086400000000000 -9223372036854775808 3 0 1\n"
            "seen 1 2\n"
            "seen 9 9\n"
            "position 200000000 AAA\n"
            "open 2 3 4 2 2 1 0 150000000 9900000000 0 0 700000000 4602678819172646912 "
            "1728086400000000000 1 1 0 0 2 0 CC C\n"
            "closed 1 0 0 1 1 1 0 100000000 0 0 0 0 0 1728086400000000000 2 1 0 0 1 "
            "1728086400000000000 AAA\n"
            "execution 100000000 10005500000 10000000000 0 500275 1728086400000000000\n"
            "closed 9 0 0 1 1 1 0 100000000 0 0 0 0 0 1728086400000000000 2 1 0 0 3 "
            "1728086400000000000 AAA\n"
            "execution 100000000 10005500000 10000000000 0 500275 1728086400000000000\n"
            "report 2 1 1 100000000 10005500000 10000000000 0 500275 1728086400000000000 1 "
            "100000000 0 0 \n"
            "report 2 9 1 100000000 10005500000 10000000000 0 500275 1728086400000000000 1 "
            "100000000 0 0 \n");
}

TEST(PaperState, LoadState_OfVersion1_GoesOnWithoutPositions) {
  Venue venue{executor<Paper>.describe(), state_params("close")};
  venue.begin();
  ASSERT_EQ(venue.executor().load_state(
                "sluice-paper-state 1\n"
                "seen 1 2\n"
                "quote 10000000000 5 2 AAA\n"
                "order 2 2 2 1 150000000 9900000000 700000000 4602678819172646912 "
                "1728086400000000000 CC C\n"
                "report 2 1 1 100000000 10005500000 10000000000 0 500275 1728086400000000000 \n"),
            SLUICE_OK)
      << venue.executor().error();
  EXPECT_THAT(venue.open_orders(), ElementsAre(2u));
  EXPECT_EQ(venue.executor().snapshot(day(0), {}).account.has_positions, 0);
  static_cast<void>(venue.take());
  sluice_order reducing = venue.order(3, 1, 0, kSell, "1");
  reducing.flags = SLUICE_ORDER_REDUCE_ONLY;
  EXPECT_THAT(venue.submit({reducing}), ElementsAre("REJECTED 3 POSITION_UNKNOWN day 1"));
  EXPECT_THAT(venue.at_close(1, {bar(2, 1, "", "99")}),
              ElementsAre("FILLED 1 1 @ 100.055 base 100 fee 0.00500275 day 1",
                          HasSubstr("FILLED 2 1.5 @")));
}

TEST(PaperState, LoadState_BeforeBeginOrAfter_IsTheSame) {
  Venue before{executor<Paper>.describe(), state_params("close")};
  before.begin();
  before.submit({before.order(1, 1, 0, kBuy, "1")});
  const std::string state = before.executor().save_state();
  Venue early{executor<Paper>.describe(), state_params("close")};
  ASSERT_EQ(early.executor().load_state(state), SLUICE_OK);
  EXPECT_EQ(early.executor().save_state(), state);
  early.begin();
  Venue late{executor<Paper>.describe(), state_params("close")};
  late.begin();
  ASSERT_EQ(late.executor().load_state(state), SLUICE_OK);
  for (Venue* venue : {&early, &late}) {
    EXPECT_THAT(venue->open_orders(), ElementsAre(1u));
    EXPECT_EQ(venue->executor().save_state(), state);
  }
}

TEST(PaperState, LoadState_InARunWithOtherNumbers_FindsInstrumentsBySymbol) {
  Venue first{executor<Paper>.describe(), state_params("close")};
  first.begin();
  first.submit({first.order(1, 1, 2, kBuy, "1")});
  MockHost host;
  MockMarket market;
  for (const auto* symbol : {"ZZZ", "CC C"}) market.add_instrument(symbol);
  MockExecutor second{executor<Paper>.describe(), state_params("close"), host};
  ASSERT_EQ(second.begin(market.instruments()), SLUICE_OK);
  ASSERT_EQ(second.load_state(first.executor().save_state()), SLUICE_OK) << second.error();
  ASSERT_EQ(second.on_market(SLUICE_PHASE_CLOSE, day(1), std::vector{bar(1, 1, "", "100")}),
            SLUICE_OK);
  EXPECT_EQ(second.poll(), SLUICE_OK);
  EXPECT_EQ(second.take_reports().size(), 1u);
}

TEST(PaperState, LoadState_OfWhatIsNoState_NamesTheLine) {
  const std::string old = "sluice-paper-state 1\n";
  const std::string header = "sluice-paper-state 2\n";
  const std::string open = "open 1 0 0 1 1 1 0 100000000 0 0 0 0 0 5 ";
  for (const auto& [text, message] : std::vector<std::pair<std::string, std::string>>{
           {"\n", "line 1: expected"},
           {"sluice-paper-state 3\n", "line 1: expected"},
           {header + "seen 1 2", "line 2: it is cut off"},
           {header + "seen 1 2\nseen 2 3\n", "line 3: the ranges"},
           {header + "seen 1 x\n", "line 2: 'x'"},
           {header + "bogus\n", "line 2: 'bogus' is not one of"},
           {header + "venue 1 2 3 4 5 2\n", "line 2: '2'"},
           {header + "quote 0 5 2 AAA\n", "line 2: '0'"},
           {header + "quote 1 5 6 AAA\n", "line 2: '6'"},
           {header + "market 1 1 -1 0 1 1 AAA\n", "line 2: '-1'"},
           {header + "volume 5 -1 AAA\n", "line 2: '-1'"},
           {header + "position 5 DDD\n", "'DDD' is not in this run"},
           {header + open + "1 1 0 0 1 0 DDD\n", "'DDD' is not in this run"},
           {header + open + "2 1 0 0 1 0 AAA\n", "line 2: '2'"},
           {header + "closed 1 0 0 1 1 1 0 100000000 0 0 0 0 0 5 1 1 0 0 1 0 AAA\n", "line 2: '1'"},
           {header + "open 1 0 0 3 1 1 0 1 0 0 0 0 0 5 1 1 0 0 1 0 AAA\n", "line 2: '3'"},
           {header + "open 1 0 0 1 6 1 0 1 0 0 0 0 0 5 1 1 0 0 1 0 AAA\n", "line 2: '6'"},
           {header + "open 1 0 0 1 1 1 0 0 0 0 0 0 0 5 1 1 0 0 1 0 AAA\n", "line 2: '0'"},
           {header + "open 1 1 1\n", "line 2: ''"},
           {header + "execution 1 1 1 0 0 5\n", "line 2: an execution without an order"},
           {header + open + "1 1 0 0 1 0 AAA\nexecution 100000001 1 1 0 0 5\n",
            "line 3: '100000001'"},
           {header + "request 4 5 1 0 0 0\n", "line 2: '4'"},
           {header + "report 10 1 1 1 1 1 0 0 5 0 0 0 0 \n", "line 2: '10'"},
           {header + "report 3 1 0 0 0 0 0 0 5 0 0 0 0 " + std::string(64, 'X') + "\n", "too long"},
           {old + "open 1\n", "line 2: 'open' is not one of"},
           {old + "order 1 1 3 1 100000000 0 0 0 5 AAA\n", "line 2: '3'"}}) {
    Venue venue{executor<Paper>.describe(), state_params("close")};
    venue.begin();
    EXPECT_EQ(venue.executor().load_state(text), SLUICE_ERROR_ARGUMENT) << text;
    EXPECT_THAT(venue.executor().error(), HasSubstr(message)) << text;
  }
}

// A run of events, made up once and played twice.
struct Event {
  int kind;  // 0: submit, 1: open, 2: close, 3: cancel, 4: poll
  int day;
  std::vector<sluice_order> orders;
  std::vector<sluice_bar> bars;
  std::uint64_t canceled;
};

std::vector<Event> any_events(Venue& venue) {
  std::vector<Event> events;
  std::uint64_t next_id = 1;
  const int count = *rc::gen::inRange(1, 25);
  for (int i = 0; i < count; ++i) {
    Event event{
        *rc::gen::inRange(0, 5), 1 + i / 3, {}, {}, *rc::gen::inRange<std::uint64_t>(1, 20)};
    const int rows = *rc::gen::inRange(1, 4);
    for (int row = 0; row < rows; ++row) {
      next_id += *rc::gen::inRange<std::uint64_t>(0, 3);
      sluice_order order = venue.order(next_id, event.day, *rc::gen::inRange(0u, 3u),
                                       *rc::gen::arbitrary<bool>() ? kBuy : kSell, "3");
      if (*rc::gen::arbitrary<bool>()) order = venue.limit(order, "100");
      order.average_daily_volume = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
      event.orders.push_back(order);
    }
    for (std::uint32_t id = 0; id < 3; ++id)
      if (*rc::gen::arbitrary<bool>())
        event.bars.push_back(bar(id, event.day, *rc::gen::element("", "99", "100", "101"),
                                 *rc::gen::element("", "99.5", "100", "100.5")));
    events.push_back(event);
  }
  return events;
}

void play(Venue& venue, const Event& event, std::vector<std::string>& reports) {
  MockExecutor& executor = venue.executor();
  if (event.kind == 0) executor.submit(event.orders);
  if (event.kind == 1) executor.on_market(SLUICE_PHASE_OPEN, day(event.day), event.bars);
  if (event.kind == 2) executor.on_market(SLUICE_PHASE_CLOSE, day(event.day), event.bars);
  if (event.kind == 3) executor.cancel(venue.order(event.canceled, 0, 0, kBuy, "1"));
  if (event.kind == 4) executor.poll();
  for (const std::string& report : venue.take()) reports.push_back(report);
}

TEST(PaperState, RunInterruptedBetweenAnyEvents_EqualsOneWithoutInterruption) {
  const bool holds = rc::check([] {
    const std::string model = *rc::gen::element<std::string>("immediate", "close", "next_open");
    Venue whole{executor<Paper>.describe(), state_params(model)};
    whole.begin();
    auto resumed = std::make_unique<Venue>(executor<Paper>.describe(), state_params(model));
    resumed->begin();
    std::vector<std::string> expected;
    std::vector<std::string> reported;
    for (const Event& event : any_events(whole)) {
      play(whole, event, expected);
      play(*resumed, event, reported);
      if (!*rc::gen::arbitrary<bool>()) continue;
      const std::string state = resumed->executor().save_state();
      RC_ASSERT(state == whole.executor().save_state());
      resumed = std::make_unique<Venue>(executor<Paper>.describe(), state_params(model));
      if (*rc::gen::arbitrary<bool>()) {
        resumed->begin();
        RC_ASSERT(resumed->executor().load_state(state) == SLUICE_OK);
      } else {
        RC_ASSERT(resumed->executor().load_state(state) == SLUICE_OK);
        resumed->begin();
      }
    }
    whole.executor().poll();
    resumed->executor().poll();
    for (const std::string& report : whole.take()) expected.push_back(report);
    for (const std::string& report : resumed->take()) reported.push_back(report);
    RC_ASSERT(reported == expected);
    RC_ASSERT(resumed->open_orders() == whole.open_orders());
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::executors::test
