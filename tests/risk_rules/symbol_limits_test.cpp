// SPDX-License-Identifier: Apache-2.0
#include "account.hpp"
#include "risk_rules/max_notional_per_symbol.hpp"
#include "risk_rules/max_weight_per_symbol.hpp"

namespace sluice::risk_rules::test {
namespace {

class NotionalLimit : public ::testing::Test {
 protected:
  sluice_verdict judge(std::string_view params, const sluice_order& order) {
    MockRule rule{risk_rule<MaxNotionalPerSymbol>.describe(), params, host_};
    EXPECT_TRUE(rule.ok()) << rule.error();
    return rule.check(order, account_.view());
  }
  MockHost host_;
  Account account_{2};
};

TEST_F(NotionalLimit, Check_BelowAtAndAboveTheLimit_ApprovesUpToIt) {
  const auto limit = R"({"limit":10000})";
  EXPECT_THAT(judge(limit, market_order(0, kBuy, "99.99999999", "100")),
              Approves("9999.999999", "10000"));
  EXPECT_THAT(judge(limit, market_order(0, kBuy, "100", "100")), Approves("10000", "10000"));
  EXPECT_THAT(judge(limit, market_order(0, kBuy, "100.00000001", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10000.000001", "10000"));
}

TEST_F(NotionalLimit, Check_LimitAboveTheReference_IsMeasuredAtTheLimit) {
  const auto limit = R"({"limit":10000})";
  EXPECT_THAT(judge(limit, limit_order(0, kBuy, "50", "200", "100")), Approves("10000", "10000"));
  EXPECT_THAT(judge(limit, limit_order(0, kBuy, "51", "200", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10200", "10000"));
  EXPECT_THAT(judge(limit, limit_order(0, kBuy, "101", "50", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
  EXPECT_THAT(judge(limit, limit_order(0, kBuy, "1", "50")), RefusesWith("NO_REFERENCE_PRICE"));
}

TEST_F(NotionalLimit, Check_OfShortPosition_MeasuresItsMagnitude) {
  const auto limit = R"({"limit":10000})";
  EXPECT_THAT(judge(limit, market_order(0, kSell, "100", "100")), Approves("10000", "10000"));
  EXPECT_THAT(judge(limit, market_order(0, kSell, "101", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
}

TEST_F(NotionalLimit, Check_FractionOfTheLastUnit_IsRoundedUpAgainstUs) {
  // 0.33333333 * 0.00000010 = 0.0000000333333330
  EXPECT_THAT(judge(R"({"limit":0.00000003})", market_order(0, kBuy, "0.33333333", "0.0000001")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "0.00000004", "0.00000003"));
  EXPECT_THAT(judge(R"({"limit":0.00000004})", market_order(0, kBuy, "0.33333333", "0.0000001")),
              Approves("0.00000004", "0.00000004"));
  EXPECT_THAT(judge(R"({"limit":0.00000003})", market_order(0, kSell, "0.33333333", "0.0000001")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "0.00000004", "0.00000003"));
}

TEST_F(NotionalLimit, Check_WithWorkingOrders_CountsThemAsFilled) {
  account_.hold(0, "40");
  account_.row(0).working_buy = units("50");
  account_.row(0).working_sell = units("20");
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kBuy, "30", "100")),
              Approves("10000", "10000"));
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kBuy, "31", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10100", "10000"));
}

TEST_F(NotionalLimit, Check_SellingWhatWorkingOrdersSellAlready_IsAnIncrease) {
  account_.hold(0, "100");
  account_.row(0).working_sell = units("100");
  EXPECT_THAT(judge(R"({"limit":50})", market_order(0, kSell, "1", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "100", "50"));
  account_.hold(0, "-100");
  account_.row(0).working_sell = 0;
  account_.row(0).working_buy = units("100");
  EXPECT_THAT(judge(R"({"limit":50})", market_order(0, kBuy, "1", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "100", "50"));
}

TEST_F(NotionalLimit, Check_SecondOrderOfABatch_SeesTheFirst) {
  const auto order = market_order(0, kBuy, "60", "100");
  EXPECT_THAT(judge(R"({"limit":10000})", order), Approves("6000", "10000"));
  account_.approve(order);
  EXPECT_THAT(judge(R"({"limit":10000})", order),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "12000", "10000"));
}

TEST_F(NotionalLimit, Check_ReducingOrderAboveTheLimit_IsApprovedAndMeasured) {
  account_.hold(0, "300");
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kSell, "50", "100")),
              Approves("25000", "10000"));
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kBuy, "1", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "30100", "10000"));
}

TEST_F(NotionalLimit, Check_TurningThePositionRound_IsApprovedUpToItsOldSize) {
  account_.hold(0, "300");
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kSell, "600", "100")),
              Approves("30000", "10000"));
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kSell, "601", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "30100", "10000"));
}

TEST_F(NotionalLimit, Check_ClosingAtAPriceFarFromTheLastOne_IsApproved) {
  account_.hold(0, "300");
  // 300 * 100 - 300 * 250 = -45000: worth more than before by value, gone by quantity.
  EXPECT_THAT(judge(R"({"limit":10000})", market_order(0, kSell, "300", "250")),
              Approves("45000", "10000"));
}

TEST_F(NotionalLimit, Check_MultipleOfEquity_FollowsEquityRoundedDown) {
  EXPECT_THAT(judge(R"({"limit":"0.1x"})", market_order(0, kBuy, "100", "100")),
              Approves("10000", "10000"));
  account_.set_equity("99999.99999999");
  EXPECT_THAT(judge(R"({"limit":"0.1x"})", market_order(0, kBuy, "100", "100")),
              Refuses("MAX_NOTIONAL_PER_SYMBOL", "10000", "9999.99999999"));
}

TEST_F(NotionalLimit, Check_MultipleOfNoEquity_RefusesIncreasesOnly) {
  account_.hold(0, "10");
  for (const auto* equity : {"0", "-5000"}) {
    account_.set_equity(equity);
    EXPECT_THAT(judge(R"({"limit":"0.1x"})", market_order(0, kBuy, "1", "100")),
                Refuses("NO_EQUITY", "1100", "0"));
    EXPECT_THAT(judge(R"({"limit":"0.1x"})", market_order(0, kSell, "1", "100")),
                Approves("900", "0"));
    EXPECT_THAT(judge(R"({"limit":5000})", market_order(0, kBuy, "1", "100")),
                Approves("1100", "5000"));
  }
}

TEST_F(NotionalLimit, Check_WhenTheSumOverflows_Refuses) {
  account_.view();
  testing::MockRiskView view{1};
  view.row(0).last = 1;
  view.row(0).projected_value = {~std::uint64_t{0}, INT64_MAX};
  MockRule rule{risk_rule<MaxNotionalPerSymbol>.describe(), R"({"limit":1})", host_};
  EXPECT_THAT(rule.check(market_order(0, kBuy, "1", "1"), view.raw()),
              RefusesWith("VALUE_OVERFLOW"));
  view.row(0).projected_value = {0, INT64_MIN};
  EXPECT_THAT(rule.check(market_order(0, kSell, "1", "1"), view.raw()),
              RefusesWith("VALUE_OVERFLOW"));
}

TEST_F(NotionalLimit, Check_OfTheLargestNumbers_DoesNotWrap) {
  sluice_order order = market_order(0, kBuy, "1", "1");
  order.quantity = INT64_MAX;
  order.reference_price = INT64_MAX;
  EXPECT_THAT(judge(R"({"limit":10000})", order), RefusesWith("MAX_NOTIONAL_PER_SYMBOL"));
  account_.row(0).position = INT64_MAX;
  account_.row(0).last = INT64_MAX;
  const sluice_risk_view* view = account_.view();
  MockRule rule{risk_rule<MaxNotionalPerSymbol>.describe(), R"({"limit":10000})", host_};
  EXPECT_THAT(rule.check(order, view), RefusesWith("MAX_NOTIONAL_PER_SYMBOL"));
}

TEST_F(NotionalLimit, Check_WhenTheMultipleOverflows_Refuses) {
  account_.fields().equity = {~std::uint64_t{0}, INT64_MAX};
  EXPECT_THAT(judge(R"({"limit":"2x"})", market_order(0, kBuy, "1", "100")),
              RefusesWith("VALUE_OVERFLOW"));
}

TEST_F(NotionalLimit, Create_WithoutOrWithANegativeLimit_NamesTheParameter) {
  MockRule missing{risk_rule<MaxNotionalPerSymbol>.describe(), "{}", host_};
  EXPECT_FALSE(missing.ok());
  EXPECT_THAT(missing.error(), ::testing::HasSubstr("limit"));
  MockRule negative{risk_rule<MaxNotionalPerSymbol>.describe(), R"({"limit":-1})", host_};
  EXPECT_FALSE(negative.ok());
  EXPECT_THAT(negative.error(), ::testing::HasSubstr("limit"));
}

class WeightLimit : public ::testing::Test {
 protected:
  sluice_verdict judge(std::string_view params, const sluice_order& order) {
    MockRule rule{risk_rule<MaxWeightPerSymbol>.describe(), params, host_};
    EXPECT_TRUE(rule.ok()) << rule.error();
    return rule.check(order, account_.view());
  }
  MockHost host_;
  Account account_{1};
};

TEST_F(WeightLimit, Check_BelowAtAndAboveTheLimit_ApprovesUpToIt) {
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "99.999", "100")),
              Approves("0.099999", "0.1"));
  const sluice_verdict at = judge(R"({"limit":0.1})", market_order(0, kBuy, "100", "100"));
  EXPECT_THAT(at, Approves("0.1", "0.1"));
  EXPECT_EQ(at.unit, SLUICE_UNIT_RATIO);
  // 10000.00000001 / 100000 = 0.1000000000000001
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "0.00000001", "0.00000001")),
              Approves("0.00000001", "0.1"));
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "1", "10000.00000001")),
              Refuses("MAX_WEIGHT_PER_SYMBOL", "0.10000001", "0.1"));
}

TEST_F(WeightLimit, Check_ReducingOrderAboveTheLimit_IsApproved) {
  account_.hold(0, "-500");
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "1", "100")),
              Approves("0.499", "0.1"));
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kSell, "1", "100")),
              Refuses("MAX_WEIGHT_PER_SYMBOL", "0.501", "0.1"));
}

TEST_F(WeightLimit, Check_WithoutEquity_RefusesIncreasesOnly) {
  account_.hold(0, "5");
  for (const auto* equity : {"0", "-0.00000001"}) {
    account_.set_equity(equity);
    EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "1", "100")),
                RefusesWith("NO_EQUITY"));
    EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kSell, "1", "100")),
                ApprovesUnmeasured());
  }
}

TEST_F(WeightLimit, Check_WhenTheShareOverflows_RefusesIncreasesOnly) {
  account_.hold(0, "10000000000");
  account_.set_price(0, "1000000");
  account_.set_equity("0.00000001");
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kBuy, "1", "1000000")),
              RefusesWith("VALUE_OVERFLOW"));
  EXPECT_THAT(judge(R"({"limit":0.1})", market_order(0, kSell, "1", "1000000")),
              ApprovesUnmeasured());
}

TEST_F(WeightLimit, Check_SecondOrderOfABatch_SeesTheFirst) {
  const auto order = market_order(0, kBuy, "60", "100");
  EXPECT_THAT(judge(R"({"limit":0.1})", order), Approves("0.06", "0.1"));
  account_.approve(order);
  EXPECT_THAT(judge(R"({"limit":0.1})", order), Refuses("MAX_WEIGHT_PER_SYMBOL", "0.12", "0.1"));
}

}  // namespace
}  // namespace sluice::risk_rules::test
