// SPDX-License-Identifier: Apache-2.0
//
// mock_portfolio.hpp: an account for unit tests: what was filled becomes cash and positions, and
// the next session or risk view shows them.
//
//   MockPortfolio account{money("100000")};
//   strategy.on_bars(account.session(market));
//   account.book(order, report);
//
// Place: SDK, tests only. Owns cash, positions and the fills booked. Units: as in the C headers;
// values are at the last closes of the market, and an instrument without one is worth nothing.
// Thread: one. Errors: an amount that does not fit fails an assertion.
#pragma once

#include <algorithm>
#include <vector>

#include <sluice/testing/mock_market.hpp>

namespace sluice::testing {

class MockPortfolio {
 public:
  explicit MockPortfolio(Money cash) noexcept : cash_{cash} {}

  // An execution of the order; reports of another kind change nothing.
  void book(const sluice_order& order, const sluice_execution_report& report) {
    if (report.kind != SLUICE_REPORT_FILLED) return;
    sluice_fill fill{};
    fill.size = sizeof(fill);
    fill.instrument = order.instrument;
    fill.order_id = order.order_id;
    fill.intent_id = order.intent_id;
    fill.side = order.side;
    fill.quantity = report.quantity;
    fill.price = report.price;
    fill.base_price = report.base_price;
    fill.commission = report.commission;
    fill.time = report.time;
    book(fill);
  }
  void book(const sluice_fill& row) {
    const Fill fill{&row};
    const Money paid = notional(fill.price(), fill.signed_quantity(), Rounding::kUp);
    const auto less = checked_subtract(cash_, paid);
    SLUICE_ASSERT(less.has_value());
    const auto left = checked_subtract(*less, fill.commission());
    const auto held = checked_add(position(row.instrument), fill.signed_quantity());
    SLUICE_ASSERT(left.has_value() && held.has_value());
    if (positions_.size() <= row.instrument) positions_.resize(row.instrument + 1);
    cash_ = *left;
    positions_[row.instrument] = held->raw();
    fills_.push_back(row);
  }

  [[nodiscard]] Money cash() const noexcept { return cash_; }
  [[nodiscard]] Quantity position(std::uint32_t instrument) const noexcept {
    return instrument < positions_.size() ? Quantity::from_raw(positions_[instrument]) : Quantity{};
  }
  // Everything booked, oldest first.
  [[nodiscard]] const std::vector<sluice_fill>& fills() const noexcept { return fills_; }
  [[nodiscard]] Money equity(MockMarket& market) const {
    return Money::from_raw(cash_.raw() + net_value(market).raw());
  }

  // The market's session with this account. Valid until the next change of either.
  [[nodiscard]] const sluice_session* session(MockMarket& market, bool rebalance = true) {
    positions_.resize(std::max(positions_.size(), market.instruments().size()));
    session_ = *market.session(rebalance);
    session_.positions = rows_of(positions_);
    session_.cash = cash_.to_c();
    session_.equity = equity(market).to_c();
    return &session_;
  }
  // Writes this account and the market's prices into a view of as many instruments.
  void show(MockMarket& market, MockRiskView& view) const {
    Money gross;
    const MarketView seen = market.view();
    for (std::uint32_t i = 0; i < market.instruments().size(); ++i) {
      sluice_risk_row& row = view.row(i);
      row.position = position(i).raw();
      row.last = last(seen, i).raw();
      row.last_time = row.last == 0 ? 0 : seen.series(i).times().back();
      const Money value = value_of(seen, i);
      row.projected_value = value.to_c();
      gross = Money::from_raw(gross.raw() + (value.is_negative() ? -value.raw() : value.raw()));
    }
    view.fields.now = seen.as_of().nanoseconds();
    view.fields.market = market.raw();
    view.fields.cash = cash_.to_c();
    view.fields.equity = equity(market).to_c();
    view.fields.gross_exposure = gross.to_c();
    view.fields.net_exposure = net_value(market).to_c();
  }

 private:
  [[nodiscard]] static Price last(const MarketView& market, std::uint32_t instrument) {
    const Series series = market.series(instrument);
    return series.empty() ? Price{} : series.close(series.count() - 1);
  }
  [[nodiscard]] Money value_of(const MarketView& market, std::uint32_t instrument) const {
    return notional(last(market, instrument), position(instrument), Rounding::kDown);
  }
  [[nodiscard]] Money net_value(MockMarket& market) const {
    Money net;
    const MarketView seen = market.view();
    for (std::uint32_t i = 0; i < positions_.size(); ++i)
      net = Money::from_raw(net.raw() + value_of(seen, i).raw());
    return net;
  }

  Money cash_;
  std::vector<std::int64_t> positions_;
  std::vector<sluice_fill> fills_;
  sluice_session session_{};
};

}  // namespace sluice::testing
