// SPDX-License-Identifier: Apache-2.0
//
// workload.cpp: who acts in a simulated world beside the lane: a trader, an operator who follows
// the runbook, whoever pulls the plug, and a venue that lies.
#include <algorithm>
#include <cstring>

#include "simulation/simulation.hpp"

namespace sluice::simulation {
namespace {}  // namespace

Intent Simulation::draw_intent(Timestamp now) {
  Intent intent;
  intent.instrument = static_cast<InstrumentId>(random_.below(instruments_.size()));
  intent.side = random_.chance(600) ? Side::kBuy : Side::kSell;
  intent.type = random_.chance(300) ? OrderType::kMarket : OrderType::kLimit;
  constexpr TimeInForce kTifs[] = {TimeInForce::kIoc, TimeInForce::kGtc, TimeInForce::kDay};
  intent.time_in_force = kTifs[random_.below(3)];
  intent.quantity = Quantity::from_raw(random_.between(1, 60) * kScale);
  intent.decision_time = now;
  intent.reference_price = told_prices_[intent.instrument];
  intent.reference_time = now;
  if (intent.type == OrderType::kLimit)
    intent.limit_price =
        Price::from_raw(intent.reference_price.raw() + random_.between(-30, 30) * kCent);
  intent.id = identity_.id_of(intent, instruments_.symbol(intent.instrument), random_.next());
  return intent;
}

Result<void> Simulation::trade() {
  const auto id = static_cast<InstrumentId>(random_.below(instruments_.size()));
  told_prices_[id] = Price::from_raw(exchange_.price(id));
  lane().on_price(id, told_prices_[id], now());
  if (settings_.group != 0 && random_.chance(settings_.group)) return trade_group();
  std::vector<Intent> intents;
  for (std::uint64_t i = random_.below(3) + 1; i > 0; --i) intents.push_back(draw_intent(now()));
  for (const Intent& intent : intents)
    note("intent: " + std::string{name(intent.side)} + " " + intent.quantity.to_string() + " " +
         std::string{name(intent.type)} + " " + std::string{name(intent.time_in_force)} + " " +
         intent.id.to_string());
  const auto answers = lane().submit(intents, now());
  if (!answers) return answers.error();
  for (std::size_t i = 0; i < intents.size(); ++i)
    if ((*answers)[i].order != 0) asked_.push_back({intents[i], (*answers)[i].order});
  return {};
}

Result<void> Simulation::trade_group() {
  Intent first = draw_intent(now());
  const bool buy = first.side == Side::kBuy;
  const std::int64_t at =
      has_limit(first.type) ? first.limit_price.raw() : first.reference_price.raw();
  const auto beyond = [&](bool above) {
    return Price::from_raw(at + (above ? 1 : -1) * random_.between(1, 10) * kCent);
  };
  const Price above = beyond(true);
  const Price below = beyond(false);
  if (random_.chance(600)) {
    const drivers::BracketExits exits{buy ? above : below, buy ? below : above,
                                      random_.chance(300) ? (buy ? below : above) : Price{}};
    note("bracket: " + std::string{name(first.side)} + " " + first.quantity.to_string() + " " +
         first.id.to_string() + ", take profit " + exits.take_profit.to_string() + ", stop " +
         exits.stop.to_string());
    const auto answer = lane().submit_bracket(first, exits, now());
    if (!answer) return answer.error();
    if (answer->order != 0) grouped_.push_back({true, {}, first.id, {}});
    return {};
  }
  first.type = OrderType::kLimit;
  first.limit_price = buy ? below : above;
  first.time_in_force = TimeInForce::kGtc;
  Intent second = first;
  second.type = OrderType::kStop;
  second.limit_price = Price{};
  second.stop_price = buy ? above : below;
  first.id = identity_.id_of(first, instruments_.symbol(first.instrument), random_.next());
  second.id = identity_.id_of(second, instruments_.symbol(second.instrument), random_.next());
  note("pair: " + std::string{name(first.side)} + " " + first.quantity.to_string() + " " +
       first.id.to_string() + " or " + second.id.to_string());
  const auto answers = lane().submit_pair(first, second, now());
  if (!answers) return answers.error();
  if ((*answers)[0].order != 0 && (*answers)[1].order != 0)
    grouped_.push_back({false, first.quantity, first.id, second.id});
  return {};
}

// A caller that did not hear the answer asks again: it gets the order it has.
Result<void> Simulation::ask_same_again() {
  if (asked_.empty()) return {};
  const Asked asked = asked_[random_.below(asked_.size())];
  note("the same intent again: " + asked.intent.id.to_string());
  const auto answers = lane().submit({&asked.intent, 1}, now());
  return answers ? Result<void>{} : answers.error();
}

const Order* Simulation::draw_open_order() {
  const auto& open = lane().router().open_orders();
  return open.empty() ? nullptr : &open[random_.below(open.size())];
}

Result<void> Simulation::cancel_one() {
  const Order* const order = draw_open_order();
  if (order == nullptr) return {};
  note("cancel order " + std::to_string(order->id));
  const auto answer = lane().cancel(order->id, now());
  return answer ? Result<void>{} : answer.error();
}

Result<void> Simulation::replace_one() {
  const Order* const order = draw_open_order();
  if (order == nullptr) return {};
  Intent amended = draw_intent(now());
  amended.instrument = order->intent.instrument;
  amended.side = order->intent.side;
  amended.type = order->intent.type;
  amended.stop_price = order->intent.stop_price;
  amended.reference_price = told_prices_[amended.instrument];
  amended.limit_price = order->intent.limit_price;
  if (amended.type == OrderType::kLimit && random_.chance(700))
    amended.limit_price =
        Price::from_raw(amended.reference_price.raw() + random_.between(-15, 15) * kCent);
  const OrderId id = order->id;  // the answer may close orders: `order` does not outlive the call
  const auto answer = lane().replace(id, amended, now());
  if (answer) note("replace order " + std::to_string(id) + ": " + std::string{name(*answer)});
  return answer ? Result<void>{} : answer.error();
}

// Somebody pulls the plug: of everything or of one symbol, as hard as they please.
void Simulation::engage_kill_switch() {
  if (process_ == nullptr || stops_.size() >= 8) return;
  risk::Halt halt;
  if (random_.chance(500)) {
    halt.scope = risk::HaltScope::kSymbol;
    halt.name = instruments_.symbol(static_cast<InstrumentId>(random_.below(instruments_.size())));
  }
  halt.level = static_cast<risk::HaltLevel>(random_.between(1, 4));
  halt.source = "plug " + std::to_string(++stops_made_);
  note("kill switch: " + text_of(halt));
  stops_.push_back({halt, false});
  process_->kill_switch().request(std::move(halt));
}

bool Simulation::is_stopped() const { return !process_->kill_switch().halts().empty(); }

// A release that did not come to its end may or may not be kept.
Result<void> Simulation::release_kill_switch() {
  const auto before = stops_;
  for (Stop& stop : stops_) stop.is_in_doubt = true;
  const auto ended = lane().release_kill_switch(
      {risk::HaltScope::kAll, "", now(), "operator", "looked at it"}, now());
  note(ended ? "kill switch released" : "not released: " + ended.error().message);
  if (!ended && !lane().router().is_reconciled())
    for (std::size_t i = 0; i < before.size(); ++i) stops_[i].is_in_doubt = before[i].is_in_doubt;
  if (ended)
    std::erase_if(stops_, [&](const Stop& stop) {
      return std::any_of(ended->begin(), ended->end(),
                         [&](const risk::Halt& halt) { return halt.source == stop.halt.source; });
    });
  return {};
}

// The runbook: look, cancel what is disputed, declare over what is over, then let it go on.
Result<void> Simulation::operate() {
  if (is_stopped() && random_.chance(300)) {
    const auto cancelled = lane().cancel_all(now());
    return cancelled ? Result<void>{} : cancelled.error();
  }
  if (is_stopped() && random_.chance(500)) return release_kill_switch();
  if (lane().router().halted().empty()) return lane().poll(now());
  return settle_disputes();
}

Result<void> Simulation::settle_disputes() {
  exchange_.remove_foreign_orders(time_.now);
  const auto state = lane().router().state();
  bool settled = true;
  const auto look_at = [&](const Order& order) -> Result<void> {
    if (!order.flags.disputed) return {};
    const ExchangeOrder* const there = exchange_.find(order.intent.id, time_.now);
    const bool over = there == nullptr || !there->is_open();
    if (!over && !is_final(order.state)) {
      settled = false;
      const auto cancelled = lane().cancel(order.id, now());
      return cancelled ? Result<void>{} : cancelled.error();
    }
    // Every execution has to be here before it is over.
    if (there != nullptr && there->filled != order.filled.raw()) {
      settled = false;
      const auto asked =
          lane().resolve(order.id, routing::Resolution::kAskAgain, "operator", now());
      return asked ? Result<void>{} : asked.error();
    }
    note("resolve order " + std::to_string(order.id));
    const auto resolved =
        lane().resolve(order.id, routing::Resolution::kEnded, "operator: looked at it", now());
    return resolved ? Result<void>{} : resolved.error();
  };
  for (const Order& order : state.open)
    if (auto done = look_at(order); !done) return done;
  for (const Order& order : state.finished)
    if (auto done = look_at(order); !done) return done;
  if (!settled) return {};
  note("release: " + lane().router().halted());
  return lane().release_halt("operator: looked at it", now());
}

void Simulation::try_second_writer() {
  auto second = journal::Log::open(disk_, LaneProcess::log_options(settings_, now()), {});
  if (second)
    throw Violation{Invariant::kSingleWriter, "a second lane opened the journal of the first"};
}

bool Simulation::has_heard_all_of(const ExchangeOrder& there) {
  if (process_ == nullptr) return false;
  const Order* const ours = lane().router().find(there.client);
  return ours != nullptr && ours->filled.raw() == there.filled;
}

void Simulation::lie() {
  sluice_execution_report report{};
  report.size = sizeof report;
  report.time = time_.now;
  const auto& orders = exchange_.orders();
  const ExchangeOrder* const some =
      orders.empty() ? nullptr : &orders[random_.below(orders.size())];
  bool told = true;
  switch (random_.below(7)) {
    case 0:
      told = exchange_.overfill(time_.now);
      break;
    case 1:
      told = exchange_.bust(time_.now);
      break;
    case 2:
      told = exchange_.lose_order(time_.now);
      break;
    case 3:
      exchange_.add_foreign_order(time_.now);
      break;
    case 4:  // a fill of nobody's order
      report.kind = SLUICE_REPORT_FILLED;
      report.intent_id = {random_.next(), random_.next()};
      report.execution_id = random_.next();
      report.quantity = kScale;
      report.price = 100 * kScale;
      venue_.say_lie(report);
      break;
    case 5:  // an execution told with another price
      told = some != nullptr && !some->executions.empty() && has_heard_all_of(*some);
      if (!told) break;
      report = exchange_.fill_report(*some, some->executions.back());
      report.price += kCent;
      venue_.say_lie(report);
      break;
    default:  // words that are none
      told = some != nullptr && !some->foreign;
      if (!told) break;
      report = exchange_.report(random_.chance(500) ? 99 : SLUICE_REPORT_FILLED, *some, time_.now);
      report.execution_id = 0;
      venue_.say_lie(report);
      break;
  }
  if (!told) return;
  note("the venue lies");
  ++result_.lies;
  lies_told_ = books_bent_ = true;
}

}  // namespace sluice::simulation
