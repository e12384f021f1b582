// SPDX-License-Identifier: Apache-2.0
#include "risk_rules/qa_status.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "account.hpp"

namespace sluice::risk_rules::test {
namespace {

class QaStatusTest : public ::testing::Test {
 protected:
  QaStatusTest() {
    std::string name = (std::filesystem::temp_directory_path() / "sluice_qa_XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    file_ = directory_ / "qa.json";
  }
  ~QaStatusTest() override { std::filesystem::remove_all(directory_); }

  void write(std::string_view text) { std::ofstream{file_, std::ios::trunc} << text; }
  sluice_verdict judge_on(std::string_view day) {
    account_.fields().now = testing::time_of(day).nanoseconds();
    EXPECT_EQ(rule().on_session(account_.view()), SLUICE_OK) << rule().error();
    return check();
  }
  sluice_verdict check() {
    return rule().check(market_order(0, kSell, "1", "100"), account_.view());
  }
  MockRule& rule() {
    if (!rule_)
      rule_.emplace(risk_rule<QaStatus>.describe(), "{\"file\":\"" + file_.string() + "\"}", host_);
    return *rule_;
  }
  std::filesystem::path directory_;
  std::filesystem::path file_;
  MockHost host_;
  Account account_{1};
  std::optional<MockRule> rule_;
};

TEST_F(QaStatusTest, Check_WhenCleared_Approves) {
  write(R"({"can_trade_today": true, "generated_by": "nightly"})");
  EXPECT_THAT(judge_on("2025-01-15"), ApprovesUnmeasured());
}

TEST_F(QaStatusTest, Check_WhenNotCleared_RefusesAndLogsTheReason) {
  write(R"({"can_trade_today": false, "reason": "stale prices"})");
  EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK"));
  ASSERT_EQ(host_.log().size(), 1u);
  EXPECT_THAT(host_.log()[0].text, ::testing::HasSubstr("stale prices"));
}

TEST_F(QaStatusTest, Check_WithADayOfItsOwn_FollowsTheDay) {
  write(R"({"can_trade_today": true, "days": {"2025-01-15": false}})");
  EXPECT_THAT(judge_on("2025-01-14"), ApprovesUnmeasured());
  EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK"));
  write(R"({"can_trade_today": false, "days": {"2025-01-16": true}})");
  EXPECT_THAT(judge_on("2025-01-16T14:30:00Z"), ApprovesUnmeasured());
  write(R"({"days": {"2025-01-16": true}})");
  EXPECT_THAT(judge_on("2025-01-16"), ApprovesUnmeasured());
  EXPECT_THAT(judge_on("2025-01-17"), RefusesWith("QA_BLOCK"));
}

TEST_F(QaStatusTest, Check_WhenTheFileCannotBeUsed_Refuses) {
  EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK"));
  EXPECT_THAT(host_.log().back().text, ::testing::HasSubstr("No such file"));
  for (const auto* text :
       {"", "{", "[true]", "{}", R"({"can_trade_today": "true"})", R"({"can_trade_today": 1})",
        R"({"can_trade_today": null})", R"({"can_trade_today": true, "days": []})",
        R"({"can_trade_today": true, "days": {"2025-1-15": false}})",
        R"({"can_trade_today": true, "days": {"2025-01-15": 0}})"}) {
    write(text);
    const std::size_t before = host_.log().size();
    EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK")) << text;
    ASSERT_EQ(host_.log().size(), before + 1) << text;
    EXPECT_EQ(host_.log().back().level, LogLevel::kError) << text;
    EXPECT_THAT(host_.log().back().text, ::testing::HasSubstr(file_.string())) << text;
  }
}

TEST_F(QaStatusTest, Check_WhenTheFileIsADirectoryOrTooLong_Refuses) {
  std::filesystem::create_directory(file_);
  EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK"));
  std::filesystem::remove(file_);
  write("{\"can_trade_today\": true}" + std::string(1 << 20, ' '));
  EXPECT_THAT(judge_on("2025-01-15"), RefusesWith("QA_BLOCK"));
}

TEST_F(QaStatusTest, Check_WhenTheFileVanishesLater_RefusesFromThatSessionOn) {
  write(R"({"can_trade_today": true})");
  EXPECT_THAT(judge_on("2025-01-15"), ApprovesUnmeasured());
  std::filesystem::remove(file_);
  EXPECT_THAT(check(), ApprovesUnmeasured());
  EXPECT_THAT(judge_on("2025-01-16"), RefusesWith("QA_BLOCK"));
}

TEST_F(QaStatusTest, Check_BeforeTheFirstSession_Refuses) {
  write(R"({"can_trade_today": true})");
  EXPECT_THAT(check(), RefusesWith("QA_BLOCK"));
}

}  // namespace
}  // namespace sluice::risk_rules::test
