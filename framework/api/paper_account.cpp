// SPDX-License-Identifier: Apache-2.0
#include "api/paper_account.hpp"

#include <algorithm>
#include <iterator>

#include "journal/record_types.hpp"
#include "records/average_price.hpp"

namespace sluice::api {
namespace {

Price average_price(const Order& order) {
  int128 value = 0;
  for (const Execution& execution : order.executions)
    value += static_cast<int128>(execution.price.raw()) * execution.quantity.raw();
  return records::average_price(value, order.filled);
}

std::optional<Price> asked_price(const Intent& intent) {
  if (intent.limit_price.raw() > 0) return intent.limit_price;
  if (intent.reference_price.raw() > 0) return intent.reference_price;
  return std::nullopt;
}

}  // namespace

bool Placement::has(OrderAnswer::Kind kind) const noexcept {
  return std::any_of(answers.begin(), answers.end(),
                     [&](const OrderAnswer& answer) { return answer.kind == kind; });
}

PaperAccount::PaperAccount(AccountConfig config, const InstrumentTable& instruments, Open open)
    : config_{std::move(config)},
      instruments_{instruments},
      open_{std::move(open)},
      identity_{"API", config_.name},
      prices_(instruments.size()),
      keys_{config_.remembered_keys} {}

Result<std::unique_ptr<PaperAccount>> PaperAccount::open(AccountConfig config,
                                                         const InstrumentTable& instruments,
                                                         Open open, Timestamp now) {
  std::unique_ptr<PaperAccount> account{
      new PaperAccount{std::move(config), instruments, std::move(open)}};
  if (auto opened = account->open_session(now); !opened) return opened.error();
  return account;
}

void PaperAccount::Opened::take(const journal::Record& record) {
  if (record.type() != journal::kPrice) return;
  const std::string text = record.text("text").value_or("");
  const std::size_t blank = text.rfind(' ');
  if (blank == std::string::npos) return;
  if (const auto price = Price::parse(text.substr(blank + 1)))
    prices[text.substr(0, blank)] = *price;
}

Result<void> PaperAccount::open_session(Timestamp now) {
  auto opened = open_([this](const IntentId& id) { return tags_of(id); }, now);
  if (!opened) return opened.error();
  opened_ = std::move(*opened);
  // Above every number that an earlier process can have used at the same time of the clock.
  asked_ = std::max(asked_, opened_.session->durable_seq() << 20);
  for (const auto& [symbol, price] : opened_.prices)
    if (const auto id = instruments_.find(symbol)) prices_[*id] = price;
  opened_.prices.clear();
  for (InstrumentId id = 0; id < prices_.size(); ++id)
    if (prices_[id].raw() > 0) set_price(id, prices_[id], now);
  if (auto shown = show_market(now); !shown) return shown;
  return begin_session(now);
}

Result<void> PaperAccount::show_market(Timestamp now) {
  if (!config_.shows_market) return {};
  drivers::OrderLane& lane = this->lane(now);
  const Timestamp at = opened_.session->now();
  std::vector<sluice_trade> trades;
  for (InstrumentId id = 0; id < prices_.size(); ++id)
    if (prices_[id].raw() > 0) trades.push_back({at.nanoseconds(), id, 0, prices_[id].raw(), 0});
  if (trades.empty()) return {};
  return lane.on_market(SLUICE_PHASE_TRADE, at,
                        {trades.data(), trades.size(), sizeof(sluice_trade)});
}

Result<void> PaperAccount::begin_session(Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  const Timestamp at = opened_.session->now();
  if (config_.shows_market && !lane.is_same_session(at)) {
    if (auto told = lane.on_market(SLUICE_PHASE_CLOSE, at, {nullptr, 0, sizeof(sluice_bar)}); !told)
      return told;
    if (auto polled = lane.poll(at); !polled) return polled;
  }
  lane.begin_session(at);
  return {};
}

// The gate takes intents in the order they were given.
const drivers::IntentTags* PaperAccount::tags_of(const IntentId& id) noexcept {
  for (std::size_t i = 0; i < tags_.size(); ++i) {
    const auto& [intent, tags] = tags_[(next_tag_ + i) % tags_.size()];
    if (intent != id) continue;
    next_tag_ = (next_tag_ + i + 1) % tags_.size();
    return &tags;
  }
  return nullptr;
}

Intent PaperAccount::intent_of(const OrderRequest& order, Price reference, Timestamp now) {
  const Instrument& instrument = instruments_[order.instrument];
  Intent intent;
  intent.instrument = order.instrument;
  intent.side = order.side;
  intent.type = order.type;
  intent.time_in_force = order.time_in_force;
  intent.reduce_only = order.reduce_only;
  intent.post_only = order.post_only;
  intent.quantity = order.quantity;
  intent.limit_price = order.limit;
  intent.stop_price = order.stop;
  intent.decision_time = now;
  intent.reference_price = reference;
  intent.reference_time = now;
  intent.average_daily_volume = instrument.average_daily_volume.value_or(Quantity{});
  intent.id = identity_.id_of(intent, instrument.symbol, ++asked_);
  return intent;
}

bool PaperAccount::is_new(const OrderRequest& order, OrderAnswer& answer) const {
  const auto* const known = order.key.empty() ? nullptr : keys_.find(order.key);
  if (known == nullptr) return true;
  answer.kind =
      known->hash == order.hash ? OrderAnswer::Kind::kKnown : OrderAnswer::Kind::kConflict;
  answer.id = known->intent;
  return false;
}

// Its orders join those that are sent together; where one says something new of the market, those
// before it are sent first.
Result<void> PaperAccount::begin(Placement& placement, drivers::OrderLane& lane, Timestamp now) {
  placement.answers.assign(placement.orders.size(), {});
  for (std::size_t i = 0; i < placement.orders.size(); ++i)
    (void)is_new(placement.orders[i], placement.answers[i]);
  if (placement.has(OrderAnswer::Kind::kConflict)) return {};
  for (std::size_t i = 0; i < placement.orders.size(); ++i) {
    const OrderRequest& order = placement.orders[i];
    OrderAnswer& answer = placement.answers[i];
    // What was known stays so, though the list's own keys may have taken its place meanwhile. And
    // again: an order of this very list may have the key.
    if (answer.kind != OrderAnswer::Kind::kPlaced || !is_new(order, answer)) continue;
    if (names_new_price(order)) {
      if (auto sent = send_together(lane, now); !sent) return sent;
      const Intent asked = intent_of(order, *order.price, now);
      if (lane.would_send(asked, now))
        if (auto moved = move_market(order.instrument, *order.price, lane, now); !moved)
          return moved;
    }
    const Intent& intent = intents_.emplace_back(intent_of(order, reference_of(order), now));
    answer.id = intent.id;
    tags_.emplace_back(intent.id, drivers::IntentTags{.source = order.source,
                                                      .route = order.route,
                                                      .client_order_id = order.client_order_id,
                                                      .request = order.key,
                                                      .request_hash = order.hash,
                                                      .actor = placement.actor});
    if (!order.key.empty()) keys_.remember(order.key, {order.hash, intent.id});
  }
  return {};
}

// Only an order that trades at it whatever it is, and that gate and router let through: a slip that
// is refused fills nobody else's orders.
bool PaperAccount::names_new_price(const OrderRequest& order) const {
  return config_.shows_market && order.type == OrderType::kMarket && !order.post_only &&
         !order.reduce_only && order.price && *order.price != prices_[order.instrument];
}

// What an order is valued at is what it trades at: the market where that is shown, else its own.
// One whose price does not count trades at the market all the same, and is judged at the dearer of
// both.
Price PaperAccount::reference_of(const OrderRequest& order) const {
  const Price last = prices_[order.instrument];
  if (order.price && (!config_.shows_market || last.raw() <= 0)) return *order.price;
  if (names_new_price(order)) return std::max(*order.price, last);
  return last.raw() > 0 ? last : order.limit;
}

Result<void> PaperAccount::move_market(InstrumentId id, Price price, drivers::OrderLane& lane,
                                       Timestamp now) {
  note_price(id, price, now);
  const sluice_trade trade{now.nanoseconds(), id, 0, price.raw(), 0};
  if (auto told = lane.on_market(SLUICE_PHASE_TRADE, now, {&trade, 1, sizeof trade}); !told)
    return told;
  // What rested and is reached is booked before the next order is judged.
  return lane.router().open_orders().empty() ? Result<void>{} : lane.poll(now);
}

// One that is known already is as new as this: rules look at its age.
void PaperAccount::note_price(InstrumentId id, Price price, Timestamp now) {
  if (price != prices_[id])
    opened_.session->tell(journal::kPrice, instruments_.symbol(id) + " " + price.to_string());
  set_price(id, price, now);
}

Result<void> PaperAccount::send_together(drivers::OrderLane& lane, Timestamp now) {
  if (sent_ == intents_.size()) return {};
  auto some = lane.submit({intents_.data() + sent_, intents_.size() - sent_}, now);
  if (!some) return some.error();
  answers_.insert(answers_.end(), std::make_move_iterator(some->begin()),
                  std::make_move_iterator(some->end()));
  sent_ = intents_.size();
  return {};
}

OrderAnswer PaperAccount::answer_of(const Order& order) const {
  OrderAnswer answer;
  answer.id = order.intent.id;
  const Price average = average_price(order);
  answer.price = average.raw() != 0 ? std::optional{average} : asked_price(order.intent);
  const bool is_over = is_final(order.state);
  answer.status = !is_over ? "NEW" : order.filled.is_zero() ? "REJECTED" : "FILLED";
  if (is_over && order.state != OrderState::kFilled)
    answer.reason =
        paper_reason(name(order.state), order.filled, order.intent.quantity, order.reason.data());
  return answer;
}

void PaperAccount::finish(Placement& placement, std::size_t& next, drivers::OrderLane& lane) {
  for (std::size_t i = 0; i < placement.orders.size(); ++i) {
    OrderAnswer& answer = placement.answers[i];
    if (answer.kind != OrderAnswer::Kind::kPlaced || next == answers_.size() ||
        answers_[next].id != answer.id)
      continue;
    const drivers::IntentAnswer& routed = answers_[next];
    const Intent& intent = intents_[next];
    ++next;
    if (const Order* const order = lane.router().find(routed.order); order != nullptr) {
      answer = answer_of(*order);
      const auto& named = placement.orders[i].price;
      if (named && order->state == OrderState::kFilled &&
          (!config_.shows_market || *named == prices_[intent.instrument]))
        note_price(intent.instrument, *named, opened_.session->now());
      continue;
    }
    if (routed.order != 0) {
      // Over, and no longer remembered among so many that ended with it: the store knows.
      answer.kind = OrderAnswer::Kind::kKnown;
      continue;
    }
    answer.status = "REJECTED";
    answer.reason = routed.refusal;
    answer.price = asked_price(intent);
  }
}

Result<void> PaperAccount::place(std::span<Placement* const> placements, Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  const Timestamp decided = opened_.session->now();
  intents_.clear();
  tags_.clear();
  answers_.clear();
  next_tag_ = sent_ = 0;
  // One decision, however many steps it has: nobody hears of any before all are durable.
  opened_.session->hold_commits(true);
  Result<void> done;
  for (Placement* const placement : placements)
    if (done) done = begin(*placement, lane, decided);
  if (done) done = send_together(lane, decided);
  std::size_t next = 0;
  for (Placement* const placement : placements)
    if (done) finish(*placement, next, lane);
  opened_.session->hold_commits(false);
  if (intents_.empty() && done) return {};
  auto kept = opened_.session->commit();
  return done ? kept : done;
}

risk::WhatIf PaperAccount::what_if(const OrderRequest& order, Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  return lane.what_if(intent_of(order, reference_of(order), opened_.session->now()),
                      opened_.session->now());
}

Result<Change> PaperAccount::cancel(const IntentId& id, Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  const Order* const order = lane.router().find(id);
  if (order == nullptr) return Change{};
  const auto answer = lane.cancel(order->id, opened_.session->now());
  if (!answer) return answer.error();
  return Change{*answer};
}

Result<Change> PaperAccount::replace(const IntentId& id, std::optional<Quantity> quantity,
                                     std::optional<Price> limit, const std::string& actor,
                                     Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  const Order* const order = lane.router().find(id);
  if (order == nullptr) return Change{};
  const Timestamp decided = opened_.session->now();
  Intent amended = order->intent;
  amended.quantity = quantity.value_or(amended.quantity);
  amended.limit_price = limit.value_or(amended.limit_price);
  amended.decision_time = amended.reference_time = decided;
  // Judged at what it would trade at now.
  if (prices_[amended.instrument].raw() > 0) amended.reference_price = prices_[amended.instrument];
  amended.id = identity_.id_of(amended, instruments_.symbol(amended.instrument), ++asked_);
  tags_.clear();
  next_tag_ = 0;
  tags_.emplace_back(
      amended.id,
      drivers::IntentTags{.source = "API", .route = config_.route, .actor = actor, .amends = id});
  Change change;
  const auto answer = lane.replace(order->id, amended, decided, &change.refusal);
  if (!answer) return answer.error();
  change.answer = *answer;
  return change;
}

Result<std::size_t> PaperAccount::reset(const std::string& actor, Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  if (auto cancelled = lane.cancel_all(opened_.session->now()); !cancelled)
    return cancelled.error();
  if (auto ticked = tick(now); !ticked) return ticked.error();
  if (const std::size_t open = lane.router().open_orders().size(); open > 0) return open;
  if (auto noted = note(journal::kReset, "by " + actor, now); !noted) return noted.error();
  if (auto closed = opened_.session->close(); !closed) return closed.error();
  // The journal has one writer: the old one goes first.
  const Timestamp at = opened_.session->now();
  opened_ = {};
  if (auto opened = open_session(at); !opened) return opened.error();
  return std::size_t{0};
}

Result<void> PaperAccount::tick(Timestamp now) {
  drivers::OrderLane& lane = this->lane(now);
  if (!lane.is_same_session(opened_.session->now()))
    if (auto begun = begin_session(now); !begun) return begun;
  if (auto polled = lane.poll(opened_.session->now()); !polled) return polled;
  return lane.tick(opened_.session->now());
}

Result<void> PaperAccount::note(std::string_view type, std::string_view text, Timestamp now) {
  (void)lane(now);
  return opened_.session->note(type, text);
}

Result<void> PaperAccount::mark(Timestamp now) {
  const auto& portfolio = lane(now).portfolio();
  const Money held = portfolio.positions_value([this](InstrumentId id) { return prices_[id]; });
  const auto equity = checked_add(portfolio.cash(), held);
  if (!equity || equity == marked_) return {};
  marked_ = equity;
  return opened_.session->note(journal::kMark, equity->to_string());
}

void PaperAccount::set_price(InstrumentId instrument, Price price, Timestamp time) {
  prices_[instrument] = price;
  opened_.session->at(time).on_price(instrument, price, opened_.session->now());
}

}  // namespace sluice::api
