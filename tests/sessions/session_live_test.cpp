// SPDX-License-Identifier: Apache-2.0
//
// session_live_test.cpp: what closes gate 2 of a session in mode live while it runs. As a person
// meets it: tests/e2e/live_session_test.cpp.
#include "drivers/live_gate.hpp"
#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using testing::at;
using testing::Host;
using ::testing::IsEmpty;
using testing::RecordedMarket;
using ::testing::SizeIs;
using testing::target;

constexpr const char* kLiveToken = "a token of sixteen or more";

class SessionLive : public ::testing::Test {
 protected:
  SessionLive() {
    market_->flat(begin_, at("2025-01-15T10:30:00Z"), 1, "99.95", "100.05");
    market_->connection(at("2025-01-15T10:30:00Z"), false, "no heartbeat");
    market_->connection(at("2025-01-15T10:31:00Z"), true);
    market_->flat(at("2025-01-15T10:31:01Z"), at("2025-01-15T11:00:00Z"), 1, "99.95", "100.05");
    host_ = std::make_unique<Host>(directory_ / "session", sluice::testing::instruments({"AAA"}),
                                   market_);
    // In and out, candle by candle, from half past ten on; one entry before.
    host_->strategy->wants = [this](const sluice_session& session) {
      const auto minute = session.time / 60'000'000'000 % 2;
      return std::vector{target(0, wants_ && minute == 0 ? "10" : "0")};
    };
    risk::LiveSettings settings;
    settings.is_live = settings.enable_live_trading = true;
    settings.enabled_by = "ana";
    settings.token = kLiveToken;
    host_->run.live_gate = std::make_shared<drivers::LiveGate>(
        settings, drivers::LiveGateParts{directory_.path(), host_->run.kill_switch.get(),
                                         [this] { return wall_; }, nullptr});
    host_->run.venue =
        std::make_unique<drivers::GuardedVenue>(std::move(host_->run.venue), host_->run.live_gate);
  }
  void arm() {
    wall_ = wall_.plus_nanoseconds(1'000'000'000);
    ASSERT_TRUE(arming_
                    .write({wall_, wall_.plus_nanoseconds(3'600'000'000'000), "ben",
                            risk::arming_proof(wall_, kLiveToken)})
                    .ok());
    wall_ = wall_.plus_nanoseconds(1'000'000'000);
  }
  [[nodiscard]] bool is_armed() const { return arming_.read().arming.has_value(); }

  sluice::testing::TemporaryDirectory directory_;
  const Timestamp begin_ = at("2025-01-15T10:00:00Z");
  Timestamp wall_ = at("2026-03-02T10:00:00Z");
  bool wants_ = true;
  risk::ArmingFile arming_{directory_.path()};
  std::shared_ptr<RecordedMarket> market_ = std::make_shared<RecordedMarket>();
  std::unique_ptr<Host> host_;
};

TEST_F(SessionLive, Armed_OrdersReachTheExecutor_AndOthersDoNot) {
  host_->open(begin_);
  host_->run_until(at("2025-01-15T10:22:30Z"));
  EXPECT_THAT(host_->venue->received, IsEmpty());
  arm();
  host_->run_until(at("2025-01-15T10:24:30Z"));
  EXPECT_FALSE(host_->venue->received.empty());
}

TEST_F(SessionLive, LostConnection_ClosesGate2_UntilSomebodyArmsAgain) {
  host_->open(begin_);
  arm();
  host_->run_until(at("2025-01-15T10:29:30Z"));
  const std::size_t before = host_->venue->received.size();
  ASSERT_GT(before, 0u);
  host_->run_until(at("2025-01-15T10:30:30Z"));
  ASSERT_EQ(host_->session->state(), SessionState::kPaused);
  EXPECT_FALSE(is_armed());
  host_->run_until(at("2025-01-15T10:31:30Z"));
  ASSERT_TRUE(host_->session->resume("ana").ok());
  host_->run_until(at("2025-01-15T10:36:30Z"));
  EXPECT_THAT(host_->venue->received, SizeIs(before));
  EXPECT_THAT(host_->session->status().signals.back().signal.state, SignalState::kOrdered);
  arm();
  host_->run_until(at("2025-01-15T10:40:30Z"));
  EXPECT_GT(host_->venue->received.size(), before);
}

// No order comes as far as the gate while the switch is engaged.
TEST_F(SessionLive, KillSwitch_ClosesGate2_WithoutAnyOrder) {
  wants_ = false;
  host_->open(begin_);
  arm();
  host_->run_until(at("2025-01-15T10:05:00Z"));
  ASSERT_TRUE(is_armed());
  host_->run.kill_switch->request(
      {risk::HaltScope::kAll, "", risk::HaltLevel::kHalt, "test", "drill", begin_});
  host_->run_until(at("2025-01-15T10:08:00Z"));
  EXPECT_FALSE(is_armed());
}

TEST_F(SessionLive, End_ClosesGate2) {
  host_->open(begin_);
  arm();
  ASSERT_TRUE(host_->session->close().ok());
  EXPECT_FALSE(is_armed());
}

}  // namespace
}  // namespace sluice::sessions
