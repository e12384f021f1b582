// SPDX-License-Identifier: Apache-2.0
#include "market/price_import.hpp"

#include <algorithm>

#include "market/csv_fields.hpp"

namespace sluice::market {
namespace {

constexpr std::string_view kNames[] = {"open", "high", "low", "close", "volume", "adj_close"};
constexpr std::int64_t kFiveMinutesNs = 300 * Timestamp::kNanosecondsPerSecond;

std::string plain(std::string_view name) {
  std::string result;
  for (const char c : name)
    if (c != ' ' && c != '_' && c != '.' && c != '-')
      result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return result;
}

bool is_empty_cell(std::string_view cell) {
  const std::string text = plain(cell);
  return text.empty() || text == "na" || text == "n/a" || text == "nan" || text == "null";
}

// Decimals beyond the eighth are cut: no price has them.
std::optional<std::int64_t> value_of(std::string_view cell) {
  const std::size_t point = cell.find('.');
  if (point != std::string_view::npos)
    cell = cell.substr(0, std::min(cell.size(), point + 1 + kScaleDigits));
  if (cell.ends_with('.')) cell.remove_suffix(1);
  const auto value = Price::parse(cell);
  return value ? std::optional{value->raw()} : std::nullopt;
}

}  // namespace

void PriceImport::begin_file(std::string symbol) {
  file_symbol_ = std::move(symbol);
  has_header_ = false;
  line_ = 0;
}

Result<void> PriceImport::take_line(std::string_view line) {
  ++line_;
  if (line_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find_first_not_of(' ') == std::string_view::npos) return {};
  return has_header_ ? take_row(line) : take_header(line);
}

Result<void> PriceImport::take_header(std::string_view line) {
  const auto names = csv_fields(line);
  if (!names) return Error{"line 1: " + std::string{kBadCsvQuotes}};
  const auto place_of = [&](std::initializer_list<std::string_view> ours) {
    for (const std::string_view our : ours) {
      const auto mapped = settings_.columns.find(std::string{our});
      const std::string wanted =
          plain(mapped == settings_.columns.end() ? our : std::string_view{mapped->second});
      for (std::size_t i = 0; i < names->size(); ++i)
        if (plain((*names)[i]) == wanted) return std::optional{i};
    }
    return std::optional<std::size_t>{};
  };
  const auto missing = [&](const std::string& what) {
    return Error{"line " + std::to_string(line_) + ": no column " + what + " in '" +
                 std::string{line.substr(0, 200)} + "'; --columns OURS=THEIRS tells which it is"};
  };
  const auto time = place_of({"timestamp", "date"});
  if (!time) return missing("date or timestamp");
  time_column_ = *time;
  width_ = names->size();
  symbol_column_ = place_of({"symbol", "ticker"});
  if (!settings_.symbol.empty()) symbol_column_.reset();
  if (settings_.symbol.empty() && !symbol_column_ && file_symbol_.empty())
    return missing("symbol; --symbol NAME gives it to every row");
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    columns_[field] = place_of({kNames[field]});
    given_[field] = given_[field] || columns_[field];
  }
  if (!columns_[kClose]) return missing("close");
  has_header_ = true;
  return {};
}

Result<void> PriceImport::take_row(std::string_view line) {
  ++counts_.rows;
  const auto lose = [&](const std::string& why) -> Result<void> {
    if (counts_.unusable++ == 0)
      counts_.first_unusable = "line " + std::to_string(line_) + ": " + why;
    return {};
  };
  const auto fields = csv_fields(line);
  if (!fields) return lose(std::string{kBadCsvQuotes});
  if (fields->size() != width_)
    return lose(std::to_string(fields->size()) + " fields where the header has " +
                std::to_string(width_));
  const std::string& clock = (*fields)[time_column_];
  const auto reading = read_clock(clock);
  const auto time = reading ? settings_.zone.to_utc(*reading) : std::nullopt;
  if (!time) return lose("'" + clock + "' is not a time, or never was one there");
  std::string symbol = settings_.symbol;
  if (symbol.empty()) symbol = symbol_column_ ? (*fields)[*symbol_column_] : file_symbol_;
  if (symbol.empty()) return lose("the symbol is empty");
  Row row{*time, {}};
  for (std::size_t field = 0; field < kFieldCount; ++field) {
    if (!columns_[field] || is_empty_cell((*fields)[*columns_[field]])) continue;
    const std::string& cell = (*fields)[*columns_[field]];
    row.values[field] = value_of(cell);
    const bool sound =
        row.values[field] && (field == kVolume ? *row.values[field] >= 0 : *row.values[field] > 0);
    if (!sound && field == kClose) return lose("close '" + cell + "' is not a price above 0");
    if (!sound) row.values[field].reset();
  }
  if (!row.values[kClose]) return lose("the close is empty");
  if (!is_kept(*time)) {
    ++counts_.outside_hours;
    return {};
  }
  rows_[symbol].push_back(row);
  return {};
}

bool PriceImport::is_kept(Timestamp time) const {
  if (settings_.hours.from_s == 0 && settings_.hours.to_s == 86'400) return true;
  const auto local =
      time.plus_nanoseconds(settings_.zone.offset_s(time) * Timestamp::kNanosecondsPerSecond);
  const std::int64_t second =
      (local.nanoseconds() - Timestamp::from_date(local.date()).nanoseconds()) /
      Timestamp::kNanosecondsPerSecond;
  return second >= settings_.hours.from_s && second < settings_.hours.to_s;
}

Timestamp PriceImport::begin_of_bar(Timestamp time) const {
  if (settings_.step == BarStep::kDay) return Timestamp::from_date(settings_.zone.date(time));
  const std::int64_t ns = time.nanoseconds();
  const std::int64_t into = ns % kFiveMinutesNs;
  return Timestamp::from_nanoseconds(ns - (into < 0 ? into + kFiveMinutesNs : into));
}

std::vector<PriceImport::Bar> PriceImport::pack(std::vector<Row>& rows) {
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.time < b.time; });
  std::vector<Bar> bars;
  const Row* previous = nullptr;
  for (const Row& row : rows) {
    if (previous != nullptr && previous->time == row.time) {
      ++counts_.repeated;
      continue;
    }
    previous = &row;
    const Timestamp begin = begin_of_bar(row.time);
    if (bars.empty() || bars.back().time != begin) {
      bars.push_back({begin, row.values});
      continue;
    }
    auto& bar = bars.back().values;
    const auto widen = [&](Field field, bool upwards) {
      const auto value = row.values[field] ? row.values[field] : row.values[kClose];
      if (bar[field])
        bar[field] = upwards ? std::max(*bar[field], *value) : std::min(*bar[field], *value);
    };
    widen(kHigh, true);
    widen(kLow, false);
    bar[kClose] = row.values[kClose];
    bar[kAdjustedClose] = row.values[kAdjustedClose];
    std::int64_t sum = 0;
    const bool counts = bar[kVolume] && row.values[kVolume] &&
                        !__builtin_add_overflow(*bar[kVolume], *row.values[kVolume], &sum);
    bar[kVolume] = counts ? std::optional{sum} : std::nullopt;
  }
  return bars;
}

ImportCounts PriceImport::finish() {
  for (auto& [symbol, rows] : rows_) {
    bars_[symbol] = pack(rows);
    counts_.bars += bars_[symbol].size();
    rows = {};
  }
  return counts_;
}

std::vector<std::string> PriceImport::symbols() const {
  std::vector<std::string> names;
  for (const auto& [symbol, bars] : bars_) names.push_back(symbol);
  return names;
}

std::string PriceImport::header(bool with_symbol) const {
  std::string text = settings_.step == BarStep::kDay ? "date" : "timestamp";
  if (with_symbol) text += ",symbol";
  for (std::size_t field = 0; field < kFieldCount; ++field)
    if (given_[field]) text += "," + std::string{kNames[field]};
  return text + "\n";
}

void PriceImport::append_rows(std::string& text, const std::string& symbol,
                              bool with_symbol) const {
  const auto found = bars_.find(symbol);
  if (found == bars_.end()) return;
  for (const Bar& bar : found->second) {
    text += settings_.step == BarStep::kDay ? bar.time.date().to_string() : bar.time.to_string();
    if (with_symbol) text += "," + symbol;
    for (std::size_t field = 0; field < kFieldCount; ++field) {
      if (!given_[field]) continue;
      text += ',';
      if (bar.values[field]) text += detail::decimal_text(*bar.values[field]);
    }
    text += '\n';
  }
}

std::string PriceImport::csv(const std::optional<std::string>& symbol) const {
  std::string text = header(!symbol);
  if (symbol) {
    append_rows(text, *symbol, false);
  } else {
    for (const auto& [name, bars] : bars_) append_rows(text, name, true);
  }
  return text;
}

}  // namespace sluice::market
