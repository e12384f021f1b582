// SPDX-License-Identifier: Apache-2.0
//
// day_artefacts.hpp: the text of every file that one day leaves, and of the rows it adds to the
// curves.
//
// Place: records. Pure: values in, bytes out; whoever calls writes them. Formats:
// docs/formats/track.md.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/instrument.hpp"
#include "records/day.hpp"

namespace sluice::records {

// What the day looks like beside those before it.
struct DayContext {
  Money seed_capital;
  Money previous_equity;
  std::optional<double> sharpe;  // annualised, over the track so far
  double max_drawdown = 0;       // of the track so far, <= 0
  std::string strategy_name;
  const InstrumentTable* instruments = nullptr;
};

[[nodiscard]] double daily_return(const Day& day, const DayContext& context);

// runs/YYYYMMDD/
[[nodiscard]] std::string equity_snapshot_json(const Day& day, const DayContext& context);
[[nodiscard]] std::string positions_csv(const std::vector<Quantity>& positions,
                                        const InstrumentTable& instruments);
[[nodiscard]] std::string orders_csv(const Day& day, const InstrumentTable& instruments);
[[nodiscard]] std::string trades_csv(const Day& day, const InstrumentTable& instruments);
[[nodiscard]] std::string daily_summary_json(const Day& day, const DayContext& context);
[[nodiscard]] std::string daily_summary_md(const Day& day, const DayContext& context);

// Rows of the aggregated files, and their first lines.
[[nodiscard]] std::string equity_curve_header();
[[nodiscard]] std::string equity_curve_row(const Day& day, const DayContext& context);
[[nodiscard]] std::string trades_header();
void append_trade_rows(std::string& out, Timestamp day, std::span<const TradeRow> trades,
                       const InstrumentTable& instruments);
inline void append_trade_rows(std::string& out, const Day& day,
                              const InstrumentTable& instruments) {
  append_trade_rows(out, day.time, day.trades, instruments);
}
[[nodiscard]] std::string positions_history_header();
template <typename PriceOf>
void append_position_rows(std::string& out, const Day& day, const std::vector<Quantity>& positions,
                          const InstrumentTable& instruments, PriceOf&& price_of) {
  const std::string time = day.time.to_string();
  for (InstrumentId id = 0; id < positions.size(); ++id) {
    if (positions[id].is_zero()) continue;
    const Price price = price_of(id);
    out += time + ',' + instruments.symbol(id) + ',' + positions[id].to_string() + ',' +
           price.to_string() + ',' + notional(price, positions[id], Rounding::kDown).to_amount() +
           '\n';
  }
}

}  // namespace sluice::records
