// SPDX-License-Identifier: Apache-2.0
//
// session_host_test.cpp: the server as host of sessions: what its config names is started, checked,
// asked for twice, killed and found again; what it does not name is nobody's business.
#include <csignal>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "api/stream_client.hpp"

namespace sluice::api_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kSessions = "/api/v1/sessions";

std::string session_config(const std::string& more) {
  return "strategy_name: trend\n"
         "strategy: {type: trend_baseline, ma_fast: 5, ma_slow: 20}\n"
         "universe: {symbols: [AAA, BBB, CCC]}\n"
         "data: {source: synthetic, freq: 1min, sessions: 1, open: \"14:30\", close: \"21:00\", "
         "volatility: 0.6}\n"
         "trading: {freq: 5min, max_gross_exposure: 0.9}\n"
         "portfolio: {seed_capital: 100000}\n"
         "output: {root: out}\n" +
         more;
}

std::string section(const std::string& id, const std::string& more) {
  return "session: {id: " + id + ", max_positions: 3, max_position_size_pct: 40, " +
         "max_daily_loss_pct: 2" + more + "}\n";
}

class SessionHostTest : public ServedTest {
 protected:
  void SetUp() override {
    write("slow.yaml", session_config(section("slow", ", speed: 20")));
    write("asking.yaml", session_config(section("asking", ", speed: 20, execution_mode: confirm")));
    served_.configure("api: {sessions: [slow.yaml, asking.yaml]}\n");
  }
  Reply create(const std::string& body, const std::string& key = "") const {
    return served_.post(kSessions, body,
                        key.empty() ? Headers{} : Headers{{"Idempotency-Key", key}});
  }
  Reply tell(const std::string& id, const std::string& verb, const std::string& body = "") const {
    return served_.post(std::string{kSessions} + "/" + id + "/" + verb, body);
  }
  [[nodiscard]] Json shown(const std::string& id) const {
    return served_.get(std::string{kSessions} + "/" + id).json();
  }
  // Its state once it is that one, or the last one seen.
  [[nodiscard]] std::string state(const std::string& id, const std::string& expected) const {
    std::string seen;
    for (int i = 0; i < 250 && seen != expected; ++i) {
      if (i > 0) std::this_thread::sleep_for(milliseconds{20});
      seen = shown(id).at("state");
    }
    return seen;
  }
  // What a server with that config says before it ends.
  std::string refused(const std::string& more) {
    served_.configure(more);
    const auto run = served_.run_to_end();
    EXPECT_EQ(run.exit_code, 2) << run.out;
    return run.err;
  }
};

TEST_F(SessionHostTest, SessionsOfTheConfig_AreCreated_AndNothingElseIsPossible) {
  served_.start();
  const Json list = served_.get(kSessions).json();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0].at("session_id"), "asking");
  EXPECT_EQ(list[0].at("execution_mode"), "confirm");
  EXPECT_EQ(list[1].at("state"), "CREATED");
  EXPECT_EQ(shown("slow").at("state"), "CREATED");
  const auto paused = tell("slow", "pause", R"({"why":"x"})");
  EXPECT_EQ(paused.status, 409);
  EXPECT_EQ(paused.fault(), "InvalidTransition");
}

TEST_F(SessionHostTest, Create_RunsIt_AndPeopleAskItAsAnyOther) {
  served_.start();
  StreamClient stream{served_.port()};
  const auto created = create(R"({"session":"slow"})");
  ASSERT_EQ(created.status, 200) << created.body;
  EXPECT_EQ(created.json().at("state"), "RUNNING");
  EXPECT_EQ(created.json().at("status").at("strategy"), "trend");
  EXPECT_EQ(shown("slow").at("state"), "RUNNING");
  const auto told = stream.until([](const Json& event) {
    return event.at("event") == "session_state" && event.at("now") == "RUNNING";
  });
  EXPECT_EQ(told.front().at("who"), "api:local");
  const auto again = create(R"({"session":"slow"})");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.fault(), "InvalidTransition");
  EXPECT_EQ(tell("slow", "pause", R"({"why":"lunch"})").status, 200);
  EXPECT_EQ(shown("slow").at("why"), "lunch");
  EXPECT_EQ(tell("slow", "resume").status, 200);
  EXPECT_EQ(tell("slow", "stop", R"({"why":"enough"})").status, 200);
  EXPECT_EQ(state("slow", "STOPPED"), "STOPPED");
  EXPECT_EQ(create(R"({"session":"slow"})").status, 200) << "its books go on another day";
}

TEST_F(SessionHostTest, SeveralSessions_RunSideBySide_AndOneKillSwitchReachesThem) {
  served_.start();
  StreamClient stream{served_.port(), "?topic=sessions"};
  ASSERT_EQ(create(R"({"session":"slow"})").status, 200);
  ASSERT_EQ(create(R"({"session":"asking"})").status, 200);
  EXPECT_EQ(shown("slow").at("state"), "RUNNING");
  EXPECT_EQ(shown("asking").at("state"), "RUNNING");
  ASSERT_EQ(
      served_.post("/api/v1/kill-switch", R"({"action":"engage","reason":"by the test"})").status,
      200);
  std::set<std::string> halted;
  (void)stream.until([&](const Json& event) {
    if (event.at("event") == "session_kill_switch") halted.insert(event.at("session"));
    return halted.size() == 2;
  });
}

TEST_F(SessionHostTest, NameThatTheConfigHasNot_IsNotFound_WhateverItLooksLike) {
  served_.start();
  const auto near = create(R"({"session":"slwo"})");
  EXPECT_EQ(near.status, 404);
  EXPECT_EQ(near.fault(), "SessionNotFound");
  EXPECT_THAT(near.body, HasSubstr("did you mean 'slow'?"));
  for (const char* name : {"slow.yaml", "../slow", "/etc/passwd", "out"})
    EXPECT_EQ(create(R"({"session":")" + std::string{name} + "\"}").status, 404) << name;
  EXPECT_EQ(create(R"({"session":"slow","config":"slow.yaml"})").status, 422);
  EXPECT_EQ(create("{}").status, 422);
  EXPECT_EQ(tell("slwo", "check").status, 404);
  EXPECT_EQ(served_.get(kSessions).json().at(1).at("state"), "CREATED");
}

TEST_F(SessionHostTest, ExecutionMode_MayBeNarrowerThanTheConfigs_NeverWider) {
  served_.start();
  const auto wider = create(R"({"session":"asking","execution_mode":"auto"})");
  EXPECT_EQ(wider.status, 422);
  EXPECT_EQ(wider.fault(), "execution_mode");
  EXPECT_EQ(shown("asking").at("state"), "CREATED");
  const auto narrower = create(R"({"session":"slow","execution_mode":"signal_only"})");
  ASSERT_EQ(narrower.status, 200) << narrower.body;
  EXPECT_EQ(narrower.json().at("execution_mode"), "signal_only");
  EXPECT_EQ(create(R"({"session":"slow","execution_mode":"all"})").status, 422);
}

TEST_F(SessionHostTest, KilledServer_BringsItsSessionsBackPaused_InTheModeTheyHad) {
  served_.start();
  ASSERT_EQ(create(R"({"session":"slow","execution_mode":"confirm"})").status, 200);
  served_.restart(SIGKILL);
  EXPECT_EQ(state("slow", "PAUSED"), "PAUSED");
  const Json back = shown("slow");
  EXPECT_EQ(back.at("why"), "PROCESS_ENDED: its process ended while it ran");
  EXPECT_EQ(back.at("execution_mode"), "confirm");
  EXPECT_EQ(back.at("status").at("reconciled"), true);
  EXPECT_EQ(shown("asking").at("state"), "CREATED") << "nobody had started it";
  EXPECT_EQ(tell("slow", "resume").status, 200);
  EXPECT_EQ(shown("slow").at("state"), "RUNNING");
  served_.restart(SIGTERM);
  EXPECT_EQ(state("slow", "PAUSED"), "PAUSED");
  ASSERT_EQ(tell("slow", "stop", R"({"why":"enough"})").status, 200);
  EXPECT_EQ(state("slow", "STOPPED"), "STOPPED");
  served_.restart(SIGTERM);
  EXPECT_EQ(shown("slow").at("state"), "STOPPED") << "what was over stays so";
}

TEST_F(SessionHostTest, RepeatedKey_StartsNothingTwice_AcrossAKill) {
  served_.start();
  const std::string body = R"({"session":"slow"})";
  ASSERT_EQ(create(body, "k1").status, 200);
  const auto again = create(body, "k1");
  EXPECT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.json().at("state"), "RUNNING");
  EXPECT_EQ(create(R"({"session":"asking"})", "k1").status, 409);
  EXPECT_EQ(create(R"({"session":"slow","execution_mode":"confirm"})", "k1").fault(), "conflict");
  EXPECT_EQ(shown("asking").at("state"), "CREATED");
  ASSERT_EQ(tell("slow", "stop", R"({"why":"enough"})").status, 200);
  ASSERT_EQ(state("slow", "STOPPED"), "STOPPED");
  EXPECT_EQ(create(body, "k1").json().at("state"), "STOPPED") << "it was started once";
  served_.restart(SIGKILL);
  EXPECT_EQ(create(body, "k1").json().at("state"), "STOPPED");
  EXPECT_EQ(create(body, "k2").json().at("state"), "RUNNING");
}

TEST_F(SessionHostTest, Check_TellsAllEight_BeforeAndWhileItRuns) {
  served_.start();
  const auto before = tell("slow", "check");
  ASSERT_EQ(before.status, 200) << before.body;
  const Json told = before.json();
  EXPECT_EQ(told.at("session_id"), "slow");
  EXPECT_EQ(told.at("ok"), true);
  ASSERT_EQ(told.at("checks").size(), 8u);
  const auto cli = sluice({"session", "check", "-c", "slow.yaml", "--json"});
  EXPECT_EQ(Json::parse(cli.out).at("checks"), told.at("checks"));
  for (const Json& check : told.at("checks")) {
    EXPECT_FALSE(check.at("measured").get<std::string>().empty());
    EXPECT_FALSE(check.at("required").get<std::string>().empty());
  }
  ASSERT_EQ(create(R"({"session":"slow"})").status, 200);
  const Json during = tell("slow", "check").json();
  EXPECT_EQ(during.at("ok"), true) << during;
  EXPECT_EQ(shown("slow").at("state"), "RUNNING") << "it was looked at, and nothing else";
}

TEST_F(SessionHostTest, PrerequisiteThatIsNotMet_IsTold_EachForItself) {
  write("strict.yaml", session_config("environment: {mode: testnet}\n"
                                      "executor: {type: testnet_binance}\n" +
                                      section("strict", "")));
  served_.configure("api: {sessions: [strict.yaml]}\n");
  served_.start();
  const auto refused = create(R"({"session":"strict"})", "k");
  EXPECT_EQ(refused.status, 409) << refused.body;
  std::set<std::string> told;
  const Json answer = refused.json();
  for (const Json& fault : answer.at("detail")) {
    EXPECT_EQ(fault.at("type"), "PreRequisiteNotMet");
    EXPECT_THAT(fault.at("msg").get<std::string>(),
                AllOf(HasSubstr("measured "), HasSubstr("required ")));
    told.insert(fault.at("loc").at(1));
  }
  EXPECT_THAT(told, ::testing::IsSupersetOf({"backtest", "paper_history", "kill_switch_test"}));
  EXPECT_EQ(shown("strict").at("state"), "FAILED");
  EXPECT_EQ(create(R"({"session":"strict"})", "k").status, 409) << "what failed may be tried again";
  const Json check = tell("strict", "check").json();
  EXPECT_EQ(check.at("ok"), false);
  // The venue's executor owns threads and sockets, which no run but a session's may have.
  const auto cli = sluice({"session", "check", "-c", "strict.yaml", "--json"});
  EXPECT_EQ(cli.exit_code, 1) << cli.err;
  EXPECT_EQ(Json::parse(cli.out).at("checks").at(3).at("measured"), "testnet_binance is healthy");
  EXPECT_EQ(sluice({"config", "check", "strict.yaml"}).exit_code, 0);
  const auto backtest =
      sluice({"eod", "-c", "strict.yaml", "--set", "data.source=testnet_binance_feed"});
  EXPECT_EQ(backtest.exit_code, 2);
  EXPECT_THAT(backtest.err, HasSubstr("must be repeatable"));
}

TEST_F(SessionHostTest, SessionOfAnotherProcess_IsLeftToIt) {
  e2e::Process other{command({"session", "start", "-c", "slow.yaml"}), {}, path()};
  served_.start();
  EXPECT_EQ(state("slow", "RUNNING"), "RUNNING");
  const auto refused = create(R"({"session":"slow"})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("another process is the host"));
  EXPECT_EQ(shown("slow").at("state"), "RUNNING");
  EXPECT_EQ(tell("slow", "stop", R"({"why":"enough"})").status, 200);
  EXPECT_EQ(other.wait().exit_code, 0);
  EXPECT_EQ(create(R"({"session":"slow"})").status, 200);
}

TEST_F(SessionHostTest, ConfigThatIsNoSessions_IsToldWithItsPlace_AndTheServerDoesNotStart) {
  EXPECT_THAT(refused("api:\n  sessions:\n    - slow.yaml\n    - there.yaml\n"),
              AllOf(HasSubstr("api.sessions[1]"), HasSubstr("config.yaml:"),
                    HasSubstr("there.yaml: there is no such file")));
  write("wrong.yaml", session_config(section("wrong", ", max_position: 2")));
  EXPECT_THAT(refused("api: {sessions: [wrong.yaml]}\n"),
              AllOf(HasSubstr("wrong.yaml:8"), HasSubstr("max_positions")));
  write("none.yaml", session_config(""));
  EXPECT_THAT(refused("api: {sessions: [none.yaml]}\n"), HasSubstr("session: required"));
  write("component.yaml", session_config("executor: {type: papre}\n" + section("c", "")));
  EXPECT_THAT(refused("api: {sessions: [component.yaml]}\n"), HasSubstr("component.yaml"));
  EXPECT_THAT(refused("api: {sessions: [slow.yaml, slow.yaml]}\n"), HasSubstr("named twice"));
  EXPECT_THAT(refused("api: {session: [slow.yaml]}\n"), HasSubstr("sessions"));
}

TEST_F(SessionHostTest, SessionOfAnotherDirectoryOrKillSwitch_IsRefused) {
  std::string elsewhere = session_config(section("slow", ""));
  elsewhere.replace(elsewhere.find("root: out"), 9, "root: elsewhere");
  write("elsewhere.yaml", elsewhere);
  EXPECT_THAT(refused("api: {sessions: [elsewhere.yaml]}\n"),
              HasSubstr("a server is host in its own data directory"));
  write("deaf.yaml", session_config("kill_switch: {latch_file: other}\n" + section("deaf", "")));
  EXPECT_THAT(refused("api: {sessions: [deaf.yaml]}\n"), HasSubstr("one has to stop both"));
  served_.configure("api: {sessions: [elsewhere.yaml]}\n");
  served_.start({"--data-dir", "third"});
  EXPECT_EQ(create(R"({"session":"slow"})").status, 200) << "--data-dir is of both";
}

}  // namespace
}  // namespace sluice::api_test
