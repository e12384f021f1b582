// SPDX-License-Identifier: Apache-2.0
//
// paper_ledger.hpp: what happens to the paper venue's orders: executions, ends, positions, and how
// long they are remembered.
//
// Place: below the fill models, which decide what trades. Owns the cost models; the state is the
// venue's. Units: 1e-8, nanoseconds. Bound: `remember_closed` orders that are over are kept.
// Thread: lane. Errors: an order whose costs can't be told ends with the code COST_OUT_OF_RANGE.
#pragma once

#include <string_view>
#include <vector>

#include "cost_model.hpp"
#include "paper_state.hpp"

namespace sluice::executors {

// What an execution is charged beside commission.
enum class Charge : std::uint8_t {
  kSpreadAndImpact,
  kImpact,  // the price was one side of a quote: the spread is paid by crossing it
  kNothing  // the order rested and was met
};

class PaperLedger {
 public:
  // `caps_at_limit`: costs never take a price beyond the order's limit. `remember_closed`: so many
  // orders that are over are kept.
  PaperLedger(PaperState& state, const CostParams& costs, bool caps_at_limit,
              std::size_t remember_closed);

  // Books an execution of `quantity`, or of less where the order may only reduce a position. The
  // order is over when nothing of it remains.
  void fill(PaperOrder& order, sluice_price base, sluice_quantity quantity, Charge charge,
            sluice_time time, Reports& reports);
  // Ends an order: SLUICE_STATUS_CANCELED, _REJECTED or _EXPIRED.
  void end(PaperOrder& order, std::uint8_t status, std::string_view reason, sluice_time time,
           Reports& reports);
  // Rejects an order that has not traded yet, and expires what is left of one that has.
  void refuse(PaperOrder& order, std::string_view reason, sluice_time time, Reports& reports);

  // What of the position the order could reduce.
  [[nodiscard]] sluice_quantity reducible(const PaperOrder& order) const noexcept;
  // Ends orders with nothing left to reduce, and takes all that are over out of the open ones.
  void sweep(sluice_time time, Reports& reports);
  // A request says that the host has kept what it was told before; where nothing more is to be
  // remembered, it is forgotten.
  void forget_told();
  // Forgets what was over before `time`, unless an open order is older.
  void forget_before(sluice_time time);

  static sluice_execution_report row_of(const PaperOrder& order, const PaperExecution& execution,
                                        sluice_quantity cumulative) noexcept;

 private:
  [[nodiscard]] std::optional<Price> price_of(const PaperOrder& order, Price base,
                                              Quantity quantity, Charge charge) const noexcept;
  void close(PaperOrder& order, std::uint8_t status, sluice_time time) noexcept;
  void move_position(const PaperOrder& order, sluice_quantity quantity) noexcept;
  void forget_oldest();

  PaperState& state_;
  CostModel costs_;
  CostModel costs_inside_quote_;
  bool caps_at_limit_;
  std::size_t remember_closed_;
  // Of orders that are forgotten, for new ones: an allocation an order was a thirtieth of a
  // backtest.
  std::vector<std::vector<PaperExecution>> buffers_;
  bool has_ended_ = false;  // some open order is over
  bool has_moved_ = false;  // some position is another
};

}  // namespace sluice::executors
