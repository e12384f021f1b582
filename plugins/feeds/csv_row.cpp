// SPDX-License-Identifier: Apache-2.0
//
// csv_row.cpp: the reader that takes every line and tells its faults.
#include "csv_row.hpp"

#include <string>

#include <sluice/decimal.hpp>

#include "text.hpp"

namespace sluice::feeds {
namespace {

std::string price_text(std::int64_t units) { return detail::decimal_text(units); }

std::string range_message(const Row& row) {
  std::string message;
  for (const Value value : {kOpen, kHigh, kLow, kClose}) {
    if (value != kClose && (row.flags & kValueFlag[value]) == 0) continue;
    message += std::string{message.empty() ? "" : ", "} + kValueName[value] + "=" +
               price_text(row.values[value]);
  }
  return "high and low do not hold every price: " + message;
}

}  // namespace

bool RowReader::take(const Cells& cells, std::uint64_t line_number, Row& row) {
  row = Row{};
  row.line = static_cast<std::uint32_t>(std::min<std::uint64_t>(line_number, UINT32_MAX));
  row.symbol = symbol_;
  row.flags = columns_.flags;
  if (!has_all_fields(cells, line_number) || !read_symbol(cells, line_number, row) ||
      !read_day(cells, line_number, row) || !read_delivery(cells, line_number, row) ||
      !read_values(cells, line_number, row))
    return false;
  settle(cells, line_number, row);
  return true;
}

bool RowReader::has_all_fields(const Cells& cells, std::uint64_t line) {
  const std::size_t wanted = columns_.roles.size();
  if (cells.size() == wanted) return true;
  const Fault fault = cells.size() < wanted ? Fault::kTooFewFields : Fault::kTooManyFields;
  faults_.add(fault, file_, line, symbol_, [&] {
    return std::to_string(cells.size()) + " fields where the header has " + std::to_string(wanted);
  });
  return false;
}

bool RowReader::read_symbol(const Cells& cells, std::uint64_t line, Row& row) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (columns_.roles[i] != kSymbolColumn) continue;
    if (cells[i].empty()) {
      faults_.add(Fault::kEmptySymbol, file_, line, kNoSymbol, [] { return "symbol is empty"; });
      return false;
    }
    if (cells[i].size() > kMaxSymbolLength) {
      faults_.add(Fault::kBadSymbol, file_, line, kNoSymbol, [&] {
        return "symbol " + excerpt(cells[i]) + " is longer than " +
               std::to_string(kMaxSymbolLength) + " characters";
      });
      return false;
    }
    row.symbol = symbols_.intern(cells[i]);
  }
  return true;
}

bool RowReader::read_day(const Cells& cells, std::uint64_t line, Row& row) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (columns_.roles[i] != kDateColumn) continue;
    if (!grid_.is_daily()) return read_period(cells[i], line, row);
    const auto day = parse_day(cells[i]);
    if (!day) {
      faults_.add(Fault::kBadDate, file_, line, row.symbol, [&] {
        return "date " + excerpt(cells[i]) +
               " is not a day like 2025-01-15, 20250115 or 2025-01-15T00:00:00Z";
      });
      return false;
    }
    row.day = *day;
  }
  return true;
}

bool RowReader::read_delivery(const Cells& cells, std::uint64_t line, Row& row) {
  delivered_.reset();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (columns_.roles[i] != kDeliveredColumn || is_missing(cells[i])) continue;
    delivered_ = parse_day(cells[i]);
    if (delivered_ && mark_delivery(row)) continue;
    faults_.add(Fault::kBadDate, file_, line, row.symbol, [&] {
      return "delivered " + excerpt(cells[i]) +
             (delivered_ ? " lies before the row's day" : " is not a day like 2025-01-15");
    });
    return false;
  }
  return true;
}

bool RowReader::read_period(std::string_view cell, std::uint64_t line, Row& row) {
  const Minute read = minutes_.read(cell);
  row.day = read.minute;
  if (read.fault == MinuteFault::kNone) return true;
  faults_.add(Fault::kBadDate, file_, line, row.symbol, [&] {
    const std::string time = "time " + excerpt(cell);
    if (read.fault == MinuteFault::kSkipped) return time + " never was in " + grid_.zone_name;
    if (read.fault == MinuteFault::kOffGrid)
      return time + " is not the beginning of a bar of " + std::to_string(grid_.step_minutes) +
             " minutes";
    return time + " is not a whole minute like 2025-01-15T14:30:00Z or 2025-01-15 14:30";
  });
  return false;
}

bool RowReader::read_values(const Cells& cells, std::uint64_t line, Row& row) {
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (columns_.roles[i] < kValueCount &&
        !read_value(static_cast<Value>(columns_.roles[i]), cells[i], line, row))
      return false;
  return true;
}

bool RowReader::read_value(Value value, std::string_view cell, std::uint64_t line, Row& row) {
  const Number number = parse_number(cell);
  const auto lose = [&](Fault fault, std::string_view complaint) {
    faults_.add(fault, file_, line, row.symbol, [&] {
      return std::string{kValueName[value]} + " " + excerpt(cell) + " " + std::string{complaint};
    });
    return false;
  };
  switch (number.fault) {
    case NumberFault::kNotANumber:
      return lose(Fault::kBadNumber, "is not a number");
    case NumberFault::kTooLarge:
      return lose(Fault::kBadNumber, "is larger than 92233720368");
    case NumberFault::kEmpty:
      if (value == kClose) return lose(Fault::kEmptyClose, "is empty: a bar needs its close");
      row.flags &= ~kValueFlag[value];
      return true;
    case NumberFault::kNone:
      break;
  }
  if (value == kVolume && number.units < 0) return lose(Fault::kBadNumber, "is negative");
  if (value == kClose && number.units <= 0) return lose(Fault::kBadClose, "is not above zero");
  if (value != kVolume && number.units <= 0) {  // told once it is known that the row stays
    row.flags &= ~kValueFlag[value];
    return true;
  }
  row.values[value] = number.units;
  return true;
}

void RowReader::tell_lost_fields(const Cells& cells, std::uint64_t line, const Row& row) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint8_t value = columns_.roles[i];
    if (value >= kValueCount || (columns_.flags & ~row.flags & kValueFlag[value]) == 0) continue;
    const bool is_empty = is_missing(cells[i]);
    faults_.add(is_empty ? Fault::kEmptyCell : Fault::kBadPrice, file_, line, row.symbol, [&] {
      const std::string name{kValueName[value]};
      return is_empty ? name + " is empty" : name + " " + excerpt(cells[i]) + " is not above zero";
    });
  }
}

void RowReader::settle(const Cells& cells, std::uint64_t line, Row& row) {
  tell_lost_fields(cells, line, row);
  if ((row.flags & SLUICE_BAR_HAS_VOLUME) != 0 && row.values[kVolume] == 0)
    faults_.add(Fault::kZeroVolume, file_, line, row.symbol, [] { return "volume is 0"; });
  if (is_consistent(row)) return;
  faults_.add(Fault::kInconsistentBar, file_, line, row.symbol, [&] { return range_message(row); });
  const PriceRange range = price_range(row);
  if ((row.flags & SLUICE_BAR_HAS_HIGH) != 0) row.values[kHigh] = range.high;
  if ((row.flags & SLUICE_BAR_HAS_LOW) != 0) row.values[kLow] = range.low;
}

}  // namespace sluice::feeds
