// SPDX-License-Identifier: Apache-2.0
//
// risk_book.hpp: the account as rules see it, kept up to date order by order.
//
// Place: risk. Owns the rows behind sluice_risk_view. "Projected" values contain everything
// approved and not yet final, so that orders of one batch see those approved before them. Sums are
// kept incrementally: an order costs O(1). A value is rounded to the nearest 1e-8; whole quantities
// need no rounding at all. Thread: the lane.
#pragma once

#include <vector>

#include <sluice/c/risk_rule.h>
#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "core/instrument.hpp"
#include "core/intent.hpp"

namespace sluice::risk {

struct Account {
  Money cash;
  Money equity;
  Money day_pnl;
  Money peak_equity;
};

class RiskBook {
 public:
  explicit RiskBook(const InstrumentTable& instruments);
  RiskBook(const RiskBook&) = delete;
  RiskBook& operator=(const RiskBook&) = delete;

  // State of the account at the start of a session's decisions. `market` must outlive the session.
  void begin_session(Timestamp now, const Account& account, const sluice_market_view* market);
  void set_position(InstrumentId id, Quantity position);
  void set_last(InstrumentId id, Price price, Timestamp time);
  // SLUICE_TRADING_… of an instrument, and of what is traded for whom; UNKNOWN until told.
  void set_trading_state(InstrumentId id, std::uint32_t state) { rows_[id].trading_state = state; }
  void set_account_state(std::uint32_t state) noexcept { view_.trading_state = state; }
  void set_average_daily_volume(InstrumentId id, Quantity volume) {
    rows_[id].average_daily_volume = volume.raw();
  }

  // The order was approved: it counts from now on.
  void add_working(InstrumentId id, Side side, Quantity quantity);
  // Working quantity that will not fill any more.
  void remove_working(InstrumentId id, Side side, Quantity quantity);
  // Working quantity that became position.
  void fill_working(InstrumentId id, Side side, Quantity quantity);

  [[nodiscard]] const InstrumentTable& instruments() const noexcept { return instruments_; }
  [[nodiscard]] const sluice_risk_view& view() const noexcept { return view_; }
  [[nodiscard]] const sluice_risk_row& row(InstrumentId id) const { return rows_[id]; }

 private:
  void refresh(InstrumentId id) noexcept;

  const InstrumentTable& instruments_;
  std::vector<sluice_risk_row> rows_;
  std::vector<sluice_risk_group> sectors_;
  std::vector<sluice_risk_group> regions_;
  sluice_risk_view view_{};
};

}  // namespace sluice::risk
