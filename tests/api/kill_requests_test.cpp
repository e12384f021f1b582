// SPDX-License-Identifier: Apache-2.0
//
// kill_requests_test.cpp: a kill that comes while much waits for the lane: in force before all of
// it, once, and behind no release that was asked for before.
#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/trading_service.hpp"
#include "plugins/trial.hpp"
#include "routing/scripted_venue.hpp"
#include "support/domain_values.hpp"
#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::api {
namespace {

using ::testing::HasSubstr;
using testing::money;
using ::testing::Not;

using Answer = std::future<Response>;

class Teller final : public Responder {
 public:
  [[nodiscard]] Answer answer() { return promise_.get_future(); }
  void respond(Response response) noexcept override { promise_.set_value(std::move(response)); }

 private:
  std::promise<Response> promise_;
};

// A disk that is full.
class FullLatch final : public risk::LatchStorage {
 public:
  Result<std::optional<std::string>> read() override { return std::optional<std::string>{}; }
  Result<void> write(std::string_view) override { return Error{"no room"}; }
};

// Stands in the lane's way until it is opened.
class Barrier {
 public:
  // For the lane.
  void wait() {
    reached_.set_value();
    opened_.get_future().wait();
  }
  void is_reached() { reached_.get_future().wait(); }
  void open() { opened_.set_value(); }

 private:
  std::promise<void> reached_, opened_;
};

class KillRequestsTest : public ::testing::Test {
 protected:
  // The account, its lane and what answers, without a network.
  void start(std::size_t max_waiting = 4'096) {
    if (!latch_) latch_ = std::make_shared<risk::LatchFile>(directory_ / "KILL_SWITCH");
    kill_switch_ = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{.storage = latch_});
    auto account = PaperAccount::open(
        {.name = "paper", .route = "PAPER", .remembered_keys = 100, .shows_market = true}, table_,
        [this](const drivers::TagLookup& tags, Timestamp at) { return open(tags, at); },
        plugins::wall_clock());
    ASSERT_TRUE(account.ok()) << account.error().message;
    lane_ = std::make_unique<LaneHost>(LaneHostConfig{.max_waiting = max_waiting},
                                       std::move(*account), &plugins::wall_clock, metrics_);
    service_ = std::make_unique<TradingService>(
        ServiceParts{*lane_, projector_, readers_, events_, equity_, metrics_, table_,
                     *kill_switch_, desk_, host_, watch_, session_events_, reports_, troubles_},
        ServiceTexts{});
    lane_->start();
  }
  Result<PaperAccount::Opened> open(const drivers::TagLookup& tags, Timestamp at) {
    drivers::PaperSessionConfig config;
    config.directory = directory_ / "session";
    config.lane.seed_capital = money("1000000");
    config.lane.router.venue_lives_in_the_trail = true;
    config.lane.router.ack_timeout_ns = 60 * Timestamp::kNanosecondsPerSecond;
    config.with_store = false;
    drivers::PaperSessionParts parts{posix_,
                                     table_,
                                     venue_,
                                     {"executor", [] { return Result<std::string>{"state"}; },
                                      [](std::string_view) { return Result<void>{}; }},
                                     *kill_switch_};
    parts.tags = tags;
    sluice_venue_account all{};
    all.complete = 1;
    venue_.account(all);
    auto session = drivers::PaperSession::open(std::move(config), {}, parts, at);
    if (!session) return session.error();
    PaperAccount::Opened opened;
    opened.session = std::move(*session);
    return opened;
  }
  Answer post(const std::string& target, const std::string& body) {
    auto teller = std::make_unique<Teller>();
    Answer answer = teller->answer();
    Request request;
    request.method = Method::kPost;
    request.target = target;
    request.body = body;
    request.actor = "ana";
    service_->handle(std::move(request), std::move(teller));
    return answer;
  }
  Answer kill() {
    return post("/api/v1/kill-switch", R"({"action":"engage","level":"halt","reason":"odd"})");
  }
  Answer release() {
    return post("/api/v1/kill-switch", R"({"action":"release","reason":"seen"})");
  }
  // Each of another price, so that each is judged after the one before has been sent.
  Answer place_list() {
    return post("/api/v1/paper/orders",
                R"([{"symbol":"AAA","side":"BUY","quantity":1,"price":10},)"
                R"({"symbol":"BBB","side":"BUY","quantity":1,"price":20}])");
  }
  static Response told(Answer answer) {
    if (answer.wait_for(std::chrono::seconds{20}) != std::future_status::ready)
      return {.status = 0, .body = "no answer"};
    return answer.get();
  }
  void stop_in(Barrier& barrier) {
    LaneJob job = [&](PaperAccount*, Timestamp, const std::string&) { barrier.wait(); };
    ASSERT_TRUE(lane_->post(job));
    barrier.is_reached();
  }
  // Records of this type, once the lane has ended.
  std::size_t records(const std::string& type) {
    EXPECT_TRUE(lane_->stop().ok());
    std::size_t count = 0;
    const std::string wanted = R"("type":")" + type + '"';
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator{directory_ / "session" / "journal"}) {
      if (!entry.is_regular_file()) continue;
      const std::string text = sluice::testing::file_text(entry.path());
      for (auto at = text.find(wanted); at != std::string::npos; at = text.find(wanted, at + 1))
        ++count;
    }
    return count;
  }

  sluice::testing::TemporaryDirectory directory_;
  std::shared_ptr<risk::LatchStorage> latch_;
  files::PosixDisk posix_;
  InstrumentTable table_{testing::instruments({"AAA", "BBB"})};
  testing::Log log_;
  testing::ScriptedVenue venue_{log_};
  std::unique_ptr<risk::KillSwitch> kill_switch_;
  Metrics metrics_;
  EventRing events_{1'000, 100'000};
  EquityCurve equity_;
  SessionEvents session_events_;
  Troubles troubles_{1, [](const std::string&) {}};
  Projector projector_{
      posix_,   directory_ / "orders.db", directory_ / "session" / "journal", events_, equity_,
      troubles_};
  ReaderPool readers_{directory_ / "orders.db"};
  SessionDesk desk_{directory_ / "sessions.db", {}};
  SessionHost host_{posix_, directory_ / "sessions.db", {}, [](const std::string&) {}};
  SessionWatch watch_{posix_, directory_ / "sessions", session_events_};
  ReportShelf reports_{directory_.path()};
  std::unique_ptr<LaneHost> lane_;
  std::unique_ptr<TradingService> service_;
};

TEST_F(KillRequestsTest, ListsThatWaitedBeforeTheKill_AreRefused_AndItIsOneHalt) {
  start();
  Barrier barrier;
  stop_in(barrier);
  Answer first = place_list();
  Answer second = place_list();
  Answer killed = kill();
  barrier.open();
  for (Answer* const list : {&first, &second}) {
    const Response response = told(std::move(*list));
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, HasSubstr("KILL_SWITCH: Kill switch is engaged"));
    EXPECT_THAT(response.body, Not(HasSubstr(R"("status":"NEW")")));
  }
  EXPECT_TRUE(venue_.received().empty());
  const Response response = told(std::move(killed));
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.body, HasSubstr("ana: odd"));
  EXPECT_EQ(kill_switch_->halts().size(), 1u);
  EXPECT_EQ(records("KILL_SWITCH"), 1u);
}

TEST_F(KillRequestsTest, ListThatIsBeingJudged_IsRefusedFromThereOn) {
  start();
  Barrier barrier;
  bool is_stopped = false;
  venue_.when_market([&](std::uint32_t phase, Timestamp, sluice_rows rows) {
    const bool is_second = phase == SLUICE_PHASE_TRADE && rows.count > 0 &&
                           SLUICE_ROW(rows, sluice_trade, 0)->instrument == 1;
    if (is_second && !std::exchange(is_stopped, true)) barrier.wait();
  });
  Answer list = place_list();
  barrier.is_reached();
  Answer killed = kill();
  barrier.open();
  const Response response = told(std::move(list));
  EXPECT_THAT(response.body, HasSubstr(R"("status":"NEW")"));
  EXPECT_THAT(response.body, HasSubstr("KILL_SWITCH: Kill switch is engaged"));
  EXPECT_EQ(told(std::move(killed)).status, 200);
  ASSERT_EQ(venue_.received().size(), 1u);
  EXPECT_EQ(venue_.received()[0].instrument, 0u);
  EXPECT_EQ(records("KILL_SWITCH"), 1u);
}

TEST_F(KillRequestsTest, WithAFullLane_ItIsInForceAndSaysSo) {
  start(1);
  Barrier barrier;
  stop_in(barrier);
  Answer list = place_list();
  const Response killed = told(kill());
  EXPECT_EQ(killed.status, 503);
  EXPECT_THAT(killed.body, HasSubstr("engaged, though the lane's queue is full"));
  EXPECT_THAT(killed.body, HasSubstr(R"("busy")"));
  barrier.open();
  EXPECT_THAT(told(std::move(list)).body, HasSubstr("KILL_SWITCH: Kill switch is engaged"));
  EXPECT_TRUE(venue_.received().empty());
  EXPECT_EQ(records("KILL_SWITCH"), 1u);
}

TEST_F(KillRequestsTest, LatchThatCanNotBeWritten_IsToldBehindListsToo) {
  latch_ = std::make_shared<FullLatch>();
  start();
  Barrier barrier;
  stop_in(barrier);
  Answer list = place_list();
  Answer killed = kill();
  barrier.open();
  EXPECT_THAT(told(std::move(list)).body, HasSubstr("KILL_SWITCH: Kill switch is engaged"));
  const Response response = told(std::move(killed));
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("engaged, but: no room"));
  EXPECT_THAT(response.body, HasSubstr(R"("latch")"));
  EXPECT_EQ(records("FAULT"), 1u);
}

// Whoever released had not seen it.
TEST_F(KillRequestsTest, ReleaseThatWaitedBeforeTheKill_DoesNotEndIt) {
  start();
  ASSERT_EQ(told(kill()).status, 200);
  Barrier barrier;
  stop_in(barrier);
  Answer released = release();
  Answer list = place_list();
  Answer killed = kill();
  barrier.open();
  const Response response = told(std::move(released));
  EXPECT_EQ(response.status, 200) << response.body;
  EXPECT_THAT(told(std::move(list)).body, HasSubstr("KILL_SWITCH: Kill switch is engaged"));
  EXPECT_EQ(told(std::move(killed)).status, 200);
  EXPECT_TRUE(venue_.received().empty());
  EXPECT_EQ(told(release()).status, 200) << "asked for after it, this one does";
  EXPECT_THAT(told(place_list()).body, HasSubstr(R"("status":"NEW")"));
  EXPECT_EQ(records("KILL_SWITCH"), 2u);
}

}  // namespace
}  // namespace sluice::api
