// SPDX-License-Identifier: Apache-2.0
//
// gate_resize_test.cpp: a smaller order goes through the whole chain again, and not for ever.
#include "risk/gate_fixture.hpp"

namespace sluice::risk {
namespace {

using testing::approves;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::qty;
using testing::rejects;
using testing::resizes_to;

TEST_F(GateTest, Resize_SendsTheSmallerOrderThroughTheChainAgain) {
  add("first", approves());
  add("cut", resizes_to(qty("4")));
  add("last", approves());
  const auto& result = judge_one("10");
  ASSERT_EQ(result.approved.size(), 1u);
  EXPECT_EQ(result.approved[0].intent().quantity, qty("4"));
  EXPECT_THAT(asked(), ElementsAre("ask first about 10", "ask cut about 10", "ask last about 10",
                                   "ask first about 4", "ask cut about 4", "ask last about 4"));
  EXPECT_EQ(log_.back(),
            "APPROVED BUY 4 #0 [0:approve 1:resize=CUT 2:approve kill:approve "
            "0:approve 1:approve 2:approve kill:approve]");
}

TEST_F(GateTest, Resize_CountsAndIsBookedAtItsNewSize) {
  add("cut", resizes_to(qty("4")));
  const auto& result = judge_one("10");
  EXPECT_EQ(result.notional_before, testing::money("1000"));
  EXPECT_EQ(result.notional_after, testing::money("400"));
  EXPECT_EQ(book_.row(0).working_buy, qty("4").raw());
}

TEST_F(GateTest, Resize_OfAnOrderThatAnotherRuleRefuses_DoesNotSaveIt) {
  add("cut", resizes_to(qty("4")));
  add("no", rejects("NO"));
  const auto& result = judge_one("10");
  EXPECT_EQ(result.blocked[0].reason, "NO: rule=no");
  EXPECT_EQ(result.blocked[0].intent.quantity, qty("10"));
  EXPECT_THAT(asked(), ElementsAre("ask cut about 10", "ask no about 10"));
}

TEST_F(GateTest, RuleThatRefusesTheSmallerOrder_RefusesIt) {
  add("cut", resizes_to(qty("4")));
  add("min", [](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool small = order.quantity < qty("5").raw();
    testing::set_answer(verdict, small ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE, "SMALL");
  });
  EXPECT_EQ(judge_one("10").blocked[0].reason, "SMALL: rule=min");
  EXPECT_EQ(book_.row(0).working_buy, 0);
}

TEST_F(GateTest, ShadowResize_ChangesNothing) {
  add("cut", resizes_to(qty("4")), RuleMode::kShadow);
  const auto& result = judge_one("10");
  EXPECT_EQ(result.approved[0].intent().quantity, qty("10"));
  EXPECT_THAT(log_.back(), HasSubstr("[0~resize=CUT kill:approve]"));
}

TEST_F(GateTest, FirstOfTwoResizes_IsTakenFirst) {
  add("to_six", resizes_to(qty("6")));
  add("to_four", resizes_to(qty("4")));
  EXPECT_EQ(judge_one("10").approved[0].intent().quantity, qty("4"));
  EXPECT_THAT(asked(),
              ElementsAre("ask to_six about 10", "ask to_four about 10", "ask to_six about 6",
                          "ask to_four about 6", "ask to_six about 4", "ask to_four about 4"));
}

// A rule that takes one off every time; `until` is where it stops.
testing::Answer takes_one_off_until(std::int64_t until) {
  return [until](const sluice_order& order, const auto&, sluice_verdict& verdict) {
    const bool more = order.quantity > until * kScale;
    testing::set_answer(verdict, more ? SLUICE_VERDICT_RESIZE : SLUICE_VERDICT_APPROVE,
                        more ? "ONE_LESS" : "");
    verdict.resize_quantity = more ? order.quantity - kScale : 0;
  };
}

TEST_F(GateTest, AsManyResizesAsThereArePassesForThem_AreApproved) {
  add("nibble", takes_one_off_until(10 - (Gate::kMaxPasses - 1)));
  const auto& result = judge_one("10");
  ASSERT_TRUE(result.is_ok());
  EXPECT_EQ(result.approved[0].intent().quantity, qty("7"));
  EXPECT_EQ(asked().size(), std::size_t{Gate::kMaxPasses});
}

TEST_F(GateTest, RulesThatKeepResizing_AreRefusedAfterABoundedNumberOfPasses) {
  add("nibble", takes_one_off_until(10 - Gate::kMaxPasses));
  const auto& result = judge_one("10");
  EXPECT_EQ(result.blocked.at(0).reason, "RESIZE_LIMIT: rule=nibble");
  EXPECT_EQ(result.blocked[0].intent.quantity, qty("10")) << "what was asked for is recorded";
  EXPECT_EQ(asked().size(), std::size_t{Gate::kMaxPasses});
  EXPECT_EQ(book_.row(0).working_buy, 0);
}

struct BadResize {
  const char* name;
  std::int64_t quantity;
};
class GateBadResize : public GateTest, public ::testing::WithParamInterface<BadResize> {};

// The order is 10 with a lot of 1.
TEST_P(GateBadResize, IsAFaultOfTheRule) {
  add("bad", [](const auto&, const auto&, sluice_verdict& verdict) {
    testing::set_answer(verdict, SLUICE_VERDICT_RESIZE, "CUT");
    verdict.resize_quantity = GetParam().quantity;
  });
  EXPECT_EQ(judge_one("10").blocked.at(0).reason, "PLUGIN_FAULT: rule=bad");
  EXPECT_THAT(asked(), ElementsAre("ask bad about 10"));
}
constexpr BadResize kBadResizes[] = {{"zero", 0},
                                     {"negative", -4 * kScale},
                                     {"as_asked", 10 * kScale},
                                     {"larger", 11 * kScale},
                                     {"not_a_lot", 4 * kScale + 1},
                                     {"largest", INT64_MAX},
                                     {"smallest", INT64_MIN}};
INSTANTIATE_TEST_SUITE_P(Resize, GateBadResize, ::testing::ValuesIn(kBadResizes),
                         [](const auto& bad) { return std::string{bad.param.name}; });

TEST_F(GateTest, ResizeWhereNoLotIsKnown_MayBeAnyPart) {
  auto instruments = testing::instruments({"AAA"});
  instruments[0].lot = Quantity{};
  const InstrumentTable table{std::move(instruments)};
  RiskBook book{table};
  add("cuts", testing::resizes_to(qty("2.5")));
  const Intent intent = testing::market_intent(1, 0, Side::kBuy, "10", "100");
  gate().judge({&intent, 1}, book, result_);
  ASSERT_EQ(result_.approved.size(), 1u);
  EXPECT_EQ(result_.approved[0].intent().quantity, qty("2.5"));
}

}  // namespace
}  // namespace sluice::risk
