// SPDX-License-Identifier: Apache-2.0
//
// wire_day_test.cpp: a day of real minutes twice: through the paper executor, and over the wire
// through the venue simulator. The decisions hang on what was filled before, and are the same;
// prices differ by half of the simulator's spread, and by nothing else.
#include <chrono>
#include <fstream>
#include <functional>
#include <thread>

#include <gtest/gtest.h>

#include "executors/testnet/simulator.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"
#include "support/temporary_directory.hpp"
#include "wire_faults/wire_desk.hpp"

namespace sluice::wire_faults {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDay = "2022-01-03";
constexpr std::size_t kMinutesOfADay = 1'440;
constexpr std::size_t kAverage = 20;
constexpr auto kPatience = std::chrono::seconds{10};
constexpr auto kSecondPasses = std::chrono::milliseconds{50};
constexpr const char* kWireConfig =
    R"({"accounts":[{"name":"main","balances":{"USDT":"1000000","BTC":"0"}}],)"
    R"("keys":[{"key":"wireKeyOfMain","secret":"wireSecretOfMain","account":"main"}],)"
    R"("symbols":[{"symbol":"BTCUSDT","base":"BTC","quote":"USDT",)"
    R"("filters":{"tick":"0.01","step":"0.00001"}}]})";

const Price kHalfSpread = *Price::parse("0.5");

struct Minute {
  Timestamp time;
  Price close;
};

std::vector<Minute> minutes_of_the_day() {
  std::ifstream file{fs::path{SLUICE_SOURCE_DIR} / "../shared/data/btc_perp_1m/btc_perp_1m.csv"};
  std::vector<Minute> minutes;
  // timestamp,open,high,low,close,volume
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(kDay)) continue;
    const auto comma = line.rfind(',');
    const auto before = line.rfind(',', comma - 1);
    const auto time = Timestamp::parse(line.substr(0, 10) + "T" + line.substr(11, 8) + "Z");
    minutes.push_back({*time, *Price::parse(line.substr(before + 1, comma - before - 1))});
  }
  return minutes;
}

// What was decided, and what it was filled at.
struct Decision {
  IntentId id;
  Timestamp time;
  Side side = Side::kBuy;
  Quantity quantity;
  Price close;
  Price fill;
};

class DayDesk {
 public:
  // `tell_time`: to a venue that is elsewhere.
  DayDesk(const char* library, const char* executor, const std::string& params, Timestamp begin,
          std::function<void(Timestamp)> tell_time)
      : tell_time_{std::move(tell_time)} {
    clock_->set_now(begin);
    plugins::ScanOptions scan;
    scan.search.configured = {fs::path{SLUICE_BINARY_DIR} / "plugins" / library};
    registry_.emplace(plugins::Registry::scan(std::move(scan)));
    auto made = registry_->create<plugins::ExecutorInstance>(
        executor, params, plugins::InstanceOptions{clock_, {}, 0, 0});
    EXPECT_TRUE(made) << made.error().message;
    executor_ = std::move(*made);
    EXPECT_TRUE(executor_->start());
    EXPECT_TRUE(executor_->begin(table_.rows()));
    auto config = session_config(place_ / "session");
    config.sync = journal::Sync::kNone;
    config.lane.router.reconcile_every_ns = 3'600'000'000'000;
    auto session = drivers::PaperSession::open(config, {},
                                               {disk_,
                                                table_,
                                                *executor_,
                                                {"executor", {}, {}},
                                                kill_switch_,
                                                nullptr,
                                                [this](Timestamp now) { clock_->set_now(now); }},
                                               begin);
    EXPECT_TRUE(session) << session.error().message;
    session_ = std::move(*session);
    EXPECT_TRUE(session_->start().complete);
    session_->at(begin).begin_session(begin);
  }

  void see(const Minute& minute) {
    auto& lane = session_->at(minute.time);
    sluice_bar bar{};
    bar.time = minute.time.nanoseconds();
    bar.open = bar.high = bar.low = bar.close = minute.close.raw();
    lane.on_price(0, minute.close, minute.time);
    ASSERT_TRUE(lane.on_market(SLUICE_PHASE_BAR, minute.time, {&bar, 1, sizeof bar}));
    ASSERT_TRUE(lane.poll(minute.time));
    ASSERT_TRUE(lane.tick(minute.time));
    closes_.push_back(minute.close);
    decide(minute);
  }

  [[nodiscard]] const std::vector<Decision>& decisions() const { return decisions_; }
  [[nodiscard]] Money cash() const { return session_->lane().portfolio().cash(); }
  [[nodiscard]] Quantity position() const { return session_->lane().portfolio().position(0); }

 private:
  // Long above the average of the last minutes, flat below it.
  void decide(const Minute& minute) {
    if (closes_.size() < kAverage) return;
    std::int64_t sum = 0;
    for (std::size_t i = closes_.size() - kAverage; i < closes_.size(); ++i)
      sum += closes_[i].raw() / static_cast<std::int64_t>(kAverage);
    const Quantity wanted = minute.close.raw() > sum ? *Quantity::parse("0.05") : Quantity{};
    const std::int64_t change = wanted.raw() - position().raw();
    if (change == 0) return;
    Intent intent;
    intent.side = change > 0 ? Side::kBuy : Side::kSell;
    intent.quantity = Quantity::from_raw(std::abs(change));
    intent.time_in_force = TimeInForce::kIoc;
    intent.reference_price = minute.close;
    intent.decision_time = intent.reference_time = minute.time;
    intent.id = identity_.id_of(intent, table_.symbol(0), 1);
    order(intent, minute);
  }

  void order(const Intent& intent, const Minute& minute) {
    ASSERT_NO_FATAL_FAILURE(wait_until(minute.time, [this](Timestamp now) {
      const auto& router = session_->lane().router();
      if (!router.is_admitting()) (void)session_->at(now).reconcile("timer", now);
      return router.is_admitting();
    }));
    auto& lane = session_->at(minute.time);
    const auto answers = lane.submit({&intent, 1}, session_->now());
    ASSERT_TRUE(answers) << answers.error().message;
    ASSERT_NE(answers->front().order, 0u) << answers->front().refusal;
    ASSERT_NO_FATAL_FAILURE(wait_until(minute.time, [this](Timestamp) {
      return session_->lane().router().open_orders().empty();
    }));
    const Order* const became = lane.router().find(answers->front().order);
    ASSERT_EQ(became->state, OrderState::kFilled) << became->reason.data();
    ASSERT_EQ(became->executions.size(), 1u);
    decisions_.push_back({intent.id, minute.time, intent.side, intent.quantity, minute.close,
                          became->executions.front().price});
  }

  // Where both clocks jump, the venue's may be measured while only one has: it refuses what is
  // dated wrong, and is asked again. For that, time has to go on.
  void wait_until(Timestamp now, const std::function<bool(Timestamp)>& is_done) {
    const auto begin = std::chrono::steady_clock::now();
    auto next = begin + kSecondPasses;
    while (!is_done(now)) {
      ASSERT_LT(std::chrono::steady_clock::now(), begin + kPatience) << "no answer";
      if (std::chrono::steady_clock::now() > next) {
        next += kSecondPasses;
        now = now.plus_nanoseconds(1'000'000'000);
        tell_time_(now);
      }
      auto& lane = session_->at(now);
      ASSERT_TRUE(lane.poll(now));
      ASSERT_TRUE(lane.tick(now));
      std::this_thread::sleep_for(std::chrono::microseconds{200});
    }
  }

  std::function<void(Timestamp)> tell_time_;
  testing::TemporaryDirectory place_;
  InstrumentTable table_{traded()};
  IntentIdentity identity_{"day", "main"};
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  std::optional<plugins::Registry> registry_;
  std::unique_ptr<plugins::ExecutorInstance> executor_;
  risk::KillSwitch kill_switch_{{}};
  files::PosixDisk disk_;
  std::unique_ptr<drivers::PaperSession> session_;
  std::vector<Price> closes_;
  std::vector<Decision> decisions_;
};

std::string milliseconds_of(Timestamp time) {
  return std::to_string(time.nanoseconds() / 1'000'000);
}

void show(testnet::test::Simulator& venue, const Minute& minute) {
  const auto beside = [&](int sign) {
    return Price::from_raw(minute.close.raw() + sign * kHalfSpread.raw()).to_string();
  };
  venue.post("market", R"({"quotes":[{"symbol":"BTCUSDT","bid":")" + beside(-1) +
                           R"(","bid_size":"10","ask":")" + beside(1) +
                           R"(","ask_size":"10","time":)" + milliseconds_of(minute.time) + "}]}");
}

TEST(WireDay, DecisionsAreThoseOfThePaperSession_PricesDifferByTheSpreadAlone) {
  const auto minutes = minutes_of_the_day();
  if (minutes.empty()) GTEST_SKIP() << "needs ../shared/data/btc_perp_1m";
  ASSERT_EQ(minutes.size(), kMinutesOfADay);
  ::setenv("WIRE_KEY", "wireKeyOfMain", 1);
  ::setenv("WIRE_SECRET", "wireSecretOfMain", 1);
  testnet::test::Simulator venue{kWireConfig, 0, "told"};
  const auto tell_time = [&](Timestamp now) {
    venue.post("clock", R"({"time":)" + milliseconds_of(now) + "}");
  };
  tell_time(minutes.front().time);
  show(venue, minutes.front());

  DayDesk paper{"sluice_executors.so", "paper",
                R"({"fill_model":"immediate","commission_bps":0,"spread_w":0,"impact_w":0})",
                minutes.front().time, [](Timestamp) {}};
  DayDesk wire{"sluice_testnet.so", "testnet_binance",
               R"({"url":")" + venue.url() +
                   R"(","api_key_env":"WIRE_KEY","secret_env":"WIRE_SECRET","clock":"host",)"
                   R"("max_clock_offset_ms":600000,"compare_balances":true})",
               minutes.front().time, tell_time};
  for (const Minute& minute : minutes) {
    show(venue, minute);
    ASSERT_NO_FATAL_FAILURE(paper.see(minute));
    ASSERT_NO_FATAL_FAILURE(wire.see(minute));
  }

  ASSERT_EQ(paper.decisions().size(), wire.decisions().size());
  EXPECT_GT(paper.decisions().size(), 50u);
  int128 explained = 0;
  for (std::size_t i = 0; i < paper.decisions().size(); ++i) {
    const Decision& one = paper.decisions()[i];
    const Decision& other = wire.decisions()[i];
    ASSERT_EQ(one.id, other.id) << "decision " << i;
    const std::int64_t worse = one.side == Side::kBuy ? kHalfSpread.raw() : -kHalfSpread.raw();
    EXPECT_EQ(one.fill, one.close);
    EXPECT_EQ(other.fill.raw(), other.close.raw() + worse);
    explained += notional(kHalfSpread, one.quantity, Rounding::kDown).raw();
  }
  EXPECT_EQ(paper.position(), wire.position());
  EXPECT_EQ(Money::from_raw(paper.cash().raw() - explained), wire.cash());
  RecordProperty("decisions", static_cast<int>(paper.decisions().size()));
}

}  // namespace
}  // namespace sluice::wire_faults
