// SPDX-License-Identifier: Apache-2.0
#include "drivers/kill_latency.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <thread>

#include "config/component.hpp"
#include "core/forwarding_venue.hpp"
#include "drivers/paper_session.hpp"
#include "plugins/executor_instance.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBeforeEngaging{3};
constexpr std::chrono::microseconds kLaterEachRound{37};  // not always at the same place of a call
constexpr std::chrono::seconds kLongest{10};
constexpr std::int64_t kPrice = 100 * kScale;

std::int64_t nanoseconds_of(Clock::time_point time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

// Remembers when the last order left.
class TimedVenue final : public ForwardingVenue {
 public:
  using ForwardingVenue::ForwardingVenue;
  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    last_send_ns = nanoseconds_of(Clock::now());
    return ForwardingVenue::submit(orders, sink);
  }
  std::int64_t last_send_ns = 0;
};

std::vector<Instrument> one_instrument() {
  std::vector<Instrument> made(1);
  made[0].symbol = "TEST";
  return made;
}

// One session from its first order to the first that is refused.
class Round {
 public:
  Round(plugins::Registry& registry, fs::path directory)
      : registry_{registry}, directory_{std::move(directory)} {
    risk::KillSwitchConfig config;
    config.latch_file = latch().native();
    kill_switch_.emplace(std::move(config));
  }
  Result<void> open();
  Result<void> run(const KillSource& source, std::uint32_t number);
  [[nodiscard]] std::int64_t last_send_ns() const {
    return std::max<std::int64_t>(0, venue_->last_send_ns - engaged_at_ns_.load());
  }
  [[nodiscard]] std::int64_t refused_ns() const { return refused_at_ns_ - engaged_at_ns_.load(); }

 private:
  [[nodiscard]] fs::path latch() const { return directory_ / "KILL_SWITCH"; }
  Result<bool> send_one(std::uint64_t number);

  plugins::Registry& registry_;
  fs::path directory_;
  files::PosixDisk disk_;
  InstrumentTable table_{one_instrument()};
  IntentIdentity identity_{"kill test", "paper"};
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  std::optional<risk::KillSwitch> kill_switch_;
  std::unique_ptr<plugins::ExecutorInstance> executor_;
  std::optional<TimedVenue> venue_;
  std::unique_ptr<PaperSession> session_;
  std::atomic<std::int64_t> engaged_at_ns_{0};
  std::int64_t refused_at_ns_ = 0;
};

Timestamp start_time() { return Timestamp::from_nanoseconds(1'700'000'000'000'000'000); }

Result<void> Round::open() {
  config::ComponentConfig component;
  component.type = "paper";
  const auto info = registry_.find(plugins::Kind::kExecutor, component.type);
  if (!info) return info.error();
  const auto params = config::resolve_params(component, (*info)->params_schema);
  auto executor = registry_.create<plugins::ExecutorInstance>(
      component.type, params.json, plugins::InstanceOptions{clock_, {}, 0, 0});
  if (!executor) return executor.error();
  executor_ = std::move(*executor);
  if (auto started = executor_->start(); !started) return started;
  if (auto begun = executor_->begin(table_.rows()); !begun) return begun;
  venue_.emplace(*executor_);
  PaperSessionConfig config;
  config.directory = directory_;
  config.lane.seed_capital = Money::from_raw(int128{1'000'000'000} * kScale);
  config.lane.router.ack_timeout_ns = 5 * Timestamp::kNanosecondsPerSecond;
  config.with_store = false;
  const PaperSessionParts parts{
      disk_,
      table_,
      *venue_,
      {"executor", [this] { return executor_->save_state(); },
       [this](std::string_view state) { return executor_->load_state(state); }},
      *kill_switch_,
      nullptr,
      [this](Timestamp now) { clock_->set_now(now); }};
  auto session = PaperSession::open(std::move(config), {}, parts, start_time());
  if (!session) return session.error();
  session_ = std::move(*session);
  session_->at(start_time()).on_price(0, Price::from_raw(kPrice), start_time());
  return {};
}

// Whether it was refused, by the gate or on its way out.
Result<bool> Round::send_one(std::uint64_t number) {
  const Timestamp now = session_->now().plus_nanoseconds(1'000'000);
  OrderLane& lane = session_->at(now);
  Intent intent;
  intent.quantity = Quantity::from_raw(kScale);
  intent.reference_price = Price::from_raw(kPrice);
  intent.decision_time = now;
  intent.id = identity_.id_of(intent, "TEST", number);
  const auto answers = lane.submit({&intent, 1}, now);
  if (!answers) return answers.error();
  const Order* const order = lane.router().find(answers->front().order);
  return order == nullptr || order->state == OrderState::kFailedFinal;
}

Result<void> Round::run(const KillSource& source, std::uint32_t number) {
  std::thread other{[&] {
    std::this_thread::sleep_for(kBeforeEngaging + number * kLaterEachRound);
    engaged_at_ns_ = nanoseconds_of(Clock::now());
    source.engage(*kill_switch_, latch());
  }};
  const auto deadline = Clock::now() + kLongest;
  Result<bool> refused = false;
  for (std::uint64_t i = 0; refused && !*refused && Clock::now() < deadline; ++i)
    refused = send_one(i);
  refused_at_ns_ = nanoseconds_of(Clock::now());
  other.join();
  if (!refused) return refused.error();
  if (!*refused) return Error{"the session still sends 10 s after " + source.name};
  return {};
}

}  // namespace

Result<KillLatency> measure_kill_latency(plugins::Registry& registry, const fs::path& scratch,
                                         const KillSource& source, std::uint32_t rounds) {
  KillLatency measured;
  measured.source = source.name;
  for (std::uint32_t i = 0; i < rounds; ++i) {
    Round round{registry, scratch / (std::to_string(i))};
    if (auto opened = round.open(); !opened) return opened.error();
    const auto run = round.run(source, i);
    std::error_code ignored;
    fs::remove_all(scratch / std::to_string(i), ignored);
    if (!run) return run.error();
    measured.last_send_ns.push_back(round.last_send_ns());
    measured.refused_ns.push_back(round.refused_ns());
  }
  std::sort(measured.last_send_ns.begin(), measured.last_send_ns.end());
  std::sort(measured.refused_ns.begin(), measured.refused_ns.end());
  return measured;
}

}  // namespace sluice::drivers
