// SPDX-License-Identifier: Apache-2.0
//
// risk_book.hpp: the account as rules see it, kept up to date order by order.
//
// Place: risk. Owns the rows behind sluice_risk_view. "Projected" values contain everything
// approved and not yet final, so that orders of one batch see those approved before them; what may
// never fill is told beside that, by how much more there may be without it. Sums are
// kept incrementally: an order costs O(1). A value is rounded to the nearest 1e-8; whole quantities
// need no rounding at all. Trading states are UNKNOWN until they are told. Thread: the lane.
#pragma once

#include <string>
#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "core/order.hpp"
#include "risk/working_orders.hpp"

namespace sluice::risk {

struct Account {
  Money cash;
  Money equity;
  Money day_pnl;
  Money peak_equity;
};

// Whose orders these are; the hash is of config and plugins. What is not known is empty.
struct BookNames {
  std::string account;
  std::string session;
  std::string strategy;
  std::string route;
  std::string config_hash;
};

class RiskBook {
 public:
  explicit RiskBook(const InstrumentTable& instruments);
  RiskBook(const RiskBook&) = delete;
  RiskBook& operator=(const RiskBook&) = delete;

  // State of the account at the start of a session's decisions. `market` must outlive the session;
  // null: there is no history, and rules see the instruments alone.
  void begin_session(Timestamp now, const Account& account, const sluice_market_view* market);
  void set_names(BookNames names);
  // A backtest or daily run: there is no venue to hear of.
  void set_offline(bool offline) noexcept { view_.offline = offline ? 1 : 0; }
  void set_reserved_cash(Money held) noexcept { view_.reserved_cash = held.to_c(); }
  // Of the trading calendar; 0: not known.
  void set_session_times(Timestamp open, Timestamp close) noexcept {
    view_.session_open = open.nanoseconds();
    view_.session_close = close.nanoseconds();
  }
  void set_venue_heartbeat(Timestamp heard) noexcept {
    view_.venue_heartbeat = heard.nanoseconds();
  }
  // What a snapshot told. Executions, which are the venue's word too, move it from then on.
  void set_venue_position(InstrumentId id, Quantity position) {
    rows_[id].venue_position = position.raw();
    rows_[id].has_venue_position = 1;
  }
  void set_position(InstrumentId id, Quantity position);
  void set_last(InstrumentId id, Price price, Timestamp time);
  // 0: nobody buys, nobody sells.
  void set_quote(InstrumentId id, Price bid, Price ask, Timestamp time);
  // SLUICE_TRADING_… of an instrument, and of what is traded for whom; UNKNOWN until told.
  void set_trading_state(InstrumentId id, std::uint32_t state) { rows_[id].trading_state = state; }
  void set_account_state(std::uint32_t state) noexcept { view_.trading_state = state; }
  void set_average_daily_volume(InstrumentId id, Quantity volume) {
    rows_[id].average_daily_volume = volume.raw();
  }

  // The order was approved: it counts from now on.
  void add_working(const Intent& intent);
  // The newest `count` approved have become orders, numbered from `first` on.
  void number_working(OrderId first, std::size_t count) noexcept {
    working_.number_newest(first, count);
  }
  // The newest approved is new terms for this order; both count until the wish has ended …
  void add_terms(OrderId id) { working_.make_terms_of(id); }
  // … or it never left.
  void drop_terms(OrderId id, const Intent& terms);
  // The wish ended; `surplus` of what was counted is no longer.
  void settle_terms(const Order& order, Quantity surplus);
  // An order of an earlier process, or one thought dead: `remaining` of it counts.
  void restore_working(const Order& order, Quantity remaining);
  // Working quantity that became position.
  void fill_working(const Order& order, Quantity quantity);
  // A fill taken back: it works again.
  void unfill_working(const Order& order, Quantity quantity);
  // The order is over; `remaining` was what still counted.
  void end_working(const Order& order, Quantity remaining);
  // Whether its fate is known, or its price, may have changed.
  void refresh_working(const Order& order) {
    working_.refresh(order);
    show_working();
  }

  [[nodiscard]] const WorkingOrders& working_orders() const noexcept { return working_; }
  [[nodiscard]] const InstrumentTable& instruments() const noexcept { return instruments_; }
  [[nodiscard]] const sluice_risk_view& view() const noexcept { return view_; }
  [[nodiscard]] const sluice_risk_row& row(InstrumentId id) const { return rows_[id]; }

 private:
  void refresh(InstrumentId id) noexcept;
  void move_position(sluice_risk_row& row, std::int64_t position) noexcept;
  void refresh_resting(sluice_risk_row& row) noexcept;
  void count(const Intent& intent, std::int64_t change) noexcept;
  void add_to_working(const Intent& intent, std::int64_t change) noexcept;
  [[nodiscard]] bool may_rest(const Intent& intent) const noexcept {
    return intent.type != OrderType::kMarket && view_.offline == 0;
  }
  void show_working() noexcept {
    view_.working_orders = working_.rows();
    view_.working_notional = working_.notional().to_c();
  }

  const InstrumentTable& instruments_;
  BookNames names_;
  std::vector<sluice_risk_row> rows_;
  std::vector<sluice_risk_group> sectors_;
  std::vector<sluice_risk_group> regions_;
  std::vector<bool> is_open_;  // by instrument: everything filled, there is a position
  bool has_resting_ = false;   // there was an order that may rest
  WorkingOrders working_;
  sluice_market_view names_only_{};
  sluice_risk_view view_{};
};

}  // namespace sluice::risk
