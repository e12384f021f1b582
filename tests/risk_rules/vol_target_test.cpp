// SPDX-License-Identifier: Apache-2.0
#include "risk_rules/vol_target.hpp"

#include <cmath>

#include <rapidcheck.h>

#include "account.hpp"
#include "price_history.hpp"

namespace sluice::risk_rules::test {
namespace {

constexpr std::uint32_t kInstruments = 3;
constexpr int kWindow = 60;

class VolTargetTest : public ::testing::Test {
 protected:
  VolTargetTest() {
    for (std::uint32_t i = 0; i < kInstruments; ++i) {
      market_.add_instrument("S" + std::to_string(i));
      PriceWalk walk{i + 7};
      closes_.emplace_back();
      for (int number = 0; number <= kWindow; ++number) closes_[i].push_back(walk.next());
    }
    for (int number = 0; number <= kWindow; ++number)
      for (std::uint32_t i = 0; i < kInstruments; ++i)
        market_.add_bar(i, day(number), closes_[i][static_cast<std::size_t>(number)]);
    for (std::uint32_t i = 0; i < kInstruments; ++i) account_.row(i).last = closes_[i].back().raw();
  }
  const sluice_risk_view* view() {
    const sluice_risk_view* view = account_.view();
    account_.fields().market = market_.raw();
    return view;
  }
  MockRule& rule(const std::string& params) {
    rule_.emplace(risk_rule<VolTarget>.describe(), params, host_);
    EXPECT_TRUE(rule_->ok()) << rule_->error();
    EXPECT_EQ(rule_->on_session(view()), SLUICE_OK) << rule_->error();
    return *rule_;
  }
  sluice_verdict judge(const std::string& params, const sluice_order& order) {
    return rule(params).check(order, view());
  }
  static std::string params(std::string_view limit, std::string_view action = "scale") {
    return "{\"limit\":" + std::string{limit} + ",\"action\":\"" + std::string{action} + "\"}";
  }
  sluice_order order(std::uint32_t id, Side side, std::string_view quantity) {
    sluice_order made = market_order(id, side, quantity, "1");
    made.reference_price = account_.row(id).last;
    return made;
  }
  // The textbook formula through the covariance matrix, in long double.
  long double reference(const std::vector<long double>& values, long double equity) const {
    long double variance = 0;
    for (std::size_t i = 0; i < kInstruments; ++i)
      for (std::size_t j = 0; j < kInstruments; ++j)
        variance += values[i] * values[j] * covariance(i, j);
    return std::sqrt(variance * 252) / equity;
  }
  long double covariance(std::size_t i, std::size_t j) const {
    long double sum = 0;
    long double weights = 0;
    for (std::size_t k = 1; k <= kWindow; ++k) {
      const long double weight = std::pow(0.94L, static_cast<long double>(kWindow - k));
      sum += weight * return_of(i, k) * return_of(j, k);
      weights += weight;
    }
    return sum / weights;
  }
  long double return_of(std::size_t i, std::size_t k) const {
    return static_cast<long double>(closes_[i][k].raw()) /
               static_cast<long double>(closes_[i][k - 1].raw()) -
           1;
  }
  long double value(std::uint32_t id) {
    return static_cast<long double>(raw_money(account_.row(id).projected_value).raw()) / kScale;
  }

  testing::MockMarket market_;
  std::vector<std::vector<Price>> closes_;
  MockHost host_;
  Account account_{kInstruments};
  std::optional<MockRule> rule_;
};

TEST_F(VolTargetTest, Check_Measures_WhatTheCovarianceMatrixGives) {
  account_.hold(0, "300");
  account_.hold(1, "-200");
  const auto bought = order(2, kBuy, "250");
  const sluice_verdict verdict = judge(params("10"), bought);
  ASSERT_EQ(verdict.action, SLUICE_VERDICT_APPROVE);
  const long double added = 250.0L * static_cast<long double>(bought.reference_price) / kScale;
  const long double expected = reference({value(0), value(1), added}, 100000);
  ASSERT_GT(expected, 0.01L);
  EXPECT_NEAR(static_cast<double>(expected), raw_money(verdict.measured).to_double(), 2e-8);
  EXPECT_GE(raw_money(verdict.measured).to_double() + 1e-9, static_cast<double>(expected));
  EXPECT_EQ(raw_money(verdict.limit), money("10"));
  EXPECT_EQ(verdict.unit, SLUICE_UNIT_RATIO);
}

TEST_F(VolTargetTest, LookbackSessions_IsOneCloseMoreThanReturns) {
  MockRule rule{risk_rule<VolTarget>.describe(), R"({"limit":1,"window":20})", host_};
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(rule.component().table);
  EXPECT_EQ(table.lookback_sessions(rule.get()), 21u);
}

TEST_F(VolTargetTest, Check_AtAndJustAboveTheLimit_ApprovesUpToIt) {
  const auto bought = order(0, kBuy, "500");
  const Money measured = raw_money(judge(params("10"), bought).measured);
  const Money less = Money::from_raw(measured.raw() - 1);
  EXPECT_EQ(judge(params(measured.to_string(), "refuse"), bought).action, SLUICE_VERDICT_APPROVE);
  EXPECT_THAT(judge(params(less.to_string(), "refuse"), bought),
              Refuses("VOL_TARGET", measured.to_string(), less.to_string()));
}

TEST_F(VolTargetTest, Check_ScalingAnOrder_GivesTheLargestLotMultipleThatFits) {
  account_.row(0).lot = units("10");
  account_.hold(1, "50");
  const auto wanted = order(0, kBuy, "5000");
  const sluice_verdict verdict = judge(params("0.15"), wanted);
  ASSERT_EQ(verdict.action, SLUICE_VERDICT_RESIZE) << verdict.code;
  EXPECT_STREQ(verdict.code, "VOL_TARGET");
  EXPECT_GT(raw_money(verdict.measured), raw_money(verdict.limit));
  EXPECT_GT(verdict.resize_quantity, 0);
  EXPECT_LT(verdict.resize_quantity, wanted.quantity);
  EXPECT_EQ(verdict.resize_quantity % units("10"), 0);
  sluice_order resized = wanted;
  resized.quantity = verdict.resize_quantity;
  EXPECT_EQ(rule_->check(resized, view()).action, SLUICE_VERDICT_APPROVE);
  resized.quantity += units("10");
  EXPECT_NE(rule_->check(resized, view()).action, SLUICE_VERDICT_APPROVE);
}

TEST_F(VolTargetTest, Check_WhenNotOneLotFits_Refuses) {
  account_.row(0).lot = units("4000");
  EXPECT_THAT(judge(params("0.15"), order(0, kBuy, "8000")), RefusesWith("VOL_TARGET"));
}

TEST_F(VolTargetTest, Check_WithoutALot_RefusesInsteadOfScaling) {
  account_.row(0).lot = 0;
  EXPECT_THAT(judge(params("0.15"), order(0, kBuy, "8000")), RefusesWith("VOL_TARGET"));
}

TEST_F(VolTargetTest, Check_AboveTheLimit_ApprovesWhatLowersTheVolatility) {
  account_.hold(0, "5000");
  const sluice_verdict sold = judge(params("0.15"), order(0, kSell, "1"));
  EXPECT_EQ(sold.action, SLUICE_VERDICT_APPROVE);
  EXPECT_GT(raw_money(sold.measured), raw_money(sold.limit));
  EXPECT_THAT(rule_->check(order(0, kBuy, "1"), view()), RefusesWith("VOL_TARGET"));
  EXPECT_THAT(judge(params("0.15", "refuse"), order(0, kBuy, "1")), RefusesWith("VOL_TARGET"));
}

TEST_F(VolTargetTest, Check_SecondOrderOfABatch_SeesTheFirst) {
  const auto bought = order(0, kBuy, "500");
  const Money alone = raw_money(judge(params("10"), bought).measured);
  account_.approve(bought);
  const Money both = raw_money(rule_->check(bought, view()).measured);
  EXPECT_NEAR(both.to_double(), 2 * alone.to_double(), 3e-8);
}

TEST_F(VolTargetTest, Check_DependsOnTheViewAlone_NotOnTheOrdersJudgedBefore) {
  rule(params("10"));
  for (const auto& [id, quantity] :
       {std::pair{0u, "333.33333333"}, {1u, "77.7"}, {2u, "12.00000001"}, {0u, "0.5"}}) {
    const auto made = order(id, id == 1 ? kSell : kBuy, quantity);
    EXPECT_EQ(rule_->check(made, view()).action, SLUICE_VERDICT_APPROVE);
    account_.approve(made);
  }
  const auto last = order(2, kSell, "5");
  const Money followed = raw_money(rule_->check(last, view()).measured);
  EXPECT_EQ(followed, raw_money(judge(params("10"), last).measured));
}

TEST_F(VolTargetTest, Check_WithTooLittleHistory_RefusesIncreasesOnly) {
  const std::uint32_t young = market_.add_instrument("Young");
  Account account{kInstruments + 1};
  for (int number = kWindow + 1; number <= kWindow + 30; ++number)
    for (std::uint32_t i = 0; i <= young; ++i)
      market_.add_bar(i, day(number), Price::from_raw(units("100")));
  const auto see = [&] {
    const sluice_risk_view* seen = account.view();
    account.fields().market = market_.raw();
    return seen;
  };
  MockRule short_of_one{risk_rule<VolTarget>.describe(), params("10"), host_};
  ASSERT_EQ(short_of_one.on_session(see()), SLUICE_OK);
  account.hold(young, "10");
  EXPECT_THAT(short_of_one.check(market_order(young, kBuy, "1", "100"), see()),
              RefusesWith("NO_VOLATILITY"));
  EXPECT_THAT(short_of_one.check(market_order(young, kSell, "1", "100"), see()),
              ApprovesUnmeasured());
  for (std::uint32_t i = 0; i <= young; ++i)
    market_.add_bar(i, day(kWindow + 31), Price::from_raw(units("100")));
  ASSERT_EQ(short_of_one.on_session(see()), SLUICE_OK);
  EXPECT_EQ(short_of_one.check(market_order(young, kBuy, "1", "100"), see()).action,
            SLUICE_VERDICT_APPROVE);
}

TEST_F(VolTargetTest, Check_WithoutMarketHistory_RefusesIncreasesOnly) {
  MockRule blind{risk_rule<VolTarget>.describe(), params("10"), host_};
  account_.hold(0, "10");
  EXPECT_THAT(blind.check(order(0, kBuy, "1"), view()), RefusesWith("NO_VOLATILITY"));
  const sluice_risk_view* seen = account_.view();
  account_.fields().market = nullptr;
  ASSERT_EQ(blind.on_session(seen), SLUICE_OK);
  EXPECT_THAT(blind.check(order(0, kBuy, "1"), seen), RefusesWith("NO_VOLATILITY"));
  EXPECT_THAT(blind.check(order(0, kSell, "1"), seen), ApprovesUnmeasured());
}

TEST_F(VolTargetTest, Check_WhenTheHistoryIsTakenAway_RefusesAgain) {
  rule(params("10"));
  const sluice_risk_view* seen = view();
  account_.fields().market = nullptr;
  ASSERT_EQ(rule_->on_session(seen), SLUICE_OK);
  EXPECT_THAT(rule_->check(order(0, kBuy, "1"), seen), RefusesWith("NO_VOLATILITY"));
}

TEST_F(VolTargetTest, Check_WithoutEquity_RefusesIncreasesOnly) {
  account_.hold(0, "10");
  for (const auto* equity : {"0", "-1"}) {
    account_.set_equity(equity);
    EXPECT_THAT(judge(params("10"), order(0, kBuy, "1")), RefusesWith("NO_EQUITY"));
    EXPECT_THAT(judge(params("10"), order(0, kSell, "1")), ApprovesUnmeasured());
  }
}

TEST_F(VolTargetTest, Check_OfAbsurdAmounts_RefusesInsteadOfWrapping) {
  sluice_order huge = order(0, kBuy, "1");
  huge.quantity = INT64_MAX;
  huge.reference_price = INT64_MAX;
  EXPECT_THAT(judge(params("10"), huge), RefusesWith("VALUE_OVERFLOW"));
  // Fits as a value, not as a day's result.
  huge.reference_price = units("9000");
  EXPECT_THAT(judge(params("10"), huge), RefusesWith("VALUE_OVERFLOW"));
}

TEST_F(VolTargetTest, Check_ForAnyPortfolio_ScalesToTheLargestFit) {
  const bool holds = rc::check([this] {
    for (std::uint32_t i = 0; i < kInstruments; ++i)
      account_.row(i).position = *rc::gen::inRange<std::int64_t>(-900, 900) * kScale;
    const auto lot = *rc::gen::element<std::int64_t>(1'000'000, kScale, 7 * kScale);
    sluice_order wanted = order(0, *rc::gen::arbitrary<bool>() ? kBuy : kSell, "1");
    account_.row(0).lot = lot;
    wanted.quantity = lot * *rc::gen::inRange<std::int64_t>(1, 3000);
    const sluice_verdict verdict = judge(params("0.12"), wanted);
    sluice_order part = wanted;
    if (verdict.action == SLUICE_VERDICT_RESIZE) {
      RC_ASSERT(verdict.resize_quantity > 0 && verdict.resize_quantity < wanted.quantity);
      RC_ASSERT(verdict.resize_quantity % lot == 0);
      part.quantity = verdict.resize_quantity;
      RC_ASSERT(rule_->check(part, view()).action == SLUICE_VERDICT_APPROVE);
      part.quantity += lot;
      const auto next = rule_->check(part, view());
      RC_ASSERT(part.quantity == wanted.quantity || raw_money(next.measured) > money("0.12"));
    } else if (verdict.action == SLUICE_VERDICT_REJECT) {
      for (int i = 1; i <= 20; ++i) {
        part.quantity = std::max(lot, wanted.quantity / 20 * i / lot * lot);
        RC_ASSERT(raw_money(rule_->check(part, view()).measured) > money("0.12"));
      }
    }
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace sluice::risk_rules::test
