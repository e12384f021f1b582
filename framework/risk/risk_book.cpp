// SPDX-License-Identifier: Apache-2.0
#include "risk/risk_book.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace sluice::risk {
namespace {

// A row's value is below 2^100 and there are fewer than 2^24 rows: sums of them can't overflow 128
// bits.
void add_to(sluice_money& sum, int128 amount) noexcept {
  sum = Money::from_raw(Money::from_c(sum).raw() + amount).to_c();
}

constexpr int128 magnitude(int128 value) noexcept { return value < 0 ? -value : value; }

std::int64_t within_quantity(int128 value) noexcept {
  constexpr int128 kLargest = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(value > kLargest ? kLargest
                                                    : (value < -kLargest ? -kLargest : value));
}

// More than a quantity can hold stays the largest there is.
void add_quantity(std::int64_t& sum, std::int64_t change) noexcept {
  SLUICE_ASSERT(change >= 0 || sum >= -change);
  if (__builtin_add_overflow(sum, change, &sum)) sum = std::numeric_limits<std::int64_t>::max();
}

// Clamped to what a quantity can hold: such a row is past every limit either way.
Quantity projected_quantity(const sluice_risk_row& row) noexcept {
  return Quantity::from_raw(
      within_quantity(int128{row.position} + row.working_buy - row.working_sell));
}

std::vector<sluice_risk_group> groups_of(const std::vector<std::string>& names) {
  std::vector<sluice_risk_group> groups;
  for (const auto& name : names) groups.push_back({borrow(name), {}, {}});
  return groups;
}

}  // namespace

RiskBook::RiskBook(const InstrumentTable& instruments)
    : instruments_{instruments},
      rows_(instruments.size()),
      sectors_{groups_of(instruments.sectors())},
      regions_{groups_of(instruments.regions())},
      is_open_(instruments.size()) {
  for (InstrumentId id = 0; id < rows_.size(); ++id) {
    rows_[id].lot = instruments[id].lot.raw();
    rows_[id].average_daily_volume =
        instruments[id].average_daily_volume.value_or(Quantity{}).raw();
    rows_[id].sector = instruments.sector_of(id);
    rows_[id].region = instruments.region_of(id);
    rows_[id].tick = instruments[id].tick.raw();
    rows_[id].min_quantity = instruments[id].min_quantity.raw();
    rows_[id].max_quantity = instruments[id].max_quantity.raw();
    rows_[id].min_notional = instruments[id].min_notional.to_c();
  }
  view_.size = sizeof view_;
  view_.instruments = {rows_.data(), rows_.size(), sizeof(sluice_risk_row)};
  view_.sectors = {sectors_.data(), sectors_.size(), sizeof(sluice_risk_group)};
  view_.regions = {regions_.data(), regions_.size(), sizeof(sluice_risk_group)};
  show_working();
}

void RiskBook::set_names(BookNames names) {
  names_ = std::move(names);
  view_.account = borrow(names_.account);
  view_.session = borrow(names_.session);
  view_.strategy = borrow(names_.strategy);
  view_.route = borrow(names_.route);
  view_.config_hash = borrow(names_.config_hash);
}

void RiskBook::begin_session(Timestamp now, const Account& account,
                             const sluice_market_view* market) {
  view_.now = now.nanoseconds();
  view_.cash = account.cash.to_c();
  view_.equity = account.equity.to_c();
  view_.day_pnl = account.day_pnl.to_c();
  view_.peak_equity = account.peak_equity.to_c();
  names_only_ = {sizeof names_only_, 0, now.nanoseconds(), instruments_.rows(), {}};
  view_.market = market != nullptr ? market : &names_only_;
}

void RiskBook::set_position(InstrumentId id, Quantity position) {
  if (rows_[id].position == position.raw()) return;
  move_position(rows_[id], position.raw());
  refresh(id);
}

void RiskBook::move_position(sluice_risk_row& row, std::int64_t position) noexcept {
  const int128 venue = int128{row.venue_position} + position - row.position;
  if (row.has_venue_position != 0) row.venue_position = within_quantity(venue);
  row.position = position;
}

void RiskBook::set_last(InstrumentId id, Price price, Timestamp time) {
  rows_[id].last_time = time.nanoseconds();
  if (rows_[id].last == price.raw()) return;
  rows_[id].last = price.raw();
  refresh(id);
}

void RiskBook::set_quote(InstrumentId id, Price bid, Price ask, Timestamp time) {
  rows_[id].bid = bid.raw();
  rows_[id].ask = ask.raw();
  rows_[id].quote_time = time.nanoseconds();
}

// Adds to what works on the intent's side.
void RiskBook::count(const Intent& intent, std::int64_t change) noexcept {
  add_to_working(intent, change);
  refresh(intent.instrument);
}

void RiskBook::add_to_working(const Intent& intent, std::int64_t change) noexcept {
  sluice_risk_row& row = rows_[intent.instrument];
  const bool buy = intent.side == Side::kBuy;
  add_quantity(buy ? row.working_buy : row.working_sell, change);
  if (!may_rest(intent)) return;
  has_resting_ = true;
  add_quantity(buy ? row.resting_buy : row.resting_sell, change);
}

void RiskBook::add_working(const Intent& intent) {
  ++rows_[intent.instrument].working_orders;
  working_.add(intent);
  show_working();
  count(intent, intent.quantity.raw());
}

void RiskBook::drop_terms(OrderId id, const Intent& terms) {
  --rows_[terms.instrument].working_orders;
  working_.drop_terms(id);
  show_working();
  count(terms, -terms.quantity.raw());
}

void RiskBook::settle_terms(const Order& order, Quantity surplus) {
  --rows_[order.intent.instrument].working_orders;
  working_.settle_terms(order, surplus);
  show_working();
  count(order.intent, -surplus.raw());
}

void RiskBook::restore_working(const Order& order, Quantity remaining) {
  const Intent& intent = order.intent;
  ++rows_[intent.instrument].working_orders;
  working_.put(order, remaining);
  count(intent, remaining.raw());
  if (order.flags.pending_replace) {
    ++rows_[intent.instrument].working_orders;
    working_.put_terms(order);
    count(intent, order.replace_quantity.raw());
  }
  show_working();
}

void RiskBook::fill_working(const Order& order, Quantity quantity) {
  if (quantity.is_zero()) return;
  auto& row = rows_[order.intent.instrument];
  const bool buy = order.intent.side == Side::kBuy;
  add_to_working(order.intent, -quantity.raw());
  move_position(row, row.position + (buy ? quantity.raw() : -quantity.raw()));
  working_.fill(order.id, quantity);
  show_working();
  // What was projected has become real: the values stay as they are. What may rest was only
  // perhaps.
  if (may_rest(order.intent)) refresh(order.intent.instrument);
}

void RiskBook::unfill_working(const Order& order, Quantity quantity) {
  if (quantity.is_zero()) return;
  working_.unfill(order.id, quantity);
  show_working();
  count(order.intent, quantity.raw());
}

void RiskBook::end_working(const Order& order, Quantity remaining) {
  --rows_[order.intent.instrument].working_orders;
  working_.remove(order.id);
  show_working();
  if (!remaining.is_zero()) count(order.intent, -remaining.raw());
}

void RiskBook::refresh(InstrumentId id) noexcept {
  auto& row = rows_[id];
  const Quantity projected = projected_quantity(row);
  // Most instruments of a large universe are not held, and each has a new price in each session.
  if (projected.is_zero() && !is_open_[id] && !has_resting_) return;
  const int128 before = Money::from_c(row.projected_value).raw();
  if (is_open_[id] != !projected.is_zero()) {
    is_open_[id] = !projected.is_zero();
    view_.open_positions += is_open_[id] ? 1u : UINT32_MAX;
  }
  const int128 after = notional(Price::from_raw(row.last), projected, Rounding::kHalfEven).raw();
  row.projected_value = Money::from_raw(after).to_c();
  const int128 gross = magnitude(after) - magnitude(before);
  add_to(view_.gross_exposure, gross);
  add_to(view_.net_exposure, after - before);
  add_to(sectors_[row.sector].gross_exposure, gross);
  add_to(regions_[row.region].gross_exposure, gross);
  if (has_resting_) refresh_resting(row);
}

// A position ends between two ends: what rests to buy filled and what rests to sell not, or the
// other way round.
void RiskBook::refresh_resting(sluice_risk_row& row) noexcept {
  const int128 projected = int128{row.position} + row.working_buy - row.working_sell;
  const auto worth = [&row](int128 quantity) {
    return magnitude(notional(Price::from_raw(row.last),
                              Quantity::from_raw(within_quantity(quantity)), Rounding::kHalfEven)
                         .raw());
  };
  const int128 settled = magnitude(Money::from_c(row.projected_value).raw());
  const int128 after =
      std::max(worth(projected + row.resting_sell), worth(projected - row.resting_buy)) - settled;
  const int128 change = after - Money::from_c(row.resting_value).raw();
  if (change == 0) return;
  row.resting_value = Money::from_raw(after).to_c();
  add_to(view_.resting_exposure, change);
  add_to(sectors_[row.sector].resting_exposure, change);
  add_to(regions_[row.region].resting_exposure, change);
}

}  // namespace sluice::risk
