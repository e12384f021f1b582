// SPDX-License-Identifier: Apache-2.0
#include "fundamentals.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>
#include <stdexcept>

#include <sluice/time.hpp>

#include "nearest.hpp"

namespace sluice::strategies::multifactor {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text;
}

void split(std::string_view line, std::vector<std::string_view>& cells) {
  cells.clear();
  for (;;) {
    const std::size_t comma = line.find(',');
    cells.push_back(trimmed(line.substr(0, comma)));
    if (comma == line.npos) return;
    line.remove_prefix(comma + 1);
  }
}

std::optional<sluice_time> time_of(std::string_view text) {
  if (const auto date = Date::parse(text)) return Timestamp::from_date(*date).nanoseconds();
  const auto time = Timestamp::parse(text);
  return time ? std::optional{time->nanoseconds()} : std::nullopt;
}

class Reader {
 public:
  Reader(std::string_view text, std::string file) : rest_{text}, file_{std::move(file)} {}

  [[noreturn]] void fail(const std::string& message) const {
    throw std::invalid_argument(file_ + ":" + std::to_string(line_) + ": " + message);
  }
  // False at the end.
  bool next(std::vector<std::string_view>& cells) {
    while (!rest_.empty()) {
      const std::size_t end = rest_.find('\n');
      const std::string_view line = rest_.substr(0, end);
      rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
      ++line_;
      if (trimmed(line).empty() || trimmed(line).front() == '#') continue;
      split(line, cells);
      return true;
    }
    return false;
  }
  // Where the column stands in the header.
  [[nodiscard]] std::size_t place(const std::vector<std::string_view>& header,
                                  std::string_view name) const {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
    fail("no column '" + std::string{name} + "'" + hint(name, header));
  }

 private:
  std::string_view rest_;
  std::string file_;
  std::size_t line_ = 0;
};

}  // namespace

Fundamentals Fundamentals::parse(std::string_view text, const std::string& file,
                                 const std::vector<std::string>& columns) {
  Reader reader{text, file};
  std::vector<std::string_view> cells;
  if (!reader.next(cells)) reader.fail("is empty, expected a header known_at,symbol,…");
  const std::size_t width = cells.size();
  const std::size_t at = reader.place(cells, "known_at");
  const std::size_t symbol = reader.place(cells, "symbol");
  std::vector<std::size_t> places;
  for (const std::string& column : columns) places.push_back(reader.place(cells, column));
  Fundamentals result;
  result.columns_.resize(columns.size());
  while (reader.next(cells)) {
    if (cells.size() != width)
      reader.fail("has " + std::to_string(cells.size()) + " fields, expected " +
                  std::to_string(width));
    const auto known_at = time_of(cells[at]);
    if (!known_at)
      reader.fail("known_at is '" + std::string{cells[at]} +
                  "', expected a date like 2025-01-15 or a time like 2025-01-15T21:00:00Z");
    if (cells[symbol].empty()) reader.fail("symbol is empty");
    for (std::size_t c = 0; c < places.size(); ++c) {
      const std::string_view cell = cells[places[c]];
      if (cell.empty()) continue;
      double value = 0;
      const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
      if (read.ec != std::errc{} || read.ptr != cell.data() + cell.size() || !std::isfinite(value))
        reader.fail(columns[c] + " is '" + std::string{cell} + "', expected a number or nothing");
      result.columns_[c][std::string{cells[symbol]}].push_back({*known_at, value});
    }
  }
  for (auto& column : result.columns_)
    for (auto& [name, values] : column)
      std::stable_sort(values.begin(), values.end(),
                       [](const Known& a, const Known& b) { return a.at < b.at; });
  return result;
}

Fundamentals Fundamentals::read(const std::filesystem::path& file,
                                const std::vector<std::string>& columns) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in{file, std::ios::binary};
  if (error || !in)
    throw std::invalid_argument("cannot read the fundamentals '" + file.string() + "'");
  if (size > kFundamentalsBytes)
    throw std::invalid_argument("the fundamentals '" + file.string() + "' have " +
                                std::to_string(size) + " bytes, expected at most " +
                                std::to_string(kFundamentalsBytes));
  std::string text(size, '\0');
  in.read(text.data(), static_cast<std::streamsize>(size));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return parse(text, file.filename().string(), columns);
}

double Fundamentals::value(std::string_view symbol, std::size_t column, sluice_time as_of) const {
  const auto& by_symbol = columns_[column];
  const auto found = by_symbol.find(symbol);
  if (found == by_symbol.end()) return std::numeric_limits<double>::quiet_NaN();
  const auto& known = found->second;
  const auto next = std::upper_bound(known.begin(), known.end(), as_of,
                                     [](sluice_time at, const Known& row) { return at < row.at; });
  return next == known.begin() ? std::numeric_limits<double>::quiet_NaN() : std::prev(next)->value;
}

}  // namespace sluice::strategies::multifactor
