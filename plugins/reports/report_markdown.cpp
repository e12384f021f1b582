// SPDX-License-Identifier: Apache-2.0
#include "report_markdown.hpp"

#include "chart.hpp"
#include "markdown_tables.hpp"
#include "text.hpp"

namespace sluice::reports {
namespace {

std::string heading(const Digest& digest, const statistics::Performance& figures) {
  const RunText& run = digest.run();
  std::string out = "# " + markdown_text(run.title) + "\n\n";
  if (figures.first) {
    out += figures.first->to_string() + " to " + figures.last->to_string() + ", " +
           count_text(figures.days) + " days.\n\n";
  } else {
    out += "No day was run.\n\n";
  }
  out += table_head({"Run", ""});
  const auto row = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += table_row({name, markdown_text(value)});
  };
  row("Description", run.description);
  row("Driver", run.driver);
  row("Config", run.config_hash);
  row("Data", run.data_source);
  out += table_row({"Seed capital", amount_text(digest.seed())});
  out += table_row({"Periods a year", ratio_text(statistics::defined(digest.periods_per_year()))});
  return out + "\n";
}

std::string charts(const Digest& digest, const statistics::Performance& figures) {
  std::vector<double> equity, drawdowns;
  for (const DayRow& day : digest.days()) {
    equity.push_back(day.equity.to_double());
    drawdowns.push_back(day.drawdown);
  }
  if (equity.size() < 2) return {};
  const ChartAxis axis{figures.first->to_string(), figures.last->to_string()};
  std::string out = "## Equity\n\n```text\n" + draw_curve(equity, axis) + "```\n\n## Drawdown\n\n";
  const std::string fall = draw_drawdowns(drawdowns, axis);
  if (fall.empty()) return out + "Equity never fell below its peak.\n\n";
  return out + "```text\n" + fall + "```\n\n";
}

}  // namespace

void ReportMarkdown::render(Sink& sink) {
  const Digest& run = digest();
  const statistics::Performance figures = run.performance();
  sink.write(heading(run, figures));
  sink.write(headline_section(run, figures));
  sink.write(charts(run, figures));
  sink.write(benchmark_section(figures));
  sink.write(calendar_section(figures));
  sink.write(drawdown_section(figures));
  sink.write(risk_section(run, figures));
  sink.write(blocked_section(run.blocked()));
  sink.write(exposure_section(run));
  sink.write(groups_section(run.held()));
  sink.write(closed_trades_section(run.trades().closed()));
  std::string trades = trades_section(run.trades(), trades_shown_);
  if (trades.empty() && run.trades().count() == 0) trades = "## Trades\n\nNone.\n";
  // The last section ends the file with one newline.
  while (trades.ends_with("\n\n")) trades.pop_back();
  sink.write(trades);
}

}  // namespace sluice::reports
