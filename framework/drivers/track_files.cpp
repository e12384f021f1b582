// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_files.hpp"

#include "drivers/risk_report_rows.hpp"

namespace sluice::drivers {
namespace {

constexpr const char* kCurveFile = "equity_curve.csv";
constexpr const char* kTradesFile = "trades_all.csv";
constexpr const char* kPositionsFile = "positions_history.csv";

}  // namespace

DayFiles day_files(const OrderPath& path, const InstrumentTable& instruments,
                   records::TrackState& next, const records::DayContext& context) {
  const records::Day& day = path.day();
  const auto& positions = path.portfolio().positions();
  DayFiles files;
  files.day = day.time.date();
  const std::string orders = records::orders_csv(day, instruments);
  files.artefacts = {{"equity_snapshot.json", records::equity_snapshot_json(day, context)},
                     {"positions.csv", records::positions_csv(positions, instruments)},
                     {"orders_today.csv", orders},
                     {"trades_today.csv", records::trades_csv(day, instruments)},
                     {"daily_summary.json", records::daily_summary_json(day, context)},
                     {"daily_summary.md", records::daily_summary_md(day, context)}};
  const auto append = [&](const char* name, std::string header, const std::string& rows) {
    std::uint64_t& size = next.files[name];
    std::string text = size == 0 ? std::move(header) + rows : rows;
    size += text.size();
    files.appended.emplace_back(name, std::move(text));
  };
  std::string trades;
  records::append_trade_rows(trades, day, instruments);
  std::string held;
  records::append_position_rows(held, day, positions, instruments,
                                [&](InstrumentId id) { return path.prices().last(id).price; });
  append(kCurveFile, records::equity_curve_header(), records::equity_curve_row(day, context));
  append(kTradesFile, records::trades_header(), trades);
  append(kPositionsFile, records::positions_history_header(), held);
  if (!day.factors.empty())
    append(kFactorReturnsFile, factor_returns_header(), factor_return_rows(day));
  return files;
}

}  // namespace sluice::drivers
