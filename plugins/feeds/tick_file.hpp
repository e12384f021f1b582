// SPDX-License-Identifier: Apache-2.0
//
// tick_file.hpp: files of quotes or trades, each row at its own time.
//
// Place: replay feed, parsing. Format and policy: docs/formats/ticks_csv.md. Units: values are
// integers times 1e-8, times nanoseconds UTC. Errors: Result for what makes reading impossible;
// everything else goes to the fault log.
#pragma once

#include <cstdint>
#include <vector>

#include <sluice/result.hpp>

#include "content_hash.hpp"
#include "fault.hpp"
#include "source.hpp"
#include "symbol_table.hpp"

namespace sluice::feeds {

enum class TickKind : std::uint8_t { kQuotes, kTrades };

// The numbers of a row, as its columns are called.
enum QuoteValue : std::uint8_t { kBid, kAsk, kBidSize, kAskSize };
enum TradeValue : std::uint8_t { kTradePrice, kTradeSize, kTradeSide };
inline constexpr std::size_t kTickValues = 4;

struct Tick {
  sluice_time time;
  std::uint32_t symbol;                // id in the symbol table
  std::uint32_t side = 0;              // of a trade: SLUICE_SIDE_…, 0: not told
  std::int64_t values[kTickValues]{};  // of a quote 0: nobody
};

struct TickRows {
  std::vector<char> chunk;  // of the file being read
  std::vector<Tick> rows;   // file after file, in the order of their lines
  SymbolTable symbols;
  FaultLog faults;
  std::vector<sluice_time> latest;  // seen so far, for each symbol id
};

struct TickSource {
  Source files;
  TickKind kind = TickKind::kQuotes;
  // Rows that are bars of quotes begin at their time, and are known that much later.
  std::int64_t known_after_ns = 0;
};

// Reads every file, and gives the digest of the source.
[[nodiscard]] Result<ContentHash> read_ticks(const TickSource& source, TickRows& out);

}  // namespace sluice::feeds
