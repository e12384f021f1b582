// SPDX-License-Identifier: Apache-2.0
//
// orders_test.cpp: an operator looks at the orders of a session and decides about one that stays
// UNKNOWN.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "drivers/paper_session.hpp"
#include "e2e/cli_fixture.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"

namespace sluice::e2e {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// Order 1 is filled, order 2 was sent and nobody knows whether it arrived.
class OrdersTest : public CliTest {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(path("session"));
    auto session = open();
    order(*session, 1, "AAA");
    venue_.fail_with("connection lost");
    order(*session, 2, "BBB");
  }
  std::unique_ptr<drivers::PaperSession> open() {
    drivers::PaperSessionConfig config;
    config.directory = path("session");
    config.lane.seed_capital = testing::money("10000");
    config.lane.router.ack_timeout_ns = Timestamp::kNanosecondsPerSecond;
    const drivers::PaperSessionParts parts{disk_,
                                           table_,
                                           venue_,
                                           {"executor", [] { return std::string{"state"}; },
                                            [](std::string_view) { return Result<void>{}; }},
                                           kill_switch_,
                                           nullptr,
                                           {}};
    auto session = drivers::PaperSession::open(std::move(config), {}, parts, now_);
    EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().message);
    return std::move(*session);
  }
  void order(drivers::PaperSession& session, std::uint64_t number, std::string_view symbol) {
    Intent wish = testing::market_intent(number, *table_.find(symbol), Side::kBuy, "10", "100");
    wish.decision_time = now_;
    if (number == 1) venue_.say(testing::fill_report(1, 71, "10", "100"));
    const auto answers = session.at(now_).submit({&wish, 1}, now_);
    ASSERT_TRUE(answers.ok()) << answers.error().message;
  }
  [[nodiscard]] auto orders(Words words, bool with_reason = false) const {
    words.insert(words.begin(), "orders");
    words.insert(words.end(), {"--dir", path("session")});
    if (with_reason) words.insert(words.end(), {"--who", "ana", "--why", "seen on its page"});
    return sluice(words);
  }

  files::PosixDisk disk_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  risk::KillSwitch kill_switch_{{}};
  Timestamp now_ = testing::day("2025-01-15");
};

TEST_F(OrdersTest, List_ShowsWhatStandsHow) {
  const auto all = orders({"list"});
  EXPECT_EQ(all.exit_code, 0) << all.err;
  EXPECT_THAT(all.out, HasSubstr("FILLED"));
  EXPECT_THAT(all.out, HasSubstr("UNKNOWN"));
  const auto unresolved = orders({"list", "--unresolved"});
  EXPECT_THAT(unresolved.out, HasSubstr("BBB"));
  EXPECT_THAT(unresolved.out, Not(HasSubstr("AAA")));
  const auto one = json::parse(orders({"list", "--symbol", "AAA", "--json"}).out)["orders"];
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0]["order_id"], 1);
  EXPECT_EQ(one[0]["filled_qty"], "10");
  EXPECT_EQ(one[0]["open"], false);
}

TEST_F(OrdersTest, Show_TellsExecutionsAndWhatHappened) {
  EXPECT_THAT(orders({"show", "1"}).out, HasSubstr("execution 71: 10 @ 100"));
  EXPECT_THAT(orders({"show", "2"}).out, HasSubstr("UNKNOWN connection lost"));
  const auto told = json::parse(orders({"show", "1", "--json"}).out);
  EXPECT_EQ(told["executions"][0]["price"], "100");
  const auto none = orders({"show", "9"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("there is no order 9"));
}

TEST_F(OrdersTest, Resolve_EndsTheOrderAndTheNextStartKnows) {
  const auto run = orders({"resolve", "2", "--as", "not-at-venue"}, true);
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(orders({"list", "--unresolved"}).out, "no such orders\n");
  EXPECT_THAT(orders({"show", "2"}).out, HasSubstr("RESOLVED ana: seen on its page"));
  const auto session = open();
  EXPECT_TRUE(session->lane().router().open_orders().empty());
  EXPECT_EQ(session->lane().router().reserved(), Money{});
  EXPECT_EQ(session->lane().portfolio().position(*table_.find("AAA")), testing::qty("10"));
}

TEST_F(OrdersTest, Resolve_OfAnOrderThatIsNotInDoubt_IsRefused) {
  const auto over = orders({"resolve", "1", "--as", "ended"}, true);
  EXPECT_EQ(over.exit_code, 1);
  EXPECT_THAT(over.err, HasSubstr("order 1 is over"));
  EXPECT_EQ(orders({"resolve", "9", "--as", "ended"}, true).exit_code, 1);
}

TEST_F(OrdersTest, Resolve_WithoutAReason_IsAUsageError) {
  EXPECT_EQ(orders({"resolve", "2", "--as", "ended"}).exit_code, 2);
  const auto run = orders({"resolve", "2", "--as", "gone"}, true);
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.err, HasSubstr("expected not-at-venue or ended"));
  EXPECT_THAT(orders({"list", "--unresolved"}).out, HasSubstr("BBB"));
}

TEST_F(OrdersTest, Resolve_WhileTheSessionIsOpen_IsRefusedAndLookingIsNot) {
  const auto session = open();
  const auto run = orders({"resolve", "2", "--as", "ended"}, true);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("lock"));
  EXPECT_EQ(orders({"list"}).exit_code, 0);
}

TEST_F(OrdersTest, Release_EndsAHalt) {
  EXPECT_THAT(orders({"release"}, true).out, HasSubstr("was not halted"));
  {
    auto session = open();
    auto& lane = session->at(now_);
    venue_.say(testing::fill_report(999, 5, "1", "1"));
    ASSERT_TRUE(lane.poll(now_).ok());
    ASSERT_FALSE(lane.router().halted().empty());
  }
  EXPECT_THAT(orders({"release"}, true).out, HasSubstr("the halt is released"));
  EXPECT_TRUE(open()->lane().router().halted().empty());
}

TEST_F(OrdersTest, FolderThatIsNoSession_IsNamed) {
  const auto run = sluice({"orders", "list", "--dir", path("nowhere")});
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.err, HasSubstr("nowhere' is no session"));
}

}  // namespace
}  // namespace sluice::e2e
