// SPDX-License-Identifier: Apache-2.0
//
// sample_run.hpp: a run in rows, told to a report, and the report read back.
//
// Place: tests. Owns the text of the rows. Amounts are decimal text.
#pragma once

#include <deque>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

#include "reports/html/report_html.hpp"
#include "reports/report_csv.hpp"
#include "reports/report_json.hpp"
#include "reports/report_markdown.hpp"

namespace sluice::reports {

using testing::money;
using testing::time_of;
using testing::units;

struct SampleRun {
  SampleRun() {
    run.size = sizeof(run);
    run.title = keep("trend");
    run.description = keep("long above the slow average");
    run.driver = keep("backtest");
    run.config_hash = keep("00ff");
    run.data_source = keep("csv 0123");
    run.seed_capital = money("100000").to_c();
    run.periods_per_year = 252;
  }
  // The rows point into the texts.
  SampleRun(const SampleRun&) = delete;
  SampleRun(SampleRun&&) = default;

  sluice_str keep(std::string text) { return to_c(texts.emplace_back(std::move(text))); }

  sluice_report_day& day(std::string_view date, std::string_view equity) {
    sluice_report_day& row = days.emplace_back();
    row.time = time_of(date).nanoseconds();
    row.equity = row.cash = money(equity).to_c();
    row.benchmark_return = std::numeric_limits<double>::quiet_NaN();
    return row;
  }
  sluice_report_trade& trade(std::string_view date, std::string symbol, std::uint8_t side,
                             std::string_view quantity, std::string_view fill_price,
                             std::string_view costs = "1") {
    sluice_report_trade& row = trades.emplace_back();
    row.time = time_of(date).nanoseconds();
    row.symbol = keep(std::move(symbol));
    row.side = side;
    row.quantity = units(quantity);
    row.price = row.fill_price = units(fill_price);
    row.costs = money(costs).to_c();
    return row;
  }
  sluice_report_blocked& block(std::string_view date, std::string symbol, std::string reason) {
    sluice_report_blocked& row = blocked.emplace_back();
    row.time = time_of(date).nanoseconds();
    row.symbol = keep(std::move(symbol));
    row.side = SLUICE_SIDE_BUY;
    row.quantity = units("10");
    row.reason = keep(std::move(reason));
    return row;
  }

  sluice_report_position& hold(std::string_view date, std::string symbol, std::string sector,
                               std::string region, std::string_view value) {
    sluice_report_position& row = positions.emplace_back();
    row.time = time_of(date).nanoseconds();
    row.symbol = keep(std::move(symbol));
    row.sector = keep(std::move(sector));
    row.region = keep(std::move(region));
    row.value = money(value).to_c();
    row.quantity = units("1");
    row.price = units("1");
    return row;
  }

  // Tells the run in two parts, as a host that gathers rows would.
  template <typename T>
  std::string rendered(std::string_view params = "{}") {
    testing::MockHost host;
    testing::MockReport report{sluice::report<T>.describe(), params, host};
    EXPECT_TRUE(report.ok()) << report.error();
    EXPECT_EQ(report.begin(run), SLUICE_OK) << report.error();
    const auto in_parts = [](const auto& rows, auto give) {
      using Span = std::span<const typename std::decay_t<decltype(rows)>::value_type>;
      const std::size_t half = rows.size() / 2;
      EXPECT_EQ(give(Span{rows}.first(half)), SLUICE_OK);
      EXPECT_EQ(give(Span{rows}.subspan(half)), SLUICE_OK);
    };
    if (report.wants_positions())
      in_parts(positions, [&](auto rows) { return report.on_positions(rows); });
    in_parts(days, [&](auto rows) { return report.on_days(rows); });
    in_parts(trades, [&](auto rows) { return report.on_trades(rows); });
    in_parts(blocked, [&](auto rows) { return report.on_blocked(rows); });
    const std::string text = report.render();
    EXPECT_TRUE(report.ok()) << report.error();
    EXPECT_EQ(report.render(), text);  // rendering changes nothing
    return text;
  }
  std::string markdown(std::string_view params = "{}") { return rendered<ReportMarkdown>(params); }
  std::string csv() { return rendered<ReportCsv>(); }
  std::string html(std::string_view params = "{}") { return rendered<ReportHtml>(params); }
  // What the page draws.
  nlohmann::json page(std::string_view params = "{}") {
    const std::string text = html(params);
    const std::string_view mark = "<script type=\"application/json\" id=\"data\">";
    const std::size_t begin = text.find(mark) + mark.size();
    return nlohmann::json::parse(text.substr(begin, text.find("</script>", begin) - begin));
  }
  nlohmann::json json(std::string_view params = "{}") {
    return nlohmann::json::parse(rendered<ReportJson>(params));
  }

  sluice_report_run run{};
  std::vector<sluice_report_day> days;
  std::vector<sluice_report_trade> trades;
  std::vector<sluice_report_blocked> blocked;
  std::vector<sluice_report_position> positions;
  std::deque<std::string> texts;
};

// Records of a CSV file, by RFC 4180.
inline std::vector<std::vector<std::string>> csv_records(const std::string& text) {
  std::vector<std::vector<std::string>> records(1, std::vector<std::string>(1));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      records.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      records.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      records.emplace_back(1);
    } else {
      records.back().back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_EQ(records.back(), std::vector<std::string>{""}) << "the file does not end with a newline";
  records.pop_back();
  return records;
}

inline std::map<std::string, std::string> csv_metrics(const std::string& text) {
  std::map<std::string, std::string> metrics;
  for (const auto& record : csv_records(text)) {
    EXPECT_EQ(record.size(), 2U);
    EXPECT_TRUE(metrics.emplace(record.at(0), record.at(1)).second) << record.at(0);
  }
  return metrics;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

// Cells of one row of a Markdown table; an escaped bar is part of its cell.
inline std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) {
      cells.emplace_back();
    } else if (!cells.empty()) {
      cells.back() += line[i];
    }
  }
  if (!cells.empty()) cells.pop_back();
  for (std::string& cell : cells) {
    const auto first = cell.find_first_not_of(' ');
    const auto last = cell.find_last_not_of(' ');
    cell = first == std::string::npos ? "" : cell.substr(first, last - first + 1);
  }
  return cells;
}

// The rows below the header of the table under "## heading"; every row has the header's cells.
inline std::vector<std::vector<std::string>> table_under(const std::string& markdown,
                                                         const std::string& heading) {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (line.starts_with("#")) inside = line == heading;
    if (inside && line.starts_with("|")) rows.push_back(cells_of(line));
  }
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows.front().size());
  if (rows.size() >= 2) rows.erase(rows.begin(), rows.begin() + 2);
  return rows;
}

inline std::map<std::string, std::string> headline(const std::string& markdown) {
  std::map<std::string, std::string> values;
  for (const auto& row : table_under(markdown, "## Headline")) values.emplace(row.at(0), row.at(1));
  return values;
}

}  // namespace sluice::reports
