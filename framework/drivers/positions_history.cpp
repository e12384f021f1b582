// SPDX-License-Identifier: Apache-2.0
#include "drivers/positions_history.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "records/day_artefacts.hpp"

namespace sluice::drivers {
namespace {

// Five fields; numbers and times have no commas, a symbol might.
std::optional<std::array<std::string_view, 5>> fields_of(std::string_view line) {
  std::array<std::string_view, 5> fields;
  for (const std::size_t last : {4, 3, 2}) {
    const std::size_t comma = line.rfind(',');
    if (comma == line.npos) return std::nullopt;
    fields[last] = line.substr(comma + 1);
    line = line.substr(0, comma);
  }
  const std::size_t comma = line.find(',');
  if (comma == line.npos) return std::nullopt;
  fields[0] = line.substr(0, comma);
  fields[1] = line.substr(comma + 1);
  return fields;
}

}  // namespace

Result<PositionsHistory> PositionsHistory::open(const std::filesystem::path& path,
                                                const InstrumentTable& instruments) {
  std::ifstream file{path, std::ios::binary};
  if (!file) return Error{"cannot open '" + path.string() + "'"};
  PositionsHistory history{path, std::move(file), instruments};
  ++history.line_number_;
  if (!std::getline(history.file_, history.line_) ||
      history.line_ + "\n" != records::positions_history_header())
    return history.fault("the header is not that of positions");
  if (auto read = history.read(); !read) return read.error();
  return history;
}

Error PositionsHistory::fault(const std::string& what) const {
  return Error{path_.string() + ":" + std::to_string(line_number_) + ": " + what};
}

Result<bool> PositionsHistory::read() {
  next_.reset();
  if (!std::getline(file_, line_)) return false;
  ++line_number_;
  const auto fields = fields_of(line_);
  if (!fields) return fault("expected timestamp,symbol,qty,price,value");
  const auto& [time_text, symbol, quantity_text, price_text, value_text] = *fields;
  const auto time = Timestamp::parse(time_text);
  const auto quantity = Quantity::parse(quantity_text);
  const auto price = Price::parse(price_text);
  const auto value = Money::parse(value_text);
  if (!time || !quantity || !price || !value)
    return fault("expected a time, a symbol and three numbers, found '" + line_ + "'");
  next_ = Row{*time, instruments_->find(symbol), *quantity, *price, *value};
  return true;
}

Result<void> PositionsHistory::fill_in(records::Day& day) {
  day.holdings.clear();
  std::size_t count = 0;
  Money value;
  while (next_ && next_->time <= day.time) {
    if (next_->time == day.time) {
      ++count;
      const auto sum = checked_add(value, next_->value);
      if (!sum) return fault("the values are larger than money can be");
      value = *sum;
      if (next_->instrument)
        day.holdings.push_back({*next_->instrument, next_->quantity, next_->price});
    }
    if (auto more = read(); !more) return more.error();
  }
  if (count != day.positions || value != day.positions_value) {
    day.holdings.clear();
    return Error{path_.string() + ": " + day.time.date().to_string() + ": " +
                 std::to_string(count) + " positions worth " + value.to_amount() +
                 ", the trail says " + std::to_string(day.positions) + " worth " +
                 day.positions_value.to_amount()};
  }
  std::sort(day.holdings.begin(), day.holdings.end(),
            [](const auto& a, const auto& b) { return a.instrument < b.instrument; });
  return {};
}

}  // namespace sluice::drivers
