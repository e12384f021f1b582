// SPDX-License-Identifier: Apache-2.0
//
// Every rule that measures fails closed in the same way: one table for all.
#include "account.hpp"
#include "risk_rules/max_gross_exposure.hpp"
#include "risk_rules/max_group_exposure.hpp"
#include "risk_rules/max_notional_per_symbol.hpp"
#include "risk_rules/max_weight_per_symbol.hpp"
#include "risk_rules/vol_target.hpp"

namespace sluice::risk_rules::test {
namespace {

class MissingInput : public ::testing::TestWithParam<sluice_component> {
 protected:
  MissingInput() {
    account_.row(0).sector = account_.add_sector("Energy");
    account_.row(0).region = account_.add_region("Europe");
  }
  MockHost host_;
  Account account_{1};
  MockRule rule_{GetParam(), R"({"limit":1000000})", host_};
};

TEST_P(MissingInput, Check_WithoutReferencePrice_Refuses) {
  account_.hold(0, "10");
  sluice_order order = market_order(0, kSell, "1");
  EXPECT_THAT(rule_.check(order, account_.view()), RefusesWith("NO_REFERENCE_PRICE"));
  order.reference_price = -1;
  EXPECT_THAT(rule_.check(order, account_.view()), RefusesWith("NO_REFERENCE_PRICE"));
}

TEST_P(MissingInput, Check_OfAnInstrumentOutsideTheRun_Refuses) {
  EXPECT_THAT(rule_.check(market_order(1, kBuy, "1", "100"), account_.view()),
              RefusesWith("UNKNOWN_INSTRUMENT"));
}

TEST_P(MissingInput, Check_OfAnOrderThatIsNone_Refuses) {
  sluice_order order = market_order(0, kBuy, "0", "100");
  EXPECT_THAT(rule_.check(order, account_.view()), RefusesWith("INVALID_ORDER"));
  order.quantity = -units("5");
  EXPECT_THAT(rule_.check(order, account_.view()), RefusesWith("INVALID_ORDER"));
  order = market_order(0, kBuy, "1", "100");
  order.side = 3;
  EXPECT_THAT(rule_.check(order, account_.view()), RefusesWith("INVALID_ORDER"));
}

TEST_P(MissingInput, Check_AddingToAPositionWithoutAPrice_Refuses) {
  account_.hold(0, "10");
  account_.row(0).last = 0;
  EXPECT_THAT(rule_.check(market_order(0, kBuy, "1", "100"), account_.view()),
              RefusesWith("NO_LAST_PRICE"));
  EXPECT_EQ(rule_.check(market_order(0, kSell, "1", "100"), account_.view()).action,
            SLUICE_VERDICT_APPROVE);
}

INSTANTIATE_TEST_SUITE_P(Rules, MissingInput,
                         ::testing::Values(risk_rule<MaxNotionalPerSymbol>.describe(),
                                           risk_rule<MaxWeightPerSymbol>.describe(),
                                           risk_rule<MaxGrossExposure>.describe(),
                                           risk_rule<MaxSectorExposure>.describe(),
                                           risk_rule<MaxRegionExposure>.describe(),
                                           risk_rule<VolTarget>.describe()),
                         [](const auto& rule) { return std::string{view_of(rule.param.id)}; });

}  // namespace
}  // namespace sluice::risk_rules::test
