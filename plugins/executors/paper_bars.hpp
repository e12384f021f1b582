// SPDX-License-Identifier: Apache-2.0
//
// paper_bars.hpp: the fill models that see a market of bars: immediate, close, next_open, volume.
//
// Place: below the paper executor. Owns where the bars of the present event are; orders are the
// state's, in the order in which they trade. Units: 1e-8, nanoseconds. Thread: lane. Errors: an
// order that can't trade ends with a code.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "paper_ledger.hpp"

namespace sluice::executors {

enum class FillModel : std::uint8_t { kImmediate, kClose, kNextOpen, kVolume, kQuote, kBook };

class PaperBars {
 public:
  PaperBars(FillModel model, Ratio participation, PaperState& state, PaperLedger& ledger)
      : model_{model}, participation_{participation}, state_{state}, ledger_{ledger} {}

  // The smallest quantity of each instrument.
  void begin(std::vector<sluice_quantity> lots);
  // The immediate model: acknowledges and fills, or refuses.
  void fill_at_once(PaperOrder& order, sluice_price reference, sluice_time reference_time,
                    Reports& reports);
  void on_market(std::uint32_t phase, sluice_time time, Rows<sluice_bar> bars, Reports& reports);

 private:
  // A price in a bar, and what is charged at it; 0: none.
  struct Trade {
    sluice_price price = 0;
    Charge charge = Charge::kSpreadAndImpact;
  };

  void keep_quotes(std::uint32_t phase, sluice_time time, Rows<sluice_bar> bars);
  void settle(PaperOrder& order, sluice_price price, sluice_time time, Reports& reports);
  void share(PaperOrder& order, const sluice_bar& bar, sluice_time time, Reports& reports);
  static Trade trade_in(PaperOrder& order, const sluice_bar& bar);
  // What orders here may still take of the bar's volume.
  sluice_quantity& volume_left(const sluice_bar& bar);

  FillModel model_;
  Ratio participation_;
  PaperState& state_;
  PaperLedger& ledger_;
  struct EventBar {
    const sluice_bar* bar = nullptr;
    std::uint64_t event = 0;
  };
  std::vector<EventBar> bars_;  // by instrument; of the present event where the number says so
  std::vector<sluice_quantity> lots_;
  std::uint64_t event_ = 0;
};

}  // namespace sluice::executors
