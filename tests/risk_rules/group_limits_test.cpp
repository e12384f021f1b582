// SPDX-License-Identifier: Apache-2.0
#include "account.hpp"
#include "risk_rules/max_group_exposure.hpp"

namespace sluice::risk_rules::test {
namespace {

class GroupLimit : public ::testing::Test {
 protected:
  GroupLimit() {
    technology_ = account_.add_sector("Technology");
    energy_ = account_.add_sector("Energy");
    account_.row(0).sector = account_.row(1).sector = technology_;
    account_.row(2).sector = energy_;
    account_.row(0).region = account_.row(2).region = account_.add_region("Europe");
    account_.hold(0, "100");
    account_.hold(1, "-50");
  }
  template <typename Rule = MaxSectorExposure>
  sluice_verdict judge(std::string_view params, const sluice_order& order) {
    MockRule rule{risk_rule<Rule>.describe(), params, host_};
    EXPECT_TRUE(rule.ok()) << rule.error();
    EXPECT_EQ(rule.on_session(account_.view()), SLUICE_OK) << rule.error();
    return rule.check(order, account_.view());
  }
  MockHost host_;
  Account account_{4};
  std::uint32_t technology_ = 0;
  std::uint32_t energy_ = 0;
};

TEST_F(GroupLimit, Check_BelowAtAndAboveTheLimit_ApprovesUpToIt) {
  EXPECT_THAT(judge(R"({"limit":20000})", market_order(0, kBuy, "49", "100")),
              Approves("19900", "20000"));
  EXPECT_THAT(judge(R"({"limit":20000})", market_order(1, kSell, "50", "100")),
              Approves("20000", "20000"));
  EXPECT_THAT(judge(R"({"limit":20000})", market_order(1, kSell, "50.00000001", "100")),
              Refuses("MAX_SECTOR_EXPOSURE", "20000.000001", "20000"));
}

TEST_F(GroupLimit, Check_OtherGroups_AreNotCounted) {
  EXPECT_THAT(judge(R"({"limit":20000})", market_order(2, kBuy, "200", "100")),
              Approves("20000", "20000"));
}

TEST_F(GroupLimit, Check_WithLimitsByName_UsesTheGroupsOwn) {
  const auto params = R"({"limits":{"Technology":"0.2x"},"limit":5000})";
  EXPECT_THAT(judge(params, market_order(0, kBuy, "51", "100")),
              Refuses("MAX_SECTOR_EXPOSURE", "20100", "20000"));
  EXPECT_THAT(judge(params, market_order(2, kBuy, "51", "100")),
              Refuses("MAX_SECTOR_EXPOSURE", "5100", "5000"));
}

TEST_F(GroupLimit, Check_GroupThatIsNotListed_IsUnlimited) {
  EXPECT_THAT(judge(R"({"limits":{"Technology":1}})", market_order(2, kBuy, "1000", "100")),
              ApprovesUnmeasured());
}

TEST_F(GroupLimit, Check_ReducingOrderAboveTheLimit_IsApproved) {
  EXPECT_THAT(judge(R"({"limit":100})", market_order(0, kSell, "1", "100")),
              Approves("14900", "100"));
  EXPECT_THAT(judge(R"({"limit":100})", market_order(1, kSell, "1", "100")),
              Refuses("MAX_SECTOR_EXPOSURE", "15100", "100"));
}

TEST_F(GroupLimit, Check_InstrumentWithoutASector_RefusesIncreasesOnly) {
  account_.hold(3, "10");
  for (const auto* params : {R"({"limit":1000000})", R"({"limits":{"Energy":1000000}})"}) {
    EXPECT_THAT(judge(params, market_order(3, kBuy, "1", "100")), RefusesWith("UNKNOWN_SECTOR"));
    EXPECT_THAT(judge(params, market_order(3, kSell, "1", "100")), ApprovesUnmeasured());
  }
  account_.row(3).sector = 99;
  EXPECT_THAT(judge(R"({"limit":1000000})", market_order(3, kBuy, "1", "100")),
              RefusesWith("UNKNOWN_SECTOR"));
}

TEST_F(GroupLimit, Check_BeforeTheFirstSession_RefusesIncreases) {
  MockRule rule{risk_rule<MaxSectorExposure>.describe(), R"({"limit":1000000})", host_};
  EXPECT_THAT(rule.check(market_order(0, kBuy, "1", "100"), account_.view()),
              RefusesWith("UNKNOWN_SECTOR"));
}

TEST_F(GroupLimit, Check_OfAGroupThatTheViewHasNoMore_Refuses) {
  MockRule rule{risk_rule<MaxSectorExposure>.describe(), R"({"limit":1000000})", host_};
  ASSERT_EQ(rule.on_session(account_.view()), SLUICE_OK);
  Account smaller{1};
  smaller.row(0).sector = energy_;
  EXPECT_THAT(rule.check(market_order(0, kBuy, "1", "100"), smaller.view()),
              RefusesWith("UNKNOWN_SECTOR"));
}

TEST_F(GroupLimit, Check_OfRegions_MeasuresTheRegion) {
  account_.hold(2, "100");
  EXPECT_THAT(judge<MaxRegionExposure>(R"({"limit":25000})", market_order(2, kBuy, "50", "100")),
              Approves("25000", "25000"));
  EXPECT_THAT(judge<MaxRegionExposure>(R"({"limit":25000})", market_order(0, kBuy, "51", "100")),
              Refuses("MAX_REGION_EXPOSURE", "25100", "25000"));
  EXPECT_THAT(judge<MaxRegionExposure>(R"({"limit":25000})", market_order(3, kBuy, "1", "100")),
              RefusesWith("UNKNOWN_REGION"));
}

TEST_F(GroupLimit, Check_SecondOrderOfABatch_SeesTheFirst) {
  const auto order = market_order(2, kBuy, "60", "100");
  EXPECT_THAT(judge(R"({"limit":10000})", order), Approves("6000", "10000"));
  account_.approve(order);
  EXPECT_THAT(judge(R"({"limit":10000})", order), Refuses("MAX_SECTOR_EXPOSURE", "12000", "10000"));
}

TEST_F(GroupLimit, OnSession_LimitForAGroupNobodyHas_WarnsWithTheNearest) {
  judge(R"({"limits":{"Tecnology":1,"Energy":1}})", market_order(2, kBuy, "1", "100"));
  ASSERT_EQ(host_.log().size(), 1u);
  EXPECT_EQ(host_.log()[0].level, LogLevel::kWarning);
  EXPECT_THAT(host_.log()[0].text,
              ::testing::AllOf(::testing::HasSubstr("'Tecnology'"),
                               ::testing::HasSubstr("nearest sector is 'Technology'")));
}

TEST_F(GroupLimit, Create_WithoutAnyLimit_IsAnError) {
  MockRule rule{risk_rule<MaxSectorExposure>.describe(), "{}", host_};
  EXPECT_FALSE(rule.ok());
  EXPECT_THAT(rule.error(), ::testing::HasSubstr("'limits'"));
}

}  // namespace
}  // namespace sluice::risk_rules::test
