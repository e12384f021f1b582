// SPDX-License-Identifier: Apache-2.0
//
// portfolio.hpp: positions and cash, and what they are worth.
//
// Place: portfolio. Changed by fills and corporate actions only. Money is rounded against us: a buy
// costs up, a sale brings down. Thread: the lane. Errors: overflow of 128-bit money stops the run
// by assertion; it needs 1e30 of currency.
#pragma once

#include <vector>

#include <sluice/decimal.hpp>
#include <sluice/result.hpp>

#include "core/instrument.hpp"
#include "core/order.hpp"

namespace sluice::portfolio {

class Portfolio {
 public:
  Portfolio(std::size_t instruments, Money cash) : positions_(instruments), cash_{cash} {}

  void apply(const Fill& fill);
  // Takes a fill that was applied out again, to the last digit.
  void undo(const Fill& fill);
  // The same for what somebody wrote down; false, and nothing changes: it is beyond what can be
  // held.
  [[nodiscard]] bool try_apply(const Fill& fill);
  [[nodiscard]] bool try_undo(const Fill& fill);
  // A corporate action: another position, and cash in or out.
  void change(InstrumentId id, Quantity position, Money cash);
  void restore(InstrumentId id, Quantity position) { positions_[id] = position; }
  void restore_cash(Money cash) { cash_ = cash; }

  [[nodiscard]] Quantity position(InstrumentId id) const { return positions_[id]; }
  [[nodiscard]] const std::vector<Quantity>& positions() const noexcept { return positions_; }
  [[nodiscard]] Money cash() const noexcept { return cash_; }
  // Number of positions that are not zero.
  [[nodiscard]] std::size_t open_positions() const noexcept;

  // Sum of position * price(id), each rounded down; instruments without a position are not asked
  // for.
  template <typename PriceOf>
  [[nodiscard]] Money positions_value(PriceOf&& price_of) const {
    Money sum;
    for (InstrumentId id = 0; id < positions_.size(); ++id) {
      if (positions_[id].is_zero()) continue;
      const auto next = checked_add(sum, notional(price_of(id), positions_[id], Rounding::kDown));
      SLUICE_ASSERT(next.has_value());
      sum = *next;
    }
    return sum;
  }

 private:
  std::vector<Quantity> positions_;
  Money cash_;
};

}  // namespace sluice::portfolio
