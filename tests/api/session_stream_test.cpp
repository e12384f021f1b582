// SPDX-License-Identifier: Apache-2.0
//
// session_stream_test.cpp: what the stream and the metrics tell of sessions, whose host is another
// process: `sluice session start` over a made-up day.
#include <csignal>
#include <set>
#include <thread>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "api/stream_client.hpp"
#include "support/file_text.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

const std::string kId = "synthetic_trend";

class SessionStreamTest : public ServedTest {
 protected:
  void SetUp() override { served_.start(); }
  [[nodiscard]] e2e::Words host(const e2e::Words& more = {}) const {
    e2e::Words words{
        "session",
        "start",
        "-c",
        (std::filesystem::path{SLUICE_SOURCE_DIR} / "configs/sessions/synthetic.yaml").string(),
        "--data-dir",
        path("out").string(),
        "--json",
        "--log-level",
        "error"};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  static bool is_state(const Json& event, const std::string& state) {
    return event.at("event") == "session_state" && event.at("now") == state;
  }
  static auto reaching(const std::string& state) {
    return [state](const Json& event) { return is_state(event, state); };
  }
  // The day from its beginning to its end.
  std::vector<Json> a_day() {
    StreamClient client{served_.port(), "?sessions=" + kId + ":0"};
    const auto run = sluice(host());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return client.until(reaching("STOPPED"));
  }
};

TEST_F(SessionStreamTest, Day_IsToldFromItsFirstStateToItsLast) {
  const auto events = a_day();
  std::uint64_t seq = 0;
  std::map<std::string, int> kinds;
  for (const Json& event : events) {
    EXPECT_EQ(event.at("session"), kId);
    EXPECT_FALSE(event.contains("seq")) << "that is the account's";
    EXPECT_GE(event.at("session_seq"), seq);
    seq = event.at("session_seq");
    ++kinds[event.at("event")];
  }
  EXPECT_TRUE(is_state(events.front(), "CHECKING")) << events.front();
  EXPECT_EQ(events.back().at("was"), "STOPPING");
  EXPECT_EQ(events.back().at("why"), "RECORDING_OVER: the recording is over");
  for (const char* kind :
       {"session_signal", "session_order", "session_verdict", "session_fill", "session_position"})
    EXPECT_GT(kinds[kind], 0) << kind;
  for (const Json& event : events)
    if (event.at("event") == "session_signal") {
      EXPECT_GT(event.at("signal").at("id"), 0);
      EXPECT_THAT((std::set<std::string>{"AAA", "BBB", "CCC"}),
                  ::testing::Contains(event.at("signal").at("symbol")));
      break;
    }
}

TEST_F(SessionStreamTest, Places_ResumeWithoutGapOrRepetitionAcrossAKill) {
  const auto all = a_day();
  served_.restart(SIGKILL);
  const std::uint64_t middle = all.at(all.size() / 2).at("session_seq");
  StreamClient client{served_.port(), "?sessions=" + kId + ":" + std::to_string(middle)};
  std::vector<Json> expected;
  for (const Json& event : all)
    if (event.at("session_seq") > middle) expected.push_back(event);
  EXPECT_EQ(client.until(reaching("STOPPED")), expected);
}

TEST_F(SessionStreamTest, WhoNamesNoPlace_IsNotToldOfThePast) {
  (void)a_day();
  served_.restart(SIGTERM);
  // The server has read the day when it counts the session.
  for (int i = 0; i < 200; ++i) {
    if (served_.get("/metrics").body.find("sluice_session_state{") != std::string::npos) break;
    std::this_thread::sleep_for(milliseconds{20});
  }
  StreamClient both{served_.port()}, account{served_.port(), "?topic=account"};
  StreamClient sessions{served_.port(), "?topic=sessions&sessions=" + kId + ":0"};
  served_.placed(R"({"symbol":"AAA","side":"BUY","quantity":1,"client_order_id":"x"})");
  EXPECT_EQ(both.next().at(0).at("client_order_id"), "x");
  EXPECT_EQ(account.next().at(0).at("client_order_id"), "x");
  for (const Json& event : sessions.until(reaching("STOPPED"))) EXPECT_EQ(event.at("session"), kId);
}

TEST_F(SessionStreamTest, PauseOfAnotherProcess_IsToldWithWhoAndWhy_AndShownByTheMetrics) {
  StreamClient client{served_.port()};
  e2e::Process hosting{command(host({"--set", "session.speed=20"})), {}, path()};
  (void)client.until(reaching("RUNNING"));
  Reply paused;
  for (int i = 0; i < 100 && paused.status != 200; ++i) {
    paused = served_.post("/api/v1/sessions/" + kId + "/pause", R"({"why":"lunch"})");
    if (paused.status != 200) std::this_thread::sleep_for(milliseconds{50});
  }
  ASSERT_EQ(paused.status, 200) << paused.body;
  const Json told = client.until(reaching("PAUSED")).back();
  EXPECT_EQ(told.at("was"), "RUNNING");
  EXPECT_EQ(told.at("who"), "api:local");
  EXPECT_EQ(told.at("why"), "lunch");
  std::string metrics;
  const std::string expected = "sluice_session_state{session=\"" + kId + "\",state=\"PAUSED\"} 1\n";
  for (int i = 0; i < 200 && metrics.find(expected) == metrics.npos; ++i) {
    std::this_thread::sleep_for(milliseconds{20});
    metrics = served_.get("/metrics").body;
  }
  EXPECT_THAT(metrics, HasSubstr(expected));
  EXPECT_THAT(metrics,
              HasSubstr("sluice_session_state{session=\"" + kId + "\",state=\"RUNNING\"} 0\n"));
  EXPECT_THAT(metrics, HasSubstr("sluice_sessions{state=\"PAUSED\"} 1\n"));
  EXPECT_EQ(served_.post("/api/v1/sessions/" + kId + "/stop", R"({"why":"enough"})").status, 200);
  EXPECT_EQ(hosting.wait().exit_code, 0);
}

TEST_F(SessionStreamTest, SignalsOfADayWhileTheServerRuns_AreCounted) {
  std::size_t ordered = 0;
  for (const Json& event : a_day())
    ordered += event.at("event") == "session_signal" && event.at("signal").at("state") == "ORDERED";
  ASSERT_GT(ordered, 0u);
  EXPECT_THAT(served_.get("/metrics").body,
              HasSubstr("sluice_session_signals_total{session=\"" + kId + "\",state=\"ORDERED\"} " +
                        std::to_string(ordered) + "\n"));
  served_.restart(SIGTERM);
  std::string metrics;
  for (int i = 0; i < 200 && metrics.find("signals_total{") == metrics.npos; ++i) {
    std::this_thread::sleep_for(milliseconds{20});
    metrics = served_.get("/metrics").body;
  }
  EXPECT_THAT(metrics, HasSubstr("state=\"ORDERED\"} 0\n")) << "counters begin with the process";
}

TEST_F(SessionStreamTest, JournalThatLacksARecord_IsAProblemOfTheServersHealth_AndOthersGoOn) {
  (void)a_day();
  const auto journal = path("out") / "sessions" / kId / "journal";
  for (const auto& entry : std::filesystem::directory_iterator{journal})
    if (entry.path().extension() == ".jsonl") {
      std::string content = testing::file_text(entry.path());
      const auto begin = content.find('\n', content.size() / 2) + 1;
      content.erase(begin, content.find('\n', begin) + 1 - begin);
      testing::write_text(entry.path(), content);
    }
  served_.restart(SIGTERM);
  std::string health;
  for (int i = 0; i < 200 && health.find(kId) == health.npos; ++i) {
    std::this_thread::sleep_for(milliseconds{20});
    health = served_.get("/api/v1/health").body;
  }
  EXPECT_THAT(health, HasSubstr("sessions: " + kId));
  EXPECT_EQ(served_.get("/readyz").status, 200);
}

TEST_F(SessionStreamTest, PlacesThatAreNone_AreRefusedBeforeTheUpgrade) {
  for (const std::string query :
       {"?sessions=x", "?sessions=x:", "?sessions=:1", "?sessions=x:-1", "?sessions=x:1,",
        "?sessions=..:1", "?sessions=x:12345678901234567890", "?topic=orders"}) {
    StreamClient client{served_.port(), query};
    EXPECT_EQ(client.handshake().status, 422) << query;
  }
  StreamClient fine{served_.port(), "?sessions=a:0,b-c_d:9223372036854775807&topic=sessions"};
  EXPECT_EQ(fine.handshake().status, 101);
}

}  // namespace
}  // namespace sluice::api_test
