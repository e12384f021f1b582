// SPDX-License-Identifier: Apache-2.0
//
// troubles_test.cpp: what goes wrong beside the orders is in the server's log, once, and in its
// health as long as it is so.
#include <csignal>
#include <thread>

#include <gmock/gmock.h>

#include "api/orders_fixture.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class TroublesTest : public OrdersTest {
 protected:
  void SetUp() override {}
  void start_with_a_rule(const std::string& rule, const std::string& more = {}) {
    served_.configure("risk_rules:\n  - " + rule + "\n" + more);
    served_.start();
  }
  // The log and the problems follow the trail.
  template <typename IsSo>
  static bool soon(IsSo is_so) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{30};
    while (!is_so() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    return is_so();
  }
  [[nodiscard]] Json health() const { return served_.get("/api/v1/health").json(); }
  [[nodiscard]] bool has_problem(const std::string& words) const {
    const Json told = health();
    return told.at("status") == "degraded" && told.at("problems").dump().find(words) != words.npos;
  }
  [[nodiscard]] bool is_well() const {
    return health().at("status") == "ok" && health().at("problems").empty();
  }
  [[nodiscard]] bool has_said(const std::string& words, std::size_t times = 1) const {
    return e2e::count_of(served_.err(), words) == times;
  }
};

TEST_F(TroublesTest, QuarantinedRule_IsAProblemAndOneWarning) {
  fs::create_directories(path("plugins"));
  fs::permissions(path("plugins"), fs::perms{0755});
  fs::copy_file(fs::path{SLUICE_TEST_PLUGINS} / "breaks_down.so", path("plugins/breaks_down.so"));
  fs::permissions(path("plugins/breaks_down.so"), fs::perms{0644});
  start_with_a_rule("{type: brittle_rule, name: fragile, after: 1}",
                    "plugins: {search_path: [plugins]}\n");
  EXPECT_TRUE(is_well());
  ASSERT_EQ(served_.placed(kBuy).at("status"), "FILLED");
  for (int i = 0; i < 3; ++i)
    EXPECT_THAT(served_.placed(kBuy).at("reason").get<std::string>(),
                HasSubstr("PLUGIN_FAULT: rule=fragile"));
  EXPECT_TRUE(soon([&] { return has_problem("risk_rule fragile: check answered"); })) << health();
  EXPECT_TRUE(soon([&] { return has_said("warning: quarantined: risk_rule fragile: check"); }))
      << served_.err();
  EXPECT_EQ(served_.get("/readyz").status, 200) << "requests are taken, and refused by the rule";
  // What is made anew begins anew, and has nothing to warn of.
  served_.restart(SIGTERM);
  ASSERT_EQ(served_.placed(kBuy).at("status"), "FILLED");
  EXPECT_TRUE(soon([&] { return is_well(); })) << health();
  EXPECT_THAT(served_.err(), Not(HasSubstr("quarantined")));
  (void)served_.placed(kBuy);
  EXPECT_TRUE(soon([&] { return has_problem("fragile"); }));
  ASSERT_EQ(served_.post("/api/v1/paper/reset").status, 200);
  EXPECT_TRUE(soon([&] { return is_well(); })) << health();
}

TEST_F(TroublesTest, NewSourceOfARuleThatIsRefused_IsAProblemUntilOneIsTakenOver) {
  // The tests first; and the script at once, for half of one would be another fault.
  const auto write_rule = [&](const std::string& code, const std::string& expected) {
    testing::write_text(path("rule.test.yaml"),
                        "order: {quantity: 1, price: 10}\nmarket: {symbol: AAA}\n"
                        "cases:\n  - {name: all, expect: {verdict: " +
                            expected + "}}\n");
    testing::write_text(path("new.lua"),
                        "return {id = 'rule', version = '1', check = function(order, view) return "
                        "reject('" +
                            code + "') end}\n");
    fs::rename(path("new.lua"), path("rule.lua"));
  };
  const auto expect_refused_by = [&](const std::string& code) {
    EXPECT_EQ(served_.placed(kBuy).at("reason"), code + ": rule=house");
  };
  write_rule("FIRST", "reject");
  start_with_a_rule("{type: lua, name: house, file: rule.lua}");
  write_rule("SECOND", "approve");
  EXPECT_TRUE(soon([&] { return has_problem("rule house goes on as it was"); })) << health();
  EXPECT_TRUE(soon([&] { return has_said("warning: rule house goes on as it was"); }))
      << served_.err();
  fs::remove(path("rule.lua"));
  EXPECT_TRUE(soon([&] { return has_problem("rule.lua"); })) << health();
  EXPECT_EQ(health().at("problems").size(), 1u) << "of a component the newest counts";
  EXPECT_EQ(served_.get("/readyz").status, 200);
  expect_refused_by("FIRST");
  write_rule("THIRD", "reject");
  EXPECT_TRUE(soon([&] { return is_well(); })) << health();
  expect_refused_by("THIRD");
  fs::rename(path("rule.lua"), path("kept.lua"));
  EXPECT_TRUE(soon([&] { return has_problem("rule.lua"); })) << health();
  fs::rename(path("kept.lua"), path("rule.lua"));
  EXPECT_TRUE(soon([&] { return is_well(); })) << "put back as it runs: " << health();
}

TEST_F(TroublesTest, KillSwitch_LeavesALineForEachEngagementAndRelease) {
  OrdersTest::SetUp();
  const auto expect_lines = [&](std::size_t engaged, std::size_t released,
                                const std::string& words) {
    EXPECT_TRUE(soon([&] {
      return has_said("the kill switch is engaged: ", engaged) &&
             has_said("the kill switch is released: ", released);
    })) << served_.err();
    EXPECT_THAT(served_.err(), HasSubstr(words));
  };
  halt();
  expect_lines(1, 0, "by the test");
  release();
  expect_lines(1, 1, "why=\"over\"");
  ASSERT_EQ(sluice({"kill", "engage", "--reason", "odd", "-c", "config.yaml"}).exit_code, 0);
  expect_lines(2, 1, "odd");
  ASSERT_EQ(
      sluice({"kill", "release", "--who", "ana", "--why", "seen", "-c", "config.yaml"}).exit_code,
      0);
  expect_lines(2, 2, "who=\"ana\"");
  ASSERT_EQ(::kill(served_.id(), SIGUSR1), 0);
  expect_lines(3, 2, "source=\"signal\"");
  // Which holds, and is not news of the next process.
  served_.restart(SIGTERM);
  EXPECT_TRUE(soon([&] { return has_problem("the kill switch is engaged"); }));
  EXPECT_THAT(served_.err(), Not(HasSubstr("kill switch is")));
}

}  // namespace
}  // namespace sluice::api_test
