// SPDX-License-Identifier: Apache-2.0
//
// sessions_test.cpp: sessions of the data directory over the API: looked at, paused, resumed,
// stopped, their signals decided. Their host is this test, through the session store.
#include <thread>

#include <gmock/gmock.h>

#include "api/served_account.hpp"
#include "records/session_store.hpp"

namespace sluice::api_test {
namespace {

using ::testing::HasSubstr;

class SessionsTest : public ServedTest {
 protected:
  void SetUp() override { served_.start(); }
  [[nodiscard]] std::unique_ptr<records::SessionStore> store() const {
    auto opened = records::SessionStore::open(path("out") / "sessions" / "sessions.db");
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  void show(const std::string& id) const {
    ASSERT_TRUE(
        store()
            ->show({id, "trend", "main", "paper", "confirm", "RUNNING", "", "2026-03-02T10:00:00Z",
                    "out/sessions/" + id, R"({"risk":{"max_positions":3}})"})
            .ok());
  }
  // Carries out one request of the session, as its host would; what was asked.
  [[nodiscard]] std::string host(const std::string& id, const records::SessionReply& reply) const {
    const auto open = store();
    for (int i = 0; i < 400; ++i) {
      const auto waiting = open->waiting(id);
      if (waiting && !waiting->empty()) {
        const auto& request = waiting->front();
        EXPECT_TRUE(open->answer(request.number, reply).ok());
        return request.verb + " " + std::to_string(request.signal) + " " + request.who + " " +
               request.why;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return "nothing was asked";
  }
  // Asks, and answers as the host: the API's answer, and what the host was asked.
  std::pair<Reply, std::string> asked(const std::string& target, const std::string& body,
                                      const records::SessionReply& reply) {
    std::string request;
    std::thread hosting{[&] { request = host("s1", reply); }};
    Reply answer = served_.post("/api/v1/sessions/s1/" + target, body);
    hosting.join();
    return {answer, request};
  }
};

TEST_F(SessionsTest, WithoutSessions_TheListIsEmpty_AndNoneIsFound) {
  const auto list = served_.get("/api/v1/sessions");
  EXPECT_EQ(list.status, 200);
  EXPECT_EQ(list.json(), Json::array());
  EXPECT_EQ(served_.get("/api/v1/sessions/s1").status, 404);
  EXPECT_EQ(served_.post("/api/v1/sessions/s1/resume").status, 404);
}

TEST_F(SessionsTest, Sessions_AreListed_WithTheirStatus) {
  show("s1");
  show("s2");
  const Json list = served_.get("/api/v1/sessions").json();
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["session_id"], "s1");
  EXPECT_EQ(list[1]["session_id"], "s2");
  const Json one = served_.get("/api/v1/sessions/s2").json();
  EXPECT_EQ(one["state"], "RUNNING");
  EXPECT_EQ(one["execution_mode"], "confirm");
  EXPECT_EQ(one["status"]["risk"]["max_positions"], 3);
  EXPECT_EQ(served_.get("/api/v1/sessions/s3").status, 404);
}

TEST_F(SessionsTest, WhatIsAsked_ReachesTheHost_WithWhoAndWhy) {
  show("s1");
  const auto paused = asked("pause", R"({"why":"odd fills"})", {true, "", ""});
  EXPECT_EQ(paused.first.status, 200) << paused.first.body;
  EXPECT_EQ(paused.second, "pause 0 api:local odd fills");
  EXPECT_EQ(asked("resume", "", {true, "", ""}).second, "resume 0 api:local ");
  EXPECT_EQ(asked("stop", R"({"why":"done"})", {true, "", ""}).second, "stop 0 api:local done");
  EXPECT_EQ(asked("approve", R"({"signal":7})", {true, "", ""}).second, "approve 7 api:local ");
  EXPECT_EQ(asked("decline", R"({"signal":8,"why":"no"})", {true, "", ""}).second,
            "decline 8 api:local no");
}

TEST_F(SessionsTest, RefusalsOfTheHost_KeepTheirKind) {
  show("s1");
  const auto wrong = asked("resume", "", {false, "InvalidTransition", "it is STOPPED"});
  EXPECT_EQ(wrong.first.status, 409);
  EXPECT_THAT(wrong.first.body, HasSubstr("it is STOPPED"));
  EXPECT_EQ(wrong.first.fault(), "InvalidTransition");
  EXPECT_EQ(asked("approve", R"({"signal":7})", {false, "SignalNotFound", "x"}).first.status, 404);
  EXPECT_EQ(asked("resume", "", {false, "PreRequisiteNotMet", "x"}).first.status, 409);
  EXPECT_EQ(asked("resume", "", {false, "Fault", "x"}).first.status, 503);
}

TEST_F(SessionsTest, WithoutAHost_TheRequestIsWithdrawn) {
  show("s1");
  const auto refused = served_.post("/api/v1/sessions/s1/resume");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.fault(), "no_host");
  EXPECT_TRUE(store()->waiting("s1")->empty());
}

TEST_F(SessionsTest, RequestThatItsHostHasTaken_IsNotSaidToBeWithdrawn) {
  show("s1");
  bool is_claimed = false;
  std::thread hosting{[&] {
    const auto open = store();
    for (int i = 0; i < 400 && !is_claimed; ++i) {
      const auto waiting = open->waiting("s1");
      is_claimed = waiting && !waiting->empty() && *open->claim(waiting->front().number);
      std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
  }};
  const auto told = served_.post("/api/v1/sessions/s1/stop", R"({"why":"done"})");
  hosting.join();
  EXPECT_TRUE(is_claimed);
  EXPECT_EQ(told.status, 503);
  EXPECT_EQ(told.fault(), "in_progress");
  EXPECT_THAT(told.body, HasSubstr("ask for the session's state"));
}

TEST_F(SessionsTest, WhatIsNotUnderstood_IsRefused_AndNothingIsAsked) {
  show("s1");
  EXPECT_EQ(served_.post("/api/v1/sessions/s1/pause").status, 400);
  EXPECT_EQ(served_.post("/api/v1/sessions/s1/pause", "{}").status, 422);
  EXPECT_EQ(served_.post("/api/v1/sessions/s1/approve", R"({"signal":0})").status, 422);
  EXPECT_EQ(served_.post("/api/v1/sessions/s1/approve", R"({"why":"x"})").status, 422);
  EXPECT_EQ(served_.get("/api/v1/sessions/s%31").status, 422);
  EXPECT_EQ(served_.get("/api/v1/sessions/s1/pause").status, 405);
  EXPECT_TRUE(store()->waiting("s1")->empty());
}

}  // namespace
}  // namespace sluice::api_test
