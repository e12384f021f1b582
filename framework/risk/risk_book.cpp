// SPDX-License-Identifier: Apache-2.0
#include "risk/risk_book.hpp"

#include <limits>

namespace sluice::risk {
namespace {

// A row's value is below 2^100 and there are fewer than 2^24 rows: sums of them can't overflow 128
// bits.
void add_to(sluice_money& sum, int128 amount) noexcept {
  sum = Money::from_raw(Money::from_c(sum).raw() + amount).to_c();
}

constexpr int128 magnitude(int128 value) noexcept { return value < 0 ? -value : value; }

// Clamped to what a quantity can hold: such a row is past every limit either way.
Quantity projected_quantity(const sluice_risk_row& row) noexcept {
  const int128 sum = int128{row.position} + row.working_buy - row.working_sell;
  constexpr int128 kLargest = std::numeric_limits<std::int64_t>::max();
  return Quantity::from_raw(
      static_cast<std::int64_t>(sum > kLargest ? kLargest : (sum < -kLargest ? -kLargest : sum)));
}

std::vector<sluice_risk_group> groups_of(const std::vector<std::string>& names) {
  std::vector<sluice_risk_group> groups;
  for (const auto& name : names) groups.push_back({borrow(name), {}});
  return groups;
}

}  // namespace

RiskBook::RiskBook(const InstrumentTable& instruments)
    : instruments_{instruments},
      rows_(instruments.size()),
      sectors_{groups_of(instruments.sectors())},
      regions_{groups_of(instruments.regions())} {
  for (InstrumentId id = 0; id < rows_.size(); ++id) {
    rows_[id].lot = instruments[id].lot.raw();
    rows_[id].average_daily_volume =
        instruments[id].average_daily_volume.value_or(Quantity{}).raw();
    rows_[id].sector = instruments.sector_of(id);
    rows_[id].region = instruments.region_of(id);
  }
  view_.size = sizeof view_;
  view_.instruments = {rows_.data(), rows_.size(), sizeof(sluice_risk_row)};
  view_.sectors = {sectors_.data(), sectors_.size(), sizeof(sluice_risk_group)};
  view_.regions = {regions_.data(), regions_.size(), sizeof(sluice_risk_group)};
}

void RiskBook::begin_session(Timestamp now, const Account& account,
                             const sluice_market_view* market) {
  view_.now = now.nanoseconds();
  view_.cash = account.cash.to_c();
  view_.equity = account.equity.to_c();
  view_.day_pnl = account.day_pnl.to_c();
  view_.peak_equity = account.peak_equity.to_c();
  view_.market = market;
}

void RiskBook::set_position(InstrumentId id, Quantity position) {
  if (rows_[id].position == position.raw()) return;
  rows_[id].position = position.raw();
  refresh(id);
}

void RiskBook::set_last(InstrumentId id, Price price, Timestamp time) {
  rows_[id].last_time = time.nanoseconds();
  if (rows_[id].last == price.raw()) return;
  rows_[id].last = price.raw();
  refresh(id);
}

void RiskBook::add_working(InstrumentId id, Side side, Quantity quantity) {
  auto& working = side == Side::kBuy ? rows_[id].working_buy : rows_[id].working_sell;
  if (__builtin_add_overflow(working, quantity.raw(), &working))
    working = std::numeric_limits<std::int64_t>::max();
  refresh(id);
}

void RiskBook::remove_working(InstrumentId id, Side side, Quantity quantity) {
  auto& working = side == Side::kBuy ? rows_[id].working_buy : rows_[id].working_sell;
  SLUICE_ASSERT(working >= quantity.raw());
  working -= quantity.raw();
  refresh(id);
}

void RiskBook::fill_working(InstrumentId id, Side side, Quantity quantity) {
  auto& row = rows_[id];
  auto& working = side == Side::kBuy ? row.working_buy : row.working_sell;
  SLUICE_ASSERT(working >= quantity.raw());
  working -= quantity.raw();
  row.position += side == Side::kBuy ? quantity.raw() : -quantity.raw();
  // What was projected has become real: values and sums stay as they are.
}

void RiskBook::refresh(InstrumentId id) noexcept {
  auto& row = rows_[id];
  const int128 before = Money::from_c(row.projected_value).raw();
  const int128 after =
      notional(Price::from_raw(row.last), projected_quantity(row), Rounding::kHalfEven).raw();
  row.projected_value = Money::from_raw(after).to_c();
  const int128 gross = magnitude(after) - magnitude(before);
  add_to(view_.gross_exposure, gross);
  add_to(view_.net_exposure, after - before);
  add_to(sectors_[row.sector].gross_exposure, gross);
  add_to(regions_[row.region].gross_exposure, gross);
}

}  // namespace sluice::risk
