// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/scene.hpp"

#include <algorithm>

#include <sluice/rows.hpp>

namespace sluice::rule_tests {
namespace {

constexpr std::uint64_t kUnnamed = 1;
constexpr std::uint64_t kNamed = 2;
constexpr std::uint64_t kParents = 3;

std::vector<Instrument> instruments_of(const Case& one) {
  std::vector<Instrument> instruments;
  for (const InstrumentSpec& each : one.instruments) instruments.push_back(each.instrument);
  return instruments;
}

std::uint32_t window_of(const Case& one, std::uint32_t lookback_sessions) {
  std::size_t longest = std::max<std::size_t>(lookback_sessions, market::History::kMinimumWindow);
  for (const InstrumentSpec& each : one.instruments)
    longest = std::max(longest, each.closes.size());
  return static_cast<std::uint32_t>(longest);
}

template <typename Row>
std::vector<Row> copy_of(const sluice_rows& rows) {
  const Rows<Row> view{rows};
  return {view.begin(), view.end()};
}

template <typename Row>
sluice_rows rows_of(const std::vector<Row>& rows) {
  return {rows.data(), rows.size(), sizeof(Row)};
}

// The number of a name: the same for the same name.
std::uint64_t number_of(std::map<std::string, std::uint64_t>& names, const std::string& name) {
  return names.emplace(name, names.size() + 1).first->second;
}

Price usual_price(const Intent& intent) {
  return has_limit(intent.type) ? intent.limit_price : intent.reference_price;
}

bool is_end(std::uint32_t event) {
  return event == SLUICE_RISK_EVENT_ENDED || event == SLUICE_RISK_EVENT_REJECTED ||
         event == SLUICE_RISK_EVENT_DENIED;
}

}  // namespace

Scene::Scene(const Case& one, std::uint32_t lookback_sessions, plugins::LaneClock& clock)
    : case_{one},
      clock_{clock},
      instruments_{instruments_of(one)},
      history_{instruments_, window_of(one, lookback_sessions)},
      book_{instruments_},
      account_{one.account.account} {
  add_history();
  fill_book();
}

// Closes of all instruments end on the same day, the one before `now`.
void Scene::add_history() {
  std::size_t longest = 0;
  for (const InstrumentSpec& each : case_.instruments)
    longest = std::max(longest, each.closes.size());
  const Date today = case_.session.now.date();
  for (std::size_t back = longest; back > 0; --back) {
    const auto day =
        Timestamp::from_date(Date::from_days(today.days() - static_cast<std::int32_t>(back)));
    std::vector<sluice_bar> bars;
    for (InstrumentId id = 0; id < case_.instruments.size(); ++id) {
      const auto& closes = case_.instruments[id].closes;
      if (closes.size() < back) continue;
      sluice_bar bar{};
      bar.time = day.nanoseconds();
      bar.instrument = id;
      bar.close = closes[closes.size() - back].raw();
      bars.push_back(bar);
    }
    history_.append(day, rows_of(bars));
  }
}

void Scene::fill_book() {
  const SessionSpec& session = case_.session;
  book_.set_names(case_.account.names);
  book_.set_offline(session.offline);
  book_.set_reserved_cash(case_.account.reserved_cash);
  book_.set_session_times(session.open, session.close);
  book_.set_venue_heartbeat(session.heartbeat);
  book_.set_account_state(session.trading_state);
  for (InstrumentId id = 0; id < case_.instruments.size(); ++id) {
    const InstrumentSpec& spec = case_.instruments[id];
    book_.set_position(id, spec.position);
    book_.set_last(id, spec.last, session.now.plus_nanoseconds(-spec.last_age_ns));
    book_.set_quote(id, spec.bid, spec.ask, session.now.plus_nanoseconds(-spec.quote_age_ns));
    book_.set_trading_state(id, spec.trading_state);
    if (spec.venue_position) book_.set_venue_position(id, *spec.venue_position);
  }
  for (const OrderSpec& order : case_.account.working) {
    Known& known = add_working(order, session.now);
    if (known.order.remaining().is_zero()) end(known);
  }
}

InstrumentId Scene::instrument_of(const OrderSpec& order) const {
  return order.symbol.empty() ? 0 : instruments_.find(order.symbol).value_or(0);
}

sluice_intent_id Scene::id_of(const OrderSpec& order) {
  if (order.intent_name.empty()) return {kUnnamed, ++orders_};
  return {kNamed, number_of(intents_, order.intent_name)};
}

Intent Scene::intent_at(const OrderSpec& order, Timestamp now) {
  Intent intent = order.intent;
  const sluice_intent_id id = id_of(order);
  intent.id = {id.hi, id.lo};
  intent.instrument = instrument_of(order);
  intent.decision_time = now;
  const InstrumentSpec& spec = case_.instruments[intent.instrument];
  if (!order.has_reference) intent.reference_price = spec.last;
  intent.reference_time = case_.session.now.plus_nanoseconds(
      -(order.reference_age_ns != 0 || order.has_reference ? order.reference_age_ns
                                                           : spec.last_age_ns));
  if (!order.has_volume)
    intent.average_daily_volume = spec.instrument.average_daily_volume.value_or(Quantity{});
  return intent;
}

sluice_order Scene::row_of(const Intent& intent, const OrderSpec& order) {
  sluice_order row = to_row(intent, 0);
  row.parent_quantity = order.parent_quantity.raw();
  if (!order.parent.empty() || !order.parent_quantity.is_zero())
    row.parent_id = {kParents, number_of(parents_, order.parent)};
  return row;
}

sluice_order Scene::order_at(const OrderSpec& order, Timestamp now) {
  return row_of(intent_at(order, now), order);
}

const sluice_risk_view& Scene::view_at(Timestamp now) {
  clock_.set_now(now);
  book_.begin_session(now, account_, &history_.view());
  tell_values();
  return view_;
}

void Scene::tell_values() {
  const ToldValues& told = case_.account.told;
  view_ = book_.view();
  rows_ = copy_of<sluice_risk_row>(view_.instruments);
  sectors_ = copy_of<sluice_risk_group>(view_.sectors);
  regions_ = copy_of<sluice_risk_group>(view_.regions);
  working_ = copy_of<sluice_working_order>(view_.working_orders);
  sluice_risk_row& row = rows_[instrument_of(case_.order)];
  if (told.working_buy) row.working_buy = told.working_buy->raw();
  if (told.working_sell) row.working_sell = told.working_sell->raw();
  if (told.symbol_working_orders) row.working_orders = *told.symbol_working_orders;
  if (told.working_orders) working_.resize(*told.working_orders);
  if (told.open_positions) view_.open_positions = *told.open_positions;
  if (told.working_notional) view_.working_notional = told.working_notional->to_c();
  if (told.gross_exposure) view_.gross_exposure = told.gross_exposure->to_c();
  if (told.net_exposure) view_.net_exposure = told.net_exposure->to_c();
  if (told.sector_exposure) sectors_[row.sector].gross_exposure = told.sector_exposure->to_c();
  if (told.region_exposure) regions_[row.region].gross_exposure = told.region_exposure->to_c();
  view_.instruments = rows_of(rows_);
  view_.sectors = rows_of(sectors_);
  view_.regions = rows_of(regions_);
  view_.working_orders = rows_of(working_);
}

Scene::Known& Scene::add_working(const OrderSpec& spec, Timestamp at) {
  Known known;
  known.name = spec.intent_name;
  known.order.id = known_.size() + 1;
  known.order.intent = intent_at(spec, at);
  const Quantity remaining = spec.remaining.value_or(known.order.intent.quantity);
  known.order.filled = Quantity::from_raw(known.order.intent.quantity.raw() - remaining.raw());
  known.row = row_of(known.order.intent, spec);
  known.row.order_id = known.order.id;
  known.is_working = true;
  book_.restore_working(known.order, remaining);
  known_.push_back(std::move(known));
  return known_.back();
}

// Judged as at the gate, and then told.
void Scene::judged(const Step& step, Timestamp at, Rule& rule) {
  const Intent intent = intent_at(step.order, at);
  const sluice_order row = row_of(intent, step.order);
  sluice_verdict verdict{};
  rule.check(row, view_at(at), verdict);
  const bool says_yes = verdict.action == SLUICE_VERDICT_APPROVE;
  const bool is_approved = step.event == 0 ? says_yes : step.event == SLUICE_RISK_EVENT_APPROVED;
  if (is_approved && step.changes_account) {
    Known known{step.order.intent_name, {}, row, true};
    known.order.id = known.row.order_id = known_.size() + 1;
    known.order.intent = intent;
    book_.restore_working(known.order, intent.quantity);
    known_.push_back(std::move(known));
  }
  sluice_risk_event event{
      sizeof event, SLUICE_RISK_EVENT_REFUSED, at.nanoseconds(), &row, row.quantity, 0};
  if (is_approved) event.kind = SLUICE_RISK_EVENT_APPROVED;
  if (rule.traits().hears_events) rule.on_event(event);
  if (!is_approved || !step.fills) return;
  event.kind = SLUICE_RISK_EVENT_FILLED;
  event.price = usual_price(intent).raw();
  tell_fill(intent, 0, intent.quantity, usual_price(intent), at, rule);
  if (rule.traits().hears_events) rule.on_event(event);
}

// The newest of the name, else one that was approved before all this.
Scene::Known& Scene::known_order(const Step& step, Timestamp at) {
  const std::string& name = step.order.intent_name;
  for (std::size_t i = known_.size(); i-- > 0;)
    if (name.empty() || known_[i].name == name) return known_[i];
  return add_working(step.order, at);
}

void Scene::happen(const Step& step, Timestamp at, Rule& rule) {
  clock_.set_now(at);
  if (step.event == 0 || step.event == SLUICE_RISK_EVENT_APPROVED ||
      step.event == SLUICE_RISK_EVENT_REFUSED)
    return judged(step, at, rule);
  sluice_risk_event event{sizeof event, step.event, at.nanoseconds(), nullptr, 0, 0};
  if (step.event == SLUICE_RISK_EVENT_RELEASED) {
    if (rule.traits().hears_events) rule.on_event(event);
    return;
  }
  Known& known = known_order(step, at);
  const Intent& intent = known.order.intent;
  const Quantity quantity = step.quantity.value_or(known.order.remaining());
  const Price price = step.price.value_or(usual_price(intent));
  const sluice_order row = known.row;
  event.order = &row;
  event.quantity = quantity.raw();
  const bool is_execution =
      step.event == SLUICE_RISK_EVENT_FILLED || step.event == SLUICE_RISK_EVENT_BUSTED;
  if (is_execution) event.price = price.raw();
  if (step.event == SLUICE_RISK_EVENT_FILLED) fill(known, quantity, price, at, rule);
  if (step.event == SLUICE_RISK_EVENT_BUSTED) bust(known, quantity, price);
  if (is_end(step.event)) end(known);
  if (rule.traits().hears_events) rule.on_event(event);
}

void Scene::fill(Known& known, Quantity quantity, Price price, Timestamp at, Rule& rule) {
  Order& order = known.order;
  const Quantity counted = known.is_working ? std::min(quantity, order.remaining()) : Quantity{};
  const InstrumentId id = order.intent.instrument;
  if (!counted.is_zero()) book_.fill_working(order, counted);
  const std::int64_t rest = quantity.raw() - counted.raw();
  book_.set_position(id, Quantity::from_raw(book_.row(id).position +
                                            (order.intent.side == Side::kBuy ? rest : -rest)));
  order.filled = Quantity::from_raw(order.filled.raw() + quantity.raw());
  book_cash(order.intent, quantity, price);
  if (order.remaining().is_zero()) end(known);
  tell_fill(order.intent, order.id, quantity, price, at, rule);
}

void Scene::tell_fill(const Intent& intent, OrderId id, Quantity quantity, Price price,
                      Timestamp at, Rule& rule) {
  Fill fill;
  fill.order_id = id;
  fill.intent_id = intent.id;
  fill.instrument = intent.instrument;
  fill.side = intent.side;
  fill.quantity = quantity;
  fill.price = price;
  fill.time = at;
  // What a rule has against a fill it says in its log.
  static_cast<void>(rule.on_fill(fill));
}

void Scene::bust(const Known& known, Quantity quantity, Price price) {
  const Intent& intent = known.order.intent;
  const std::int64_t back = intent.side == Side::kBuy ? -quantity.raw() : quantity.raw();
  book_.set_position(intent.instrument,
                     Quantity::from_raw(book_.row(intent.instrument).position + back));
  book_cash(intent, Quantity::from_raw(-quantity.raw()), price);
}

// Bought at a price rounded up, sold at one rounded down.
void Scene::book_cash(const Intent& intent, Quantity quantity, Price price) {
  const int128 paid = notional(price, quantity, Rounding::kUp).raw();
  account_.cash = Money::from_raw(account_.cash.raw() + (intent.side == Side::kBuy ? -paid : paid));
}

void Scene::end(Known& known) {
  if (!known.is_working) return;
  book_.end_working(known.order, known.order.remaining());
  known.is_working = false;
}

}  // namespace sluice::rule_tests
