// SPDX-License-Identifier: Apache-2.0
#include "drivers/benchmark.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "market/csv_fields.hpp"

namespace sluice::drivers {
namespace {

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

std::size_t index_of(const std::vector<std::string>& names,
                     std::initializer_list<std::string_view> wanted) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (std::find(wanted.begin(), wanted.end(), names[i]) != wanted.end()) return i;
  return names.size();
}

class BenchmarkParser {
 public:
  explicit BenchmarkParser(const std::string& file) : benchmark_{file, {}} {}

  void next_line() { ++line_; }
  Result<void> header(std::string_view line) {
    const auto fields = market::csv_fields(line);
    if (!fields) return fault(std::string{market::kBadCsvQuotes});
    columns_ = fields->size();
    date_ = index_of(*fields, {"date", "timestamp"});
    const std::size_t close = index_of(*fields, {"close", "adj_close"});
    const std::size_t returns = index_of(*fields, {"return", "returns"});
    if (date_ == columns_ || (close == columns_ && returns == columns_))
      return fault("expected the columns date and close, or date and return");
    has_returns_ = returns < columns_;
    value_ = has_returns_ ? returns : close;
    return {};
  }
  Result<void> row(std::string_view line) {
    const auto fields = market::csv_fields(line);
    if (!fields) return fault(std::string{market::kBadCsvQuotes});
    if (fields->size() != columns_)
      return fault("expected " + std::to_string(columns_) + " fields");
    const std::string& cell = (*fields)[date_];
    const auto date = Date::parse(std::string_view{cell}.substr(0, 10));
    if (!date) return fault("'" + cell + "' is not a date");
    if (previous_date_ && *date <= *previous_date_)
      return fault("dates must rise from line to line");
    previous_date_ = date;
    const auto value = number((*fields)[value_]);
    if (!value || (!has_returns_ && *value <= 0))
      return fault("expected a number" + std::string{has_returns_ ? "" : " above 0"});
    if (has_returns_)
      benchmark_.returns[*date] = *value;
    else if (previous_close_)
      benchmark_.returns[*date] = *value / *previous_close_ - 1.0;
    previous_close_ = value;
    return {};
  }
  Result<Benchmark> finish() && {
    if (benchmark_.returns.empty()) return fault("no returns in it");
    return std::move(benchmark_);
  }

 private:
  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{benchmark_.name + ":" + std::to_string(line_) + ": " + what};
  }

  Benchmark benchmark_;
  std::size_t line_ = 0;
  std::size_t columns_ = 0;
  std::size_t date_ = 0;
  std::size_t value_ = 0;
  bool has_returns_ = false;
  std::optional<double> previous_close_;
  std::optional<Date> previous_date_;
};

}  // namespace

double Benchmark::return_on(Date day) const {
  const auto found = returns.find(day);
  return found == returns.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

Result<Benchmark> parse_benchmark(std::string_view text, const std::string& file) {
  BenchmarkParser parser{file};
  const auto read =
      market::read_table(text, parser, [&](std::string_view line) { return parser.row(line); });
  if (!read) return read.error();
  return std::move(parser).finish();
}

Result<Benchmark> benchmark_of(BarSource& source, const std::string& symbol,
                               const market::CorporateActions& actions, const TimeZone& zone) {
  Benchmark benchmark{symbol, {}};
  std::vector<sluice_bar> bars(1024);
  std::optional<double> previous;  // close of the day before
  std::optional<double> newest;
  Date newest_day;
  for (;;) {
    const auto pulled = source.pull(bars);
    if (!pulled) return pulled.error();
    if (*pulled == 0) return benchmark;
    for (std::size_t i = 0; i < *pulled; ++i) {
      const double close = Price::from_raw(bars[i].close).to_double();
      const Date day = zone.date(Timestamp::from_nanoseconds(bars[i].time));
      if (day != newest_day) previous = newest;
      for (const auto& action : actions.between(newest_day, day))
        if (previous && action.kind == market::ActionKind::kSplit)
          *previous *= static_cast<double>(action.ratio.units_old) /
                       static_cast<double>(action.ratio.units_new);
      if (previous) benchmark.returns[day] = close / *previous - 1.0;
      newest = close;
      newest_day = day;
    }
  }
}

}  // namespace sluice::drivers
