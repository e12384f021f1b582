// SPDX-License-Identifier: Apache-2.0
#include "markdown_tables.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics.hpp"
#include "text.hpp"

namespace sluice::reports {
namespace {

constexpr std::array<std::string_view, 14> kCalendarColumns = {
    "Year", "Jan>", "Feb>", "Mar>", "Apr>", "May>", "Jun>",
    "Jul>", "Aug>", "Sep>", "Oct>", "Nov>", "Dec>", "Year>"};

// In per cent, the sign said by the heading.
std::string bare_percent(std::optional<double> share) {
  std::string text = percent_text(share);
  if (share) text.resize(text.size() - 2);
  return text;
}

std::string dated(double value, Date date) {
  return percent_text(value) + " on " + date.to_string();
}

std::string drawdown_text(const statistics::Performance& figures) {
  if (!figures.deepest_drawdown) return percent_text(figures.max_drawdown);
  const statistics::Drawdown& d = *figures.deepest_drawdown;
  return percent_text(d.depth) + ", " + d.peak.to_string() + " to " + d.trough.to_string() +
         (d.recovery ? ", recovered " + d.recovery->to_string() : ", not recovered");
}

std::string costs_text(const Digest& digest, const statistics::Performance& figures) {
  const CostShares shares = cost_shares(digest, figures);
  std::string text = amount_text(digest.trades().costs());
  if (shares.of_traded) text += ", " + ratio_text(*shares.of_traded * 10'000.0) + " bp of traded";
  if (shares.a_year) text += ", " + percent_text(shares.a_year) + " of equity a year";
  return text;
}

std::string trade_rows(const std::vector<Trade>& trades) {
  std::string out = table_head(
      {"Time", "Symbol", "Side", "Quantity>", "Price>", "Fill price>", "Notional>", "Costs>"});
  for (const Trade& trade : trades)
    out += table_row({time_text(trade.time), markdown_text(trade.symbol), side_text(trade.side),
                      quantity_text(trade.quantity), price_text(trade.price),
                      price_text(trade.fill_price), amount_text(trade.notional),
                      amount_text(trade.costs)});
  return out + "\n";
}

std::string symbol_rows(const TradeBook& trades, std::size_t shown) {
  const std::vector<SymbolTotal> totals = trades.by_symbol();
  std::string out = table_head({"Symbol", "Trades>", "Notional>", "Costs>"});
  for (std::size_t i = 0; i < std::min(shown, totals.size()); ++i)
    out +=
        table_row({markdown_text(totals[i].symbol), count_text(totals[i].trades),
                   amount_text(totals[i].notional.value()), amount_text(totals[i].costs.value())});
  return out + "\n";
}

}  // namespace

std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string table_head(const std::vector<std::string_view>& columns) {
  std::vector<std::string> names;
  std::string rule = "|";
  for (std::string_view name : columns) {
    const bool right = name.ends_with('>');
    if (right) name.remove_suffix(1);
    names.emplace_back(name);
    rule += right ? "---:|" : "---|";
  }
  return table_row(names) + rule + "\n";
}

std::string headline_section(const Digest& digest, const statistics::Performance& figures) {
  const auto profit = checked_subtract(digest.final_equity(), digest.seed());
  std::string out = "## Headline\n\n" + table_head({"Measure", "Value>"});
  const auto row = [&](const char* name, const std::string& value) {
    out += table_row({name, value});
  };
  row("Final equity", amount_text(digest.final_equity()));
  row("Profit", amount_text(profit) + " on " + amount_text(digest.seed()));
  row("Total return", percent_text(figures.total_return));
  row("Annualised return (CAGR)", percent_text(figures.annualised_return));
  row("Volatility", percent_text(figures.volatility));
  row("Sharpe ratio", ratio_text(figures.sharpe));
  row("Sortino ratio", ratio_text(figures.sortino));
  row("Calmar ratio", ratio_text(figures.calmar));
  row("Omega ratio", ratio_text(figures.omega));
  row("Profit factor", ratio_text(figures.profit_factor));
  row("Max drawdown", drawdown_text(figures));
  if (figures.best) row("Best day", dated(figures.best->value, figures.best->date));
  if (figures.worst) row("Worst day", dated(figures.worst->value, figures.worst->date));
  row("Days with a gain", percent_text(figures.hit_rate));
  row("Skew, excess kurtosis",
      ratio_text(figures.skew) + ", " + ratio_text(figures.excess_kurtosis));
  row("Turnover a year",
      figures.turnover ? ratio_text(figures.turnover) + " x equity" : std::string{kUndefined});
  row("Costs", costs_text(digest, figures));
  row("Trades", count_text(digest.trades().count()));
  row("Blocked orders", count_text(digest.blocked().count()));
  return out + "\n";
}

std::string benchmark_section(const statistics::Performance& figures) {
  if (!figures.benchmark) return {};
  const statistics::BenchmarkComparison& b = *figures.benchmark;
  std::string out = "## Against the benchmark\n\n";
  out += table_head({"Measure", "Strategy>", "Benchmark>"});
  const auto row = [&](const char* name, const std::string& own, const std::string& other) {
    out += table_row({name, own, other});
  };
  row("Total return", percent_text(figures.total_return), percent_text(b.total_return));
  row("Annualised return", percent_text(figures.annualised_return),
      percent_text(b.annualised_return));
  row("Volatility", percent_text(figures.volatility), percent_text(b.volatility));
  row("Sharpe ratio", ratio_text(figures.sharpe), ratio_text(b.sharpe));
  row("Max drawdown", percent_text(figures.max_drawdown), percent_text(b.max_drawdown));
  out += "\nBeta " + ratio_text(b.beta) + ", alpha " + percent_text(b.alpha) +
         " a year, correlation " + ratio_text(b.correlation) + ", tracking error " +
         percent_text(b.tracking_error) + ", information ratio " + ratio_text(b.information_ratio) +
         ", over " + count_text(b.days) + " days.\n\n";
  return out;
}

std::string calendar_section(const statistics::Performance& figures) {
  if (figures.years.empty()) return {};
  std::string out = "## Returns by month, in %\n\n";
  out += table_head({kCalendarColumns.begin(), kCalendarColumns.end()});
  auto month = figures.months.begin();
  for (const auto& year : figures.years) {
    std::vector<std::string> cells(kCalendarColumns.size());
    cells.front() = std::to_string(year.year);
    cells.back() = bare_percent(year.value());
    for (; month != figures.months.end() && month->year == year.year; ++month)
      cells[month->month] = bare_percent(month->value());
    out += table_row(cells);
  }
  return out + "\n";
}

std::string drawdown_section(const statistics::Performance& figures) {
  if (figures.drawdowns.empty()) return {};
  std::string out = "## Worst drawdowns\n\n";
  out += table_head({"#>", "Depth>", "Peak", "Trough", "Recovery", "Periods>"});
  int number = 0;
  for (const auto& d : figures.drawdowns)
    out += table_row({std::to_string(++number), percent_text(d.depth), d.peak.to_string(),
                      d.trough.to_string(), d.recovery ? d.recovery->to_string() : "not yet",
                      count_text(d.periods)});
  return out + "\n";
}

std::string risk_section(const Digest& digest, const statistics::Performance& figures) {
  if (figures.days == 0) return {};
  std::string out =
      "## Risk of a day\n\n" + table_head({"Measure", "Value at risk 95 %>", "Shortfall 95 %>",
                                           "Value at risk 99 %>", "Shortfall 99 %>"});
  const auto row = [&](const char* name, const statistics::TailRisk& at_95,
                       const statistics::TailRisk& at_99) {
    out += table_row({name, percent_text(at_95.value_at_risk), percent_text(at_95.shortfall),
                      percent_text(at_99.value_at_risk), percent_text(at_99.shortfall)});
  };
  row("Historical", figures.tail_5.historical, figures.tail_1.historical);
  row("Gaussian", figures.tail_5.gaussian, figures.tail_1.gaussian);
  row("Cornish-Fisher", figures.tail_5.cornish_fisher, figures.tail_1.cornish_fisher);
  out += "\nDays under water: " + count_text(figures.days_under_water) + " of " +
         count_text(figures.days) + ", " + count_text(figures.longest_drawdown) +
         " at a stretch.\n\n## Luck or skill\n\n" + table_head({"Measure", "Value>"});
  out += table_row({"Probability that the true Sharpe ratio is above 0",
                    percent_text(figures.probabilistic_sharpe)});
  if (digest.n_tests() > 0)
    out += table_row({"The same, chosen from " + count_text(digest.n_tests()) +
                          " trials (deflated Sharpe ratio)",
                      percent_text(deflated_sharpe_of(digest, figures))});
  out +=
      table_row({"Days needed to prove it at 95 %",
                 figures.minimum_track_record ? whole_text(std::ceil(*figures.minimum_track_record))
                                              : std::string{kUndefined}});
  return out + "\n";
}

std::string closed_trades_section(const statistics::TradeFigures& closed) {
  if (closed.closed == 0) return {};
  std::string out = "## Closed trades\n\n" + table_head({"Measure", "Value>"});
  const auto row = [&](const char* name, const std::string& value) {
    out += table_row({name, value});
  };
  row("Closed trades", count_text(closed.closed));
  row("Won", count_text(closed.wins) + ", " + percent_text(closed.win_rate()));
  row("Average win", ratio_text(closed.average_win()));
  row("Average loss", ratio_text(closed.average_loss()));
  row("Profit factor", ratio_text(closed.profit_factor()));
  row("Payoff", ratio_text(closed.payoff()));
  row("Expectancy", ratio_text(closed.expectancy()));
  return out + "\n";
}

std::string blocked_section(const BlockedBook& blocked) {
  std::string out = "## Blocked orders\n\n";
  if (blocked.count() == 0) return out + "None: the gate approved every order.\n\n";
  out += table_head({"Reason", "Orders>", "First", "Order", "Verdict"});
  for (const BlockedReason& reason : blocked.by_reason()) {
    const BlockedOrder& first = reason.first;
    out += table_row({markdown_text(reason.code), count_text(reason.count), time_text(first.time),
                      side_text(first.side) + " " + quantity_text(first.quantity) + " " +
                          markdown_text(first.symbol),
                      markdown_text(first.reason)});
  }
  return out + "\n";
}

std::string exposure_section(const Digest& digest) {
  if (digest.days().empty()) return {};
  const Exposure exposure = digest.exposure();
  const DayRow& last = digest.days().back();
  std::string out =
      "## Exposure\n\n" + table_head({"Measure", "Average>", "Lowest>", "Highest>", "Last day>"});
  out += table_row({"Positions' value of equity", percent_text(exposure.average),
                    percent_text(exposure.lowest), percent_text(exposure.highest),
                    percent_text(exposure.last)});
  out += "\nPositions held: " + ratio_text(exposure.average_positions) + " on average, " +
         count_text(exposure.most_positions) + " at most, " + count_text(last.positions) +
         " on the last day, worth " + amount_text(last.positions_value) + " beside cash of " +
         amount_text(last.cash) + ". Invested on " + count_text(exposure.days_invested) + " of " +
         count_text(digest.days().size()) + " days.\n\n";
  return out;
}

std::string groups_section(const ExposureBook& held) {
  if (!held.is_told()) return {};
  std::string out = "## Exposure by sector and region\n\n" +
                    table_head({"Group", "Net, last day>", "Net, average>", "Gross, last day>",
                                "Gross, average>", "Gross, highest>"});
  const auto row = [&](const std::string& name, const ExposureFigures& figures) {
    out += table_row({name, percent_text(figures.net.last()), percent_text(figures.net.average()),
                      percent_text(figures.gross.last()), percent_text(figures.gross.average()),
                      percent_text(figures.gross.highest())});
  };
  row("All", held.total());
  for (const auto& [name, figures] : held.sectors()) row("Sector " + markdown_text(name), figures);
  for (const auto& [name, figures] : held.regions()) row("Region " + markdown_text(name), figures);
  return out + "\n";
}

std::string trades_section(const TradeBook& trades, std::size_t shown) {
  if (trades.count() == 0 || shown == 0) return {};
  return "## Last trades\n\n" + trade_rows({trades.last().begin(), trades.last().end()}) +
         "## Largest trades\n\n" + trade_rows(trades.largest()) + "## Most traded\n\n" +
         symbol_rows(trades, shown);
}

}  // namespace sluice::reports
