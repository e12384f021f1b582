// SPDX-License-Identifier: Apache-2.0
//
// live_session_test.cpp: a session of mode live with every gate open that can be opened: its orders
// come to the dry run and nowhere else, and whatever disarms stops the next one.
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <sstream>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "e2e/cli_fixture.hpp"
#include "support/file_text.hpp"
#include "support/signing.hpp"

namespace sluice::e2e {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr auto kLook = std::chrono::milliseconds{50};
constexpr int kMostLooks = 600;  // half a minute

// Answers every GET with 200: what monitoring is asked for.
class Monitoring {
 public:
  Monitoring() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof place;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&place), size), 0);
    EXPECT_EQ(::listen(socket_, 8), 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&place), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(place.sin_port)) + "/-/healthy";
    thread_ = std::thread{[this] { answer(); }};
  }
  ~Monitoring() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  Monitoring(const Monitoring&) = delete;
  Monitoring& operator=(const Monitoring&) = delete;
  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  void answer() const {
    constexpr std::string_view kAnswer =
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    for (int asked = 0; (asked = ::accept(socket_, nullptr, nullptr)) >= 0; ::close(asked)) {
      char request[2048];
      if (::recv(asked, request, sizeof request, 0) > 0)
        (void)::send(asked, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
    }
  }
  int socket_;
  std::string url_;
  std::thread thread_;
};

// Buys and sells one symbol of a made-up day, minute after minute, fifteen of them a second.
constexpr const char* kConfig = R"(strategy_name: flips
strategy: {type: formula, entry: "not position", exit: "bars_held >= 1", max_positions: 1}
universe: {symbols: [AAA]}
data: {source: synthetic, freq: 1min, sessions: 3, open: "00:05", close: "23:55", volatility: 0.1}
trading: {freq: 5min}
portfolio: {seed_capital: 100000}
output: {root: out}
session: {max_positions: 1, max_position_size_pct: 100, max_daily_loss_pct: 50, speed: 900}
prerequisites: {min_sharpe: -1000000, min_paper_days: 0}
live_risk: {enabled: true, max_order_notional: 1000000, max_total_exposure_notional: 1000000,
  max_live_notional_per_order: 1000000, max_live_notional_total: 1000000000, live_trade_min_size: 1}
environment:
  mode: live
  enable_live_trading: true
  enabled_by: ana
  confirm_token: {file: token}
  runbook: runbook.md
  test_evidence: evidence
)";

class LiveSession : public CliTest {
 protected:
  void SetUp() override {
    write("live.yaml", kConfig + ("  monitoring_url: " + monitoring_.url() + "\n") +
                           "  approval: {file: approval, public_key: '" + key_.public_key() +
                           "'}\n");
    write("token", "a-token-of-sixteen-or-more\n");
    fs::permissions(path("token"), fs::perms::owner_read | fs::perms::owner_write);
    write("runbook.md", "call ana\n");
    Process hashing{{"/bin/sh", "-c", "sha256sum '" + program().string() + "'"}, {}, path()};
    write("evidence", "sluice test evidence 1\nprogram " + hashing.wait().out.substr(0, 64) +
                          "\npassed 9\nfailed 0\nend\n");
    const json shown = json::parse(sluice({"config", "show", "--json", "-c", "live.yaml"}).out);
    const std::string terms = "sluice approval 1\nstrategy flips\nconfig_hash " +
                              shown["hash"].get<std::string>() +
                              "\napproved_by carla\nexpires 2200-01-01T00:00:00Z\n";
    write("approval", terms + "signature " + key_.sign(terms) + "\n");
    // What the prerequisites want to see.
    ASSERT_EQ(sluice({"backtest", "-c", "live.yaml", "--no-reports"}).exit_code, 0);
    ASSERT_EQ(sluice({"kill", "test", "--rounds", "1", "--data-dir", "out"}).exit_code, 0);
  }
  void start() {
    host_ = std::make_unique<Process>(command({"session", "start", "-c", "live.yaml"}),
                                      Environment{}, path());
  }
  [[nodiscard]] Outcome arm(const std::string& ttl = "1h") const {
    return sluice(
        {"live", "arm", "-c", "live.yaml", "--who", "ben", "--token-file", "token", "--ttl", ttl});
  }
  [[nodiscard]] Outcome ask(const Words& more) const {
    Words words{"session"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--data-dir", "out"});
    return sluice(words);
  }
  // The order records of the session's trail, oldest first: "FILLED", "REJECTED LIVE_NOT_ARMED".
  [[nodiscard]] Words ends() const {
    Words found;
    std::vector<fs::path> segments;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{path("out/sessions/flips/journal"), none})
      if (entry.path().extension() == ".jsonl") segments.push_back(entry.path());
    std::sort(segments.begin(), segments.end());
    for (const auto& segment : segments) {
      std::istringstream lines{testing::file_text(segment)};
      for (std::string line; std::getline(lines, line);) {
        const json record = json::parse(line, nullptr, false);
        if (!record.is_object()) continue;
        const std::string type = record.value("type", "");
        if (type == "FILLED") found.push_back(type);
        if (type == "REJECTED") found.push_back(type + " " + record.value("reason", ""));
      }
    }
    return found;
  }
  [[nodiscard]] static bool eventually(const std::function<bool()>& condition) {
    for (int i = 0; i < kMostLooks; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(kLook);
    }
    return false;
  }
  // Of the orders after the first `seen` ones.
  [[nodiscard]] bool comes(const std::string& end, std::size_t seen) const {
    return eventually([&] {
      const Words all = ends();
      return std::find(all.begin() + static_cast<std::ptrdiff_t>(std::min(seen, all.size())),
                       all.end(), end) != all.end();
    });
  }
  void start_and_arm(const std::string& ttl = "1h") {
    start();
    ASSERT_TRUE(comes("REJECTED LIVE_NOT_ARMED", 0));
    const std::size_t before = ends().size();
    const Outcome armed = arm(ttl);
    ASSERT_EQ(armed.exit_code, 0) << armed.err;
    ASSERT_TRUE(comes("FILLED", before));
  }
  // From now on nothing but refusals.
  void expect_the_next_to_be_refused() {
    const std::size_t before = ends().size();
    EXPECT_TRUE(comes("REJECTED LIVE_NOT_ARMED", before));
    const std::size_t after = ends().size();
    EXPECT_TRUE(eventually([&] { return ends().size() >= after + 3; }));
    const Words all = ends();
    EXPECT_EQ(std::count(all.begin() + static_cast<std::ptrdiff_t>(after), all.end(), "FILLED"), 0);
  }
  // What it said until it was told to end.
  [[nodiscard]] std::string log_of_the_host() {
    host_->send(SIGTERM);
    const Outcome ended = host_->wait();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return ended.err;
  }
  [[nodiscard]] std::size_t sockets_of_the_host() const {
    std::size_t found = 0;
    std::error_code none;
    const fs::path descriptors = "/proc/" + std::to_string(host_->id()) + "/fd";
    for (const auto& entry : fs::directory_iterator{descriptors, none})
      if (fs::read_symlink(entry.path(), none).native().starts_with("socket:")) ++found;
    return found;
  }

  Monitoring monitoring_;
  testing::SigningKey key_{7};
  std::unique_ptr<Process> host_;
};

TEST_F(LiveSession, EveryGateOpenThatCanBe_OrdersGoToTheDryRunAndNowhereElse) {
  start_and_arm();
  const json status = json::parse(sluice({"live", "status", "-c", "live.yaml", "--json"}).out);
  EXPECT_EQ(status["allowed"], false);
  Words missing;
  for (const auto& each : status["checks"])
    if (!each["passed"].get<bool>()) missing.push_back(each["name"]);
  EXPECT_THAT(missing, UnorderedElementsAre("dry_run_off", "exchange_integration"));
  EXPECT_EQ(sockets_of_the_host(), 0u);
  const std::string shown = ask({"status", "flips"}).out;
  EXPECT_THAT(shown, HasSubstr(R"("route": "live_dry_run")"));
  const std::string log = log_of_the_host();
  EXPECT_THAT(log, HasSubstr("[SAFETY] LIVE_NOT_ARMED: gate 2 is closed: nobody has armed"));
  EXPECT_THAT(log, HasSubstr("[SAFETY] LIVE_DRY_RUN"));
  // Each fill of the trail is one of the dry run's, and it had no others.
  const Words all = ends();
  const auto fills = static_cast<std::size_t>(std::count(all.begin(), all.end(), "FILLED"));
  EXPECT_GT(fills, 0u);
  EXPECT_EQ(count_of(log, "[LIVE-DRY-RUN] fill mode=live_dry_run dry_run=true"), fills);
  EXPECT_EQ(count_of(log, "[LIVE-DRY-RUN] order mode=live_dry_run dry_run=true"), fills);
  EXPECT_EQ(count_of(log, "[SAFETY] LIVE_DRY_RUN"), fills);
  EXPECT_EQ(sluice({"audit", "verify", "out/sessions/flips/journal"}).exit_code, 0);
  const std::string gate =
      sluice({"audit", "show", "out/sessions/flips/journal", "--type", "LIVE_GATE"}).out;
  EXPECT_THAT(gate, HasSubstr("open: armed by ben at "));
  EXPECT_THAT(gate, HasSubstr("closed: session flips ends"));
  // The session's end has closed gate 2 for those that come later.
  EXPECT_FALSE(fs::exists(path("out/LIVE_ARMED")));
}

TEST_F(LiveSession, Expiry_StopsTheNextOrder) {
  start_and_arm("3s");
  expect_the_next_to_be_refused();
  EXPECT_THAT(log_of_the_host(),
              HasSubstr("[SAFETY] LIVE_NOT_ARMED: gate 2 is closed: expired at"));
}

TEST_F(LiveSession, Disarm_StopsTheNextOrder) {
  start_and_arm();
  ASSERT_EQ(sluice({"live", "disarm", "-c", "live.yaml"}).exit_code, 0);
  expect_the_next_to_be_refused();
  EXPECT_THAT(log_of_the_host(), HasSubstr("[SAFETY] LIVE_NOT_ARMED"));
}

TEST_F(LiveSession, Kill_StopsTheNextOrder_AndTheReleaseDoesNotArmAgain) {
  start_and_arm();
  ASSERT_EQ(sluice({"kill", "engage", "--data-dir", "out", "--reason", "x"}).exit_code, 0);
  ASSERT_TRUE(eventually([&] {
    return sluice({"audit", "show", "out/sessions/flips/journal", "--type", "RISK_BREACH"})
               .out.find("KILL_SWITCH") != std::string::npos;
  }));
  ASSERT_EQ(
      sluice({"kill", "release", "--data-dir", "out", "--who", "ana", "--why", "y"}).exit_code, 0);
  expect_the_next_to_be_refused();
  EXPECT_THAT(log_of_the_host(), HasSubstr("[SAFETY] LIVE_NOT_ARMED"));
}

// No command that closes gate 2 as well: the session itself does.
TEST_F(LiveSession, KillBySignal_ClosesGate2_AndTheReleaseDoesNotArmAgain) {
  start_and_arm();
  host_->send(SIGUSR1);
  EXPECT_TRUE(eventually([&] { return !fs::exists(path("out/LIVE_ARMED")); }));
  ASSERT_TRUE(eventually([&] { return fs::exists(path("out/KILL_SWITCH")); }));
  ASSERT_EQ(
      sluice({"kill", "release", "--data-dir", "out", "--who", "ana", "--why", "y"}).exit_code, 0);
  expect_the_next_to_be_refused();
  EXPECT_THAT(log_of_the_host(),
              HasSubstr("[SAFETY] gate 2 is closed: the kill switch is engaged"));
}

TEST_F(LiveSession, Restart_DoesNotCountWhatWasArmedBefore) {
  start_and_arm();
  host_->send(SIGKILL);
  (void)host_->wait();
  ASSERT_EQ(arm().exit_code, 0);
  start();
  // Not before it is known anew: a host that starts withdraws what was asked of an earlier one.
  Outcome seen;
  ASSERT_TRUE(eventually([&] {
    seen = ask({"status", "flips"});
    return seen.out.find(R"("status": "PAUSED")") != std::string::npos;
  })) << seen.out
      << seen.err << log_of_the_host();
  const Outcome resumed = ask({"resume", "flips", "--who", "ana"});
  ASSERT_EQ(resumed.exit_code, 0) << resumed.err;
  expect_the_next_to_be_refused();
  EXPECT_THAT(log_of_the_host(), HasSubstr("before the last restart, disconnect or kill"));
}

}  // namespace
}  // namespace sluice::e2e
