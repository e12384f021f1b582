// SPDX-License-Identifier: Apache-2.0
#include "drivers/order_path.hpp"

#include <algorithm>
#include <cmath>

#include "drivers/pit_guard.hpp"
#include "drivers/sizing.hpp"

namespace sluice::drivers {
namespace {

// Sums of doubles wobble in the last digits: weights that add up to the limit are not above it.
constexpr double kExposureTolerance = 1e-9;

// A track's next day begins with no order remembered that is over, so no backtest may lean on many;
// and these stay near the processor.
constexpr std::uint32_t kRememberedOrders = 64;

routing::RouterConfig offline(routing::RouterConfig config) {
  config.remembered_orders = kRememberedOrders;
  return config;
}

Money checked_sum(Money a, Money b) {
  const auto sum = checked_add(a, b);
  SLUICE_ASSERT(sum.has_value());
  return *sum;
}

}  // namespace

OrderPath::OrderPath(OrderPathConfig config, const OrderPathParts& parts)
    : config_{std::move(config)},
      parts_{parts},
      history_{parts.instruments, config_.window_sessions},
      prices_{parts.instruments, config_.missing_price},
      portfolio_{parts.instruments.size(), config_.seed_capital},
      book_{parts.instruments},
      router_{offline(config_.router), parts.venue,
              parts.gate.has_listeners() ? parts.gate.trail(book_) : parts.audit, *this},
      identity_{config_.strategy_name, config_.account},
      last_equity_{config_.seed_capital},
      closing_equity_{config_.seed_capital},
      peak_equity_{config_.seed_capital},
      jump_told_(parts.instruments.size()) {
  if (config_.pit) config_.pit->watch(history_.view());
  book_.set_offline(true);
  book_.set_names({config_.account, {}, config_.strategy_name, config_.route, config_.config_hash});
}

void OrderPath::restore(PathState state) {
  SLUICE_ASSERT(state.positions.size() == parts_.instruments.size());
  for (InstrumentId id = 0; id < state.positions.size(); ++id) {
    portfolio_.restore(id, state.positions[id]);
    book_.set_position(id, state.positions[id]);
  }
  portfolio_.restore_cash(state.cash);
  peak_equity_ = state.peak_equity;
  last_equity_ = closing_equity_ = state.last_equity;
  last_session_ = state.last_session;
  for (const Order& order : state.open_orders) book_.restore_working(order, order.remaining());
  const auto restored = router_.restore({std::move(state.open_orders), {}, state.next_order_id, {}},
                                        last_session_.value_or(Timestamp{}));
  SLUICE_ASSERT(restored.ok());  // offline it has nothing to keep
}

PathState OrderPath::state() const {
  return {portfolio_.positions(), portfolio_.cash(),     peak_equity_,           closing_equity_,
          last_session_,          router_.open_orders(), router_.next_order_id()};
}

void OrderPath::restore_price(InstrumentId id, market::LastPrice last) {
  prices_.restore(id, last);
  book_.set_last(id, last.price, last.time);
}

Result<void> OrderPath::warm_up(const SessionBars& session) {
  see_actions(session);
  history_.append(session.time, session.rows());
  if (config_.pit) config_.pit->see(session.time, session.rows());
  const auto priced = prices_.update(session.time, session.rows());
  for (const sluice_bar& bar : session.bars)
    book_.set_last(bar.instrument, Price::from_raw(bar.close), session.time);
  return priced;
}

Result<void> OrderPath::run(const SessionBars& session) {
  now_ = session.time;
  if (config_.on_time) config_.on_time(now_);
  const Date today = config_.zone.date(now_);
  if (!config_.intraday || today_ != today) begin_day(today);
  rebalance_ = is_rebalance(
      config_.rebalance,
      last_session_ ? std::optional{config_.zone.date(*last_session_)} : std::nullopt, today);
  day_.rebalance |= rebalance_;
  see_actions(session);
  if (auto done = book_actions(); !done) return done;
  look_for_jumps(session);
  if (auto done = trade_at_open(session); !done) return done;
  if (auto done = see_market(session); !done) return done;
  if (auto done = decide(session); !done) return done;
  close_day();
  return {};
}

// A day of bars is told by its date, as a daily bar is.
void OrderPath::begin_day(Date day) {
  constexpr std::int64_t kBarNs = 300 * Timestamp::kNanosecondsPerSecond;
  constexpr double kBarsAroundTheClock = 288;
  today_ = day;
  last_equity_ = closing_equity_;
  day_.orders.clear();
  day_.trades.clear();
  day_.traded_notional = day_.commission = Money{};
  day_.blocked = 0;
  day_.kill_switch_engaged = day_.rebalance = false;
  day_.factors.clear();
  day_.time = config_.intraday ? Timestamp::from_date(day) : now_;
  if (!config_.intraday) return;
  const auto hours = config_.hours ? config_.hours->on(day) : std::nullopt;
  bars_per_day_ =
      hours ? static_cast<double>(hours->close.nanoseconds() - hours->open.nanoseconds()) /
                  static_cast<double>(kBarNs)
            : kBarsAroundTheClock;
}

// Orders that wait for this session's open trade before anything of the session is known to the
// strategy.
Result<void> OrderPath::trade_at_open(const SessionBars& session) {
  if (router_.open_orders().empty()) return {};
  open_bars_.assign(session.bars.size(), sluice_bar{});
  for (std::size_t i = 0; i < open_bars_.size(); ++i) {
    const sluice_bar& bar = session.bars[i];
    open_bars_[i].time = bar.time;
    open_bars_[i].instrument = bar.instrument;
    open_bars_[i].flags = bar.flags & SLUICE_BAR_HAS_OPEN;
    open_bars_[i].open = bar.open;
  }
  const sluice_rows rows{open_bars_.data(), open_bars_.size(), sizeof(sluice_bar)};
  if (auto told = parts_.venue.on_market(SLUICE_PHASE_OPEN, session.time, rows); !told) return told;
  return router_.poll(session.time);
}

Result<void> OrderPath::see_market(const SessionBars& session) {
  if (auto warmed = warm_up(session); !warmed) return warmed;
  if (auto told = parts_.venue.on_market(SLUICE_PHASE_CLOSE, session.time, session.rows()); !told)
    return told;
  return router_.open_orders().empty() ? Result<void>{} : router_.poll(session.time);
}

Result<void> OrderPath::decide(const SessionBars& session) {
  wishes_.clear();
  intents_.clear();
  targets_.clear();
  has_target_.assign(parts_.instruments.size(), false);
  batch_.clear();
  decision_equity_ = equity();
  if (config_.pit) config_.pit->decide(session.time);
  const auto asked = ask_strategy(session);
  // Before anything else that it did: what looked ahead decides nothing.
  if (auto settled = settle_pit(); !settled) return settled;
  if (!asked) return asked;
  ask_again();
  if (auto sized = size_targets(session); !sized) return sized;
  if (wishes_.empty()) return {};
  make_intents();
  begin_risk_session();
  parts_.gate.judge(intents_, book_, batch_);
  end_risk_session();
  if (auto settled = settle_pit(); !settled) return settled;
  record_batch();
  if (auto routed = route(); !routed) return routed;
  if (router_.open_orders().empty()) return {};
  // The closing auction of the session the decision was taken on.
  if (auto told = parts_.venue.on_market(SLUICE_PHASE_CLOSE, session.time, session.rows()); !told)
    return told;
  return router_.poll(session.time);
}

Result<void> OrderPath::settle_pit() {
  return config_.pit ? config_.pit->settle(parts_.audit) : Result<void>{};
}

// Sells first, so that what they bring can be spent; then by instrument: the order of a batch never
// depends on how a strategy happened to list its wishes. Strategies mostly list them by instrument.
void OrderPath::make_intents() {
  if (!std::ranges::is_sorted(wishes_, {}, &Wish::instrument))
    std::ranges::stable_sort(wishes_, {}, &Wish::instrument);
  for (const Side side : {Side::kSell, Side::kBuy})
    for (const Wish& wish : wishes_) {
      if (wish.side != side) continue;
      Intent& intent = intents_.emplace_back();
      intent.instrument = wish.instrument;
      intent.side = wish.side;
      intent.type = wish.type;
      intent.time_in_force = wish.time_in_force;
      intent.quantity = wish.quantity;
      intent.limit_price = wish.limit;
      fill_in(intent);
    }
}

Result<void> OrderPath::ask_strategy(const SessionBars& session) {
  sluice_session view{};
  view.size = sizeof view;
  view.rebalance = rebalance_ ? 1 : 0;
  view.time = session.time.nanoseconds();
  view.market = &history_.view();
  view.bars = session.rows();
  view.positions = {portfolio_.positions().data(), portfolio_.positions().size(), sizeof(Quantity)};
  view.cash = portfolio_.cash().to_c();
  view.equity = decision_equity_.to_c();
  const sluice_decision_sink sink{this,
                                  [](void* context, sluice_rows rows) {
                                    return static_cast<OrderPath*>(context)->take_targets(rows);
                                  },
                                  [](void* context, sluice_rows rows) {
                                    return static_cast<OrderPath*>(context)->take_intents(rows);
                                  }};
  inputs_hash_ = hash_inputs(session.rows());
  if (auto told = parts_.strategy.on_bars(view, sink); !told) return told;
  return ask_for_factors();
}

sluice_status OrderPath::take_targets(sluice_rows targets) {
  if (!rebalance_) return SLUICE_ERROR_STATE;
  for (std::uint64_t i = 0; i < targets.count; ++i) {
    const auto* target = SLUICE_ROW(targets, sluice_target, i);
    // Two targets for one instrument contradict each other.
    const bool valid = target->instrument < parts_.instruments.size() &&
                       !has_target_[target->instrument] &&
                       (target->kind == SLUICE_TARGET_QUANTITY ||
                        (target->kind == SLUICE_TARGET_WEIGHT && std::isfinite(target->weight)));
    if (!valid) return SLUICE_ERROR_ARGUMENT;
    has_target_[target->instrument] = true;
    targets_.push_back(*target);
  }
  return SLUICE_OK;
}

sluice_status OrderPath::take_intents(sluice_rows intents) {
  if (!rebalance_) return SLUICE_ERROR_STATE;
  for (std::uint64_t i = 0; i < intents.count; ++i) {
    const auto* wish = SLUICE_ROW(intents, sluice_intent, i);
    const bool limit = wish->type == SLUICE_ORDER_LIMIT;
    const bool valid =
        wish->instrument < parts_.instruments.size() && wish->quantity > 0 &&
        (wish->side == SLUICE_SIDE_BUY || wish->side == SLUICE_SIDE_SELL) &&
        (limit || wish->type == SLUICE_ORDER_MARKET) && (limit == (wish->limit_price > 0)) &&
        (wish->time_in_force == SLUICE_TIF_DAY || wish->time_in_force == SLUICE_TIF_IOC);
    if (!valid) return SLUICE_ERROR_ARGUMENT;
    wishes_.push_back({wish->instrument, static_cast<Side>(wish->side),
                       static_cast<OrderType>(wish->type),
                       static_cast<TimeInForce>(wish->time_in_force),
                       Quantity::from_raw(wish->quantity), Price::from_raw(wish->limit_price)});
  }
  return SLUICE_OK;
}

Result<void> OrderPath::size_targets(const SessionBars& session) {
  double gross = 0;
  for (const auto& target : targets_)
    if (target.kind == SLUICE_TARGET_WEIGHT) gross += std::fabs(target.weight);
  const double limit = config_.max_gross_exposure;
  const double scale = gross > limit * (1 + kExposureTolerance) ? limit / gross : 1.0;
  for (const auto& target : targets_) {
    const InstrumentId id = target.instrument;
    if (!prices_.is_tradable(id)) continue;
    const auto& row = book_.row(id);
    const int128 held = int128{row.position} + row.working_buy - row.working_sell;
    auto wanted = std::optional{Quantity::from_raw(target.quantity)};
    if (target.kind == SLUICE_TARGET_WEIGHT)
      wanted =
          quantity_for_weight(scale == 1.0 ? target.weight : target.weight * scale,
                              decision_equity_, prices_.last(id).price, parts_.instruments[id].lot);
    const int128 change = wanted ? int128{wanted->raw()} - held : 0;
    const auto size = detail::narrow(change < 0 ? -change : change);
    if (!wanted || !size)
      return Error{"the target of " + parts_.instruments.symbol(id) + " on " +
                   session.time.date().to_string() + " is larger than a quantity can be"};
    if (change != 0)
      wishes_.push_back({id, change > 0 ? Side::kBuy : Side::kSell, OrderType::kMarket,
                         TimeInForce::kDay, Quantity::from_raw(*size), Price{}});
  }
  return {};
}

// What a decision is made on beside the strategy's word.
void OrderPath::fill_in(Intent& intent) const {
  const InstrumentId id = intent.instrument;
  intent.decision_time = now_;
  intent.reference_price = prices_.last(id).price;
  intent.reference_time = prices_.last(id).time;
  intent.average_daily_volume = average_daily_volume(id);
  if (config_.needs_volatility)
    intent.daily_volatility = config_.intraday
                                  ? history_.daily_volatility(id) * std::sqrt(bars_per_day_)
                                  : history_.daily_volatility(id);
  intent.id = identity_.id_of(intent, parts_.instruments.symbol(id), inputs_hash_);
}

// Of bars within a day the newest ones stand for the whole day, unless the instrument file knows
// better.
Quantity OrderPath::average_daily_volume(InstrumentId id) const {
  const auto told = parts_.instruments[id].average_daily_volume;
  const auto mean = history_.average_daily_volume(id);
  if (!config_.intraday) return mean.value_or(told.value_or(Quantity{}));
  if (told || !mean) return told.value_or(Quantity{});
  return Quantity::from_double(mean->to_double() * bars_per_day_, Rounding::kDown)
      .value_or(Quantity{});
}

void OrderPath::begin_risk_session() {
  const Money worth = decision_equity_;
  const auto day_pnl = checked_subtract(worth, last_equity_);
  SLUICE_ASSERT(day_pnl.has_value());
  book_.begin_session(now_, {portfolio_.cash(), worth, *day_pnl, std::max(peak_equity_, worth)},
                      &history_.view());
  for (const Intent& intent : intents_)
    book_.set_average_daily_volume(intent.instrument, intent.average_daily_volume);
  book_.set_reserved_cash(router_.reserved());
  const auto hours = config_.hours ? config_.hours->on(config_.zone.date(now_)) : std::nullopt;
  book_.set_session_times(hours ? hours->open : Timestamp{}, hours ? hours->close : Timestamp{});
  parts_.gate.begin_session(book_);
  parts_.gate.assess(book_);
}

risk::WhatIf OrderPath::what_if(Intent& intent) {
  now_ = history_.as_of();
  if (config_.on_time) config_.on_time(now_);
  fill_in(intent);
  intents_.assign(1, intent);
  decision_equity_ = equity();
  begin_risk_session();
  parts_.gate.look_at_kill_switch(book_, now_);
  return parts_.gate.what_if(intent, book_);
}

// What the instrument file says stands again: a run that starts here sees the same rows.
void OrderPath::end_risk_session() {
  for (const Intent& intent : intents_)
    book_.set_average_daily_volume(
        intent.instrument,
        parts_.instruments[intent.instrument].average_daily_volume.value_or(Quantity{}));
}

Result<void> OrderPath::route() {
  book_.number_working(router_.next_order_id(), batch_.approved.size());
  return router_.submit(batch_.approved, portfolio_.cash(), now_);
}

void OrderPath::record_batch() {
  day_.blocked += batch_.blocked.size();
  day_.kill_switch_engaged = batch_.kill_switch_engaged;
  if (!config_.keep_rows) return;
  // Refused ones stand before those that got a number, also of earlier sessions of the day.
  auto place = std::partition_point(day_.orders.begin(), day_.orders.end(),
                                    [](const auto& row) { return row.order_id == 0; });
  for (const auto& blocked : batch_.blocked) {
    const Intent& intent = blocked.intent;
    place = day_.orders.insert(
        place, {0, intent.id, intent.decision_time, intent.instrument, intent.side, intent.quantity,
                intent.reference_price, Price{}, Money{}, OrderState::kDenied, blocked.reason});
    ++place;
  }
  // The router numbers the orders of a batch in sequence.
  OrderId id = router_.next_order_id();
  for (const auto& approved : batch_.approved) {
    const Intent& intent = approved.intent();
    day_.orders.push_back({id++,
                           intent.id,
                           intent.decision_time,
                           intent.instrument,
                           intent.side,
                           intent.quantity,
                           intent.reference_price,
                           Price{},
                           Money{},
                           OrderState::kAcked,
                           {}});
  }
}

void OrderPath::on_fill(const Order& order, const Fill& fill) {
  portfolio_.apply(fill);
  book_.fill_working(order, fill.from_working);
  book_.set_position(fill.instrument, portfolio_.position(fill.instrument));
  day_.commission = checked_sum(day_.commission, fill.commission);
  day_.traded_notional =
      checked_sum(day_.traded_notional, notional(fill.price, fill.quantity, Rounding::kUp));
  parts_.gate.on_fill(fill, now_);
  if (const auto told = parts_.strategy.on_fill(fill); !told)
    parts_.audit.on_event("FAULT", now_, told.error().message);
  day_.trades.push_back(records::trade_row(fill));
  if (records::OrderRow* const row = row_of(order.id)) {
    row->fill_price = fill.price;
    row->costs = checked_sum(row->costs, day_.trades.back().costs);
    row->state = order.state;
  }
}

// No daily order is replaced; the router ends the run where a venue takes something back.
void OrderPath::on_bust(const Order&, const Fill&) {}
void OrderPath::on_replaced(const Order&, Quantity) {}
void OrderPath::on_revived(const Order&, Quantity) {}

void OrderPath::on_final(const Order& order, Quantity working) {
  book_.end_working(order, working);
  const bool refused = order.state == OrderState::kDenied || order.state == OrderState::kRejected;
  if (refused) ++day_.blocked;
  if (records::OrderRow* const row = row_of(order.id)) {
    row->state = order.state;
    if (refused) row->reason = order.reason.data();
  }
}

records::OrderRow* OrderPath::row_of(OrderId id) noexcept {
  // Rows with an id stand behind those without, in ascending order.
  const auto found = std::lower_bound(
      day_.orders.begin(), day_.orders.end(), id,
      [](const records::OrderRow& row, OrderId wanted) { return row.order_id < wanted; });
  return found != day_.orders.end() && found->order_id == id ? &*found : nullptr;
}

void OrderPath::record_holdings() {
  day_.holdings.clear();
  for (InstrumentId id = 0; id < portfolio_.positions().size(); ++id)
    if (const Quantity held = portfolio_.position(id); !held.is_zero())
      day_.holdings.push_back({id, held, prices_.last(id).price});
}

void OrderPath::close_day() {
  day_.cash = portfolio_.cash();
  day_.equity = equity();
  day_.positions_value = Money::from_raw(day_.equity.raw() - day_.cash.raw());
  day_.positions = portfolio_.open_positions();
  if (config_.keep_holdings) record_holdings();
  closing_equity_ = day_.equity;
  peak_equity_ = std::max(peak_equity_, day_.equity);
  last_session_ = now_;
}

Money OrderPath::equity() const {
  return checked_sum(portfolio_.cash(), portfolio_.positions_value([this](InstrumentId id) {
    return prices_.last(id).price;
  }));
}

}  // namespace sluice::drivers
