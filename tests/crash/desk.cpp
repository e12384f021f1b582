// SPDX-License-Identifier: Apache-2.0
#include "crash/desk.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/forwarding_venue.hpp"

namespace sluice::crash {
namespace {

constexpr int kSettleRounds = 100;
constexpr std::chrono::microseconds kOnTheWay{200};

// SplitMix64 over everything a number depends on.
std::uint64_t number(std::initializer_list<std::uint64_t> of) noexcept {
  std::uint64_t x = 0;
  for (const std::uint64_t part : of) {
    x = (x ^ part) + 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    x ^= x >> 31;
  }
  return x;
}

enum Salt : std::uint64_t { kPrice = 1, kVolume, kWish, kSide, kSize, kKind, kChange };

Price price_at(std::uint64_t seed, InstrumentId id, std::int64_t step) {
  const auto cents =
      static_cast<std::int64_t>(number({seed, kPrice, id, static_cast<std::uint64_t>(step)}) % 400);
  return Price::from_raw((9'800 + cents) * (kScale / 100));
}

// Refuses what is larger than a bound, so that some orders never leave.
class LargestOrder final : public Rule {
 public:
  [[nodiscard]] std::string_view id() const noexcept override { return "largest_order"; }
  [[nodiscard]] std::string_view version() const noexcept override { return "1.0.0"; }
  void check(const sluice_order& order, const sluice_risk_view&,
             sluice_verdict& verdict) noexcept override {
    verdict.action = order.quantity > 55 * kScale ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE;
    const std::string_view code = verdict.action == SLUICE_VERDICT_REJECT ? "LARGEST_ORDER" : "";
    code.copy(verdict.code, code.size());
    verdict.code[code.size()] = '\0';
  }
  [[nodiscard]] std::uint32_t lookback_sessions() const noexcept override { return 0; }
  Result<void> on_session(const sluice_risk_view&) override { return {}; }
  Result<void> on_fill(const Fill&) override { return {}; }
};

// Says what is about to reach the venue, and takes its time before and after: to die there must not
// be rare.
class Gateway final : public ForwardingVenue {
 public:
  Gateway(Venue& venue, const DeskOptions& options) : ForwardingVenue{venue}, options_{options} {}
  Result<void> submit(std::span<const sluice_order> orders,
                      const sluice_report_sink& sink) override {
    for (const sluice_order& order : orders)
      if (options_.tell)
        options_.tell("V " + std::to_string(order.order_id) + " " + std::to_string(order.attempt));
    if (options_.tell) std::this_thread::sleep_for(kOnTheWay);
    auto sent = ForwardingVenue::submit(orders, sink);
    if (options_.tell) std::this_thread::sleep_for(kOnTheWay);
    return sent;
  }

 private:
  const DeskOptions& options_;
};

// Says which executions the session has told.
class Teller final : public OrderObserver {
 public:
  explicit Teller(const DeskOptions& options) : options_{options} {}
  void on_fill(const Order& order, const Fill& fill) override {
    if (options_.tell)
      options_.tell("F " + std::to_string(order.id) + " " + std::to_string(fill.venue_epoch) + " " +
                    std::to_string(fill.execution_id) + " " + fill.quantity.to_string() + " " +
                    fill.price.to_string());
  }
  void on_bust(const Order&, const Fill&) override {}
  void on_replaced(const Order&, Quantity) override {}
  void on_revived(const Order&, Quantity) override {}
  void on_final(const Order&, Quantity) override {}

 private:
  const DeskOptions& options_;
};

class Desk {
 public:
  explicit Desk(const DeskOptions& options) : options_{options}, teller_{options} {}

  Result<void> run() {
    if (auto opened = open(); !opened) return opened;
    if (auto settled = settle(); !settled) return settled;
    const std::int64_t reached =
        (session_->now().nanoseconds() - time_of(0).nanoseconds()) / kStep_ns;
    for (std::int64_t step = reached; step < options_.steps; ++step)
      if (auto done = do_step(step); !done) return done;
    return finish();
  }

 private:
  void tell(const std::string& line) const {
    if (options_.tell) options_.tell(line);
  }
  Result<void> open();
  Result<void> open_executor();
  Result<void> settle();
  [[nodiscard]] bool is_waiting() const;
  Result<void> do_step(std::int64_t step);
  Result<void> show_market(std::int64_t step);
  std::vector<Intent> wishes(std::int64_t step) const;
  Result<void> order(std::int64_t step);
  Result<void> change(std::int64_t step);
  Result<void> finish();

  DeskOptions options_;
  InstrumentTable table_{instruments()};
  IntentIdentity identity_{"desk", "paper"};
  std::shared_ptr<plugins::LaneClock> clock_ = std::make_shared<plugins::LaneClock>();
  std::optional<plugins::Registry> registry_;
  std::unique_ptr<plugins::ExecutorInstance> executor_;
  std::optional<Gateway> gateway_;
  risk::KillSwitch kill_switch_{{}};
  files::PosixDisk disk_;
  Teller teller_;
  std::unique_ptr<drivers::PaperSession> session_;
};

Result<void> Desk::open_executor() {
  plugins::ScanOptions scan;
  scan.search.configured = {options_.plugins};
  registry_.emplace(plugins::Registry::scan(std::move(scan)));
  auto executor = registry_->create<plugins::ExecutorInstance>(
      "paper",
      R"({"fill_model":"volume","commission_bps":0.5,"spread_w":0.25,"spread":0.0002,)"
      R"("impact_w":0.5,"impact":0.0001,"participation":0.1,"latency_ms":0,)"
      R"("latency_jitter_ms":0,"reject_rate":0,"seed":0})",
      plugins::InstanceOptions{clock_, {}, 0, 0});
  if (!executor) return executor.error();
  executor_ = std::move(*executor);
  if (auto started = executor_->start(); !started) return started;
  if (auto begun = executor_->begin(table_.rows()); !begun) return begun;
  gateway_.emplace(*executor_, options_);
  return {};
}

Result<void> Desk::open() {
  if (auto opened = open_executor(); !opened) return opened;
  std::vector<risk::ChainedRule> rules;
  rules.push_back({std::make_unique<LargestOrder>(), RuleMode::kEnforce});
  const drivers::PaperSessionParts parts{
      disk_,
      table_,
      *gateway_,
      {"executor", [this] { return executor_->save_state(); },
       [this](std::string_view state) { return executor_->load_state(state); }},
      kill_switch_,
      &teller_,
      [this](Timestamp now) { clock_->set_now(now); }};
  auto session = drivers::PaperSession::open(config_of(options_.directory), std::move(rules), parts,
                                             time_of(0));
  if (!session) return session.error();
  session_ = std::move(*session);
  const auto state = session_->lane().state();
  for (const auto* orders : {&state.router.finished, &state.router.open})
    for (const Order& known : *orders)
      tell("L " + std::to_string(known.id) + " " + known.intent.id.to_string());
  tell("R " + state.cash.to_string());
  return {};
}

// What the crash left open is asked for until the books agree: the same account goes on.
Result<void> Desk::settle() {
  bool agreed = session_->start().complete;
  for (int round = 0; !agreed || is_waiting(); ++round) {
    if (round == kSettleRounds) return Error{"the books do not agree after many questions"};
    const auto due = session_->lane().next_due();
    const Timestamp now =
        std::max(session_->now().plus_nanoseconds(1'000'000), due.value_or(session_->now()));
    auto& lane = session_->at(now);
    if (auto ticked = lane.tick(now); !ticked) return ticked;
    const auto certificate = lane.reconcile("reconnect", now);
    if (!certificate) return certificate.error();
    agreed = certificate->complete;
  }
  const std::string& halted = session_->lane().router().halted();
  return halted.empty() ? Result<void>{} : Error{"halted: " + halted};
}

// A wish that has not been answered yet would refuse the next one about the same order.
bool Desk::is_waiting() const {
  const auto& open = session_->lane().router().open_orders();
  return std::any_of(open.begin(), open.end(), [](const Order& each) {
    return each.state == OrderState::kRetry || each.flags.pending_cancel ||
           each.flags.pending_replace;
  });
}

Result<void> Desk::do_step(std::int64_t step) {
  if (auto shown = show_market(step); !shown) return shown;
  if (auto settled = settle(); !settled) return settled;
  if (auto ordered = order(step); !ordered) return ordered;
  if (auto changed = change(step); !changed) return changed;
  if (number({options_.seed, kKind, static_cast<std::uint64_t>(step)}) % 3 == 0)
    session_->catch_up();
  if (!session_->store_fault().empty()) return Error{session_->store_fault()};
  tell("S " + std::to_string(step));
  return {};
}

Result<void> Desk::show_market(std::int64_t step) {
  const Timestamp now = time_of(step);
  auto& lane = session_->at(now);
  std::vector<sluice_bar> bars;
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    const Price open = price_at(options_.seed, id, step);
    const Price close = price_at(options_.seed, id, step + 1);
    sluice_bar bar{};
    bar.time = now.nanoseconds();
    bar.instrument = id;
    bar.flags =
        SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
    bar.open = open.raw();
    bar.close = close.raw();
    bar.high = std::max(open, close).raw();
    bar.low = std::min(open, close).raw();
    bar.volume = static_cast<std::int64_t>(
                     number({options_.seed, kVolume, id, static_cast<std::uint64_t>(step)}) % 400) *
                 kScale;
    bars.push_back(bar);
    lane.on_price(id, close, now);
  }
  const std::uint32_t phase = step % 8 == 7 ? SLUICE_PHASE_CLOSE : SLUICE_PHASE_BAR;
  if (auto told = lane.on_market(phase, now, {bars.data(), bars.size(), sizeof(sluice_bar)}); !told)
    return told;
  if (auto polled = lane.poll(session_->now()); !polled) return polled;
  lane.begin_session(session_->now());
  return {};
}

std::vector<Intent> Desk::wishes(std::int64_t step) const {
  std::vector<Intent> intents;
  const auto at_step = static_cast<std::uint64_t>(step);
  for (InstrumentId id = 0; id < kInstruments; ++id) {
    const auto draw = [&](Salt salt) { return number({options_.seed, salt, id, at_step}); };
    // At least one in each step.
    if (draw(kWish) % 3 == 0 && id != at_step % kInstruments) continue;
    Intent intent;
    intent.instrument = id;
    intent.side = draw(kSide) % 2 == 0 ? Side::kBuy : Side::kSell;
    intent.type = draw(kKind) % 2 == 0 ? OrderType::kMarket : OrderType::kLimit;
    constexpr TimeInForce kForces[] = {TimeInForce::kGtc, TimeInForce::kDay, TimeInForce::kGtc,
                                       TimeInForce::kIoc, TimeInForce::kFok};
    intent.time_in_force = kForces[draw(kKind) / 2 % 5];
    intent.quantity = Quantity::from_raw(static_cast<std::int64_t>(1 + draw(kSize) % 60) * kScale);
    intent.reference_price = price_at(options_.seed, id, step + 1);
    if (intent.type == OrderType::kLimit) intent.limit_price = intent.reference_price;
    intent.decision_time = intent.reference_time = time_of(step);
    intent.id = identity_.id_of(intent, table_.symbol(id), at_step);
    intents.push_back(intent);
  }
  return intents;
}

// A wish whose order was only half written when the process died, and so was never sent, is wished
// again under a name of its own.
Result<void> Desk::order(std::int64_t step) {
  const Timestamp now = session_->now();
  auto& lane = session_->at(now);
  std::vector<Intent> asked = wishes(step);
  for (std::uint64_t tries = 1; !asked.empty(); ++tries) {
    const auto answers = lane.submit(asked, now);
    if (!answers) return answers.error();
    std::vector<Intent> lost;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto& answer = (*answers)[i];
      if (answer.order == 0) continue;
      tell("O " + std::to_string(answer.order) + " " + answer.id.to_string());
      const Order* const became = lane.router().find(answer.order);
      if (became == nullptr || became->state != OrderState::kFailedFinal) continue;
      lost.push_back(asked[i]);
      lost.back().id = derived_id(asked[i].id, tries);
    }
    asked = std::move(lost);
  }
  return {};
}

Result<void> Desk::change(std::int64_t step) {
  std::vector<Order> open = session_->lane().router().open_orders();
  const Timestamp now = session_->now();
  auto& lane = session_->at(now);
  for (const Order& each : open) {
    // By the wish, not by the number: numbers differ where an order was never sent.
    const std::uint64_t draw =
        number({options_.seed, kChange, static_cast<std::uint64_t>(each.intent.instrument),
                static_cast<std::uint64_t>(each.intent.decision_time.nanoseconds()),
                static_cast<std::uint64_t>(step)});
    if (draw % 8 == 0) {
      if (auto asked = lane.cancel(each.id, now); !asked) return asked.error();
    } else if (draw % 8 == 1) {
      Intent amended = each.intent;
      amended.quantity = Quantity::from_raw(
          std::max(amended.quantity.raw(), static_cast<std::int64_t>(1 + draw / 8 % 50) * kScale));
      if (amended.quantity == each.intent.quantity) continue;
      if (auto asked = lane.replace(each.id, amended, now); !asked) return asked.error();
    }
  }
  return lane.poll(now);
}

Result<void> Desk::finish() {
  const Timestamp now = time_of(options_.steps);
  auto& lane = session_->at(now);
  if (auto asked = lane.cancel_all(now); !asked) return asked.error();
  if (auto polled = lane.poll(now); !polled) return polled;
  if (auto closed = session_->close(); !closed) return closed;
  tell("E");
  return {};
}

}  // namespace

Timestamp time_of(std::int64_t step) noexcept {
  return Timestamp::parse("2025-01-06T09:00:00Z")->plus_nanoseconds(step * kStep_ns);
}

std::vector<Instrument> instruments() {
  std::vector<Instrument> described;
  for (int i = 0; i < kInstruments; ++i) {
    Instrument instrument;
    instrument.symbol = std::string{"SYM"} + static_cast<char>('A' + i);
    described.push_back(instrument);
  }
  return described;
}

Money seed_capital() noexcept { return *Money::parse("1000000"); }

drivers::PaperSessionConfig config_of(const std::filesystem::path& directory) {
  drivers::PaperSessionConfig config;
  config.directory = directory;
  config.segment_bytes = 256u << 10;
  config.lane.seed_capital = seed_capital();
  auto& router = config.lane.router;
  router.min_notional = *Money::parse("5");
  router.reservations = {routing::BudgetMode::kCash, *Ratio::parse("0.05"), *Ratio::parse("0.001")};
  router.ack_timeout_ns = 5'000'000'000;
  router.max_backoff_ns = 1'000'000'000;
  router.max_retries = 10'000;
  router.require_certificate = true;
  return config;
}

Result<void> run_desk(const DeskOptions& options) { return Desk{options}.run(); }

}  // namespace sluice::crash
