// SPDX-License-Identifier: Apache-2.0
#include "drivers/risk_report_rows.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace sluice::drivers {
namespace {

constexpr std::size_t kMaxFields = 7;

// Rows of one file, from the first to the last; every row begins with its time.
class RowReader {
 public:
  RowReader(const char* file, std::string_view text, std::size_t fields)
      : file_{file}, rest_{text}, expected_{fields} {}

  // False at the end.
  Result<bool> next() {
    do {
      if (rest_.empty()) return false;
      ++line_;
      const std::size_t end = rest_.find('\n');
      if (end == std::string_view::npos) return fault("a row that ends with its line");
      split(rest_.substr(0, end));
      rest_.remove_prefix(end + 1);
    } while (fields_[0] == "timestamp");
    if (count_ != expected_) return fault(std::to_string(expected_) + " fields");
    return true;
  }
  [[nodiscard]] std::string_view operator[](std::size_t field) const { return fields_[field]; }
  [[nodiscard]] Error fault(const std::string& expected) const {
    return Error{std::string{file_} + ":" + std::to_string(line_) + ": expected " + expected};
  }

 private:
  void split(std::string_view line) {
    count_ = 0;
    for (;;) {
      const std::size_t comma = line.find(',');
      if (count_ < kMaxFields) fields_[count_] = line.substr(0, comma);
      ++count_;
      if (comma == std::string_view::npos) return;
      line.remove_prefix(comma + 1);
    }
  }

  const char* file_;
  std::string_view rest_;
  std::size_t expected_;
  std::uint64_t line_ = 0;
  std::size_t count_ = 0;
  std::array<std::string_view, kMaxFields> fields_;
};

// Rows of one file that are handed out by the day they belong to.
class DayRows {
 public:
  DayRows(const char* file, std::string_view text, std::size_t fields)
      : reader_{file, text, fields} {}

  // Calls `take` for every row up to `day`; its error ends it.
  template <typename Take>
  Result<void> take_up_to(std::string_view day, Take&& take) {
    for (;;) {
      if (!waiting_) {
        auto more = reader_.next();
        if (!more) return more.error();
        if (!*more) return {};
        waiting_ = true;
      }
      // Times are of one length: their order is that of the text.
      if (reader_[0] > day) return {};
      waiting_ = false;
      if (auto taken = take(reader_); !taken) return taken;
    }
  }

 private:
  RowReader reader_;
  bool waiting_ = false;
};

template <typename T>
Result<T> field(const RowReader& row, std::size_t at, const char* what) {
  if (const auto value = T::parse(row[at])) return *value;
  return row.fault(std::string{what} + ", not '" + std::string{row[at]} + "'");
}

Result<double> number(const RowReader& row, std::size_t at) {
  double value = 0;
  const std::string_view text = row[at];
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value))
    return row.fault("a number, not '" + std::string{text} + "'");
  return value;
}

Result<void> add_position(const RowReader& row, const InstrumentTable& instruments,
                          analytics::RiskDay& day) {
  const auto value = field<Money>(row, 4, "an amount");
  if (!value) return value.error();
  day.positions.push_back({instruments.find(row[1]), value->to_double()});
  return {};
}

Result<void> add_trade(const RowReader& row, const InstrumentTable& instruments,
                       analytics::RiskDay& day) {
  analytics::RiskTrade trade;
  trade.symbol = row[1];
  trade.instrument = instruments.find(row[1]);
  const auto quantity = field<Quantity>(row, 3, "a quantity");
  if (!quantity) return quantity.error();
  if (row[2] != "BUY" && row[2] != "SELL") return row.fault("BUY or SELL");
  trade.bought = row[2] == "BUY" ? *quantity : Quantity::from_raw(-quantity->raw());
  const auto price = field<Price>(row, 4, "a price");
  if (!price) return price.error();
  const auto fill_price = field<Price>(row, 5, "a price");
  if (!fill_price) return fill_price.error();
  const auto costs = field<Money>(row, 6, "an amount");
  if (!costs) return costs.error();
  trade.price = *price;
  trade.fill_price = *fill_price;
  trade.costs = *costs;
  day.trades.push_back(std::move(trade));
  return {};
}

Result<void> add_factor(const RowReader& row, analytics::RiskDay& day) {
  const auto value = number(row, 2);
  if (!value) return value.error();
  day.factors.push_back({std::string{row[1]}, *value});
  return {};
}

}  // namespace

Result<void> read_risk_days(const TrackRows& rows, const InstrumentTable& instruments,
                            const std::function<void(analytics::RiskDay&)>& on_day) {
  RowReader curve{"equity_curve.csv", rows.curve, 6};
  DayRows trades{"trades_all.csv", rows.trades, 7};
  DayRows positions{"positions_history.csv", rows.positions, 5};
  DayRows factors{"factor_returns.csv", rows.factors, 3};
  for (;;) {
    const auto more = curve.next();
    if (!more) return more.error();
    if (!*more) return {};
    analytics::RiskDay day;
    const auto time = field<Timestamp>(curve, 0, "a time");
    if (!time) return time.error();
    const auto equity = field<Money>(curve, 1, "an amount");
    if (!equity) return equity.error();
    day.time = *time;
    day.equity = equity->to_double();
    const std::string_view stamp = curve[0];
    if (auto taken = trades.take_up_to(
            stamp, [&](const RowReader& row) { return add_trade(row, instruments, day); });
        !taken)
      return taken;
    if (auto taken = positions.take_up_to(
            stamp, [&](const RowReader& row) { return add_position(row, instruments, day); });
        !taken)
      return taken;
    if (auto taken =
            factors.take_up_to(stamp, [&](const RowReader& row) { return add_factor(row, day); });
        !taken)
      return taken;
    on_day(day);
  }
}

std::string factor_returns_header() { return "timestamp,factor,return\n"; }

std::string factor_return_rows(const records::Day& day) {
  const auto breaks_a_row = [](char c) {
    return c == ',' || c == '"' || static_cast<unsigned char>(c) < ' ';
  };
  const std::string time = day.time.to_string();
  std::string out;
  for (const auto& factor : day.factors) {
    std::string name = factor.name;
    std::replace_if(name.begin(), name.end(), breaks_a_row, '_');
    out += fmt::format("{},{},{}\n", time, name, factor.value);
  }
  return out;
}

}  // namespace sluice::drivers
