// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

#include "support/allocations.hpp"

namespace sluice {
namespace {

// Counts what happened: events, fills, sessions.
struct Counting {
  static constexpr auto id = "counting";
  static constexpr auto version = "1.0.0";
  Verdict check(const Order& order, const RiskView& view) const noexcept {
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
  EXPECT_EQ(Money::from_c(refused.limit), testing::money("1"));
}

TEST(RiskRule, Check_AllocatesNothing) {
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{1};
  const sluice_order order = testing::market_order(0, Side::kBuy, "1");
  const sluice_risk_view* raw = view.raw();
  const std::uint64_t before = testing::allocations();
  const sluice_verdict verdict = rule.check(order, raw);
  EXPECT_EQ(testing::allocations(), before);
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
  EXPECT_EQ(Money::from_c(verdict.measured), testing::money("105"));
}

// The rule answers in the host's memory, whose struct may be larger or smaller than the one known
// here.
TEST(RiskRule, Check_ForANewerHost_LeavesSizeAndTailAlone) {
  struct Newer {
    sluice_verdict known{};
    std::uint64_t appended = 42;
  } newer;
  newer.known.size = sizeof(Newer);
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{1};
  const auto order = testing::market_order(0, Side::kBuy, "1");
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(kCounting.table);
  table.check(rule.get(), &order, view.raw(), &newer.known);
  EXPECT_EQ(newer.known.size, sizeof(Newer));
  EXPECT_EQ(newer.known.action, rule.check(order, view.raw()).action);
  EXPECT_EQ(newer.appended, 42u);
}

TEST(RiskRule, Check_ForAnOlderHost_KeepsToItsSize) {
  struct Older {
    alignas(sluice_verdict) unsigned char bytes[offsetof(sluice_verdict, halt_level)];
    std::uint64_t next = 42;
  } older{};
  auto* const out = reinterpret_cast<sluice_verdict*>(older.bytes);
  out->size = sizeof older.bytes;
  out->action = -1;
  testing::MockHost host;
  testing::MockRule rule{kCounting, "{}", host};
  testing::MockRiskView view{1};
  const auto order = testing::market_order(0, Side::kBuy, "1");
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(kCounting.table);
  table.check(rule.get(), &order, view.raw(), out);
  EXPECT_EQ(older.next, 42u);
  EXPECT_EQ(out->size, sizeof older.bytes);
  EXPECT_EQ(out->action, rule.check(order, view.raw()).action);
}

TEST(RiskRule, WithoutTheOptionalMembers_LeavesTheirSlotsEmpty) {
  const auto& table = *static_cast<const sluice_risk_rule_v1*>(kCounting.table);
  EXPECT_EQ(table.size, sizeof(sluice_risk_rule_v1));
  EXPECT_EQ(table.on_event, nullptr);
  EXPECT_EQ(table.assess, nullptr);
  EXPECT_EQ(table.state_version, nullptr);
  EXPECT_EQ(table.save_state, nullptr);
  EXPECT_EQ(table.restore_state, nullptr);
  EXPECT_EQ(table.explain, nullptr);
  EXPECT_EQ(table.instance_version, nullptr);
  EXPECT_EQ(table.prepare, nullptr);
  EXPECT_EQ(table.adopt, nullptr);
  EXPECT_EQ(table.prepared_version, nullptr);
}

// Allows so many messages until a person releases it; its source is a word.
struct Remembering {
  static constexpr auto id = "remembering";
  static constexpr auto version = "1.0.0";
  Verdict check(const Order&, const RiskView&) const noexcept {
    return sent < 3 ? approve(count(sent), count(3)) : reject("TOO_MANY", count(sent), count(3));
  }
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() == RiskEventKind::kSent) ++sent;
    if (event.kind() == RiskEventKind::kFilled && event.price() == Price::parse("2.5"))
      sent += event.order().is_buy() ? 10 : 0;
    if (event.kind() == RiskEventKind::kReleased && !event.has_order()) sent = 0;
    ++changes;
  }
  Verdict assess(const RiskView& view) const noexcept {
    return view.trading_state() == TradingState::kActive
               ? approve()
               : halt(Scope::kAccount, "NOT_ACTIVE").with_level(HaltLevel::kFlatten);
  }
  std::uint64_t state_version() const noexcept { return changes; }
  std::string save_state() const {
    if (sent == 99) return std::string(64 * 1024 + 1, 'x');
    return std::to_string(sent);
  }
  void restore_state(std::string_view state) {
    if (state.empty()) throw Failure(SLUICE_ERROR_ARGUMENT, "no number");
    sent = std::stoi(std::string{state});
  }
  std::string explain() const {
    return sent == 0 ? "" : R"({"sent":)" + std::to_string(sent) + "}";
  }
  std::string_view instance_version() const { return source; }
  bool prepare() {
    if (source == "bad") throw std::runtime_error("it does not compile");
    return source != "new";
  }
  void adopt() noexcept { source = "new"; }
  std::string_view prepared_version() const { return "new"; }

  std::int64_t sent = 0;
  std::uint64_t changes = 0;
  std::string source = "old";
};

class RememberingTest : public ::testing::Test {
 protected:
  void tell(RiskEventKind kind, std::string_view price = "0") {
    rule.on_event(testing::risk_event(kind, order, Timestamp{}, "1", price));
  }

  testing::MockHost host;
  testing::MockRule rule{risk_rule<Remembering>.describe(), "{}", host};
  testing::MockRiskView view{1};
  sluice_order order = testing::market_order(0, Side::kBuy, "1");
};

TEST_F(RememberingTest, OnEvent_ReachesTheRuleWithItsOrder) {
  tell(RiskEventKind::kSent);
  EXPECT_EQ(Money::from_c(rule.check(order, view.raw()).measured), testing::money("1"));
  tell(RiskEventKind::kFilled, "2.5");
  EXPECT_EQ(Money::from_c(rule.check(order, view.raw()).measured), testing::money("11"));
  rule.on_event(testing::released_event(Timestamp{}));
  EXPECT_EQ(Money::from_c(rule.check(order, view.raw()).measured), testing::money("0"));
}

TEST_F(RememberingTest, Assess_HaltsWithScopeAndLevel) {
  EXPECT_EQ(rule.assess(view.raw()).action, SLUICE_VERDICT_APPROVE);
  view.fields.trading_state = SLUICE_TRADING_HALTED;
  const sluice_verdict verdict = rule.assess(view.raw());
  EXPECT_EQ(verdict.action, SLUICE_VERDICT_HALT);
  EXPECT_EQ(verdict.halt_scope, std::uint32_t{SLUICE_SCOPE_ACCOUNT});
  EXPECT_EQ(verdict.halt_level, std::uint32_t{SLUICE_HALT_FLATTEN});
}

TEST_F(RememberingTest, State_GoesToAnotherInstance) {
  tell(RiskEventKind::kSent);
  tell(RiskEventKind::kSent);
  EXPECT_EQ(rule.state_version(), 2u);
  const std::string state = rule.save_rule_state();
  testing::MockRule other{risk_rule<Remembering>.describe(), "{}", host};
  ASSERT_EQ(other.restore_rule_state(state), SLUICE_OK);
  EXPECT_EQ(Money::from_c(other.check(order, view.raw()).measured), testing::money("2"));
}

TEST_F(RememberingTest, State_ThatIsTooLargeOrBad_IsAnError) {
  ASSERT_EQ(rule.restore_rule_state("99"), SLUICE_OK);
  EXPECT_EQ(rule.save_rule_state(), "");
  EXPECT_EQ(rule.status(), SLUICE_ERROR_LIMIT);
  EXPECT_EQ(rule.error(), "the state has 65537 bytes, the limit is 65536");
  EXPECT_EQ(rule.restore_rule_state(""), SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(rule.restore_rule_state("x"), SLUICE_ERROR_FAULT);
}

TEST_F(RememberingTest, Explain_WritesWhatThereIsToTell) {
  EXPECT_EQ(rule.explain(), "");
  tell(RiskEventKind::kSent);
  EXPECT_EQ(rule.explain(), R"({"sent":1})");
}

TEST_F(RememberingTest, Prepare_TellsWhetherThereIsSomethingToAdopt) {
  EXPECT_EQ(rule.instance_version(), "old");
  EXPECT_EQ(rule.prepare(), SLUICE_OK);
  EXPECT_EQ(rule.prepared_version(), "new");
  rule.adopt();
  EXPECT_EQ(rule.instance_version(), "new");
  EXPECT_EQ(rule.prepare(), SLUICE_END);
}

}  // namespace
}  // namespace sluice
