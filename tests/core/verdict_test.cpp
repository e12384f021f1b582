// SPDX-License-Identifier: Apache-2.0
//
// verdict_test.cpp: which answers of a rule refuse, and how a refusal reads.
#include "core/verdict.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "core/reason_codes.hpp"
#include "support/domain_values.hpp"

namespace sluice {
namespace {

using testing::money;

sluice_verdict measured(std::int32_t unit, std::string_view value, std::string_view limit) {
  sluice_verdict verdict{};
  verdict.size = sizeof verdict;
  verdict.unit = unit;
  verdict.measured = money(value).to_c();
  verdict.limit = money(limit).to_c();
  return verdict;
}

TEST(ReasonText, NamesCodeRuleMeasuredAndLimit) {
  EXPECT_EQ(reason_text("MAX_WEIGHT_PER_SYMBOL", "max_weight_per_symbol",
                        measured(SLUICE_UNIT_RATIO, "0.12", "0.1")),
            "MAX_WEIGHT_PER_SYMBOL: rule=max_weight_per_symbol, measured=0.12, limit=0.1");
}

TEST(ReasonText, OfANegativeAndAWideValue_IsExact) {
  EXPECT_EQ(
      reason_text("X", "x", measured(SLUICE_UNIT_MONEY, "-0.00000001", "123456789012345678901.5")),
      "X: rule=x, measured=-0.00000001, limit=123456789012345678901.5");
}

TEST(ReasonText, WhenNothingWasMeasured_NamesTheRuleAlone) {
  EXPECT_EQ(reason_text("QA_BLOCK", "qa_status", measured(SLUICE_UNIT_NONE, "1", "2")),
            "QA_BLOCK: rule=qa_status");
}

struct Refusal {
  RuleMode mode;
  std::int32_t action;
  bool refuses;
};

TEST(RuleVerdict, Refuses_UnlessItApprovesOrResizesOrIsAShadow) {
  constexpr Refusal kTable[] = {
      {RuleMode::kEnforce, SLUICE_VERDICT_APPROVE, false},
      {RuleMode::kEnforce, SLUICE_VERDICT_RESIZE, false},
      {RuleMode::kEnforce, SLUICE_VERDICT_REJECT, true},
      {RuleMode::kEnforce, SLUICE_VERDICT_HALT, true},
      {RuleMode::kEnforce, 4, true},  // no action at all: fail closed
      {RuleMode::kEnforce, -1, true},
      {RuleMode::kShadow, SLUICE_VERDICT_APPROVE, false},
      {RuleMode::kShadow, SLUICE_VERDICT_RESIZE, false},
      {RuleMode::kShadow, SLUICE_VERDICT_REJECT, false},
      {RuleMode::kShadow, SLUICE_VERDICT_HALT, false},
  };
  for (const auto& row : kTable) {
    RuleVerdict verdict;
    verdict.mode = row.mode;
    verdict.verdict.action = row.action;
    EXPECT_EQ(verdict.refuses(), row.refuses)
        << "mode " << static_cast<int>(row.mode) << ", action " << row.action;
  }
}

TEST(VerdictNames, AreTheWordsOfTheTrail) {
  EXPECT_EQ(action_name(SLUICE_VERDICT_APPROVE), "approve");
  EXPECT_EQ(action_name(SLUICE_VERDICT_REJECT), "reject");
  EXPECT_EQ(action_name(SLUICE_VERDICT_RESIZE), "resize");
  EXPECT_EQ(action_name(SLUICE_VERDICT_HALT), "halt");
  EXPECT_EQ(action_name(99), "reject");
  const char* const units[] = {"none", "money", "quantity", "price", "ratio", "count", "seconds"};
  for (std::int32_t unit = 0; unit < 7; ++unit) EXPECT_EQ(unit_name(unit), units[unit]);
  EXPECT_EQ(unit_name(7), "none");
}

TEST(ReasonCodes, AreUniqueUpperCaseAndExplained) {
  std::set<std::string_view> codes;
  for (const auto& [code, meaning] : kReasonCodes) {
    EXPECT_TRUE(codes.insert(code).second) << code;
    EXPECT_EQ(code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), std::string_view::npos)
        << code;
    EXPECT_LT(code.size(), std::size_t{SLUICE_CODE_SIZE});
    EXPECT_FALSE(meaning.empty());
  }
}

}  // namespace
}  // namespace sluice
