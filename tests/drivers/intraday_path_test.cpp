// SPDX-License-Identifier: Apache-2.0
//
// intraday_path_test.cpp: many sessions make a day: what is of the day, what is of a bar.
#include <algorithm>

#include "drivers/day_reader.hpp"
#include "drivers/path_fixture.hpp"

namespace sluice::drivers {
namespace {

using testing::at;
using testing::bar;
using testing::date;
using testing::day;
using ::testing::ElementsAre;
using testing::money;

class Bars final : public BarSource {
 public:
  explicit Bars(std::vector<sluice_bar> bars) : bars_{std::move(bars)} {}
  Result<std::size_t> pull(std::span<sluice_bar> out) override {
    const std::size_t count = std::min(out.size(), bars_.size() - at_);
    std::copy_n(bars_.begin() + static_cast<std::ptrdiff_t>(at_), count, out.begin());
    at_ += count;
    return count;
  }

 private:
  std::vector<sluice_bar> bars_;
  std::size_t at_ = 0;
};

TEST(DayReader, GroupsSessionsByTheClockOfItsZone) {
  Bars bars{{bar(at("2024-01-02T14:30:00Z"), 0, "1"), bar(at("2024-01-02T14:30:00Z"), 1, "1"),
             bar(at("2024-01-03T01:00:00Z"), 0, "2"), bar(at("2024-01-03T05:00:00Z"), 0, "3")}};
  const TimeZone zone = *TimeZone::find("-05:00");
  DayReader reader{bars, 2, zone};
  TradingDay found;
  ASSERT_TRUE(*reader.next(found));
  EXPECT_EQ(found.date, date("2024-01-02"));
  ASSERT_EQ(found.sessions.size(), 2u);
  EXPECT_EQ(found.sessions[0].bars.size(), 2u);
  ASSERT_TRUE(*reader.next(found));
  EXPECT_EQ(found.date, date("2024-01-03"));
  EXPECT_EQ(found.sessions.size(), 1u);
  EXPECT_FALSE(*reader.next(found));
  EXPECT_FALSE(*reader.next(found));
}

TEST(DayReader, FaultOfTheFeed_IsItsOwn) {
  Bars bars{{bar(at("2024-01-03T14:30:00Z"), 0, "1"), bar(at("2024-01-02T14:30:00Z"), 0, "1")}};
  const TimeZone zone;
  DayReader reader{bars, 1, zone};
  TradingDay found;
  EXPECT_FALSE(reader.next(found));
}

class IntradayPathTest : public OrderPathTest {
 protected:
  IntradayPathTest() {
    config_.intraday = true;
    config_.zone = *TimeZone::find("-05:00");
    venue_.commission = Money{};
  }
  static SessionBars minute(std::string_view time, std::string_view a) {
    return {at(time), {bar(at(time), kA, a)}};
  }
};

TEST_F(IntradayPathTest, DayGathersItsSessions_AndIsToldByItsDate) {
  config_.rebalance = RebalanceFrequency::kEveryBar;
  strategy_.wish({quantity(kA, "10")});
  run(minute("2024-01-02T14:30:00Z", "100"));
  strategy_.wish({quantity(kA, "15")});
  run(minute("2024-01-03T01:00:00Z", "110"));
  const auto& found = path().day();
  EXPECT_EQ(found.time, day("2024-01-02"));
  EXPECT_EQ(found.trades.size(), 2u);
  EXPECT_EQ(found.orders.size(), 2u);
  EXPECT_EQ(found.traded_notional, money("1550"));
  EXPECT_EQ(found.equity, money("100100"));
  run(minute("2024-01-03T14:30:00Z", "120"));
  EXPECT_EQ(path().day().time, day("2024-01-03"));
  EXPECT_TRUE(path().day().trades.empty());
}

TEST_F(IntradayPathTest, Rebalance_IsOnTheFirstBarOfAPeriod) {
  std::vector<bool> decides;
  strategy_.decide = [&](const sluice_session& seen, const sluice_decision_sink&) {
    decides.push_back(seen.rebalance != 0);
    return Result<void>{};
  };
  for (const char* time : {"2024-01-02T14:30:00Z", "2024-01-03T01:00:00Z", "2024-01-03T14:30:00Z",
                           "2024-01-03T14:35:00Z"})
    run(minute(time, "1"));
  EXPECT_THAT(decides, ElementsAre(true, false, true, false));
}

TEST_F(IntradayPathTest, DayProfit_IsSinceTheEveningBefore) {
  config_.rebalance = RebalanceFrequency::kEveryBar;
  std::vector<std::string> profits;
  add_rule("look", [&](const sluice_order&, const sluice_risk_view& view, sluice_verdict& verdict) {
    profits.push_back(Money::from_c(view.day_pnl).to_string());
    testing::set_answer(verdict, SLUICE_VERDICT_APPROVE, "");
  });
  struct Step {
    const char* time;
    const char* price;
    const char* wish;
  };
  constexpr Step kSteps[] = {{"2024-01-02T14:30:00Z", "100", "10"},
                             {"2024-01-03T14:30:00Z", "110", "20"},
                             {"2024-01-03T14:35:00Z", "120", "30"},
                             {"2024-01-04T14:30:00Z", "121", "40"}};
  for (const auto& [time, price, wish] : kSteps) {
    strategy_.wish({quantity(kA, wish)});
    run(minute(time, price));
  }
  EXPECT_THAT(profits, ElementsAre("0", "100", "300", "30"));
}

TEST_F(IntradayPathTest, AverageDailyVolume_IsThatOfBarsTimesTheBarsOfADay) {
  universe_[kB].average_daily_volume = testing::qty("777");
  const InstrumentTable table{universe_};
  config_.rebalance = RebalanceFrequency::kEveryBar;
  risk::Gate gate{{}, {}, kill_switch_, audit_};
  OrderPath own{config_, OrderPathParts{table, strategy_, venue_, gate, audit_}};
  Timestamp time = at("2024-01-02T14:30:00Z");
  for (int i = 0; i < 20; ++i) {
    if (i == 19) strategy_.wish({quantity(kA, "1"), quantity(kB, "1")});
    ASSERT_TRUE(own.run({time, {bar(time, kA, "1"), bar(time, kB, "1")}}));
    time = time.plus_nanoseconds(300 * Timestamp::kNanosecondsPerSecond);
  }
  ASSERT_EQ(venue_.received.size(), 2u);
  EXPECT_EQ(venue_.received[0].average_daily_volume, testing::qty("288000").raw());
  EXPECT_EQ(venue_.received[1].average_daily_volume, testing::qty("777").raw());
}

}  // namespace
}  // namespace sluice::drivers
