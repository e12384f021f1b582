// SPDX-License-Identifier: Apache-2.0
#include "wire_faults/wire_desk.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "plugins/instance.hpp"
#include "plugins/registry.hpp"

namespace sluice::wire_faults {
namespace {

constexpr std::int64_t kMs = 1'000'000;
// The venue has to be asked for longer than any fault lasts.
constexpr auto kPatience = std::chrono::seconds{20};
constexpr auto kPause = std::chrono::milliseconds{1};
constexpr auto kBetweenCertificates = std::chrono::milliseconds{50};
constexpr auto kBetweenRequests = std::chrono::milliseconds{100};  // for a fill

using Steady = std::chrono::steady_clock;

enum class Step : std::uint8_t {
  kTake,
  kRestAndFill,
  kRestAndCancel,
  kShrinkAndCancel,
  kPart,
  kSell
};
static_assert(static_cast<std::int64_t>(Step::kSell) + 1 == kSteps);

Timestamp machine_now() {
  return Timestamp::from_nanoseconds(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count());
}

Price price(std::string_view text) { return *Price::parse(text); }
Quantity quantity(std::string_view text) { return *Quantity::parse(text); }

class WireDesk {
 public:
  explicit WireDesk(const WireDeskOptions& options) : options_{options} {}

  Result<DeskOutcome> run();

 private:
  Result<void> open();
  Result<void> open_executor();
  // Everything comes to its end, or `outcome_` says why not.
  Result<bool> wait_for(const std::function<bool()>& is_done, const std::string& what);
  Result<void> turn();
  Result<bool> agree(const std::string& trigger);
  Result<bool> do_step(std::int64_t step);
  Result<bool> follow(Step step, const IntentId& id);
  Result<void> change(Step step, const Order& order);
  [[nodiscard]] Intent wish(std::int64_t step) const;
  [[nodiscard]] Step kind_of(std::int64_t step) const;
  [[nodiscard]] std::int64_t reached() const;
  [[nodiscard]] const Order* find(const IntentId& id) {
    return session_->at(machine_now()).router().find(id);
  }
  void tell(const std::string& line) const {
    if (options_.tell) options_.tell(line);
  }
  [[nodiscard]] std::string words_of(const Order& order) const;

  WireDeskOptions options_;
  InstrumentTable table_{traded()};
  IntentIdentity identity_{"wire", "main"};
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  std::optional<plugins::Registry> registry_;
  std::unique_ptr<plugins::ExecutorInstance> executor_;
  risk::KillSwitch kill_switch_{{}};
  files::PosixDisk disk_;
  std::unique_ptr<drivers::PaperSession> session_;
  DeskOutcome outcome_;
  Steady::time_point asked_for_fill_;
};

Result<void> WireDesk::open_executor() {
  plugins::ScanOptions scan;
  scan.search.configured = {options_.plugins};
  registry_.emplace(plugins::Registry::scan(std::move(scan)));
  auto executor = registry_->create<plugins::ExecutorInstance>(
      "testnet_binance",
      R"({"url":")" + options_.url +
          R"(","api_key_env":"WIRE_KEY","secret_env":"WIRE_SECRET","recv_window_ms":400,)"
          R"("call_timeout_ms":250,"silence_ms":600,"max_clock_offset_ms":2000,)"
          R"("compare_balances":true})",
      plugins::InstanceOptions{clock_, {}, 0, 0});
  if (!executor) return executor.error();
  executor_ = std::move(*executor);
  if (auto started = executor_->start(); !started) return started;
  return executor_->begin(table_.rows());
}

Result<void> WireDesk::open() {
  clock_->set_now(machine_now());
  if (auto opened = open_executor(); !opened) return opened;
  const drivers::PaperSessionParts parts{disk_,
                                         table_,
                                         *executor_,
                                         {"executor", {}, {}},
                                         kill_switch_,
                                         nullptr,
                                         [this](Timestamp now) { clock_->set_now(now); }};
  auto session =
      drivers::PaperSession::open(session_config(options_.directory), {}, parts, machine_now());
  if (!session) return session.error();
  session_ = std::move(*session);
  return {};
}

Result<void> WireDesk::turn() {
  auto& lane = session_->at(machine_now());
  if (auto polled = lane.poll(session_->now()); !polled) return polled;
  if (auto ticked = lane.tick(session_->now()); !ticked) return ticked;
  std::this_thread::sleep_for(kPause);
  return {};
}

Result<bool> WireDesk::wait_for(const std::function<bool()>& is_done, const std::string& what) {
  const auto end = Steady::now() + kPatience;
  while (!is_done()) {
    if (auto turned = turn(); !turned) return turned.error();
    const std::string& halted = session_->lane().router().halted();
    if (!halted.empty()) {
      outcome_ = {DeskEnd::kHalted, halted};
      return false;
    }
    if (Steady::now() < end) continue;
    outcome_ = {DeskEnd::kStuck, what};
    for (const Order& each : session_->lane().router().open_orders())
      outcome_.reason += "; " + words_of(each);
    return false;
  }
  return true;
}

std::string WireDesk::words_of(const Order& order) const {
  std::string text = "order " + std::to_string(order.id) + " " + std::string{name(order.state)};
  if (order.flags.unknown) text += " UNKNOWN";
  if (order.flags.pending_cancel) text += " cancel asked";
  if (order.flags.pending_replace) text += " replace asked";
  return text + " " + order.reason.data();
}

Result<bool> WireDesk::agree(const std::string& trigger) {
  std::string missing;
  auto next = Steady::now();
  const auto agreed = wait_for(
      [&] {
        if (Steady::now() < next) return false;
        next = Steady::now() + kBetweenCertificates;
        auto& lane = session_->at(machine_now());
        const auto certificate = lane.reconcile(trigger, session_->now());
        if (certificate && certificate->complete) return true;
        missing = !certificate                       ? certificate.error().message
                  : certificate->differences.empty() ? "the venue did not answer"
                                                     : certificate->differences.front();
        return false;
      },
      "no complete certificate");
  if (outcome_.end == DeskEnd::kStuck) outcome_.reason += "; " + missing;
  return agreed;
}

Step WireDesk::kind_of(std::int64_t step) const {
  // Selling what is not there yet is no use: it comes last.
  if (step == kSteps - 1) return Step::kSell;
  return static_cast<Step>((static_cast<std::uint64_t>(step) + (options_.seed >> 32)) %
                           (static_cast<std::uint64_t>(kSteps) - 1));
}

Intent WireDesk::wish(std::int64_t step) const {
  Intent intent;
  intent.reference_price = price("100000");
  intent.quantity = quantity("0.02");
  intent.time_in_force = TimeInForce::kGtc;
  intent.type = OrderType::kLimit;
  switch (kind_of(step)) {
    case Step::kTake:
      intent.type = OrderType::kMarket;
      break;
    case Step::kRestAndFill:
      intent.limit_price = price("99000");
      break;
    case Step::kRestAndCancel:
    case Step::kShrinkAndCancel:
      intent.limit_price = price("95000");
      break;
    case Step::kPart:
      intent.time_in_force = TimeInForce::kIoc;
      intent.limit_price = price("100000.02");
      intent.quantity = quantity("3");
      break;
    case Step::kSell:
      intent.type = OrderType::kMarket;
      intent.side = Side::kSell;
      intent.quantity = quantity("0.01");
      break;
  }
  intent.decision_time = intent.reference_time =
      Timestamp::from_nanoseconds(options_.began_ms * kMs).plus_nanoseconds(step);
  intent.id = identity_.id_of(intent, table_.symbol(0), options_.seed);
  return intent;
}

// What is in the books was wished before; the last of it may not be through.
std::int64_t WireDesk::reached() const {
  std::int64_t newest = 0;
  const auto state = session_->lane().state();
  for (const auto* orders : {&state.router.finished, &state.router.open})
    for (const Order& each : *orders)
      newest = std::max(newest, each.intent.decision_time.nanoseconds() - options_.began_ms * kMs);
  return newest;
}

Result<bool> WireDesk::do_step(std::int64_t step) {
  const Intent intent = wish(step);
  if (find(intent.id) == nullptr) {
    // The timer's reconciliation met an order on its way: it is asked again.
    if (!session_->lane().router().is_admitting())
      if (auto agreed = agree("reconnect"); !agreed || !*agreed) return agreed;
    auto& lane = session_->at(machine_now());
    lane.on_price(0, intent.reference_price, session_->now());
    const auto answers = lane.submit({&intent, 1}, session_->now());
    if (!answers) return answers.error();
    if (answers->front().order == 0) return Error{"the gate refused: " + answers->front().refusal};
  }
  tell("O " + std::to_string(step));
  return follow(kind_of(step), intent.id);
}

Result<bool> WireDesk::follow(Step step, const IntentId& id) {
  Result<void> changed;
  const auto through = wait_for(
      [&] {
        const Order* const order = find(id);
        if (order == nullptr || is_final(order->state)) return true;
        const bool is_there =
            order->state == OrderState::kAcked || order->state == OrderState::kPartial;
        if (is_there && !order->flags.unknown) changed = change(step, *order);
        return !changed.ok();
      },
      "order of step " + std::to_string(static_cast<int>(step)));
  if (!changed) return changed.error();
  return through;
}

// What a resting order is for.
Result<void> WireDesk::change(Step step, const Order& order) {
  if (order.flags.pending_cancel || order.flags.pending_replace) return {};
  if (step == Step::kRestAndFill) {
    if (Steady::now() < asked_for_fill_ + kBetweenRequests) return {};
    asked_for_fill_ = Steady::now();
    tell("T 99000");
    return {};
  }
  auto& lane = session_->at(machine_now());
  const bool shrinks = step == Step::kShrinkAndCancel && order.intent.quantity == quantity("0.02");
  if (!shrinks) {
    const auto asked = lane.cancel(order.id, session_->now());
    return asked ? Result<void>{} : asked.error();
  }
  Intent amended = order.intent;
  amended.quantity = quantity("0.01");
  const auto asked = lane.replace(order.id, amended, session_->now());
  if (!asked) return asked.error();
  tell(std::string{"C "} + std::string{routing::name(*asked)});
  return {};
}

Result<DeskOutcome> WireDesk::run() {
  if (auto opened = open(); !opened) return opened.error();
  auto goes_on = session_->start().complete ? Result<bool>{true} : agree("reconnect");
  if (!goes_on) return goes_on.error();
  session_->at(machine_now()).begin_session(session_->now());
  for (std::int64_t step = reached(); *goes_on && step < kSteps; ++step) {
    goes_on = do_step(step);
    if (!goes_on) return goes_on.error();
  }
  const auto is_quiet = [&] { return session_->lane().router().open_orders().empty(); };
  if (*goes_on) goes_on = wait_for(is_quiet, "orders stay open");
  if (goes_on && *goes_on) goes_on = agree("end");
  if (!goes_on) return goes_on.error();
  if (auto closed = session_->close(); !closed) return closed.error();
  return outcome_;
}

}  // namespace

std::vector<Instrument> traded() {
  Instrument bitcoin;
  bitcoin.symbol = "BTCUSDT";
  bitcoin.currency = "USDT";
  bitcoin.tick = price("0.01");
  bitcoin.lot = quantity("0.00001");
  return {bitcoin};
}

Money opening_cash() noexcept { return *Money::parse("1000000"); }

drivers::PaperSessionConfig session_config(const std::filesystem::path& directory) {
  drivers::PaperSessionConfig config;
  config.directory = directory;
  config.sync = journal::Sync::kAlways;
  config.lane.seed_capital = opening_cash();
  config.with_store = false;
  auto& router = config.lane.router;
  router.min_notional = *Money::parse("5");
  router.reservations = {routing::BudgetMode::kCash, *Ratio::parse("0.05"), *Ratio::parse("0.001")};
  router.ack_timeout_ns = 300 * kMs;
  router.backoff_ns = 20 * kMs;
  router.max_backoff_ns = 200 * kMs;
  router.not_found_margin_ns = 50 * kMs;
  router.max_retries = 20;
  router.reconcile_every_ns = 2'000 * kMs;
  router.require_certificate = true;
  return config;
}

Result<DeskOutcome> run_wire_desk(const WireDeskOptions& options) {
  return WireDesk{options}.run();
}

}  // namespace sluice::wire_faults
