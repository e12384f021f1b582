// SPDX-License-Identifier: Apache-2.0
#include "risk/approval.hpp"

#include <gmock/gmock.h>

#include "support/signing.hpp"

namespace sluice::risk {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kTerms =
    "sluice approval 1\nstrategy demo\nconfig_hash abc\napproved_by carla\n"
    "expires 2026-04-01T00:00:00Z\n";

struct Approvals : ::testing::Test {
  [[nodiscard]] std::string signed_text(std::string_view terms) const {
    return std::string{terms} + "signature " + key.sign(terms) + "\n";
  }
  [[nodiscard]] Result<ApprovalTerms> check(std::string_view text) const {
    return check_approval(text, {public_key, "demo", "abc", now});
  }
  [[nodiscard]] std::string fault(std::string_view text) const {
    const auto checked = check(text);
    return checked ? "none" : checked.error().message;
  }
  testing::SigningKey key{7};
  std::string public_key = key.public_key();
  Timestamp now = *Timestamp::parse("2026-03-31T23:59:59Z");
};

TEST_F(Approvals, SignedOfThisConfigAndInTime_Counts) {
  const auto terms = check(signed_text(kTerms));
  ASSERT_TRUE(terms.ok()) << terms.error().message;
  EXPECT_EQ(terms->approved_by, "carla");
  EXPECT_EQ(terms->expires, *Timestamp::parse("2026-04-01T00:00:00Z"));
}

TEST_F(Approvals, AtItsEnd_NoLongerCounts) {
  now = *Timestamp::parse("2026-04-01T00:00:00Z");
  EXPECT_EQ(fault(signed_text(kTerms)), "it expired at 2026-04-01T00:00:00Z");
}

TEST_F(Approvals, AnyByteChanged_DoesNotCount) {
  const std::string text = signed_text(kTerms);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(check(changed).ok()) << i;
  }
}

TEST_F(Approvals, SignedBySomebodyElse_DoesNotCount) {
  public_key = testing::SigningKey{8}.public_key();
  EXPECT_THAT(fault(signed_text(kTerms)), HasSubstr("not of this text by that key"));
}

TEST_F(Approvals, OfAnotherStrategyOrConfig_DoesNotCount) {
  std::string other{kTerms};
  other.replace(other.find("demo"), 4, "dema");
  EXPECT_EQ(fault(signed_text(other)), "it is of strategy dema");
  std::string config{kTerms};
  config.replace(config.find("abc"), 3, "abd");
  EXPECT_EQ(fault(signed_text(config)), "it is of another config: abd, this one is abc");
}

TEST_F(Approvals, SignedButUnfit_DoesNotCount) {
  for (const char* was : {"approval 1", "strategy ", "config_hash ", "approved_by ", "expires "}) {
    std::string text{kTerms};
    text.replace(text.find(was), 1, "x");
    EXPECT_EQ(fault(signed_text(text)), "what is signed is no approval of this version") << was;
  }
  for (const char* value : {"demo", "abc", "carla", "2026-04-01T00:00:00Z"}) {
    std::string text{kTerms};
    text.erase(text.find(value), std::string{value}.size());
    EXPECT_EQ(fault(signed_text(text)), "what is signed is no approval of this version") << value;
  }
  EXPECT_EQ(fault(signed_text(std::string{kTerms} + "more\n")),
            "what is signed is no approval of this version");
}

TEST_F(Approvals, WithoutSignature_DoesNotCount) {
  EXPECT_EQ(fault(""), "it has no line with a signature");
  EXPECT_EQ(fault(kTerms), "it has no line with a signature");
  EXPECT_EQ(fault("signature x\n"), "it has no line with a signature");
  EXPECT_EQ(fault(std::string{kTerms} + "signature x"), "its last line is no signature");
  EXPECT_EQ(fault(signed_text(kTerms) + "more\n"), "its last line is no signature");
}

}  // namespace
}  // namespace sluice::risk
