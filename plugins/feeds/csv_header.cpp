// SPDX-License-Identifier: Apache-2.0
//
// csv_header.cpp: which column holds what.
#include "csv_header.hpp"

#include <algorithm>
#include <array>

#include "csv_fields.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

constexpr ColumnName kColumnNames[] = {
    {"date", kDateColumn, 0},
    {"timestamp", kDateColumn, 1},
    {"delivered", kDeliveredColumn, 0},
    {"knownat", kDeliveredColumn, 1},
    {"symbol", kSymbolColumn, 0},
    {"ticker", kSymbolColumn, 1},
    {"name", kSymbolColumn, 2},
    {"open", kOpen, 0},
    {"high", kHigh, 0},
    {"low", kLow, 0},
    {"close", kClose, 0},
    {"volume", kVolume, 0},
    {"adjclose", kAdjustedClose, 0},
    {"adjustedclose", kAdjustedClose, 0},
};

constexpr HeaderWords::Required kBarsNeed[] = {{kClose, "close"}};

constexpr HeaderWords kBarWords{
    kColumnNames, kBarsNeed, "date",
    "date (or timestamp), symbol (or ticker, name), close; optional: open, high, low, volume, "
    "adj_close, delivered"};

std::string normalised(std::string_view name) {
  std::string result = lower(name);
  std::erase_if(result, [](char c) { return c == ' ' || c == '_' || c == '.' || c == '-'; });
  return result;
}

const ColumnName* find_name(std::string_view cell, const HeaderWords& words) {
  const std::string name = normalised(cell);
  const auto found = std::find_if(words.names.begin(), words.names.end(),
                                  [&](const ColumnName& known) { return known.name == name; });
  return found == words.names.end() ? nullptr : &*found;
}

std::string joined(const std::vector<std::string_view>& cells) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(cells.size(), kShown); ++i)
    text += (i == 0 ? "" : ", ") + excerpt(cells[i]);
  return text + (cells.size() > kShown ? ", …" : "");
}

// The column of each role, by the rules of rank.
class Choice {
 public:
  void offer(const ColumnName& name, std::size_t column, std::string_view cell, Header& header) {
    Best& best = best_[name.role];
    if (best.name != nullptr && best.name->rank == name.rank) {
      header.faults.push_back({Fault::kDuplicateColumn, "column " + excerpt(cell) +
                                                            " is given twice, as column " +
                                                            std::to_string(best.column + 1) +
                                                            " and " + std::to_string(column + 1)});
    } else if (best.name == nullptr || name.rank < best.name->rank) {
      best = {&name, column};
    }
  }
  [[nodiscard]] bool has(std::uint8_t role) const { return best_[role].name != nullptr; }
  void apply(Columns& columns) const {
    for (const Best& best : best_) {
      if (best.name == nullptr) continue;
      columns.roles[best.column] = best.name->role;
    }
  }

 private:
  struct Best {
    const ColumnName* name = nullptr;
    std::size_t column = 0;
  };
  std::array<Best, kSkippedColumn> best_;
};

void require(bool present, std::string_view name, const std::vector<std::string_view>& cells,
             std::string_view expected, Header& header) {
  if (present) return;
  std::string message = "no column " + std::string{name} + ": found " + joined(cells) +
                        "; expected " + std::string{expected};
  if (const std::string near = nearest(name, cells); !near.empty())
    message += "; is " + excerpt(near) + " meant to be " + std::string{name} + "?";
  if (name == "symbol") message += " (a file without it must stand in a folder, as SYMBOL.csv)";
  header.faults.push_back({Fault::kMissingColumn, std::move(message)});
}

}  // namespace

Header read_columns(std::string_view line, const HeaderWords& words, bool symbol_wanted,
                    std::string_view time_column) {
  // Nothing stands before the name that the user gave.
  const ColumnName own_time{time_column, kDateColumn, -1};
  FieldSplitter splitter;
  const auto& cells = splitter.split(line);
  Header header;
  header.columns.roles.assign(cells.size(), kSkippedColumn);
  Choice choice;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool is_own_time = !time_column.empty() && cells[i] == time_column;
    const ColumnName* name = is_own_time ? &own_time : find_name(cells[i], words);
    if (name == nullptr || (name->role == kSymbolColumn && !symbol_wanted)) continue;
    if (!time_column.empty() && name->role == kDateColumn && !is_own_time) continue;
    choice.offer(*name, i, cells[i], header);
  }
  const std::string_view time = time_column.empty() ? words.time : time_column;
  require(choice.has(kDateColumn), time, cells, words.expected, header);
  if (symbol_wanted) require(choice.has(kSymbolColumn), "symbol", cells, words.expected, header);
  for (const auto& [role, name] : words.required)
    require(choice.has(role), name, cells, words.expected, header);
  choice.apply(header.columns);
  return header;
}

Header read_header(std::string_view line, bool symbol_wanted, std::string_view time_column) {
  Header header = read_columns(line, kBarWords, symbol_wanted, time_column);
  for (const std::uint8_t role : header.columns.roles)
    if (role < kValueCount) header.columns.flags |= kValueFlag[role];
  return header;
}

}  // namespace sluice::feeds
