// SPDX-License-Identifier: Apache-2.0
//
// What rests may be filled or not: limits hold whichever it is. First by example, then against
// every outcome there is.
#include <array>

#include <rapidcheck.h>

#include "account.hpp"
#include "risk_rules/max_gross_exposure.hpp"
#include "risk_rules/max_group_exposure.hpp"
#include "risk_rules/max_notional_per_symbol.hpp"

namespace sluice::risk_rules::test {
namespace {

template <typename Rule>
sluice_verdict judge(Account& account, std::string_view params, const sluice_order& order) {
  MockHost host;
  MockRule rule{risk_rule<Rule>.describe(), params, host};
  EXPECT_TRUE(rule.ok()) << rule.error();
  if constexpr (requires(Rule & made, const RiskView& view) { made.on_session(view); }) {
    EXPECT_EQ(rule.on_session(account.view()), SLUICE_OK) << rule.error();
  }
  return rule.check(order, account.view());
}

class RestingOrdersOfASymbol : public ::testing::Test {
 protected:
  sluice_verdict judge_one(const sluice_order& order) {
    return judge<MaxNotionalPerSymbol>(account_, R"({"limit":10000})", order);
  }
  Account account_{2};
};

TEST_F(RestingOrdersOfASymbol, Check_BehindASaleOutOfReach_HasNoMoreRoomThanWithoutIt) {
  account_.hold(0, "90");
  account_.works(limit_order(0, kSell, "80", "500", "100"));
  EXPECT_THAT(judge_one(market_order(0, kBuy, "10", "100")), Approves("10000", "10000"));
  EXPECT_THAT(judge_one(market_order(0, kBuy, "11", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_BehindASaleAtTheMarket_HasTheRoomItMakes) {
  account_.hold(0, "90");
  account_.works(market_order(0, kSell, "80", "100"));
  EXPECT_THAT(judge_one(market_order(0, kBuy, "90", "100")), Approves("10000", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_BehindAStopToSell_HasNoMoreRoomThanWithoutIt) {
  account_.hold(0, "90");
  sluice_order stop = market_order(0, kSell, "80", "100");
  stop.type = SLUICE_ORDER_STOP;
  stop.stop_price = units("50");
  account_.works(stop);
  EXPECT_THAT(judge_one(market_order(0, kBuy, "11", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_BehindAPurchaseOutOfReach_MayNotSellMoreThanWithoutIt) {
  account_.works(limit_order(0, kBuy, "80", "1", "100"));
  EXPECT_THAT(judge_one(market_order(0, kSell, "101", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_ASaleThatMayRest_IsMeasuredAsIfItDidNotFill) {
  account_.hold(0, "120");
  EXPECT_THAT(judge_one(limit_order(0, kSell, "30", "500", "100")), Approves("12000", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_ASaleBesideATakeProfitAboveTheLimit_IsApproved) {
  account_.hold(0, "130");
  account_.works(limit_order(0, kSell, "130", "500", "100"));
  EXPECT_THAT(judge_one(market_order(0, kSell, "25", "100")), Approves("10500", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_ASaleBehindSalesThatLeadBelowZero_DoesNotReduce) {
  account_.hold(0, "10");
  account_.works(limit_order(0, kSell, "120", "500", "100"));
  EXPECT_THAT(judge_one(market_order(0, kSell, "1", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "11100", "10000"));
  EXPECT_THAT(judge_one(market_order(0, kBuy, "1", "100")), Approves("10900", "10000"))
      << "a purchase does";
}

TEST_F(RestingOrdersOfASymbol, Check_AStopToBuy_IsMeasuredWhereItTriggers) {
  sluice_order stop = market_order(0, kBuy, "100", "100");
  stop.type = SLUICE_ORDER_STOP;
  stop.stop_price = units("150");
  EXPECT_THAT(judge_one(stop), Refuses("MAX_NOTIONAL_PER_SYMBOL", "15000", "10000"));
}

// Where the book counts nothing as resting.
TEST_F(RestingOrdersOfASymbol, Check_InAnOfflineRun_TakesALimitAsFilled) {
  account_.fields().offline = 1;
  account_.hold(0, "120");
  EXPECT_THAT(judge_one(limit_order(0, kSell, "30", "500", "100")), Approves("3000", "10000"));
}

TEST_F(RestingOrdersOfASymbol, Check_WithoutALastPrice_CannotBeJudged) {
  account_.works(limit_order(0, kSell, "10", "500", "100"));
  account_.works(limit_order(0, kBuy, "10", "50", "100"));
  account_.set_price(0, "0");
  EXPECT_THAT(judge_one(market_order(0, kBuy, "1", "100")), RefusesWith("NO_LAST_PRICE"));
}

// One order of `change` beside what works, in every outcome there is: each order that may rest
// filled or not. All of whole units at whole prices, so that nothing is rounded.
constexpr std::uint32_t kSymbols = 3;
struct Scene {
  std::array<std::int64_t, kSymbols> positions;
  std::array<std::int64_t, kSymbols> prices;
  std::vector<sluice_order> orders;  // the last is the one to judge
};

Scene any_scene() {
  Scene scene{};
  for (std::uint32_t i = 0; i < kSymbols; ++i) {
    scene.positions[i] = *rc::gen::inRange<std::int64_t>(-50, 51);
    scene.prices[i] = *rc::gen::inRange<std::int64_t>(1, 5);
  }
  const auto count = *rc::gen::inRange(1, 8);
  for (int n = 0; n < count; ++n) {
    const auto id = *rc::gen::inRange(0u, kSymbols);
    const Side side = *rc::gen::arbitrary<bool>() ? kBuy : kSell;
    const auto quantity = std::to_string(*rc::gen::inRange(1, 60));
    const auto price = std::to_string(scene.prices[id]);
    scene.orders.push_back(*rc::gen::arbitrary<bool>()
                               ? limit_order(id, side, quantity, price, price)
                               : market_order(id, side, quantity, price));
  }
  return scene;
}

struct Outcome {
  std::int64_t gross = 0;
  std::int64_t group = 0;  // of symbols 0 and 1
  std::array<std::int64_t, kSymbols> values{};
};

Outcome outcome(const Scene& scene, std::size_t filled) {
  Outcome out;
  std::array<std::int64_t, kSymbols> held = scene.positions;
  for (std::size_t n = 0; n < scene.orders.size(); ++n) {
    const sluice_order& order = scene.orders[n];
    if (order.type != SLUICE_ORDER_MARKET && (filled >> n & 1) == 0) continue;
    const std::int64_t quantity = order.quantity / kScale;
    held[order.instrument] += order.side == SLUICE_SIDE_BUY ? quantity : -quantity;
  }
  for (std::uint32_t i = 0; i < kSymbols; ++i) {
    out.values[i] = std::abs(held[i]) * scene.prices[i];
    out.gross += out.values[i];
    if (i < 2) out.group += out.values[i];
  }
  return out;
}

Money measured(const sluice_verdict& verdict) { return Money::from_c(verdict.measured); }

TEST(RestingOrders, WhatIsMeasured_ForAnyOrders_IsTheLargestOfAllOutcomes) {
  const bool holds = rc::check([] {
    const Scene scene = any_scene();
    Account account{kSymbols};
    account.row(0).sector = account.row(1).sector = account.add_sector("First");
    account.row(2).sector = account.add_sector("Second");
    for (std::uint32_t i = 0; i < kSymbols; ++i) {
      account.hold(i, std::to_string(scene.positions[i]));
      account.set_price(i, std::to_string(scene.prices[i]));
    }
    for (std::size_t n = 0; n + 1 < scene.orders.size(); ++n) account.works(scene.orders[n]);
    const sluice_order& judged = scene.orders.back();
    Outcome worst;
    for (std::size_t filled = 0; filled < std::size_t{1} << scene.orders.size(); ++filled) {
      const Outcome one = outcome(scene, filled);
      worst.gross = std::max(worst.gross, one.gross);
      worst.group = std::max(worst.group, one.group);
      for (std::uint32_t i = 0; i < kSymbols; ++i)
        worst.values[i] = std::max(worst.values[i], one.values[i]);
    }
    const auto whole = [](std::int64_t value) { return Money::from_raw(int128{value} * kScale); };
    constexpr auto kWide = R"({"limit":1000000000})";
    RC_ASSERT(measured(judge<MaxGrossExposure>(account, kWide, judged)) == whole(worst.gross));
    RC_ASSERT(measured(judge<MaxNotionalPerSymbol>(account, kWide, judged)) ==
              whole(worst.values[judged.instrument]));
    RC_ASSERT(measured(judge<MaxSectorExposure>(account, kWide, judged)) ==
              whole(judged.instrument < 2 ? worst.group : worst.values[2]));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::risk_rules::test
