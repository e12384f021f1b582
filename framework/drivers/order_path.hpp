// SPDX-License-Identifier: Apache-2.0
//
// order_path.hpp: the one way of an order, session by session.
//
// Place: drivers. Every driver runs this and nothing else: open fills → bars become history →
// strategy → targets → intents → gate → router → venue → fills → portfolio → the day's record. Owns
// history, prices, book, portfolio and router; the plugged-in parts are the caller's and outlive
// it. Thread: the lane. Errors stop the run.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <sluice/time_zone.hpp>

#include "core/ports.hpp"
#include "drivers/session_reader.hpp"
#include "drivers/trading_calendar.hpp"
#include "market/corporate_actions.hpp"
#include "market/history.hpp"
#include "market/price_book.hpp"
#include "market/trading_hours.hpp"
#include "portfolio/portfolio.hpp"
#include "records/day.hpp"
#include "risk/gate.hpp"
#include "risk/risk_book.hpp"
#include "routing/order_router.hpp"

namespace sluice::drivers {

class PitGuard;

struct OrderPathConfig {
  std::string strategy_name;
  std::string account = "paper";
  std::string route;                                  // the executor
  std::string config_hash;                            // of config and plugins; empty: not known
  std::shared_ptr<const market::TradingHours> hours;  // null: not known
  TimeZone zone;                                      // whose days count
  bool intraday = false;  // sessions are bars of some minutes, many a day
  RebalanceFrequency rebalance = RebalanceFrequency::kDaily;
  double max_gross_exposure = 1.0;  // targets beyond it are scaled down
  market::MissingPrice missing_price = market::MissingPrice::kLast;
  Money seed_capital;
  std::uint32_t window_sessions = 0;  // history that strategy and rules look back on
  std::shared_ptr<PitGuard> pit;      // null: nobody guards the as-of time
  bool needs_volatility = false;      // the executor's cost model asks for it
  // Of prices told as they were traded; null: they are adjusted.
  std::shared_ptr<const market::CorporateActions> actions;
  std::function<void(const std::string&)> warn;  // of what a person should look at; may be empty
  // Told the time of each session before it runs: the clock of the plugins.
  std::function<void(Timestamp)> on_time;
  bool keep_rows = true;       // false: count orders and trades, keep no rows
  bool keep_holdings = false;  // whether a day tells what is held at its end
  routing::RouterConfig router;
};

struct OrderPathParts {
  const InstrumentTable& instruments;
  Strategy& strategy;
  Venue& venue;
  risk::Gate& gate;
  AuditTrail& audit;
};

// What a path needs to go on where an earlier process stopped.
struct PathState {
  std::vector<Quantity> positions;
  Money cash;
  Money peak_equity;
  Money last_equity;
  std::optional<Timestamp> last_session;
  std::vector<Order> open_orders;
  OrderId next_order_id = 1;
};

class OrderPath final : private OrderObserver {
 public:
  OrderPath(OrderPathConfig config, const OrderPathParts& parts);

  // Shows a session that lies before the first one to run: history and prices, nothing else.
  Result<void> warm_up(const SessionBars& session);
  // Runs one session whole. The day it tells grows with each session of a day.
  Result<void> run(const SessionBars& session);
  // What would become of the order at the last session shown; needs no more of it than instrument,
  // side, type and terms. Nothing is journalled or remembered, but the session's risk view is made.
  [[nodiscard]] risk::WhatIf what_if(Intent& intent);
  [[nodiscard]] const records::Day& day() const noexcept { return day_; }
  [[nodiscard]] const risk::BatchResult& batch() const noexcept { return batch_; }

  void restore(PathState state);
  // A price from before the window, for an instrument that has not traded since.
  void restore_price(InstrumentId id, market::LastPrice last);
  [[nodiscard]] PathState state() const;
  [[nodiscard]] const market::PriceBook& prices() const noexcept { return prices_; }
  [[nodiscard]] const portfolio::Portfolio& portfolio() const noexcept { return portfolio_; }

 private:
  void on_fill(const Order& order, const Fill& fill) override;
  void on_bust(const Order& order, const Fill& fill) override;
  void on_replaced(const Order& order, Quantity surplus) override;
  void on_revived(const Order& order, Quantity working) override;
  void on_final(const Order& order, Quantity working) override;

  // A corporate action that the account has not seen, and the last price behind it.
  struct DueAction {
    market::CorporateAction action;
    Price price;     // the last one, in the units after it
    Timestamp time;  // of that price
  };
  // What an order still wanted when its instrument was split.
  struct Carried {
    Intent intent;
    Quantity quantity;
  };
  // An order that is to be asked for.
  struct Wish {
    InstrumentId instrument;
    Side side;
    OrderType type;
    TimeInForce time_in_force;
    Quantity quantity;
    Price limit;
  };
  // order_path_actions.cpp
  void see_actions(const SessionBars& session);
  Result<void> book_actions();
  Result<void> book_split(const DueAction& due);
  Result<void> tell_venue(const DueAction& split);
  Result<void> book_dividend(const market::CorporateAction& action);
  Result<void> end_orders(const market::CorporateAction& action);
  void rescale(Carried& order, const market::SplitRatio& ratio) const;
  void ask_again();
  void look_for_jumps(const SessionBars& session);

  Result<void> trade_at_open(const SessionBars& session);
  Result<void> see_market(const SessionBars& session);
  Result<void> decide(const SessionBars& session);
  Result<void> ask_strategy(const SessionBars& session);
  [[nodiscard]] Result<void> settle_pit();
  void make_intents();
  Result<void> size_targets(const SessionBars& session);
  Result<void> route();
  void begin_day(Date day);
  void fill_in(Intent& intent) const;
  [[nodiscard]] Quantity average_daily_volume(InstrumentId id) const;
  void begin_risk_session();
  void end_risk_session();
  void record_batch();
  void record_holdings();
  void close_day();
  [[nodiscard]] Money equity() const;
  [[nodiscard]] records::OrderRow* row_of(OrderId id) noexcept;
  [[nodiscard]] sluice_status take_targets(sluice_rows targets);
  [[nodiscard]] sluice_status take_intents(sluice_rows intents);
  [[nodiscard]] Result<void> ask_for_factors();

  OrderPathConfig config_;
  OrderPathParts parts_;
  market::History history_;
  market::PriceBook prices_;
  portfolio::Portfolio portfolio_;
  risk::RiskBook book_;
  routing::OrderRouter router_;
  IntentIdentity identity_;

  Timestamp now_;
  std::optional<Timestamp> last_session_;
  std::optional<Date> today_;
  Money last_equity_;     // of the day before
  Money closing_equity_;  // of the last session
  Money decision_equity_;
  double bars_per_day_ = 1;
  Money peak_equity_;
  std::uint64_t inputs_hash_ = 0;
  bool rebalance_ = false;
  std::optional<Date> actions_seen_;  // up to which day
  Timestamp first_shown_;             // session
  std::vector<DueAction> due_actions_;
  std::vector<Carried> carried_;
  std::vector<bool> jump_told_;  // by instrument

  std::vector<sluice_bar> open_bars_;
  std::vector<sluice_target> targets_;
  std::vector<bool> has_target_;  // by instrument
  std::vector<Wish> wishes_;
  std::vector<Intent> intents_;
  risk::BatchResult batch_;
  records::Day day_;
};

}  // namespace sluice::drivers
