// SPDX-License-Identifier: Apache-2.0
#include "account.hpp"
#include "risk_rules/max_gross_exposure.hpp"

namespace sluice::risk_rules::test {
namespace {

class GrossLimit : public ::testing::Test {
 protected:
  GrossLimit() {
    account_.hold(0, "300");
    account_.hold(1, "-200");
  }
  sluice_verdict judge(std::string_view params, const sluice_order& order) {
    MockRule rule{risk_rule<MaxGrossExposure>.describe(), params, host_};
    EXPECT_TRUE(rule.ok()) << rule.error();
    return rule.check(order, account_.view());
  }
  MockHost host_;
  Account account_{3};
};

TEST_F(GrossLimit, Check_BelowAtAndAboveTheLimit_ApprovesUpToIt) {
  EXPECT_THAT(judge(R"({"limit":60000})", market_order(2, kBuy, "99", "100")),
              Approves("59900", "60000"));
  EXPECT_THAT(judge(R"({"limit":60000})", market_order(2, kSell, "100", "100")),
              Approves("60000", "60000"));
  EXPECT_THAT(judge(R"({"limit":60000})", market_order(2, kBuy, "100.00000001", "100")),
              Refuses("MAX_GROSS_EXPOSURE", "60000.000001", "60000"));
}

TEST_F(GrossLimit, Check_OrderInAHeldSymbol_ReplacesItsOldValue) {
  EXPECT_THAT(judge(R"({"limit":"1x"})", market_order(1, kSell, "100", "100")),
              Approves("60000", "100000"));
  EXPECT_THAT(judge(R"({"limit":"1x"})", market_order(1, kBuy, "300", "100")),
              Approves("40000", "100000"));
}

TEST_F(GrossLimit, Check_AboveTheLimit_ApprovesWhatReducesOnly) {
  EXPECT_THAT(judge(R"({"limit":"0.2x"})", market_order(0, kSell, "1", "100")),
              Approves("49900", "20000"));
  EXPECT_THAT(judge(R"({"limit":"0.2x"})", market_order(1, kBuy, "1", "100")),
              Approves("49900", "20000"));
  EXPECT_THAT(judge(R"({"limit":"0.2x"})", market_order(2, kBuy, "1", "100")),
              Refuses("MAX_GROSS_EXPOSURE", "50100", "20000"));
}

TEST_F(GrossLimit, Check_SecondOrderOfABatch_SeesTheFirst) {
  const auto order = market_order(2, kBuy, "300", "100");
  EXPECT_THAT(judge(R"({"limit":"1x"})", order), Approves("80000", "100000"));
  account_.approve(order);
  EXPECT_THAT(judge(R"({"limit":"1x"})", market_order(0, kBuy, "201", "100")),
              Refuses("MAX_GROSS_EXPOSURE", "100100", "100000"));
}

TEST_F(GrossLimit, Check_WithoutEquity_RefusesIncreasesOnly) {
  account_.set_equity("0");
  EXPECT_THAT(judge(R"({"limit":"1x"})", market_order(2, kBuy, "1", "100")),
              Refuses("NO_EQUITY", "50100", "0"));
  EXPECT_THAT(judge(R"({"limit":"1x"})", market_order(0, kSell, "1", "100")),
              Approves("49900", "0"));
}

TEST_F(GrossLimit, Check_WhenTheSumOverflows_Refuses) {
  MockRule rule{risk_rule<MaxGrossExposure>.describe(), R"({"limit":1})", host_};
  testing::MockRiskView view{1};
  view.row(0).last = units("1");
  view.fields.gross_exposure = {~std::uint64_t{0}, INT64_MAX};
  EXPECT_THAT(rule.check(market_order(0, kBuy, "1", "1"), view.raw()),
              RefusesWith("VALUE_OVERFLOW"));
}

}  // namespace
}  // namespace sluice::risk_rules::test
