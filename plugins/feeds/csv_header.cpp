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

struct ColumnName {
  std::string_view name;  // lower case, letters only
  std::uint8_t role;
  int rank;  // among names of one role the lowest wins: a `name` beside a `symbol` is a company
};

constexpr ColumnName kColumnNames[] = {
    {"date", kDateColumn, 0},
    {"timestamp", kDateColumn, 1},
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

constexpr std::string_view kExpected =
    "date (or timestamp), symbol (or ticker, name), close; optional: open, high, low, volume, "
    "adj_close";

std::string normalised(std::string_view name) {
  std::string result = lower(name);
  std::erase_if(result, [](char c) { return c == ' ' || c == '_' || c == '.' || c == '-'; });
  return result;
}

const ColumnName* find_name(std::string_view cell) {
  const std::string name = normalised(cell);
  const auto* found = std::find_if(std::begin(kColumnNames), std::end(kColumnNames),
                                   [&](const ColumnName& known) { return known.name == name; });
  return found == std::end(kColumnNames) ? nullptr : found;
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
      if (best.name->role < kValueCount) columns.flags |= kValueFlag[best.name->role];
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
             Header& header) {
  if (present) return;
  std::string message = "no column " + std::string{name} + ": found " + joined(cells) +
                        "; expected " + std::string{kExpected};
  if (const std::string near = nearest(name, cells); !near.empty())
    message += "; is " + excerpt(near) + " meant to be " + std::string{name} + "?";
  if (name == "symbol") message += " (a file without it must stand in a folder, as SYMBOL.csv)";
  header.faults.push_back({Fault::kMissingColumn, std::move(message)});
}

}  // namespace

Header read_header(std::string_view line, bool symbol_wanted) {
  FieldSplitter splitter;
  const auto& cells = splitter.split(line);
  Header header;
  header.columns.roles.assign(cells.size(), kSkippedColumn);
  Choice choice;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const ColumnName* name = find_name(cells[i]);
    if (name == nullptr || (name->role == kSymbolColumn && !symbol_wanted)) continue;
    choice.offer(*name, i, cells[i], header);
  }
  require(choice.has(kDateColumn), "date", cells, header);
  if (symbol_wanted) require(choice.has(kSymbolColumn), "symbol", cells, header);
  require(choice.has(kClose), "close", cells, header);
  choice.apply(header.columns);
  return header;
}

}  // namespace sluice::feeds
