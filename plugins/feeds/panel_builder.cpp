// SPDX-License-Identifier: Apache-2.0
//
// panel_builder.cpp: sorting, duplicates, missing sessions, packing.
#include "panel_builder.hpp"

#include <algorithm>
#include <memory>
#include <numeric>
#include <stdexcept>

#include <sluice/c/history.h>
#include <sluice/time.hpp>

#include "csv_file.hpp"

namespace sluice::feeds {
namespace {

using Order = std::vector<std::uint32_t>;  // numbers of rows

constexpr std::size_t kSpareCounters = std::size_t{1} << 20;

// Row numbers by day; rows of one day stay in their order.
Order order_by_day(const RowStore& rows) {
  Order order(rows.size());
  std::iota(order.begin(), order.end(), 0u);
  std::int32_t low = INT32_MAX;
  std::int32_t high = INT32_MIN;
  bool sorted = true;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t day = rows[i].day;
    sorted = sorted && day >= high;
    low = std::min(low, day);
    high = std::max(high, day);
  }
  if (sorted) return order;
  // Counting needs room for every period in between: too much where few rows lie far apart.
  const auto span = static_cast<std::size_t>(std::int64_t{high} - low);
  if (span > rows.size() * 16 + kSpareCounters) {
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return rows[a].day < rows[b].day; });
    return order;
  }
  std::vector<std::uint32_t> place(span + 2);
  for (std::size_t i = 0; i < rows.size(); ++i)
    ++place[static_cast<std::size_t>(rows[i].day - low) + 1];
  std::partial_sum(place.begin(), place.end(), place.begin());
  for (std::size_t i = 0; i < rows.size(); ++i)
    order[place[static_cast<std::size_t>(rows[i].day - low)]++] = static_cast<std::uint32_t>(i);
  return order;
}

class Builder {
 public:
  Builder(ParsedRows& parsed, const Source& source)
      : grid_{source.grid.key()},
        parsed_{parsed},
        rows_{parsed.rows},
        rank_{rank_symbols(parsed.symbols, index_.symbols)} {
    for (const SourceFile& file : source.files) index_.files.push_back(file.name);
  }

  Panel build(const ContentHash& content) {
    index_.content = content;
    index_.grid = grid_;
    order_ = order_by_day(rows_);
    keep_one_of_each();
    // Within a day a quiet symbol has no bar: that is no fault of the data.
    if (index_.is_daily()) find_missing_sessions();
    index_.faults = parsed_.faults.take(rank_);
    std::vector<PackedBlock> blocks = pack();
    return {std::move(index_), BlockStore{std::move(blocks)}};
  }

 private:
  // Which file a row stands in.
  [[nodiscard]] std::uint32_t file_of(std::uint32_t row) const {
    const auto& begins = parsed_.first_row;
    return static_cast<std::uint32_t>(std::upper_bound(begins.begin(), begins.end(), row) -
                                      begins.begin() - 1);
  }
  // Days after its session that a row was known.
  [[nodiscard]] std::uint32_t lag_of(std::uint32_t row) const {
    return SLUICE_BAR_KNOWN_AFTER_DAYS(rows_[row].flags);
  }
  [[nodiscard]] std::uint32_t rank_of(std::uint32_t row) const { return rank_[rows_[row].symbol]; }

  // Sorts each day by symbol and leaves out rows that repeat a day and symbol.
  void keep_one_of_each() {
    std::size_t kept = 0;
    for (std::size_t begin = 0; begin < order_.size();) {
      const std::int32_t day = rows_[order_[begin]].day;
      index_.days.push_back(day);
      index_.rows.push_back(kept);
      std::size_t end = begin;
      bool sorted = true;
      for (; end < order_.size() && rows_[order_[end]].day == day; ++end)
        sorted = sorted && (end == begin || rank_of(order_[end - 1]) < rank_of(order_[end]));
      if (!sorted) sort_day(begin, end);
      for (std::size_t i = begin; i < end; ++i)
        if (i == begin || !repeats(order_[kept - 1], order_[i])) keep(kept++, order_[i]);
      begin = end;
    }
    order_.resize(kept);
    index_.rows.push_back(kept);
  }

  // What was known first of one symbol comes first.
  void sort_day(std::size_t begin, std::size_t end) {
    const auto at = [&](std::size_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::stable_sort(at(begin), at(end), [&](std::uint32_t a, std::uint32_t b) {
      const std::uint32_t of_a = rank_of(a);
      const std::uint32_t of_b = rank_of(b);
      return of_a != of_b ? of_a < of_b : lag_of(a) < lag_of(b);
    });
  }

  bool repeats(std::uint32_t first, std::uint32_t second) {
    const Row& a = rows_[first];
    const Row& b = rows_[second];
    if (a.symbol != b.symbol) return false;
    const bool same =
        fields_of(a) == fields_of(b) && std::equal(a.values, std::end(a.values), b.values);
    if (const std::uint32_t later = lag_of(second); later != lag_of(first)) {
      if (!same) tell_restated(a, b, later, file_of(second));
      return true;
    }
    const Fault fault = same ? Fault::kSameRowTwice : Fault::kOtherRowTwice;
    parsed_.faults.add(fault, file_of(second), b.line, b.symbol, [&] {
      return "the bar of " + text_of(b.day, grid_.empty()) + " is given again" +
             (same ? "" : " with other values") + "; it stands first in line " +
             std::to_string(a.line);
    });
    return true;
  }

  static std::uint32_t fields_of(const Row& row) {
    return row.flags & ((1u << SLUICE_BAR_KNOWN_AFTER_DAYS_SHIFT) - 1);
  }

  // The same bar delivered again is no news; one with other values is.
  void tell_restated(const Row& a, const Row& b, std::uint32_t later, std::uint32_t file) {
    parsed_.faults.add(Fault::kRestated, file, b.line, b.symbol, [&] {
      return "the bar of " + Date::from_days(b.day).to_string() + " of line " +
             std::to_string(a.line) + " was delivered with other values on " +
             Date::from_days(b.day + static_cast<std::int32_t>(later)).to_string();
    });
  }

  void keep(std::size_t place, std::uint32_t row) {
    order_[place] = row;
    PanelSymbol& symbol = index_.symbols[rank_of(row)];
    if (symbol.bars++ == 0) symbol.first_day = rows_[row].day;
    symbol.last_day = rows_[row].day;
    symbol.flags |= fields_of(rows_[row]);
  }

  // A symbol misses a day between its first and last bar when more than half of the symbols that
  // could have a bar that day do.
  void find_missing_sessions() {
    std::vector<std::int64_t> starts(index_.days.size() + 1);
    const auto place = [&](std::int32_t day) {
      return static_cast<std::size_t>(
          std::lower_bound(index_.days.begin(), index_.days.end(), day) - index_.days.begin());
    };
    for (const PanelSymbol& symbol : index_.symbols) {
      if (symbol.bars == 0) continue;
      ++starts[place(symbol.first_day)];
      --starts[place(symbol.last_day) + 1];
    }
    std::int64_t alive = 0;
    for (std::size_t i = 0; i < index_.days.size(); ++i) {
      alive += starts[i];
      const auto present = static_cast<std::int64_t>(index_.rows[i + 1] - index_.rows[i]);
      if (present < alive && present * 2 > alive) list_missing(i);
    }
  }

  void list_missing(std::size_t day_index) {
    const std::int32_t day = index_.days[day_index];
    auto next = static_cast<std::size_t>(index_.rows[day_index]);
    const auto end = static_cast<std::size_t>(index_.rows[day_index + 1]);
    for (std::uint32_t rank = 0; rank < index_.symbols.size(); ++rank) {
      if (next < end && rank_of(order_[next]) == rank) {
        ++next;
        continue;
      }
      const PanelSymbol& symbol = index_.symbols[rank];
      if (symbol.bars > 0 && symbol.first_day <= day && day <= symbol.last_day)
        parsed_.faults.add_missing(day, rank);
    }
  }

  std::vector<PackedBlock> pack() {
    std::vector<PackedBlock> blocks;
    const auto columns = std::make_unique<BlockColumns>();
    for (std::size_t begin = 0; begin < order_.size(); begin += kBlockRows) {
      const std::size_t count = std::min(kBlockRows, order_.size() - begin);
      for (std::size_t i = 0; i < count; ++i) {
        const Row& row = rows_[order_[begin + i]];
        for (std::size_t value = 0; value < kValueCount; ++value)
          columns->column[value][i] = row.values[value];
        columns->column[kSymbolCode][i] = rank_[row.symbol];
        columns->column[kFlagsCode][i] = row.flags;
      }
      blocks.push_back(pack_block(*columns, count));
      index_.blocks.push_back({0, blocks.back().size, checksum(blocks.back().span())});
    }
    return blocks;
  }

  std::string grid_;
  PanelIndex index_;
  ParsedRows& parsed_;
  const RowStore& rows_;
  std::vector<std::uint32_t> rank_;
  Order order_;
};

}  // namespace

std::vector<std::uint32_t> rank_symbols(const SymbolTable& symbols, std::vector<PanelSymbol>& out) {
  Order ids(symbols.size());
  std::iota(ids.begin(), ids.end(), 0u);
  std::sort(ids.begin(), ids.end(),
            [&](std::uint32_t a, std::uint32_t b) { return symbols.name(a) < symbols.name(b); });
  std::vector<std::uint32_t> rank(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    rank[ids[i]] = static_cast<std::uint32_t>(i);
    out.push_back({symbols.name(ids[i])});
  }
  return rank;
}

Panel build_panel(ParsedRows& parsed, const Source& source, const ContentHash& content) {
  return Builder{parsed, source}.build(content);
}

Result<Panel> parse_source(const Source& source) try {
  ParsedRows parsed;
  SourceHasher hasher;
  for (std::size_t i = 0; i < source.files.size(); ++i) {
    const auto hash = read_csv_file(source, static_cast<std::uint32_t>(i), parsed);
    if (!hash) return hash.error();
    hasher.add(source.files[i], *hash);
  }
  return build_panel(parsed, source, hasher.digest(source.folder));
} catch (const std::length_error& beyond) {
  return Error{beyond.what()};
}

}  // namespace sluice::feeds
