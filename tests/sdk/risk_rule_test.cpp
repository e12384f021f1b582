// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <new>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace {

// Allocations of this program: a check must make none.
std::size_t allocations = 0;

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace sluice {
namespace {

// Counts what it sees: non-const check, fills, sessions.
struct Counting {
  static constexpr auto id = "counting";
  static constexpr auto version = "1.0.0";
  Verdict check(const Order& order, const RiskView& view) noexcept {
    ++seen;
    if (view.row(order.instrument()).position().is_positive())
      return reject("HELD", count(seen), count(1));
    return approve(count(seen), count(5));
  }
  std::uint32_t lookback_sessions() const noexcept { return 21; }
  void on_session(const RiskView& view) { seen = view.cash().is_zero() ? 0 : 100; }
  void on_fills(Rows<Fill> fills) {
    for (const Fill fill : fills) seen += fill.signed_quantity().raw() / kScale;
  }
  std::int64_t seen = 0;
};

constexpr auto kCounting = risk_rule<Counting>.describe();

TEST(RiskRule, Check_AnswersIntoTheHostsVerdict) {
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{2};
  view.row(1).position = kScale;
  const sluice_verdict approved = rule.check(testing::market_order(0, Side::kBuy, "1"), view.raw());
  EXPECT_EQ(approved.action, SLUICE_VERDICT_APPROVE);
  EXPECT_STREQ(approved.code, "");
  EXPECT_EQ(approved.unit, SLUICE_UNIT_COUNT);
  const sluice_verdict refused = rule.check(testing::market_order(1, Side::kBuy, "1"), view.raw());
  EXPECT_EQ(refused.action, SLUICE_VERDICT_REJECT);
  EXPECT_STREQ(refused.code, "HELD");
  EXPECT_EQ(Money::from_c(refused.measured), testing::money("2"));
}

TEST(RiskRule, Check_AllocatesNothing) {
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{1};
  const sluice_order order = testing::market_order(0, Side::kBuy, "1");
  const sluice_risk_view* raw = view.raw();
  const std::size_t before = allocations;
  const sluice_verdict verdict = rule.check(order, raw);
  EXPECT_EQ(allocations, before);
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_APPROVE);
}

TEST(RiskRule, LookbackSessions_IsAskedFromTheRule) {
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(kCounting.table);
  ASSERT_NE(table.lookback_sessions, nullptr);
  EXPECT_EQ(table.lookback_sessions(rule.get()), 21u);
}

TEST(RiskRule, OnSessionAndOnFills_ReachTheRule) {
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{1};
  view.fields.cash = testing::money("1").to_c();
  EXPECT_EQ(rule.on_session(view.raw()), SLUICE_OK);
  sluice_fill fills[2]{};
  fills[0].side = SLUICE_SIDE_BUY;
  fills[0].quantity = 7 * kScale;
  fills[1].side = SLUICE_SIDE_SELL;
  fills[1].quantity = 2 * kScale;
  EXPECT_EQ(rule.on_fills(fills), SLUICE_OK);
  const sluice_verdict verdict = rule.check(testing::market_order(0, Side::kBuy, "1"), view.raw());
  EXPECT_EQ(Money::from_c(verdict.measured), testing::money("106"));
}

}  // namespace
}  // namespace sluice
