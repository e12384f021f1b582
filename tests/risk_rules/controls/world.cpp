// SPDX-License-Identifier: Apache-2.0
#include "world.hpp"

#include <sluice/market_view.hpp>
#include <sluice/result.hpp>
#include <sluice/rows.hpp>

namespace sluice::risk_rules::test {
namespace {

void add_to(sluice_money& sum, int128 amount) {
  sum = Money::from_raw(Money::from_c(sum).raw() + amount).to_c();
}

}  // namespace

std::int64_t units_of(std::string_view decimal) {
  const auto value = Quantity::parse(decimal);
  SLUICE_ASSERT(value.has_value());
  return value->raw();
}

sluice_money money_of(std::string_view decimal) {
  const auto value = Money::parse(decimal);
  SLUICE_ASSERT(value.has_value());
  return value->to_c();
}

World::World(std::uint32_t instruments) : instruments_(instruments), rows_(instruments) {
  sectors_.push_back({{}, {}});
  regions_.push_back({{}, {}});
  const std::uint32_t sector = add_sector("Technology");
  const std::uint32_t region = add_region("US");
  fields.size = sizeof fields;
  fields.trading_state = SLUICE_TRADING_ACTIVE;
  fields.session_open = Timestamp::parse("2025-01-15T14:30:00Z")->nanoseconds();
  fields.session_close = Timestamp::parse("2025-01-15T21:00:00Z")->nanoseconds();
  fields.account = to_c("paper");
  fields.peak_equity = money_of("100000");
  set_now("2025-01-15T15:00:00Z");
  fields.venue_heartbeat = fields.now;
  set_equity("100000");
  set_cash("100000");
  set_config_hash(std::string(64, 'a'));
  for (std::uint32_t id = 0; id < instruments; ++id) {
    sluice_risk_row& row = rows_[id];
    row.lot = units_of("1");
    row.tick = units_of("0.01");
    row.average_daily_volume = units_of("1000000");
    row.sector = sector;
    row.region = region;
    row.trading_state = SLUICE_TRADING_ACTIVE;
    row.has_venue_position = 1;
    instruments_[id].id = id;
    set_symbol(id, "S" + std::to_string(id));
    set_price(id, "100");
    set_quote(id, "99.99", "100.01");
  }
}

void World::set_price(std::uint32_t id, std::string_view price) {
  row(id).last = units_of(price);
  row(id).last_time = fields.now;
}
void World::set_quote(std::uint32_t id, std::string_view bid, std::string_view ask) {
  row(id).bid = units_of(bid);
  row(id).ask = units_of(ask);
  row(id).quote_time = fields.now;
}
void World::hold(std::uint32_t id, std::string_view quantity) {
  row(id).position = row(id).venue_position = units_of(quantity);
}
void World::set_now(std::string_view iso) { fields.now = Timestamp::parse(iso)->nanoseconds(); }
void World::advance_ms(std::int64_t ms) { fields.now += ms * 1'000'000; }

void World::set_offline() {
  fields.offline = 1;
  fields.session_open = fields.session_close = fields.venue_heartbeat = 0;
  for (sluice_risk_row& row : rows_)
    row.bid = row.ask = row.quote_time = row.has_venue_position = 0;
}

std::uint32_t World::add_sector(std::string name) {
  sectors_.push_back({to_c(texts_.emplace_back(std::move(name))), {}});
  return static_cast<std::uint32_t>(sectors_.size() - 1);
}
std::uint32_t World::add_region(std::string name) {
  regions_.push_back({to_c(texts_.emplace_back(std::move(name))), {}});
  return static_cast<std::uint32_t>(regions_.size() - 1);
}
void World::set_config_hash(std::string hash) {
  fields.config_hash = to_c(texts_.emplace_back(std::move(hash)));
}
void World::set_symbol(std::uint32_t id, std::string symbol) {
  instruments_.at(id).symbol = to_c(texts_.emplace_back(std::move(symbol)));
}

sluice_order World::market(std::uint32_t id, Side side, std::string_view quantity) {
  sluice_order order{};
  order.size = sizeof order;
  order.instrument = id;
  order.intent_id = {7, ++intents_};
  order.side = static_cast<std::uint8_t>(side);
  order.type = SLUICE_ORDER_MARKET;
  order.time_in_force = SLUICE_TIF_DAY;
  order.attempt = 1;
  order.quantity = units_of(quantity);
  order.reference_price = id < size() ? row(id).last : 0;
  order.reference_time = order.decision_time = fields.now;
  return order;
}
sluice_order World::limit(std::uint32_t id, Side side, std::string_view quantity,
                          std::string_view price) {
  sluice_order order = market(id, side, quantity);
  order.type = SLUICE_ORDER_LIMIT;
  order.limit_price = units_of(price);
  return order;
}
sluice_order World::stop(std::uint32_t id, Side side, std::string_view quantity,
                         std::string_view price) {
  sluice_order order = market(id, side, quantity);
  order.type = SLUICE_ORDER_STOP;
  order.stop_price = units_of(price);
  return order;
}

void World::open(const sluice_order& order, bool is_routed) {
  const Order from{&order};
  const auto stop = from.stop_price();
  const auto price = from.has_limit() ? from.limit_price() : stop ? stop : from.reference_price();
  sluice_working_order to{};
  to.intent_id = order.intent_id;
  to.order_id = is_routed ? order.intent_id.lo : 0;
  to.instrument = order.instrument;
  to.side = order.side;
  to.type = order.type;
  to.quantity = to.remaining = order.quantity;
  to.price = price ? price->raw() : 0;
  to.decision_time = order.decision_time;
  working_.push_back(to);
}

std::size_t World::find(const sluice_order& order) const {
  std::size_t i = 0;
  while (i < working_.size() && (working_[i].intent_id.hi != order.intent_id.hi ||
                                 working_[i].intent_id.lo != order.intent_id.lo))
    ++i;
  SLUICE_ASSERT(i < working_.size());
  return i;
}

void World::fill(const sluice_order& order, std::int64_t quantity) {
  sluice_working_order& open = working_[find(order)];
  open.remaining -= quantity;
  const std::int64_t moved = order.side == SLUICE_SIDE_BUY ? quantity : -quantity;
  row(order.instrument).position += moved;
  row(order.instrument).venue_position += moved;
  if (open.remaining == 0) close(order);
}

std::int64_t World::close(const sluice_order& order) {
  const std::size_t place = find(order);
  const std::int64_t rest = working_[place].remaining;
  working_.erase(working_.begin() + static_cast<std::ptrdiff_t>(place));
  return rest;
}

void World::sum_up() {
  fields.working_notional = fields.gross_exposure = fields.net_exposure = {};
  fields.open_positions = 0;
  for (auto* groups : {&sectors_, &regions_})
    for (sluice_risk_group& group : *groups) group.gross_exposure = {};
  for (sluice_risk_row& row : rows_) row.working_buy = row.working_sell = row.working_orders = 0;
  for (const sluice_working_order& open : working_) {
    sluice_risk_row& row = rows_[open.instrument];
    (open.side == SLUICE_SIDE_BUY ? row.working_buy : row.working_sell) += open.remaining;
    ++row.working_orders;
    add_to(fields.working_notional,
           notional(Price::from_raw(open.price), Quantity::from_raw(open.remaining), Rounding::kUp)
               .raw());
  }
  for (sluice_risk_row& row : rows_) {
    const auto quantity = Quantity::from_raw(row.position + row.working_buy - row.working_sell);
    const int128 value = notional(Price::from_raw(row.last), quantity, Rounding::kHalfEven).raw();
    const int128 gross = value < 0 ? -value : value;
    row.projected_value = Money::from_raw(value).to_c();
    add_to(fields.gross_exposure, gross);
    add_to(fields.net_exposure, value);
    if (row.sector < sectors_.size()) add_to(sectors_[row.sector].gross_exposure, gross);
    if (row.region < regions_.size()) add_to(regions_[row.region].gross_exposure, gross);
    if (!quantity.is_zero()) ++fields.open_positions;
  }
}

const sluice_risk_view* World::view() {
  sum_up();
  fields.instruments = rows_of(rows_);
  fields.sectors = rows_of(sectors_);
  fields.regions = rows_of(regions_);
  fields.working_orders = rows_of(working_);
  market_ = {sizeof market_, 0, fields.now, rows_of(instruments_), {}};
  fields.market = &market_;
  return &fields;
}

}  // namespace sluice::risk_rules::test
