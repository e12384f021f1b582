// SPDX-License-Identifier: Apache-2.0
//
// session_lane_test.cpp: when a lane looks: at its ticks, and when somebody rings its bell. Time is
// real here.
#include "sessions/session_lane.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include "plugins/trial.hpp"
#include "session_fixture.hpp"

namespace sluice::sessions {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::px;

constexpr auto kPatience = std::chrono::seconds{10};

template <typename Condition>
bool eventually(Condition condition) {
  const auto end = steady_clock::now() + kPatience;
  while (!condition() && steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::microseconds{100});
  return condition();
}

// A live market that counts how often it is asked.
class CountingMarket final : public MarketStream {
 public:
  explicit CountingMarket(bool rings) : rings_{rings} {}
  Result<StreamStep> stream(Timestamp, std::uint64_t, const sluice_market_sink& sink) override {
    asked_at_ = steady_clock::now();
    ++asked_;
    if (!has_quote_.exchange(false)) return StreamStep{};
    sluice_quote quote{};
    quote.time = plugins::wall_clock().nanoseconds();
    quote.bid = px("99").raw();
    quote.ask = px("101").raw();
    quote.bid_quantity = quote.ask_quantity = kScale;
    if (sink.on_quotes(sink.context, {&quote, 1, sizeof quote}) != SLUICE_OK)
      return Error{"not taken"};
    taken_at_ = steady_clock::now();
    ++taken_;
    return StreamStep{1, false};
  }
  Timestamp next_event() override { return kUnknown; }
  [[nodiscard]] bool rings() const noexcept override { return rings_; }
  void put_quote() { has_quote_ = true; }

  std::atomic<int> asked_{0};
  std::atomic<int> taken_{0};
  std::atomic<steady_clock::time_point> asked_at_{};
  std::atomic<steady_clock::time_point> taken_at_{};

 private:
  bool rings_;
  std::atomic<bool> has_quote_{false};
};

// Says what became of an order with the poll after it was told to.
class SlowVenue final : public Venue {
 public:
  Result<void> submit(std::span<const sluice_order> orders, const sluice_report_sink&) override {
    order_ = orders.front().order_id;
    return {};
  }
  Result<void> cancel(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> replace(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> query(const sluice_order&, const sluice_report_sink&) override { return {}; }
  Result<void> snapshot(Timestamp, std::span<const sluice_order>, const sluice_report_sink&,
                        sluice_venue_account& account) override {
    account.complete = 1;
    return {};
  }
  Result<void> poll(const sluice_report_sink& sink) override {
    if (!speaks_.exchange(false)) return {};
    sluice_execution_report report{};
    report.size = sizeof report;
    report.kind = SLUICE_REPORT_CANCELED;
    report.order_id = order_;
    return sink.on_reports(sink.context, {&report, 1, sizeof report}) == SLUICE_OK
               ? Result<void>{}
               : Result<void>{Error{"not taken"}};
  }
  [[nodiscard]] VenueTraits traits() const override { return {1, false}; }
  Result<void> on_market(std::uint32_t, Timestamp, sluice_rows) override { return {}; }

  void speak() { speaks_ = true; }
  [[nodiscard]] bool has_order() const { return order_ != 0; }

 private:
  std::atomic<OrderId> order_{0};
  std::atomic<bool> speaks_{false};
};

class SessionLaneTest : public ::testing::Test {
 protected:
  // How often the lane asks its market by itself in a while.
  int looks() {
    const int before = market_->asked_;
    std::this_thread::sleep_for(milliseconds{400});
    return market_->asked_ - before;
  }
  void start(bool market_rings) {
    market_ = std::make_unique<CountingMarket>(market_rings);
    run_.instruments = std::make_unique<InstrumentTable>(sluice::testing::instruments({"AAA"}));
    auto strategy = std::make_unique<testing::WishfulStrategy>();
    strategy->wants = [](const sluice_session&) { return std::vector{testing::target(0, "1")}; };
    auto venue = std::make_unique<SlowVenue>();
    venue_ = venue.get();
    run_.strategy = std::move(strategy);
    run_.venue = std::move(venue);
    run_.kill_switch = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
    run_.path.strategy_name = "wishful";
    run_.path.seed_capital = testing::money("100000");
    SessionSettings settings;
    settings.id = "alpha";
    settings.limits = {5, testing::ratio("0.5"), testing::ratio("0.5")};
    settings.on_quotes = true;
    settings.tick_ns = 3'600'000'000'000;  // an hour: no tick comes
    settings.candle_ns = 20'000'000;
    auto opened = Session::open(settings, {disk_, run_, *market_, directory_ / "alpha"},
                                plugins::wall_clock());
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    lane_ = std::make_unique<SessionLane>(
        std::move(*opened), std::make_unique<WallClock>(&plugins::wall_clock), bells_);
    lane_->start();
  }
  void quote() {
    market_->put_quote();
    bells_->market.ring();
  }

  sluice::testing::TemporaryDirectory directory_;
  files::PosixDisk disk_;
  drivers::RunParts run_;
  SlowVenue* venue_ = nullptr;
  std::unique_ptr<CountingMarket> market_;
  std::shared_ptr<plugins::LaneBells> bells_ = std::make_shared<plugins::LaneBells>();
  std::unique_ptr<SessionLane> lane_;
};

// By itself the lane looks 20 ms after it has looked last: whatever is taken long before was taken
// for the ring. A busy machine may spoil a try, not all of them.
TEST_F(SessionLaneTest, QuoteThatRings_IsTakenBeforeTheLaneWouldHaveLooked) {
  ASSERT_NO_FATAL_FAILURE(start(true));
  bool was_quick = false;
  for (int i = 0; i < 50 && !was_quick; ++i) {
    const int asked = market_->asked_;
    ASSERT_TRUE(eventually([&] { return market_->asked_ > asked; }));
    const auto looked = market_->asked_at_.load();
    const int taken = market_->taken_;
    quote();
    ASSERT_TRUE(eventually([&] { return market_->taken_ > taken; }));
    was_quick = market_->taken_at_.load() - looked < milliseconds{10};
  }
  EXPECT_TRUE(was_quick);
}

TEST_F(SessionLaneTest, QuoteBehindALostRing_IsTakenAllTheSame) {
  ASSERT_NO_FATAL_FAILURE(start(true));
  ASSERT_TRUE(eventually([&] { return market_->asked_ > 0; }));
  market_->put_quote();
  EXPECT_TRUE(eventually([&] { return market_->taken_ == 1; }));
}

TEST_F(SessionLaneTest, MarketThatRings_IsNotAskedAllTheTime) {
  ASSERT_NO_FATAL_FAILURE(start(true));
  EXPECT_LE(looks(), 25);
}

TEST_F(SessionLaneTest, MarketThatDoesNotRing_IsAskedAllTheTime) {
  ASSERT_NO_FATAL_FAILURE(start(false));
  EXPECT_GT(looks(), 25);
  market_->put_quote();
  EXPECT_TRUE(eventually([&] { return market_->taken_ == 1; }));
}

// No quote and no tick comes: only the bell can say that the venue has answered.
TEST_F(SessionLaneTest, VenueThatRings_IsHeardBeforeTheNextTick) {
  ASSERT_NO_FATAL_FAILURE(start(true));
  ASSERT_TRUE(eventually([&] {
    quote();
    std::this_thread::sleep_for(milliseconds{2});
    return venue_->has_order();
  }));
  const auto is_open = [&] {
    return lane_
        ->ask([&](Session& session) -> Outcome<Done> {
          if (session.lane().router().open_orders().empty()) return fault("nothing is open");
          return Done{};
        })
        .ok();
  };
  ASSERT_TRUE(is_open());
  venue_->speak();
  bells_->venue.ring();
  EXPECT_TRUE(eventually([&] { return !is_open(); }));
}

}  // namespace
}  // namespace sluice::sessions
