// SPDX-License-Identifier: Apache-2.0
//
// account_test.cpp: an executor's optional function `account`, through the wrapper.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

struct AccountVenue {
  static constexpr auto id = "account_venue";
  static constexpr auto version = "1.0.0";
  void begin(Rows<Instrument> instruments) { has_begun = !instruments.empty(); }
  void submit(Rows<sluice_order>, Reports&) {}
  void cancel(const sluice_order&, Reports&) {}
  void query(const sluice_order&, Reports&) {}
  void snapshot(Timestamp, Rows<sluice_order>, Reports&, VenueAccount&) {}
  void poll(Reports&) {}
  Health health() const { return {}; }
  void account(AccountFacts& facts) const {
    if (!has_begun) return facts.dry_run();
    facts.name("uid 7");
    facts.permissions(true, false);
    facts.clock(-5, 2);
    facts.time(Timestamp::from_nanoseconds(9));
    facts.balances({{sizeof(sluice_account_balance), 0, to_c("USDT"), testing::money("12.5").to_c(),
                     testing::money("1").to_c()}});
  }
  bool has_begun = false;
};

class AccountTest : public ::testing::Test {
 protected:
  void begin() {
    market_.add_instrument("A");
    ASSERT_EQ(venue_.begin(market_.instruments()), SLUICE_OK);
  }
  testing::MockHost host_;
  testing::MockMarket market_;
  testing::MockExecutor venue_{executor<AccountVenue>.describe(), "{}", host_};
};

TEST_F(AccountTest, Account_OfADryRun_TellsNothingElse) {
  const auto told = venue_.account();
  EXPECT_EQ(told.facts.is_dry_run, 1);
  EXPECT_EQ(told.facts.has_permissions, 0);
  EXPECT_EQ(told.facts.has_clock, 0);
  EXPECT_EQ(told.facts.has_balances, 0);
}

TEST_F(AccountTest, Account_IsWhatTheVenueSaysOfIt) {
  begin();
  const auto told = venue_.account();
  EXPECT_EQ(told.facts.is_dry_run, 0);
  EXPECT_STREQ(told.facts.account, "uid 7");
  EXPECT_EQ(told.facts.has_permissions, 1);
  EXPECT_EQ(told.facts.may_trade, 1);
  EXPECT_EQ(told.facts.may_withdraw, 0);
  EXPECT_EQ(told.facts.has_clock, 1);
  EXPECT_EQ(told.facts.clock_offset_ns, -5);
  EXPECT_EQ(told.facts.clock_error_ns, 2);
  EXPECT_EQ(told.facts.time, 9);
  EXPECT_EQ(told.facts.has_balances, 1);
  EXPECT_EQ(told.balances, std::vector<std::string>{"USDT 12.5 + 1 locked"});
}

TEST_F(AccountTest, Account_WhoseBalancesTheHostRefuses_GivesItsStatus) {
  begin();
  const auto& table = *static_cast<const sluice_executor_v1*>(venue_.component().table);
  sluice_account_facts facts{};
  facts.size = sizeof facts;
  facts.on_balances = [](void*, sluice_rows) -> sluice_status { return SLUICE_ERROR_STATE; };
  testing::ErrorBuffer error;
  EXPECT_EQ(table.account(venue_.get(), &facts, error.raw()), SLUICE_ERROR_STATE);
  EXPECT_EQ(error.text(), "the host refused the balances");
}

}  // namespace
}  // namespace sluice
