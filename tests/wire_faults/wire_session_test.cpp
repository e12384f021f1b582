// SPDX-License-Identifier: Apache-2.0
//
// wire_session_test.cpp: what a whole session does about the troubles of its venue: away for
// minutes, a wrong clock, a key that expires, a permission that is withdrawn, another host in the
// same account. It pauses, says what a person must do, and goes on with books that are the venue's.
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "executors/testnet/simulator.hpp"
#include "executors/testnet_binance/json_fields.hpp"
#include "wire_faults/host_process.hpp"
#include "wire_faults/wire_host.hpp"

namespace sluice::wire_faults {
namespace {

using sessions::SessionErrorKind;
using sessions::SessionState;
using sessions::testing::at;
using sessions::testing::qty;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kVenueConfig =
    R"({"accounts":[{"name":"main","balances":{"USDT":"1000000","BTC":"0"}}],)"
    R"("keys":[{"key":"wireKeyOfMain","secret":"wireSecretOfMain","account":"main"}],)"
    R"("symbols":[{"symbol":"BTCUSDT","base":"BTC","quote":"USDT",)"
    R"("filters":{"tick":"0.01","step":"0.00001"},)"
    R"("liquidity":{"mid":"100000","size":"0.5","levels":20}}]})";
constexpr const char* kNewOrder = "POST /api/v3/order";
// Of a second that is told: what is under way may arrive.
constexpr auto kSecond = std::chrono::milliseconds{3};
constexpr std::int64_t kPatience_s = 3'000;

class WireSession : public ::testing::Test {
 protected:
  WireSession() {
    ::setenv("WIRE_KEY", "wireKeyOfMain", 1);
    ::setenv("WIRE_SECRET", "wireSecretOfMain", 1);
    ::signal(SIGPIPE, SIG_IGN);
    tell_time();
  }
  void tell_time() {
    venue_.post("clock", R"({"time":)" + std::to_string(now_.nanoseconds() / 1'000'000) + "}");
  }
  void next_second() {
    now_ = now_.plus_nanoseconds(Timestamp::kNanosecondsPerSecond);
    tell_time();
    std::this_thread::sleep_for(kSecond);
  }

  [[nodiscard]] std::filesystem::path plugins() const {
    return std::filesystem::path{SLUICE_BINARY_DIR} / "plugins/sluice_testnet.so";
  }
  // In this process: wants 0.02 from two minutes past ten.
  WireHost& open(bool resumes = false) {
    host_ = std::make_unique<WireHost>(WireHostOptions{
        place_ / "alpha", plugins(), venue_.url(), "alpha", begin_, enters_, qty("0.02"), resumes});
    const auto opened = host_->open(now_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    EXPECT_EQ(host_->session().state(), SessionState::kRunning);
    return *host_;
  }
  void pass_second() {
    next_second();
    const auto stepped = host_->step(now_);
    ASSERT_TRUE(stepped.ok()) << stepped.error().message;
  }
  void pass_until(Timestamp time) {
    while (now_ < time) ASSERT_NO_FATAL_FAILURE(pass_second());
  }
  template <typename Condition>
  [[nodiscard]] bool eventually(Condition condition) {
    const Timestamp end = now_.plus_nanoseconds(kPatience_s * Timestamp::kNanosecondsPerSecond);
    while (now_ < end && !HasFatalFailure()) {
      if (condition()) return true;
      pass_second();
    }
    return false;
  }
  [[nodiscard]] bool is_paused() const { return host_->session().state() == SessionState::kPaused; }
  [[nodiscard]] std::string why() const { return host_->session().status().why; }
  // A person says so, as soon as the session lets them.
  void expect_to_be_resumed() {
    EXPECT_TRUE(eventually([&] { return host_->session().resume("ana").ok(); })) << why();
    EXPECT_EQ(host_->session().state(), SessionState::kRunning);
  }
  void expect_not_to_be_resumed() {
    const auto refused = host_->session().resume("ana");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, SessionErrorKind::kPreRequisiteNotMet);
  }
  [[nodiscard]] std::string balance(std::string_view asset) {
    const JsonValue state = venue_.control("GET", "/simulator/state");
    return std::string{
        *testnet::text_in(*state.find("balances")->find("main")->find(asset), "free")};
  }
  // What it holds, and what that cost, is what the venue says.
  void expect_books_of_the_venue() {
    const auto& portfolio = host_->lane().portfolio();
    EXPECT_EQ(portfolio.position(0), qty(balance("BTC")));
    EXPECT_EQ(portfolio.cash(), *Money::parse(balance("USDT")));
    EXPECT_TRUE(host_->lane().router().open_orders().empty());
  }

  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
  const Timestamp enters_ = at("2025-01-15T10:02:00Z");
  Timestamp now_ = begin_;
  sluice::testing::TemporaryDirectory place_;
  testnet::test::Simulator venue_{kVenueConfig, 0, "told"};
  std::unique_ptr<WireHost> host_;
};

TEST_F(WireSession, VenueInGoodOrder_IsTradedAt) {
  open();
  EXPECT_TRUE(eventually([&] { return host_->lane().portfolio().position(0) == qty("0.02"); }));
  pass_until(at("2025-01-15T10:05:00Z"));
  expect_books_of_the_venue();
  EXPECT_EQ(host_->session().state(), SessionState::kRunning);
  EXPECT_EQ(venue_.carried_out(kNewOrder), 1);
}

// The venue goes when it has just executed the order, and nobody has heard of it.
TEST_F(WireSession, VenueDownForMinutes_Pauses_LosesNothing_AndIsResumed) {
  venue_.fault(kNewOrder, "drop_answer");
  venue_.fault("stream executionReport", "drop_event", R"(,"count":12)");
  open();
  ASSERT_TRUE(eventually([&] { return venue_.received(kNewOrder) == 1; }));
  venue_.post("outage", R"({"down":true})");
  const Timestamp went = now_;
  pass_until(went.plus_nanoseconds(300 * Timestamp::kNanosecondsPerSecond));
  EXPECT_TRUE(is_paused());
  EXPECT_THAT(why(), StartsWith("VENUE_LOST: the venue has not been ready since"));
  EXPECT_THAT(why(), HasSubstr("not connected"));
  EXPECT_THAT(host_->lane().router().open_orders(), SizeIs(1));
  expect_not_to_be_resumed();
  venue_.post("outage", R"({"down":false})");
  expect_to_be_resumed();
  pass_until(now_.plus_nanoseconds(20 * Timestamp::kNanosecondsPerSecond));
  EXPECT_EQ(host_->lane().portfolio().position(0), qty("0.02"));
  EXPECT_EQ(venue_.carried_out(kNewOrder), 1);
  expect_books_of_the_venue();
}

TEST_F(WireSession, VenueThatComesBack_WithResumeReconciled_IsTradedAtAgain) {
  open(true);
  venue_.post("outage", R"({"down":true})");
  ASSERT_TRUE(eventually([&] { return is_paused(); }));
  venue_.post("outage", R"({"down":false})");
  EXPECT_TRUE(eventually([&] { return host_->lane().portfolio().position(0) == qty("0.02"); }))
      << why();
  expect_books_of_the_venue();
}

TEST_F(WireSession, WrongClock_Pauses_SendsNothing_AndIsResumedOnceItIsRight) {
  open();
  pass_until(at("2025-01-15T10:01:30Z"));
  venue_.post("clock", R"({"skew_ms":60000})");
  ASSERT_TRUE(eventually([&] { return is_paused(); }));
  EXPECT_THAT(why(), HasSubstr("clock offset of"));
  pass_until(at("2025-01-15T10:05:00Z"));
  EXPECT_EQ(venue_.carried_out(kNewOrder), 0);
  expect_not_to_be_resumed();
  venue_.post("clock", R"({"skew_ms":0})");
  expect_to_be_resumed();
  EXPECT_TRUE(eventually([&] { return host_->lane().portfolio().position(0) == qty("0.02"); }));
  EXPECT_EQ(venue_.carried_out(kNewOrder), 1);
  expect_books_of_the_venue();
}

// As the testnet does every month: orders, executions and balances are gone.
TEST_F(WireSession, VenueThatBeginsAnew_Pauses_AndIsNotTradedAtAnyMore) {
  open(true);
  ASSERT_TRUE(eventually([&] { return host_->lane().portfolio().position(0) == qty("0.02"); }));
  pass_until(at("2025-01-15T10:03:30Z"));
  ASSERT_EQ(host_->session().state(), SessionState::kRunning) << why();
  venue_.post("restart", R"({"forget":true})");
  const std::int64_t before = venue_.carried_out(kNewOrder);
  pass_until(at("2025-01-15T10:06:00Z"));
  EXPECT_TRUE(is_paused());
  EXPECT_THAT(why(), HasSubstr("the venue has begun anew"));
  EXPECT_THAT(why(), HasSubstr("begin a new session"));
  expect_not_to_be_resumed();
  host_->want(qty("0"));
  pass_until(at("2025-01-15T10:08:00Z"));
  EXPECT_EQ(venue_.carried_out(kNewOrder), before);
}

struct Withdrawal {
  const char* name;
  const char* path;
  const char* withdrawn;
  const char* given_back;
  const char* why;
};

class WireSessionRights : public WireSession, public ::testing::WithParamInterface<Withdrawal> {};

TEST_P(WireSessionRights, Withdrawn_Pauses_AndIsResumedOnceGivenBack) {
  open();
  pass_until(at("2025-01-15T10:01:30Z"));
  venue_.post(GetParam().path, GetParam().withdrawn);
  ASSERT_TRUE(eventually([&] { return is_paused(); }));
  EXPECT_THAT(why(), HasSubstr(GetParam().why));
  EXPECT_EQ(host_->lane().portfolio().position(0), qty("0"));
  venue_.post(GetParam().path, GetParam().given_back);
  expect_to_be_resumed();
  EXPECT_TRUE(eventually([&] { return host_->lane().portfolio().position(0) == qty("0.02"); }))
      << why();
  expect_books_of_the_venue();
}

INSTANTIATE_TEST_SUITE_P(
    Rights, WireSessionRights,
    ::testing::Values(Withdrawal{"KeyExpired", "keys", R"({"key":"wireKeyOfMain","valid":false})",
                                 R"({"key":"wireKeyOfMain","valid":true})",
                                 "the venue refuses the key: KEY_REFUSED"},
                      Withdrawal{"KeyMayNotTrade", "keys",
                                 R"({"key":"wireKeyOfMain","may_trade":false})",
                                 R"({"key":"wireKeyOfMain","may_trade":true})",
                                 "the venue refuses the key: KEY_REFUSED"},
                      Withdrawal{"AccountMayNotTrade", "account",
                                 R"({"account":"main","can_trade":false})",
                                 R"({"account":"main","can_trade":true})",
                                 "the venue refuses the account: ACCOUNT_RESTRICTED"}),
    [](const auto& of) { return of.param.name; });

// Two processes with two data directories, and one account at the venue.
class WireHosts : public WireSession {
 protected:
  std::unique_ptr<HostProcess> start(const std::string& id, Timestamp enters,
                                     const std::string& quantity) {
    return std::make_unique<HostProcess>(std::vector<std::string>{
        WIRE_HOST_PROCESS, (place_ / id).string(), plugins().string(), venue_.url(), id,
        begin_.to_string(), enters.to_string(), quantity});
  }
  void delay_events() { venue_.fault("stream executionReport", "delay", R"(,"count":8,"ms":200)"); }
  HostAnswer to_now(HostProcess& host) { return host.ask("to " + now_.to_string()); }
  // Both, second by second; how they stand then.
  std::pair<HostAnswer, HostAnswer> both_until(Timestamp time, HostProcess& one,
                                               HostProcess& other) {
    std::pair<HostAnswer, HostAnswer> stand;
    for (; now_ < time; next_second()) stand = {to_now(one), to_now(other)};
    return stand;
  }
  static void expect_halted(const HostAnswer& host) {
    EXPECT_EQ(host.state, "PAUSED");
    EXPECT_THAT(host.why, HasSubstr("routing is halted"));
    EXPECT_THAT(host.why, HasSubstr("not ours"));
    EXPECT_THAT(host.why, HasSubstr("sluice orders release"));
  }
};

TEST_F(WireHosts, OneTrades_TheOtherPauses_AndSendsNothing) {
  const auto alpha = start("alpha", enters_, "0.02");
  const auto beta = start("beta", enters_.plus_nanoseconds(30'000'000'000), "0.03");
  const auto [one, other] = both_until(at("2025-01-15T10:04:00Z"), *alpha, *beta);
  EXPECT_EQ(one.state, "RUNNING") << one.why;
  EXPECT_EQ(one.position, "0.02");
  expect_halted(other);
  EXPECT_EQ(other.position, "0");
  EXPECT_EQ(venue_.carried_out(kNewOrder), 1);
  EXPECT_EQ(qty(balance("BTC")), qty("0.02"));
  EXPECT_THAT(beta->ask("resume").why, HasSubstr("can't be resumed"));
}

// The account's events come late: neither knows of the other when it orders.
TEST_F(WireHosts, BothTradeAtOnce_EachHasItsOwn_AndBothPause) {
  delay_events();
  const auto alpha = start("alpha", enters_, "0.02");
  const auto beta = start("beta", enters_, "0.03");
  const auto [one, other] = both_until(at("2025-01-15T10:04:00Z"), *alpha, *beta);
  expect_halted(one);
  expect_halted(other);
  EXPECT_EQ(venue_.carried_out(kNewOrder), 2);
  // Nothing lost, nothing twice: together they have what the account has.
  EXPECT_EQ(one.position, "0.02");
  EXPECT_EQ(other.position, "0.03");
  EXPECT_EQ(qty(balance("BTC")), qty("0.05"));
  EXPECT_EQ(one.open_orders, "0");
  EXPECT_EQ(other.open_orders, "0");
}

TEST_F(WireHosts, LateOne_FindsTheExecutionsOfTheOther_AndDoesNotBegin) {
  const auto alpha = start("alpha", enters_, "0.02");
  for (; now_ < at("2025-01-15T10:03:00Z"); next_second()) (void)to_now(*alpha);
  const auto beta = start("beta", enters_, "0.03");
  const auto began = to_now(*beta);
  expect_halted(began);
  const auto [one, other] = both_until(at("2025-01-15T10:06:00Z"), *alpha, *beta);
  EXPECT_EQ(one.state, "RUNNING") << one.why;
  expect_halted(other);
  EXPECT_EQ(venue_.carried_out(kNewOrder), 1);
}

TEST_F(WireHosts, KilledAndStartedAgain_StaysPaused_WithItsOwnBooks) {
  delay_events();
  auto alpha = start("alpha", enters_, "0.02");
  auto beta = start("beta", enters_, "0.03");
  (void)both_until(at("2025-01-15T10:03:00Z"), *alpha, *beta);
  alpha->kill();
  beta->kill();
  alpha = start("alpha", enters_, "0.02");
  beta = start("beta", enters_, "0.03");
  const auto [one, other] = both_until(at("2025-01-15T10:06:00Z"), *alpha, *beta);
  expect_halted(one);
  expect_halted(other);
  EXPECT_EQ(one.position, "0.02");
  EXPECT_EQ(other.position, "0.03");
  EXPECT_EQ(venue_.carried_out(kNewOrder), 2);
  EXPECT_EQ(alpha->ask("stop").state, "STOPPING");
  next_second();
  EXPECT_EQ(to_now(*alpha).state, "STOPPED");
}

}  // namespace
}  // namespace sluice::wire_faults
