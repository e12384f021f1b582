// SPDX-License-Identifier: Apache-2.0
#include "drivers/benchmark.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

namespace sluice::drivers {
namespace {

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t comma = std::min(line.find(',', at), line.size());
    fields.push_back(line.substr(at, comma - at));
    at = comma + 1;
  }
  return fields;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::size_t index_of(const std::vector<std::string_view>& names,
                     std::initializer_list<std::string_view> wanted) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::find(wanted.begin(), wanted.end(), names[i]) != wanted.end()) return i;
  return names.size();
}

}  // namespace

double Benchmark::return_on(Date day) const {
  const auto found = returns.find(day);
  return found == returns.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

Result<Benchmark> parse_benchmark(std::string_view text, const std::string& file) {
  Benchmark benchmark{file, {}};
  std::size_t line_number = 0;
  std::size_t date_column = 0;
  std::size_t close_column = 0;
  std::size_t return_column = 0;
  std::size_t columns = 0;
  std::optional<double> previous_close;
  std::optional<Date> previous_date;
  const auto fault = [&](const std::string& what) {
    return Error{file + ":" + std::to_string(line_number) + ": " + what};
  };
  while (!text.empty()) {
    ++line_number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const auto fields = split(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (fields.size() == 1 && fields[0].empty()) continue;
    if (columns == 0) {
      columns = fields.size();
      date_column = index_of(fields, {"date", "timestamp"});
      close_column = index_of(fields, {"close", "adj_close"});
      return_column = index_of(fields, {"return", "returns"});
      if (date_column == columns || (close_column == columns && return_column == columns))
        return fault("expected the columns date and close, or date and return");
      continue;
    }
    if (fields.size() != columns) return fault("expected " + std::to_string(columns) + " fields");
    const auto date = Date::parse(fields[date_column].substr(0, 10));
    if (!date) return fault("'" + std::string{fields[date_column]} + "' is not a date");
    if (previous_date && *date <= *previous_date) return fault("dates must rise from line to line");
    previous_date = date;
    const bool has_returns = return_column < columns;
    const auto value = number(fields[has_returns ? return_column : close_column]);
    if (!value || (!has_returns && *value <= 0))
      return fault("expected a number" + std::string{has_returns ? "" : " above 0"});
    if (has_returns)
      benchmark.returns[*date] = *value;
    else if (previous_close)
      benchmark.returns[*date] = *value / *previous_close - 1.0;
    previous_close = value;
  }
  if (benchmark.returns.empty()) return fault("no returns in it");
  return benchmark;
}

Result<Benchmark> benchmark_of(BarSource& source, const std::string& symbol) {
  Benchmark benchmark{symbol, {}};
  std::vector<sluice_bar> bars(1024);
  std::optional<double> previous;
  for (;;) {
    const auto pulled = source.pull(bars);
    if (!pulled) return pulled.error();
    if (*pulled == 0) return benchmark;
    for (std::size_t i = 0; i < *pulled; ++i) {
      const double close = Price::from_raw(bars[i].close).to_double();
      const Date day = Timestamp::from_nanoseconds(bars[i].time).date();
      if (previous) benchmark.returns[day] = close / *previous - 1.0;
      previous = close;
    }
  }
}

}  // namespace sluice::drivers
