// SPDX-License-Identifier: Apache-2.0
//
// mock_market.hpp: builders of what a host shows: history, sessions, orders, risk views.
//
//   MockMarket market;
//   const auto abc = market.add_instrument("ABC");
//   market.add_bar(abc, "2025-01-02", "101.25");
//   market.view().series(abc).closes();
//
// Place: SDK, tests only. Prices and quantities are decimal text. Bars of an instrument are added
// in time order. Thread: one. Errors: text that is not a decimal or a date fails an assertion.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/market_view.hpp>
#include <sluice/order_view.hpp>
#include <sluice/result.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/strategy.hpp>

namespace sluice::testing {

inline std::int64_t units(std::string_view decimal) {
  const auto value = Quantity::parse(decimal);
  SLUICE_ASSERT(value.has_value());
  return value->raw();
}
inline Money money(std::string_view decimal) {
  const auto value = Money::parse(decimal);
  SLUICE_ASSERT(value.has_value());
  return *value;
}
inline Timestamp time_of(std::string_view iso) {
  const auto value = Timestamp::parse(iso);
  SLUICE_ASSERT(value.has_value());
  return *value;
}

class MockMarket {
 public:
  // Tick 0.01 and lot 1.
  std::uint32_t add_instrument(std::string symbol, std::string sector = {},
                               std::string region = {}) {
    const auto id = static_cast<std::uint32_t>(columns_.size());
    columns_.emplace_back();
    sluice_instrument& row = instruments_.emplace_back();
    row.id = id;
    row.symbol = keep(std::move(symbol));
    row.sector = keep(std::move(sector));
    row.region = keep(std::move(region));
    row.tick = kScale / 100;
    row.lot = kScale;
    return id;
  }
  // To set what add_instrument leaves at its default.
  [[nodiscard]] sluice_instrument& instrument(std::uint32_t id) { return instruments_.at(id); }

  // A bar later than the session shown begins the next session.
  void add_bar(const sluice_bar& bar) {
    if (bar.time > as_of_) bars_.clear();
    as_of_ = bar.time;
    bars_.push_back(bar);
    Columns& to = columns_.at(bar.instrument);
    to.time.push_back(bar.time);
    to.open.push_back(bar.open);
    to.high.push_back(bar.high);
    to.low.push_back(bar.low);
    to.close.push_back(bar.close);
    to.volume.push_back(bar.volume);
  }
  void add_bar(std::uint32_t instrument, std::string_view date, std::string_view close) {
    add_bar(instrument, time_of(date), Price::from_raw(units(close)));
  }
  void add_bar(std::uint32_t instrument, Timestamp time, Price close) {
    sluice_bar bar{};
    bar.time = time.nanoseconds();
    bar.instrument = instrument;
    bar.close = close.raw();
    add_bar(bar);
  }
  // A session on which nothing traded.
  void set_as_of(Timestamp time) {
    if (time.nanoseconds() > as_of_) bars_.clear();
    as_of_ = time.nanoseconds();
  }

  // Valid until the next change.
  [[nodiscard]] const sluice_market_view* raw() {
    series_.clear();
    for (const Columns& from : columns_)
      series_.push_back({from.close.size(), from.time.data(), from.open.data(), from.high.data(),
                         from.low.data(), from.close.data(), from.volume.data()});
    view_ = {sizeof(view_), 0, as_of_, rows_of(instruments_), rows_of(series_)};
    return &view_;
  }
  [[nodiscard]] MarketView view() { return MarketView{raw()}; }
  [[nodiscard]] Rows<Instrument> instruments() const {
    return Rows<Instrument>{rows_of(instruments_)};
  }
  // Of the session shown.
  [[nodiscard]] const std::vector<sluice_bar>& bars() const noexcept { return bars_; }

  // The session shown, as a strategy sees it; no positions. Valid until the next change.
  [[nodiscard]] const sluice_session* session(bool rebalance = true, Money equity = {}) {
    positions_.resize(instruments_.size());
    session_ = {};
    session_.size = sizeof(session_);
    session_.rebalance = rebalance ? 1 : 0;
    session_.time = as_of_;
    session_.market = raw();
    session_.bars = rows_of(bars_);
    session_.positions = rows_of(positions_);
    session_.cash = session_.equity = equity.to_c();
    return &session_;
  }
  void set_position(std::uint32_t instrument, std::string_view quantity) {
    positions_.resize(instruments_.size());
    positions_.at(instrument) = units(quantity);
  }

 private:
  struct Columns {
    std::vector<std::int64_t> time, open, high, low, close, volume;
  };
  sluice_str keep(std::string text) { return to_c(texts_.emplace_back(std::move(text))); }

  std::deque<std::string> texts_;
  std::vector<sluice_instrument> instruments_;
  std::vector<Columns> columns_;
  std::vector<sluice_series> series_;
  std::vector<sluice_bar> bars_;
  std::vector<std::int64_t> positions_;
  sluice_time as_of_ = INT64_MIN;
  sluice_market_view view_{};
  sluice_session session_{};
};

// A market order; an empty reference price means that there is none.
inline sluice_order market_order(std::uint32_t instrument, Side side, std::string_view quantity,
                                 std::string_view reference_price = {}) {
  sluice_order order{};
  order.size = sizeof(order);
  order.instrument = instrument;
  order.side = static_cast<std::uint8_t>(side);
  order.type = SLUICE_ORDER_MARKET;
  order.time_in_force = SLUICE_TIF_DAY;
  order.quantity = units(quantity);
  order.reference_price = reference_price.empty() ? 0 : units(reference_price);
  return order;
}
inline sluice_order limit_order(std::uint32_t instrument, Side side, std::string_view quantity,
                                std::string_view limit_price,
                                std::string_view reference_price = {}) {
  sluice_order order = market_order(instrument, side, quantity, reference_price);
  order.type = SLUICE_ORDER_LIMIT;
  order.limit_price = units(limit_price);
  return order;
}

// What happened to an order, which must live as long as the event.
inline sluice_risk_event risk_event(RiskEventKind kind, const sluice_order& order, Timestamp time,
                                    std::string_view quantity = "0", std::string_view price = "0") {
  sluice_risk_event event{};
  event.size = sizeof(event);
  event.kind = static_cast<std::uint32_t>(kind);
  event.time = time.nanoseconds();
  event.order = &order;
  event.quantity = units(quantity);
  event.price = units(price);
  return event;
}
inline sluice_risk_event released_event(Timestamp time) {
  sluice_risk_event event{};
  event.size = sizeof(event);
  event.kind = SLUICE_RISK_EVENT_RELEASED;
  event.time = time.nanoseconds();
  return event;
}

// An account that may trade: rows and amounts are set directly, in the words of the C header.
class MockRiskView {
 public:
  explicit MockRiskView(std::size_t instruments) : rows_(instruments) {
    for (sluice_risk_row& row : rows_) {
      row.lot = kScale;
      row.tick = kScale / 100;
      row.trading_state = SLUICE_TRADING_ACTIVE;
    }
    fields.size = sizeof(fields);
    fields.trading_state = SLUICE_TRADING_ACTIVE;
    add_group(sectors_, "", {});
    add_group(regions_, "", {});
  }
  MockRiskView(const MockRiskView&) = delete;
  MockRiskView& operator=(const MockRiskView&) = delete;

  [[nodiscard]] sluice_risk_row& row(std::uint32_t instrument) { return rows_.at(instrument); }
  // Both give the new group's index.
  std::uint32_t add_sector(std::string name, Money gross) {
    return add_group(sectors_, std::move(name), gross);
  }
  std::uint32_t add_region(std::string name, Money gross) {
    return add_group(regions_, std::move(name), gross);
  }
  // The order is approved and not yet final: it is in the list, in its instrument's working
  // quantity and count, and in the account's working notional.
  void add_working_order(const sluice_order& order) {
    const Order from{&order};
    const auto stop = from.stop_price();
    const auto price = from.has_limit() ? from.limit_price() : stop ? stop : from.reference_price();
    sluice_working_order& to = working_orders_.emplace_back();
    to = {order.intent_id,
          order.order_id,
          order.instrument,
          order.side,
          order.type,
          0,
          0,
          order.quantity,
          order.quantity,
          0,
          order.decision_time};
    to.price = price ? price->raw() : 0;
    sluice_risk_row& of = row(order.instrument);
    (from.is_buy() ? of.working_buy : of.working_sell) += order.quantity;
    if (order.type != SLUICE_ORDER_MARKET && fields.offline == 0)
      (from.is_buy() ? of.resting_buy : of.resting_sell) += order.quantity;
    ++of.working_orders;
    const Money worth = price ? notional(*price, from.quantity(), Rounding::kUp) : Money{};
    fields.working_notional =
        Money::from_raw(Money::from_c(fields.working_notional).raw() + worth.raw()).to_c();
  }
  [[nodiscard]] sluice_working_order& working_order(std::size_t index) {
    return working_orders_.at(index);
  }
  // Names of account, session, strategy and route, and the config's hash.
  void set_names(std::string account, std::string session, std::string strategy, std::string route,
                 std::string config_hash = {}) {
    fields.account = keep(std::move(account));
    fields.session = keep(std::move(session));
    fields.strategy = keep(std::move(strategy));
    fields.route = keep(std::move(route));
    fields.config_hash = keep(std::move(config_hash));
  }

  // Valid until the next change.
  [[nodiscard]] const sluice_risk_view* raw() {
    fields.instruments = rows_of(rows_);
    fields.working_orders = rows_of(working_orders_);
    fields.sectors = rows_of(sectors_);
    fields.regions = rows_of(regions_);
    return &fields;
  }
  [[nodiscard]] RiskView view() { return RiskView{raw()}; }

  // now, cash, equity, exposures …; the row tables are filled in by raw().
  sluice_risk_view fields{};

 private:
  std::uint32_t add_group(std::vector<sluice_risk_group>& groups, std::string name, Money gross) {
    groups.push_back({keep(std::move(name)), gross.to_c(), {}});
    return static_cast<std::uint32_t>(groups.size() - 1);
  }
  sluice_str keep(std::string text) { return to_c(texts_.emplace_back(std::move(text))); }

  std::deque<std::string> texts_;
  std::vector<sluice_risk_row> rows_;
  std::vector<sluice_risk_group> sectors_;
  std::vector<sluice_risk_group> regions_;
  std::vector<sluice_working_order> working_orders_;
};

}  // namespace sluice::testing
