// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

namespace sluice {
namespace {

TEST(Verdict, OfEachMeasure_CarriesItsUnit) {
  const Price price = *Price::parse("1.5");
  const Ratio ratio = *Ratio::parse("0.25");
  const Quantity quantity = *Quantity::parse("3");
  EXPECT_EQ(approve(testing::money("1"), testing::money("2")).raw().unit, SLUICE_UNIT_MONEY);
  EXPECT_EQ(approve(quantity, quantity).raw().unit, SLUICE_UNIT_QUANTITY);
  EXPECT_EQ(approve(price, price).raw().unit, SLUICE_UNIT_PRICE);
  EXPECT_EQ(approve(ratio, ratio).raw().unit, SLUICE_UNIT_RATIO);
  EXPECT_EQ(approve(count(1), count(2)).raw().unit, SLUICE_UNIT_COUNT);
  EXPECT_EQ(approve(seconds(1), seconds(2)).raw().unit, SLUICE_UNIT_SECONDS);
  EXPECT_EQ(approve().raw().unit, SLUICE_UNIT_NONE);
}

TEST(Verdict, Reject_CarriesCodeMeasuredAndLimit) {
  const Verdict verdict = reject("TOO_MUCH", testing::money("-3.5"), testing::money("2"));
  EXPECT_EQ(verdict.raw().action, SLUICE_VERDICT_REJECT);
  EXPECT_EQ(verdict.code(), "TOO_MUCH");
  EXPECT_EQ(Money::from_c(verdict.raw().measured), testing::money("-3.5"));
  EXPECT_EQ(Money::from_c(verdict.raw().limit), testing::money("2"));
  EXPECT_FALSE(verdict.is_approval());
}

TEST(Verdict, Count_IsScaledLikeEveryMeasure) {
  EXPECT_EQ(Money::from_c(reject("N", count(7), count(5)).raw().measured), testing::money("7"));
}

TEST(Verdict, Resize_CarriesItsQuantity) {
  const Verdict verdict = resize(*Quantity::parse("4"), "TRIMMED", count(9), count(4));
  EXPECT_EQ(verdict.raw().action, SLUICE_VERDICT_RESIZE);
  EXPECT_EQ(verdict.raw().resize_quantity, 4 * kScale);
  EXPECT_EQ(verdict.raw().unit, SLUICE_UNIT_COUNT);
}

TEST(Verdict, Halt_CarriesItsScope) {
  const Verdict verdict = halt(Scope::kSession, "LOSS", testing::money("9"), testing::money("8"));
  EXPECT_EQ(verdict.raw().action, SLUICE_VERDICT_HALT);
  EXPECT_EQ(verdict.raw().halt_scope, std::uint32_t{SLUICE_SCOPE_SESSION});
  EXPECT_EQ(verdict.raw().halt_level, std::uint32_t{SLUICE_HALT_DEFAULT});
  const Verdict harder = verdict.with_level(HaltLevel::kAndCancel);
  EXPECT_EQ(harder.raw().halt_level, std::uint32_t{SLUICE_HALT_AND_CANCEL});
}

TEST(Verdict, WithACodeTooLong_CutsItAndEndsIt) {
  const Verdict verdict = reject(std::string(100, 'A'));
  EXPECT_EQ(verdict.code(), std::string(SLUICE_CODE_SIZE - 1, 'A'));
}

TEST(Verdict, Write_IntoALargerStruct_LeavesItsSizeAndItsTailAlone) {
  struct Newer {
    sluice_verdict known{};
    std::uint64_t appended = 42;
  } newer;
  newer.known.size = sizeof(Newer);
  approve().write(&newer.known);
  EXPECT_EQ(newer.known.size, sizeof(Newer));
  EXPECT_EQ(newer.known.action, SLUICE_VERDICT_APPROVE);
  EXPECT_EQ(newer.appended, 42u);
}

TEST(Verdict, Write_IntoTheSmallerStructOfAnOlderHost_KeepsToItsSize) {
  struct Older {
    alignas(sluice_verdict) unsigned char bytes[offsetof(sluice_verdict, halt_level)];
    std::uint64_t next = 42;
  } older{};
  auto* out = reinterpret_cast<sluice_verdict*>(older.bytes);
  out->size = sizeof older.bytes;
  halt(Scope::kAll, "STOP").with_level(HaltLevel::kFlatten).write(out);
  EXPECT_EQ(older.next, 42u);
  EXPECT_EQ(out->size, sizeof older.bytes);
  EXPECT_STREQ(out->code, "STOP");
}

}  // namespace
}  // namespace sluice
