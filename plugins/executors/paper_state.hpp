// SPDX-License-Identifier: Apache-2.0
//
// paper_state.hpp: what the paper venue remembers, and its text form between processes.
//
// Place: below the paper executor. Format, described in docs/reference/paper_executor.md: one
// record a line, words separated by blanks, integers in units of 1e-8, the symbol last because it
// may hold blanks. Instruments are written by symbol: their numbers may differ in the next run. The
// same state gives the same text. Errors: Failure naming the line and what was expected.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/executor.hpp>

#include "order_ids.hpp"

namespace sluice::executors {

// An order that waits for its price.
struct PaperOrder {
  std::uint64_t order_id = 0;
  std::uint32_t instrument = 0;
  std::uint8_t side = 0;
  std::uint8_t type = 0;
  std::uint8_t time_in_force = 0;
  sluice_quantity quantity = 0;
  sluice_price limit_price = 0;
  sluice_quantity average_daily_volume = 0;
  double daily_volatility = 0;
  sluice_time decision_time = 0;
};

// The last price the venue was shown.
struct PaperQuote {
  sluice_price price = 0;  // 0: none
  sluice_time time = 0;
  std::uint32_t phase = 0;
};

struct PaperState {
  OrderIds seen;
  std::vector<PaperQuote> quotes;  // by instrument; of the immediate model only
  std::vector<PaperOrder> open;    // in the order submitted
  Reports pending;                 // for the next poll
};

[[nodiscard]] std::string write_paper_state(const PaperState& state,
                                            std::span<const std::string> symbols);
// `symbols` by instrument: the state's instruments are found by their symbol.
[[nodiscard]] PaperState read_paper_state(std::string_view text,
                                          std::span<const std::string> symbols);

}  // namespace sluice::executors
