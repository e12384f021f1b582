// SPDX-License-Identifier: Apache-2.0
#include "core/nearest.hpp"

#include <gtest/gtest.h>

namespace sluice {
namespace {

const std::vector<std::string> kNames = {"ma_fast", "ma_slow", "volatility", "D", "W"};

TEST(Nearest, OneLetterMissing_IsFound) { EXPECT_EQ(nearest("ma_fst", kNames), "ma_fast"); }
TEST(Nearest, NeighboursSwapped_CountAsOneSlip) { EXPECT_EQ(nearest("ab", {"ba1", "ba"}), "ba"); }
TEST(Nearest, OnlyCaseDiffers_IsFound) { EXPECT_EQ(nearest("d", kNames), "D"); }
TEST(Nearest, TwoCandidatesEquallyFar_FirstWins) {
  EXPECT_EQ(nearest("ma_fslow", {"ma_xslow", "ma_yslow"}), "ma_xslow");
}
TEST(Nearest, CloserCandidateLater_Wins) {
  EXPECT_EQ(nearest("spread_w", {"spread_xyz", "spread_v"}), "spread_v");
}
TEST(Nearest, NothingInCommon_HasNoSuggestion) {
  EXPECT_EQ(nearest("X", kNames), std::nullopt);
  EXPECT_EQ(nearest("qqqqqq", kNames), std::nullopt);
  EXPECT_EQ(nearest("", kNames), std::nullopt);
}
TEST(Nearest, NameBeyondTheBound_HasNoSuggestion) {
  const std::string name(65, 'a');
  EXPECT_EQ(nearest(name, {name}), std::nullopt);
  EXPECT_EQ(nearest("ma_fast", {name}), std::nullopt);
}
TEST(DidYouMean, WithAndWithoutCandidate_ReadsAsEndOfSentence) {
  EXPECT_EQ(did_you_mean("volatilty", kNames), "; did you mean 'volatility'?");
  EXPECT_EQ(did_you_mean("zzz", kNames), "");
}

}  // namespace
}  // namespace sluice
