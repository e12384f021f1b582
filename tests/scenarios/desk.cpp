// SPDX-License-Identifier: Apache-2.0
#include "scenarios/desk.hpp"

#include <algorithm>

#include "drivers/lane_recovery.hpp"
#include "risk/scripted_rule.hpp"

namespace sluice::scenarios {
namespace {

constexpr std::uint64_t kAmendment = 1'000;  // number of an intent that is no order
constexpr std::int64_t kMillisecond = 1'000'000;

drivers::LaneConfig desk_config(const Given& given) {
  drivers::LaneConfig lane;
  lane.seed_capital = testing::money(given.cash);
  routing::RouterConfig& config = lane.router;
  // A reservation is quantity times limit: tables can be added up by hand.
  config.reservations.slippage = Ratio{};
  config.reservations.sells_fund_buys = false;
  config.max_retries = given.max_retries;
  config.ack_timeout_ns = 1'000 * kMillisecond;
  config.backoff_ns = 400 * kMillisecond;
  config.not_found_margin_ns = 1'000 * kMillisecond;
  config.remembered_orders = 16;
  return lane;
}

}  // namespace

Result<void> WatchedLog::commit() {
  if (dies_at_commit) throw ProcessDies{};
  auto done = log_.commit();
  if (killed_at_commit) kill_switch_.request_stop();
  return done;
}

Desk::Desk(const Given& given)
    : instruments_{testing::instruments({"AAA", "BBB"})},
      given_{given},
      config_{desk_config(given)},
      now_{testing::at("2024-01-02T15:00:00Z")} {
  venue_.promises = {given.not_found_after_ms * kMillisecond, true};
  const auto started = start();
  SLUICE_ASSERT(started.ok());
}

Result<void> Desk::start() {
  venue_.now = now_;
  kill_switch_ = std::make_unique<risk::KillSwitch>(risk::KillSwitchConfig{});
  journal::LogOptions options;
  options.directory = directory_ / "journal";
  options.header.time = now_;
  options.preallocate_bytes = 64u << 10;
  drivers::LaneRecovery recovery{instruments_, config_.seed_capital,
                                 config_.router.remembered_orders};
  auto log = journal::Log::open(
      disk_, options, [&](const journal::Record& record) { return recovery.take(record); });
  if (!log) return log.error();
  log_ = std::make_unique<WatchedLog>(std::move(*log), *kill_switch_);
  audit_ = std::make_unique<drivers::JournalAudit>(instruments_, std::vector<std::string>{"rule"});
  audit_->write_to(*log_);
  std::vector<risk::ChainedRule> rules;
  const bool refuses = *given_.gate_refuses_with != '\0';
  rules.push_back(testing::chained(
      "rule", refuses ? testing::rejects(given_.gate_refuses_with) : testing::approves(), said_));
  gate_ =
      std::make_unique<risk::Gate>(risk::GateConfig{}, std::move(rules), *kill_switch_, *audit_);
  lane_ = std::make_unique<drivers::OrderLane>(
      config_, drivers::LaneParts{instruments_, venue_, *gate_, *kill_switch_, *audit_});
  auto restored = lane_->restore(std::move(recovery).state(), now_);
  if (restored) lane_->begin_session(now_);
  return restored;
}

void Desk::end_process() {
  lane_.reset();
  log_.reset();
}

void Desk::start_again() {
  end_process();
  venue_.death = ScenarioVenue::Death::kNone;
  venue_.stream.clear();
  alive([this] { check(start()); });
}

template <typename Call>
void Desk::alive(Call&& call) {
  error_.clear();
  try {
    call();
  } catch (const ProcessDies&) {
    // What it had not committed is gone.
    end_process();
  }
}

Intent Desk::intent_of(const Wish& wish) const {
  Intent intent = testing::market_intent(wish.number, 0, wish.side, wish.quantity, wish.limit);
  intent.type = OrderType::kLimit;
  intent.time_in_force = wish.tif;
  intent.limit_price = testing::px(wish.limit);
  return intent;
}

void Desk::trade(std::uint64_t number, Side side, TimeInForce tif, std::string_view quantity,
                 std::string_view limit) {
  trade({Wish{number, side, tif, std::string{quantity}, std::string{limit}}});
}

void Desk::trade(const std::vector<Wish>& wishes) {
  std::vector<Intent> intents;
  for (const Wish& wish : wishes) {
    intents.push_back(intent_of(wish));
    if (std::find(asked_.begin(), asked_.end(), intents.back().id) == asked_.end())
      asked_.push_back(intents.back().id);
  }
  alive([&] {
    const auto answers = lane_->submit(intents, now_);
    if (!answers) return check(answers.error());
    for (const drivers::IntentAnswer& answer : *answers) {
      if (answer.was_known) answer_ = "known: order " + std::to_string(answer.order);
      if (answer.order == 0) refused_.push_back("DENIED " + answer.refusal);
    }
  });
}

void Desk::hear(Words words) {
  venue_.stream = std::move(words);
  alive([this] { check(lane_->poll(now_)); });
}

void Desk::move_clock(Timestamp to) {
  now_ = to;
  venue_.now = to;
}

// As a lane does: it wakes for what is due, and no later.
void Desk::pass(std::int64_t ms) {
  const Timestamp end = now_.plus_nanoseconds(ms * kMillisecond);
  alive([&] {
    for (auto due = lane_->next_due(); due && *due <= end; due = lane_->next_due()) {
      move_clock(std::max(*due, now_));
      check(lane_->tick(now_));
    }
  });
  move_clock(end);
}

void Desk::cancel(OrderId id) {
  alive([&] { answer(lane_->cancel(id, now_)); });
}

void Desk::replace(OrderId id, std::string_view quantity, std::string_view limit) {
  alive([&] {
    const Wish wish{kAmendment, Side::kBuy, TimeInForce::kGtc, std::string{quantity},
                    std::string{limit}};
    answer(lane_->replace(id, intent_of(wish), now_));
  });
}

void Desk::resolve(OrderId id, routing::Resolution resolution) {
  alive([&] { answer(lane_->resolve(id, resolution, "operator: asked the venue", now_)); });
}

void Desk::reconcile() {
  alive([&] {
    const auto certificate = lane_->reconcile("operator", now_);
    if (!certificate) return check(certificate.error());
    answer_ = certificate->complete ? "complete" : "incomplete";
  });
}

void Desk::release_halt() {
  alive([&] { check(lane_->release_halt("operator: looked into it", now_)); });
}

void Desk::check(const Result<void>& done) {
  if (!done) error_ = done.error().message;
}

void Desk::answer(const Result<routing::ChangeAnswer>& answer) {
  if (answer)
    answer_ = routing::name(*answer);
  else
    error_ = answer.error().message;
}

std::string Desk::describe_order(OrderId id) {
  const Order* const order = lane_->router().find(id);
  if (order == nullptr) return "FORGOTTEN";
  std::string text{name(order->state)};
  if (order->reason[0] != '\0') text += " " + std::string{order->reason.data()};
  if (order->flags.unknown) text += " UNKNOWN";
  if (order->flags.disputed) text += " DISPUTED";
  if (order->flags.pending_cancel) text += " pending cancel";
  if (order->flags.pending_replace) text += " pending replace";
  return text;
}

std::string Desk::describe() {
  int sent = 0;
  for (const IntentId& intent : asked_) sent += venue_.arrivals(intent);
  if (lane_ == nullptr) return "process is dead, sent " + std::to_string(sent);
  std::string text;
  for (const std::string& refused : refused_) text += (text.empty() ? "" : " / ") + refused;
  for (OrderId id = 1; id < lane_->router().next_order_id(); ++id)
    text += (text.empty() ? "" : " / ") + describe_order(id);
  if (text.empty()) text = "no order";
  text += ", position " + lane_->portfolio().position(0).to_string() + ", reserved " +
          lane_->router().reserved().to_string() + ", sent " + std::to_string(sent);
  if (!lane_->router().halted().empty()) text += ", HALTED";
  if (!answer_.empty()) text += " -> " + answer_;
  return text;
}

std::string Desk::violation() {
  if (lane_ == nullptr) return {};
  Money held;
  for (const Order& order : lane_->router().open_orders())
    held = Money::from_raw(held.raw() + order.reserved.raw());
  if (held != lane_->router().reserved()) return "what open orders hold is not what is reserved";
  if (held.is_negative()) return "less than nothing is reserved";
  Quantity position;
  for (OrderId id = 1; id < lane_->router().next_order_id(); ++id) {
    const Order* const order = lane_->router().find(id);
    if (order == nullptr) continue;
    const std::int64_t sign = order->intent.side == Side::kBuy ? 1 : -1;
    Quantity filled;
    for (const Execution& execution : order->executions)
      filled = Quantity::from_raw(filled.raw() + execution.quantity.raw());
    if (filled != order->filled) return "an order is not filled by its executions";
    position = Quantity::from_raw(position.raw() + sign * filled.raw());
    if (is_final(order->state) && !order->reserved.is_zero())
      return "a finished order holds budget";
  }
  if (position != lane_->portfolio().position(0))
    return "the position is not the sum of the executions";
  return {};
}

}  // namespace sluice::scenarios
