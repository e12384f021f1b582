// SPDX-License-Identifier: Apache-2.0
#include "records/day_artefacts.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "records/text.hpp"

namespace sluice::records {
namespace {

double growth(Money from, Money to) {
  return from.is_zero() ? 0.0
                        : Money::from_raw(to.raw() - from.raw()).to_double() / from.to_double();
}

std::size_t count_side(const Day& day, Side side) {
  return static_cast<std::size_t>(std::count_if(
      day.trades.begin(), day.trades.end(), [side](const TradeRow& t) { return t.side == side; }));
}

// Traded value as a share of the day's equity.
double turnover(const Day& day) {
  return day.equity.is_positive() ? day.traded_notional.to_double() / day.equity.to_double() : 0.0;
}

std::string price_or_empty(Price price) {
  return price.is_zero() ? std::string{} : price.to_string();
}

// The code alone is shown for orders that worked out.
std::string_view status_of(const OrderRow& row) { return name(row.state); }

}  // namespace

double daily_return(const Day& day, const DayContext& context) {
  return growth(context.previous_equity, day.equity);
}

std::string equity_snapshot_json(const Day& day, const DayContext& context) {
  const Money pnl = Money::from_raw(day.equity.raw() - context.seed_capital.raw());
  return fmt::format(
      "{{\n  \"timestamp\": \"{}\",\n  \"equity\": {},\n  \"cash\": {},\n  \"positions_value\": "
      "{},\n"
      "  \"seed_capital\": {},\n  \"total_pnl\": {},\n  \"total_return_pct\": {}\n}}\n",
      day.time.to_string(), day.equity.to_amount(), day.cash.to_amount(),
      day.positions_value.to_amount(), context.seed_capital.to_amount(), pnl.to_amount(),
      ratio_text(100 * growth(context.seed_capital, day.equity)));
}

std::string positions_csv(const std::vector<Quantity>& positions,
                          const InstrumentTable& instruments) {
  std::string out = "symbol,qty\n";
  for (InstrumentId id = 0; id < positions.size(); ++id)
    if (!positions[id].is_zero())
      out += instruments.symbol(id) + ',' + positions[id].to_string() + '\n';
  return out;
}

std::string orders_csv(const Day& day, const InstrumentTable& instruments) {
  std::string out = "timestamp,symbol,side,qty,price,fill_price,costs,status,reason\n";
  for (const OrderRow& row : day.orders) {
    out += fmt::format("{},{},{},{},{},{},{},{},{}\n", row.time.to_string(),
                       instruments.symbol(row.instrument), name(row.side), row.quantity.to_string(),
                       price_or_empty(row.price), price_or_empty(row.fill_price),
                       row.costs.to_string(), status_of(row), csv_field(row.reason));
  }
  return out;
}

std::string trades_header() { return "timestamp,symbol,side,qty,price,fill_price,costs\n"; }

void append_trade_rows(std::string& out, Timestamp day, std::span<const TradeRow> trades,
                       const InstrumentTable& instruments) {
  char time[Timestamp::kTextSize];
  const std::string_view stamp{time, static_cast<std::size_t>(day.write(time) - time)};
  const auto decimal = [&out](int128 raw) {
    char text[detail::kDecimalTextSize];
    out.append(text, detail::write_decimal(text, raw));
  };
  for (const TradeRow& row : trades) {
    out.append(stamp) += ',';
    out.append(instruments.symbol(row.instrument)) += ',';
    out.append(name(row.side)) += ',';
    decimal(row.quantity.raw());
    out += ',';
    decimal(row.price.raw());
    out += ',';
    decimal(row.fill_price.raw());
    out += ',';
    decimal(row.costs.raw());
    out += '\n';
  }
}

std::string trades_csv(const Day& day, const InstrumentTable& instruments) {
  std::string out = trades_header();
  append_trade_rows(out, day, instruments);
  return out;
}

std::string daily_summary_json(const Day& day, const DayContext& context) {
  const Money pnl = Money::from_raw(day.equity.raw() - context.previous_equity.raw());
  return fmt::format(
      "{{\n  \"date\": \"{}\",\n  \"equity\": {},\n  \"cash\": {},\n  \"positions_value\": {},\n"
      "  \"daily_return_pct\": {},\n  \"daily_pnl\": {},\n  \"trades_count\": {},\n  "
      "\"buy_count\": {},\n"
      "  \"sell_count\": {},\n  \"turnover\": {},\n  \"sharpe_daily\": {},\n  \"max_drawdown\": "
      "{},\n"
      "  \"positions_count\": {},\n  \"orders_blocked\": {}\n}}\n",
      day.time.date().to_string(), day.equity.to_amount(), day.cash.to_amount(),
      day.positions_value.to_amount(), ratio_text(100 * daily_return(day, context)),
      pnl.to_amount(), day.trades.size(), count_side(day, Side::kBuy), count_side(day, Side::kSell),
      ratio_text(turnover(day)), ratio_or_null(context.sharpe), ratio_text(context.max_drawdown),
      day.positions, day.blocked);
}

std::string daily_summary_md(const Day& day, const DayContext& context) {
  const Money pnl = Money::from_raw(day.equity.raw() - context.previous_equity.raw());
  std::string out = fmt::format(
      "# {} · {}\n\n## Portfolio\n\n| | |\n|---|---:|\n| Equity | {} |\n| Cash | {} |\n| Positions "
      "| {} in {} |\n\n"
      "## Trading\n\n| | |\n|---|---:|\n| Trades | {} ({} buys, {} sells) |\n| Traded value | {} "
      "|\n"
      "| Turnover | {} |\n| Commission | {} |\n\n"
      "## Performance\n\n| | |\n|---|---:|\n| Day | {} ({}) |\n| Since the start | {} |\n| Sharpe "
      "ratio | {} |\n"
      "| Largest drawdown | {} |\n\n## Blocked orders\n\n",
      context.strategy_name, day.time.date().to_string(), amount_for_people(day.equity),
      amount_for_people(day.cash), amount_for_people(day.positions_value), day.positions,
      day.trades.size(), count_side(day, Side::kBuy), count_side(day, Side::kSell),
      amount_for_people(day.traded_notional), percent_for_people(turnover(day)),
      amount_for_people(day.commission), amount_for_people(pnl),
      percent_for_people(daily_return(day, context)),
      percent_for_people(growth(context.seed_capital, day.equity)),
      context.sharpe ? fmt::format("{:.2f}", *context.sharpe) : std::string{"not defined yet"},
      percent_for_people(context.max_drawdown));
  if (day.blocked == 0) return out + "None.\n";
  out += "| symbol | side | quantity | reason |\n|---|---|---:|---|\n";
  for (const OrderRow& row : day.orders) {
    if (row.reason.empty()) continue;
    out += fmt::format("| {} | {} | {} | {} |\n", context.instruments->symbol(row.instrument),
                       name(row.side), row.quantity.to_string(), row.reason);
  }
  return out;
}

std::string equity_curve_header() {
  return "timestamp,equity,cash,positions_value,daily_return,cumulative_return\n";
}

std::string equity_curve_row(const Day& day, const DayContext& context) {
  return fmt::format("{},{},{},{},{},{}\n", day.time.to_string(), day.equity.to_amount(),
                     day.cash.to_amount(), day.positions_value.to_amount(),
                     ratio_text(daily_return(day, context)),
                     ratio_text(growth(context.seed_capital, day.equity)));
}

std::string positions_history_header() { return "timestamp,symbol,qty,price,value\n"; }

}  // namespace sluice::records
