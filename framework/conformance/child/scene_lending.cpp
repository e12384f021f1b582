// SPDX-License-Identifier: Apache-2.0
//
// scene_lending.cpp: the parts of a scene as a component sees them, in the memory of one call.
#include <algorithm>

#include "conformance/child/scene.hpp"

namespace sluice::conformance {
namespace {

constexpr std::int64_t kHour = 3'600'000'000'000;
constexpr const char* kSectors[] = {"", "Energy", "Technology", "Health"};
constexpr const char* kRegions[] = {"", "US", "EU"};

// A number of its own for each part of each step.
std::uint64_t mixed(std::uint64_t seed, std::uint64_t a, std::uint64_t b) {
  return Random{seed ^ (a * 0x9E3779B97F4A7C15u) ^ (b + 1) * 0xBF58476D1CE4E5B9u}.next();
}

}  // namespace

sluice_rows Scene::lend_instruments(LentMemory& lent) const {
  std::vector<sluice_instrument> rows = instruments_;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].symbol = lent.text(names_[i].symbol);
    rows[i].sector = lent.text(names_[i].sector);
    rows[i].region = lent.text(names_[i].region);
    rows[i].currency = lent.text(names_[i].currency);
  }
  return lent.rows(rows);
}

const sluice_market_view* Scene::lend_market(LentMemory& lent, std::uint32_t session) const {
  std::vector<sluice_series> series;
  for (const Columns& from : columns_) {
    const auto end = std::upper_bound(from.time.begin(), from.time.end(), time_of(session));
    const auto count = static_cast<std::size_t>(end - from.time.begin());
    const auto lend = [&](const std::vector<std::int64_t>& column) {
      return lent.column(std::span<const std::int64_t>{column.data(), count});
    };
    series.push_back({count, lend(from.time), lend(from.open), lend(from.high), lend(from.low),
                      lend(from.close), lend(from.volume)});
  }
  sluice_market_view view{};
  view.size = sizeof view;
  view.as_of = time_of(session);
  view.instruments = lend_instruments(lent);
  view.series = lent.rows(series);
  return lent.copy(view);
}

sluice_risk_row Scene::make_row(Random& random, std::uint32_t instrument,
                                std::uint32_t session) const {
  const Columns& columns = columns_[instrument];
  const bool is_plain = shape_.values == Values::kPlain;
  sluice_risk_row row{};
  row.position = is_plain ? random.between(-200, 800) * kUnit : amount(random, -200, 800);
  row.working_buy = is_plain ? random.between(0, 50) * kUnit : amount(random, 0, 50);
  row.working_sell = is_plain ? random.between(0, 50) * kUnit : amount(random, 0, 50);
  row.last = columns.close.empty() ? 0 : columns.close.back();
  row.bid = row.last == 0 || !is_plain ? amount(random, 0, kUnit) : row.last - kUnit / 100;
  row.ask = row.last == 0 || !is_plain ? amount(random, 0, kUnit) : row.last + kUnit / 100;
  row.last_time = time_of(session);
  row.quote_time = time_of(session);
  row.average_daily_volume = instruments_[instrument].average_daily_volume;
  row.lot = instruments_[instrument].lot;
  row.tick = instruments_[instrument].tick;
  row.sector = instrument % 4;
  row.region = instrument % 3;
  row.projected_value = money(random, -50'000 * kUnit, 90'000 * kUnit);
  row.venue_position = row.position;
  row.has_venue_position = random.one_in(2) ? 1 : 0;
  row.trading_state = SLUICE_TRADING_ACTIVE;
  row.working_orders = static_cast<std::uint32_t>(random.below(3));
  row.resting_buy = row.working_buy / 2;
  row.resting_sell = row.working_sell / 2;
  row.resting_value = money(random, 0, 5'000 * kUnit);
  if (shape_.values != Values::kFuzzed) return row;
  row.sector = static_cast<std::uint32_t>(random.one_in(2) ? random.next() : 1);
  row.region = static_cast<std::uint32_t>(random.one_in(2) ? random.next() : 1);
  row.trading_state = static_cast<std::uint32_t>(random.below(6));
  row.lot = amount(random, -1, kUnit);
  row.tick = amount(random, -1, kUnit);
  row.last_time = amount(random, 0, time_of(session));
  row.quote_time = amount(random, 0, time_of(session));
  return row;
}

std::vector<sluice_working_order> Scene::working_orders(Random& random, std::uint32_t step) const {
  std::vector<sluice_working_order> rows;
  for (std::uint32_t i = step < 5 ? 0 : step - 5; i < std::min<std::size_t>(step, orders_.size());
       ++i) {
    const sluice_order& of = orders_[i];
    rows.push_back({of.intent_id, i + 1, of.instrument, of.side, of.type,
                    static_cast<std::uint8_t>(random.below(2)), 0, of.quantity,
                    std::max<std::int64_t>(1, of.quantity / 2), of.reference_price,
                    of.decision_time});
  }
  return rows;
}

const sluice_risk_view* Scene::lend_risk_view(LentMemory& lent, std::uint32_t session,
                                              std::uint32_t step) const {
  Random random{mixed(seed_, session, step)};
  std::vector<sluice_risk_row> rows;
  for (std::uint32_t i = 0; i < shape_.instruments; ++i)
    rows.push_back(make_row(random, i, session));
  const auto groups = [&](auto& names) {
    std::vector<sluice_risk_group> made;
    for (const char* name : names)
      made.push_back({lent.text(name), money(random, 0, 80'000 * kUnit), {}});
    return lent.rows(made);
  };
  sluice_risk_view view{};
  view.size = sizeof view;
  view.now = time_of(session) + 10 * kHour + static_cast<std::int64_t>(step) * 1'000'000'000;
  view.instruments = lent.rows(rows);
  view.sectors = groups(kSectors);
  view.regions = groups(kRegions);
  view.cash = money(random, -10'000 * kUnit, 500'000 * kUnit);
  view.equity = money(random, 400'000 * kUnit, 600'000 * kUnit);
  view.gross_exposure = money(random, 0, 500'000 * kUnit);
  view.net_exposure = money(random, -300'000 * kUnit, 300'000 * kUnit);
  view.day_pnl = money(random, -20'000 * kUnit, 20'000 * kUnit);
  view.peak_equity = money(random, 500'000 * kUnit, 700'000 * kUnit);
  view.market = lend_market(lent, session);
  view.working_orders = lent.rows(working_orders(random, step));
  view.working_notional = money(random, 0, 90'000 * kUnit);
  view.reserved_cash = money(random, 0, 90'000 * kUnit);
  view.trading_state = SLUICE_TRADING_ACTIVE;
  view.open_positions = shape_.instruments / 2;
  view.session_open = time_of(session) + 9 * kHour;
  view.session_close = time_of(session) + 17 * kHour;
  view.venue_heartbeat = view.now - 1'000'000'000;
  view.account = lent.text("account");
  view.session = lent.text("session");
  view.strategy = lent.text("strategy");
  view.route = lent.text("route");
  view.config_hash = lent.text(std::string(64, 'a'));
  view.offline = random.one_in(2) ? 1 : 0;
  if (shape_.values == Values::kFuzzed) {
    view.trading_state = static_cast<std::uint32_t>(random.below(6));
    view.now = amount(random, 0, view.now);
    view.session_open = amount(random, 0, view.now);
    view.session_close = amount(random, 0, view.now);
    view.venue_heartbeat = amount(random, 0, view.now);
    view.open_positions = static_cast<std::uint32_t>(random.next());
  }
  return lent.copy(view);
}

const sluice_session* Scene::lend_session(LentMemory& lent, std::uint32_t session,
                                          bool rebalance) const {
  Random random{mixed(seed_, session, 12345)};
  std::vector<sluice_quantity> positions;
  for (std::uint32_t i = 0; i < shape_.instruments; ++i)
    positions.push_back(shape_.values == Values::kPlain ? random.between(0, 500) * kUnit
                                                        : amount(random, -500, 500));
  sluice_session made{};
  made.size = sizeof made;
  made.rebalance = rebalance ? 1 : 0;
  made.time = time_of(session);
  made.market = lend_market(lent, session);
  made.bars = lent.rows(bars_of(session));
  made.positions = lent.rows(positions);
  made.cash = money(random, 0, 100'000 * kUnit);
  made.equity = money(random, 100'000 * kUnit, 900'000 * kUnit);
  return lent.copy(made);
}

}  // namespace sluice::conformance
