// SPDX-License-Identifier: Apache-2.0
//
// examples_test.cpp: the example libraries do what their first lines say, called as a host calls
// them.
#include <dlfcn.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::money;
using testing::time_of;
using testing::units;

const sluice_component& example(const char* path, const char* id) {
  void* const handle = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (handle == nullptr) throw std::runtime_error(dlerror());
  using Entry = const sluice_library* (*)();
  const auto entry = reinterpret_cast<Entry>(dlsym(handle, SLUICE_ENTRY_SYMBOL));
  return testing::component_of(*entry(), id);
}

class SlowVenueTest : public ::testing::Test {
 protected:
  SlowVenueTest() {
    market.add_instrument("ABC");
    venue.begin(market.instruments());
    order = testing::market_order(0, Side::kBuy, "25", "4");
    order.order_id = 7;
  }
  std::vector<std::uint32_t> told() {
    std::vector<std::uint32_t> kinds;
    for (const auto& report : venue.take_reports()) kinds.push_back(report.kind);
    return kinds;
  }
  void submit() { EXPECT_EQ(venue.submit({&order, 1}), SLUICE_OK); }

  testing::MockHost host;
  testing::MockMarket market;
  testing::MockExecutor venue{example(SLOW_VENUE, "example_slow_venue"), R"({"piece":10})", host};
  sluice_order order{};
};

TEST_F(SlowVenueTest, Poll_FillsOnePieceAtATimeUntilTheOrderIsFilled) {
  submit();
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_ACKED));
  testing::MockPortfolio account{money("1000")};
  for (const char* held : {"10", "20", "25", "25"}) {
    host.advance_nanoseconds(1'000);
    ASSERT_EQ(venue.poll(), SLUICE_OK);
    for (const auto& report : venue.take_reports()) account.book(order, report);
    EXPECT_EQ(account.position(0).to_string(), held);
  }
  EXPECT_EQ(account.cash(), money("900"));
  EXPECT_EQ(account.fills().back().time, 3'000);
}

TEST_F(SlowVenueTest, Cancel_EndsTheOrderAndTellsWhatWasFilled) {
  submit();
  venue.poll();
  EXPECT_FALSE(told().empty());
  venue.cancel(order);
  const auto reports = venue.take_reports();
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].kind, std::uint32_t{SLUICE_REPORT_CANCELED});
  EXPECT_EQ(reports[0].tells, std::uint32_t{SLUICE_TELLS_CUMULATIVE});
  EXPECT_EQ(reports[0].cumulative_quantity, units("10"));
  venue.poll();
  EXPECT_THAT(told(), IsEmpty());
  venue.cancel(order);
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_CANCEL_REJECTED));
}

TEST_F(SlowVenueTest, QueryAndSnapshot_TellExecutionsAndOpenOrders) {
  submit();
  venue.poll();
  EXPECT_FALSE(told().empty());
  venue.query(order);
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_FILLED, SLUICE_REPORT_STATUS));
  EXPECT_EQ(venue.snapshot(Timestamp{}, {}).account.complete, 1);
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_FILLED, SLUICE_REPORT_STATUS));
  venue.snapshot(Timestamp::from_nanoseconds(1), {});
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_STATUS));
  order.order_id = 8;
  venue.query(order);
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_NOT_FOUND));
}

TEST_F(SlowVenueTest, Submit_OfWhatItCannotTake_IsRejected) {
  submit();
  submit();
  EXPECT_THAT(told(), ElementsAre(SLUICE_REPORT_ACKED, SLUICE_REPORT_REJECTED));
  order = testing::market_order(0, Side::kBuy, "1");
  submit();
  order = testing::market_order(1, Side::kBuy, "1", "4");
  submit();
  order = testing::limit_order(0, Side::kBuy, "1", "4", "4");
  submit();
  EXPECT_THAT(told(),
              ElementsAre(SLUICE_REPORT_REJECTED, SLUICE_REPORT_REJECTED, SLUICE_REPORT_REJECTED));
}

std::vector<std::int64_t> walk(std::uint64_t seed, std::uint32_t lookback, const char* from) {
  testing::MockHost host;
  host.set_seed(seed);
  testing::MockFeed feed{example(RANDOM_WALK, "example_random_walk"),
                         R"({"days":10,"largest_step":0.02})", host};
  EXPECT_EQ(feed.open({"A", "B"}, time_of(from).nanoseconds(), INT64_MAX, lookback), SLUICE_OK);
  const auto bars = feed.pull_all(3);
  EXPECT_EQ(bars.size(), feed.info().bar_count);
  std::vector<std::int64_t> closes;
  for (const auto& bar : bars) closes.push_back(bar.close);
  return closes;
}

TEST(RandomWalk, SameSeed_GivesTheSameBarsWhereverItBegins) {
  const auto all = walk(1, 0, "2025-01-01");
  ASSERT_EQ(all.size(), 20u);
  EXPECT_EQ(walk(1, 0, "2025-01-01"), all);
  EXPECT_EQ(walk(1, 1, "2025-01-04"), (std::vector<std::int64_t>{all.begin() + 4, all.end()}));
  EXPECT_NE(walk(2, 0, "2025-01-01"), all);
  for (std::size_t i = 2; i < all.size(); ++i) {
    EXPECT_LE(all[i], all[i - 2] + all[i - 2] / 50);
    EXPECT_GE(all[i], all[i - 2] - all[i - 2] / 50);
  }
}

TEST(TradeList, Render_HasALineForEveryTradeAndTheSum) {
  testing::MockHost host;
  testing::MockReport report{example(TRADE_LIST, "example_trade_list"), "{}", host};
  sluice_report_run run{};
  run.title = to_c("a|b");
  ASSERT_EQ(report.begin(run), SLUICE_OK);
  sluice_report_trade trade{};
  trade.time = time_of("2025-01-02").nanoseconds();
  trade.symbol = to_c("AB|C\n");
  trade.side = SLUICE_SIDE_SELL;
  trade.quantity = units("3");
  trade.fill_price = units("10.5");
  trade.costs = money("0.25").to_c();
  ASSERT_EQ(report.on_trades(std::vector{trade, trade}), SLUICE_OK);
  const std::string text = report.render();
  EXPECT_THAT(text, HasSubstr("# Trades of a b\n"));
  EXPECT_THAT(text, HasSubstr("|\n| 2025-01-02 | AB C  | sell | 3 | 10.5 | 0.25 |\n| 2025-01-02"));
  EXPECT_THAT(text, HasSubstr("\nCosts: 0.50\n"));
  report.begin(run);
  EXPECT_THAT(report.render(), HasSubstr("\nCosts: 0.00\n"));
}

}  // namespace
}  // namespace sluice
