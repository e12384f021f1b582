// SPDX-License-Identifier: Apache-2.0
#include "strategies/multifactor/fundamentals.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/testing/testing.hpp>

namespace sluice::strategies::multifactor {
namespace {

using ::testing::HasSubstr;

sluice_time at(std::string_view iso) { return sluice::testing::time_of(iso).nanoseconds(); }

constexpr auto kText =
    "# a comment\n"
    "known_at,symbol,eps,sales\n"
    "2024-02-01,ABC,1.5,100\n"
    "2024-05-01T21:00:00Z,ABC,2.5,\n"
    "2024-01-15,\"XYZ\",-3e1,7\n"
    "2024-05-03,ABC,2,120\n"
    "2024-05-03,ABC,2.25,120\n";

TEST(Fundamentals, Value_IsSeenFromKnownAtOnAndNeverBefore) {
  const auto facts = Fundamentals::parse(kText, "f.csv", {"eps", "sales"});
  EXPECT_TRUE(std::isnan(facts.value("ABC", 0, at("2024-01-31"))));
  EXPECT_EQ(facts.value("ABC", 0, at("2024-02-01")), 1.5);
  EXPECT_EQ(facts.value("ABC", 0, at("2024-05-01")), 1.5);
  EXPECT_EQ(facts.value("ABC", 0, at("2024-05-01T20:59:59Z")), 1.5);
  EXPECT_EQ(facts.value("ABC", 0, at("2024-05-01T21:00:00Z")), 2.5);
  EXPECT_EQ(facts.value("ABC", 0, at("2024-05-03")), 2.25);
  EXPECT_EQ(facts.value("XYZ", 0, at("2030-01-01")), -30);
}

TEST(Fundamentals, Value_OfAnEmptyCell_IsTheOneBefore) {
  const auto facts = Fundamentals::parse(kText, "f.csv", {"sales"});
  EXPECT_EQ(facts.value("ABC", 0, at("2024-05-02")), 100);
  EXPECT_TRUE(std::isnan(facts.value("NONE", 0, at("2030-01-01"))));
}

TEST(Fundamentals, Parse_OfFaults_NamesFileLineAndWhatWasExpected) {
  const auto refusal = [](const std::string& text) {
    try {
      (void)Fundamentals::parse(text, "f.csv", {"eps"});
    } catch (const std::invalid_argument& fault) {
      return std::string{fault.what()};
    }
    return std::string{"accepted"};
  };
  EXPECT_EQ(refusal("known_at,symbol,epd\n"), "f.csv:1: no column 'eps'; did you mean 'epd'?");
  EXPECT_EQ(refusal("known_at,ticker,eps\n"), "f.csv:1: no column 'symbol'");
  EXPECT_EQ(refusal(""), "f.csv:0: is empty, expected a header known_at,symbol,…");
  const std::string head = "known_at,symbol,eps\n";
  EXPECT_EQ(refusal(head + "2024-01-01,A\n"), "f.csv:2: has 2 fields, expected 3");
  EXPECT_THAT(refusal(head + "01/02/24,A,1\n"), HasSubstr("f.csv:2: known_at is '01/02/24', exp"));
  EXPECT_EQ(refusal(head + "2024-01-01,A,x\n"),
            "f.csv:2: eps is 'x', expected a number or nothing");
  EXPECT_THAT(refusal(head + "2024-01-01,A,inf\n"), HasSubstr("expected a number"));
  EXPECT_EQ(refusal(head + "2024-01-01,,1\n"), "f.csv:2: symbol is empty");
}

}  // namespace
}  // namespace sluice::strategies::multifactor
