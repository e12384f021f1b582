// SPDX-License-Identifier: Apache-2.0
//
// bundle_test.cpp: what a bundle says, and how a faulty one is refused.
#include "strategies/multifactor/bundle.hpp"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sluice::strategies::multifactor {
namespace {

using ::testing::HasSubstr;

std::string refusal_of(const std::string& text) {
  try {
    (void)parse_bundle(text, "folder/b.yaml");
  } catch (const std::invalid_argument& refusal) {
    return refusal.what();
  }
  return "accepted";
}

TEST(Bundle, Parse_OfTheShortest_FillsInDefaults) {
  const Bundle bundle = parse_bundle("factors: [{kind: momentum}]", "b.yaml");
  ASSERT_EQ(bundle.factors.size(), 1u);
  const Factor& factor = bundle.factors[0];
  EXPECT_EQ(factor.name, "momentum");
  EXPECT_EQ(factor.window, 252u);
  EXPECT_EQ(factor.second, 21u);
  EXPECT_EQ(factor.weight, 1);
  EXPECT_EQ(factor.sign, 1);
  EXPECT_EQ(bundle.top_quantile, 0.2);
  EXPECT_EQ(bundle.bottom_quantile, 0.2);
  EXPECT_EQ(bundle.winsorise_lower, 0.01);
  EXPECT_EQ(bundle.winsorise_upper, 0.99);
  EXPECT_EQ(bundle.gross_exposure, 1);
  EXPECT_EQ(bundle.missing, Missing::kDrop);
  EXPECT_FALSE(bundle.sector_neutral);
  EXPECT_FALSE(bundle.score_weights);
  EXPECT_EQ(bundle.memory(), 253u);
}

TEST(Bundle, Parse_OfEverything_ReadsIt) {
  const Bundle bundle = parse_bundle(R"(
name: all
description: of everything
fundamentals: facts/f.csv
factors:
  - {name: slow, kind: momentum, window: 100, skip: 0, weight: 2, direction: low}
  - {name: busy, kind: volume_trend, window: 5, base: 300, direction: -1}
  - {kind: value, column: eps, over_price: true, direction: 1}
winsorise: {lower: 0.05, upper: 0.9}
top_quantile: 0.3
bottom_quantile: 0
sector_neutral: true
weighting: score
gross_exposure: 1.5
missing: neutral
)",
                                     "folder/b.yaml");
  EXPECT_EQ(bundle.factors[0].second, 0u);
  EXPECT_EQ(bundle.factors[0].sign, -1);
  EXPECT_EQ(bundle.factors[1].second, 300u);
  EXPECT_EQ(bundle.factors[1].sign, -1);
  EXPECT_EQ(bundle.factors[2].column, "eps");
  EXPECT_TRUE(bundle.factors[2].over_price);
  EXPECT_EQ(bundle.fundamentals, "folder/facts/f.csv");
  EXPECT_EQ(bundle.missing, Missing::kNeutral);
  EXPECT_TRUE(bundle.score_weights);
  EXPECT_EQ(bundle.memory(), 301u);
}

TEST(Bundle, Parse_OfFaults_NamesLinePathAndWhatWasExpectedOfEach) {
  EXPECT_EQ(refusal_of("factors:\n"
                       "  - {kind: momentun}\n"
                       "  - {kind: beta, window: 2.5, weigth: 1}\n"
                       "top_quantil: 0.2\n"
                       "missing: [drop]\n"),
            "b.yaml:4: top_quantil: unknown key, expected one of name, description, factors, "
            "winsorise, top_quantile, bottom_quantile, sector_neutral, weighting, gross_exposure, "
            "missing, fundamentals; did you mean 'top_quantile'?\n"
            "b.yaml:2: factors[0].kind: is 'momentun', expected one of momentum, reversal, "
            "volatility, downside_volatility, beta, amihud, dollar_volume, volume_trend, "
            "max_drawdown, distance_from_high, skewness, value; did you mean 'momentum'?\n"
            "b.yaml:3: factors[1].weigth: unknown key, expected one of name, kind, weight, "
            "direction, window; did you mean 'weight'?\n"
            "b.yaml:3: factors[1].window: is '2.5', expected a whole number from 3 to 1000\n"
            "b.yaml:5: missing: is a list, expected one of drop, neutral, error");
}

TEST(Bundle, Parse_OfWhatContradictsItself_IsRefused) {
  const auto expect = [](const std::string& text, const char* what) {
    EXPECT_THAT(refusal_of(text), HasSubstr(what)) << text;
  };
  expect("factors: []", "expected a list of 1 to 64 factors");
  expect("top_quantile: 0.5", "factors: expected a list");
  expect("[1, 2]", "expected a mapping");
  expect("factors: [{kind: momentum}, {kind: momentum}]", "another factor is called 'momentum'");
  expect("factors: [{kind: momentum, window: 10, skip: 10}]", "expected a number below the window");
  expect("factors: [{kind: volume_trend, window: 21, base: 21}]", "above the window (21)");
  expect("factors: [{kind: value, column: eps}]", "'fundamentals', which is not given");
  expect("fundamentals: f.csv\nfactors: [{kind: value}]", "column: is required");
  expect("factors: [{kind: beta, skip: 1}]", "skip: unknown key");
  expect("factors: [{name: x}]", "kind: is required");
  expect("factors: [momentum]", "expected a mapping such as");
  expect("factors: [{kind: beta, weight: 0}]", "expected a number above 0 to 1000");
  expect("factors: [{kind: beta, weight: .nan}]", "expected a number");
  expect("factors: [{kind: beta}]\ntop_quantile: 0.7\nbottom_quantile: 0.4",
         "expected at most 1 together");
  expect("factors: [{kind: beta}]\nsector_neutral: maybe", "expected true or false");
  expect("factors: [{kind: beta}]\nwinsorise: 0.05", "expected quantiles such as");
  expect("factors: [{kind: beta}]\nwinsorise: {lower: 0.6}", "from 0 to 0.5");
  expect("factors: [{kind: beta}]\nmissing: drop\nmissing: drop", "stands twice");
  expect("factors: [{kind: beta}", "b.yaml:1: is not YAML");
  expect(std::string(kBundleBytes + 1, ' '), "expected at most 262144");
}

TEST(Bundle, Read_OfAFileThatIsNotThere_NamesIt) {
  EXPECT_THROW((void)read_bundle("nowhere/b.yaml"), std::invalid_argument);
}

TEST(FactorKinds, ReferencePage_ShowsTheTable) {
  std::ifstream page{SLUICE_SOURCE_DIR "/docs/reference/multifactor.md"};
  const std::string text{std::istreambuf_iterator<char>{page}, {}};
  for (const KindInfo& info : kKinds) {
    std::string defaults = info.default_window > 0
                               ? "`window: " + std::to_string(info.default_window) + "`"
                               : "`column` required";
    if (info.default_second > 0)
      defaults += info.kind == Kind::kMomentum ? ", `skip: 21`" : ", `base: 126`";
    const std::string row = "| `" + std::string{info.name} + "` | " + std::string{info.meaning} +
                            " | " + defaults + " |";
    EXPECT_THAT(text, HasSubstr(row));
  }
}

}  // namespace
}  // namespace sluice::strategies::multifactor
