// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "analytics/series.hpp"

namespace sluice::analytics {
namespace {

using namespace sluice::statistics;

// Bailey and López de Prado (2014): five years of daily returns, 250 a year, with an annualised
// Sharpe ratio of 2.5; the trials' Sharpe ratios vary by 1/2 a year.
const SharpeSample kPaper{2.5 / std::sqrt(250.0), -3, 10, 1250};
constexpr double kPaperVariance = 0.5 / 250;

TEST(DeflatedSharpe, OfThePapersExample) {
  EXPECT_NEAR(expected_maximum_sharpe(100, kPaperVariance).value(), 0.1132, 5e-5);
  EXPECT_NEAR(deflated_sharpe(kPaper, 100, kPaperVariance).value(), 0.9004, 5e-5);
  EXPECT_NEAR(deflated_sharpe(kPaper, 46, kPaperVariance).value(), 0.9505, 5e-5);
}

TEST(DeflatedSharpe, OfThePapersExample_WereReturnsNormal) {
  const SharpeSample normal{kPaper.sharpe, 0, 3, 1250};
  EXPECT_NEAR(deflated_sharpe(normal, 88, kPaperVariance).value(), 0.9505, 5e-5);
}

TEST(DeflatedSharpe, OfOneTrial_IsTheProbabilisticOne) {
  EXPECT_EQ(deflated_sharpe(kPaper, 1, kPaperVariance), probabilistic_sharpe(kPaper, 0));
}

TEST(DeflatedSharpe, OfNoTrialOrNoVariance_IsNotDefined) {
  EXPECT_EQ(deflated_sharpe(kPaper, 0, kPaperVariance), std::nullopt);
  EXPECT_EQ(deflated_sharpe(kPaper, 10, -1), std::nullopt);
  EXPECT_EQ(deflated_sharpe(kPaper, 10, std::nan("")), std::nullopt);
}

TEST(MinimumTrackRecord, OfThatLength_ProvesItself) {
  const double length = minimum_track_record(kPaper, 0.1, 0.95).value();
  SharpeSample longer = kPaper;
  longer.count = static_cast<std::uint64_t>(std::ceil(length));
  SharpeSample shorter = kPaper;
  shorter.count = longer.count - 1;
  EXPECT_GE(probabilistic_sharpe(longer, 0.1).value(), 0.95);
  EXPECT_LT(probabilistic_sharpe(shorter, 0.1).value(), 0.95);
}

TEST(MinimumTrackRecord, AtOrBelowTheThreshold_IsNotDefined) {
  EXPECT_EQ(minimum_track_record(kPaper, kPaper.sharpe, 0.95), std::nullopt);
}

TEST(SharpeSample, OfReturnsThatDoNotVary_IsNotDefined) {
  EXPECT_EQ(performance_of(100, {110, 121, 133.1}).sharpe_sample, std::nullopt);
  EXPECT_EQ(performance_of(100, {101}).probabilistic_sharpe, std::nullopt);
}

TEST(NormalQuantile, OfWhatIsNoProbability_IsNotDefined) {
  for (const double p : {0.0, 1.0, -0.1, 1.1, std::nan("")})
    EXPECT_EQ(normal_quantile(p), std::nullopt) << p;
}

TEST(NormalQuantile, IsTheInverseOfTheDistribution) {
  for (const double p : {1e-300, 1e-20, 1e-9, 0.01, 0.0749, 0.0751, 0.5, 0.9249, 0.9251, 0.999})
    EXPECT_NEAR(normal_cdf(normal_quantile(p).value()) / p, 1, 1e-12) << p;
}

}  // namespace
}  // namespace sluice::analytics
