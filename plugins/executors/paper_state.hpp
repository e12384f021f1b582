// SPDX-License-Identifier: Apache-2.0
//
// paper_state.hpp: what the paper venue remembers, and its text form between processes.
//
// Place: below the paper executor. Format, described in docs/reference/paper_executor.md: one
// record a line, words separated by blanks, integers in units of 1e-8, the symbol last because it
// may hold blanks. Instruments are written by symbol: their numbers may differ in the next run. The
// same state gives the same text. Version 1 is read as well; it knew neither positions nor what had
// been filled. Errors: Failure naming the line and what was expected.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/circular_buffer.hpp>

#include <sluice/executor.hpp>

#include "order_ids.hpp"
#include "paper_order.hpp"

namespace sluice::executors {

inline constexpr std::string_view kPaperStateHeader = "sluice-paper-state 2";

// The last price the venue was shown; of the immediate model only.
struct PaperQuote {
  sluice_price price = 0;  // 0: none
  sluice_time time = 0;
  std::uint32_t phase = 0;
};

// The market of one instrument; of the quote and book models only.
struct PaperMarket {
  sluice_price bid = 0;  // 0: none
  sluice_price ask = 0;
  sluice_quantity bid_left = 0;  // of what was shown, not yet taken by orders here
  sluice_quantity ask_left = 0;
  sluice_price last = 0;
  bool is_quoted = false;  // bid and ask are what was shown, also where they are 0
};

// What is left for orders here of the volume of one bar; of the volume model only.
struct PaperVolume {
  sluice_time time = std::numeric_limits<sluice_time>::min();  // of the bar
  sluice_quantity left = 0;
};

// On its way to the venue's engine. Terms count for a replace.
struct PaperRequest {
  enum Kind : std::uint8_t { kNew = 1, kCancel = 2, kReplace = 3 };
  std::uint8_t kind = 0;
  sluice_time arrival = 0;
  std::uint64_t order_id = 0;
  sluice_quantity quantity = 0;
  sluice_price limit_price = 0;
  sluice_price stop_price = 0;
};

struct PaperState {
  static constexpr sluice_time kNever = std::numeric_limits<sluice_time>::min();

  OrderIds seen;
  std::vector<PaperQuote> quotes;  // by instrument, as the next three
  std::vector<PaperMarket> markets;
  std::vector<PaperVolume> volumes;
  std::vector<sluice_quantity> positions;
  std::vector<PaperOrder> open;               // in the order submitted
  boost::circular_buffer<PaperOrder> closed;  // in the order closed: added by keep_closed
  std::deque<PaperRequest> requests;          // by arrival
  Reports pending;                            // for the next poll
  sluice_time clock = kNever;                 // of the last market event
  sluice_time last_close = kNever;            // of the last session that closed
  sluice_time forgotten_until = kNever;  // closed orders of this time and before may be forgotten
  std::uint64_t priorities = 0;          // given so far
  std::uint64_t random_numbers = 0;      // used so far
  bool knows_positions = true;

  explicit PaperState(std::size_t instruments = 0)
      : quotes(instruments), markets(instruments), volumes(instruments), positions(instruments) {}

  // Good until the next one is kept.
  PaperOrder& keep_closed(PaperOrder&& order) {
    if (closed.full()) closed.set_capacity(std::max<std::size_t>(64, 2 * closed.capacity()));
    closed.push_back(std::move(order));
    return closed.back();
  }
};

// `size` is about how long it will be.
[[nodiscard]] std::string write_paper_state(const PaperState& state,
                                            std::span<const std::string> symbols,
                                            std::size_t size = 0);
// `symbols` by instrument: the state's instruments are found by their symbol.
[[nodiscard]] PaperState read_paper_state(std::string_view text,
                                          std::span<const std::string> symbols);

}  // namespace sluice::executors
