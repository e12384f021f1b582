// SPDX-License-Identifier: Apache-2.0
//
// old_c_rule_test.cpp: a rule in plain C, built with the headers of ABI 1.0, judges today's orders.
#include <cstdlib>

#include "plugins/fixture.hpp"

namespace sluice::plugins {
namespace {

class OldCRuleTest : public PluginsTest {
 protected:
  sluice_verdict check(std::int64_t quantity) {
    order_.quantity = quantity;
    sluice_verdict verdict{};
    rule_->check(order_, view_, verdict);
    return verdict;
  }
  void SetUp() override {
    const auto library = directory_ / "old.so";
    std::filesystem::copy_file(OLD_C_LIBRARY, library);
    std::filesystem::permissions(library, std::filesystem::perms{0644});
    registry_.emplace(scan());
    ASSERT_EQ(registry_->libraries().size(), 1u);
    ASSERT_TRUE(registry_->libraries()[0].manifest.has_value())
        << registry_->libraries()[0].refusal;
    EXPECT_EQ(registry_->libraries()[0].manifest->abi_minor, 0);
    auto rule =
        registry_->create<RuleInstance>("example_c_max_order_quantity", R"({"cap": 5})", options());
    ASSERT_TRUE(rule.ok()) << message_of(rule);
    rule_ = std::move(rule).value();
    ASSERT_TRUE(rule_->start().ok());
    view_.size = sizeof view_;
    view_.instruments = {&row_, 1, sizeof row_};
    order_.size = sizeof order_;
  }

  sluice_risk_row row_{};
  sluice_risk_view view_{};
  sluice_order order_{};
  std::unique_ptr<RuleInstance> rule_;
};

TEST_F(OldCRuleTest, Order_IsJudgedAgainstItsLimit) {
  const auto approved = check(5 * kScale);
  EXPECT_EQ(approved.action, SLUICE_VERDICT_APPROVE);
  EXPECT_STREQ(approved.code, "");
  const auto refused = check(5 * kScale + 1);
  EXPECT_EQ(refused.action, SLUICE_VERDICT_REJECT);
  EXPECT_FALSE(rule_->quarantined());
}

TEST_F(OldCRuleTest, WhatItsTableDoesNotHave_IsNotCalled) {
  const RuleTraits traits = rule_->traits();
  EXPECT_FALSE(traits.hears_events || traits.assesses || traits.keeps_state || traits.explains ||
               traits.reloads);
  EXPECT_EQ(check(kScale).halt_level, 0u);
  EXPECT_EQ(rule_->instance_version(), rule_->version());
}

}  // namespace
}  // namespace sluice::plugins
