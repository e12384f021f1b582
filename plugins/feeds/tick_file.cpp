// SPDX-License-Identifier: Apache-2.0
//
// tick_file.cpp: the pass over files of quotes or trades.
#include "tick_file.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>

#include <sluice/c/order.h>
#include <sluice/decimal.hpp>

#include "csv_fields.hpp"
#include "csv_header.hpp"
#include "csv_number.hpp"
#include "line_chunks.hpp"
#include "row.hpp"
#include "text.hpp"

namespace sluice::feeds {
namespace {

constexpr ColumnName kQuoteNames[] = {
    {"time", kDateColumn, 0},
    {"timestamp", kDateColumn, 1},
    {"date", kDateColumn, 2},
    {"symbol", kSymbolColumn, 0},
    {"ticker", kSymbolColumn, 1},
    {"name", kSymbolColumn, 2},
    {"bid", kBid, 0},
    {"bidprice", kBid, 1},
    {"bidclose", kBid, 2},
    {"ask", kAsk, 0},
    {"askprice", kAsk, 1},
    {"askclose", kAsk, 2},
    {"bidsize", kBidSize, 0},
    {"bidquantity", kBidSize, 1},
    {"asksize", kAskSize, 0},
    {"askquantity", kAskSize, 1},
};
constexpr HeaderWords::Required kQuotesNeed[] = {{kBid, "bid"}, {kAsk, "ask"}};
constexpr HeaderWords kQuoteWords{
    kQuoteNames, kQuotesNeed, "time",
    "time (or timestamp, date), symbol (or ticker, name), bid (or bid_price, bid_close), ask (or "
    "ask_price, ask_close); optional: bid_size, ask_size (or …_quantity)"};

constexpr ColumnName kTradeNames[] = {
    {"time", kDateColumn, 0},     {"timestamp", kDateColumn, 1}, {"date", kDateColumn, 2},
    {"symbol", kSymbolColumn, 0}, {"ticker", kSymbolColumn, 1},  {"name", kSymbolColumn, 2},
    {"price", kTradePrice, 0},    {"quantity", kTradeSize, 0},   {"size", kTradeSize, 1},
    {"qty", kTradeSize, 2},       {"side", kTradeSide, 0},       {"aggressor", kTradeSide, 1},
};
constexpr HeaderWords::Required kTradesNeed[] = {{kTradePrice, "price"}};
constexpr HeaderWords kTradeWords{
    kTradeNames, kTradesNeed, "time",
    "time (or timestamp, date), symbol (or ticker, name), price; optional: quantity (or size, "
    "qty), side (or aggressor)"};

constexpr std::string_view kQuoteValueNames[] = {"bid", "ask", "bid_size", "ask_size"};
constexpr std::string_view kTradeValueNames[] = {"price", "quantity"};

// The only name of a column that says that the row is a bar.
bool has_quote_bars(std::string_view header) {
  FieldSplitter splitter;
  const auto& cells = splitter.split(header);
  return std::any_of(cells.begin(), cells.end(),
                     [](std::string_view cell) { return lower(cell) == "bid_close"; });
}

std::optional<std::uint32_t> side_of(std::string_view cell) {
  const std::string text = lower(cell);
  if (text == "buy" || text == "b") return SLUICE_SIDE_BUY;
  if (text == "sell" || text == "s") return SLUICE_SIDE_SELL;
  return is_missing(cell) ? std::optional{0u} : std::nullopt;
}

// Takes whole lines of one file.
class TickLines final : public LineSink {
 public:
  TickLines(const TickSource& source, std::uint32_t index, TickRows& out)
      : source_{source}, file_{index}, out_{out} {
    const std::string& symbol = source.files.files[index].symbol;
    if (!symbol.empty()) symbol_ = out.symbols.intern(symbol);
  }

  void take(const char* begin, const char* end) override {
    while (begin < end) {
      ++line_;
      const auto* stop =
          static_cast<const char*>(std::memchr(begin, '\n', static_cast<std::size_t>(end - begin)));
      line({begin, static_cast<std::size_t>(stop - begin)});
      begin = stop + 1;
    }
  }

  void finish() {
    if (kept_ > 0 || stopped_) return;
    tell(Fault::kEmptyFile, 0, symbol_, [&]() -> std::string {
      if (columns_.empty()) return "the file is empty; expected a header line and rows";
      if (rows_ == 0) return "the file has a header line and no rows";
      return "none of the file's " + std::to_string(rows_) + " rows can be used";
    });
  }

 private:
  using Cells = std::vector<std::string_view>;

  template <typename Message>
  void tell(Fault fault, std::uint64_t line, std::uint32_t symbol, const Message& message) {
    out_.faults.add(fault, file_, line, symbol, message);
  }
  template <typename Message>
  bool lose(Fault fault, const Tick& row, const Message& message) {
    tell(fault, line_, row.symbol, message);
    return false;
  }

  void line(std::string_view text) {
    if (stopped_ || trim(text).empty()) return;
    if (columns_.empty()) return header(text);
    ++rows_;
    Tick row{0, symbol_, 0, {}};
    if (!read(splitter_.split(text), row)) return;
    ++kept_;
    note_order(row);
    if (out_.rows.size() == kMaxRows)
      throw std::length_error{"there are more than 268,435,456 rows"};
    out_.rows.push_back(row);
  }

  void header(std::string_view text) {
    const bool quotes = source_.kind == TickKind::kQuotes;
    Header header = read_columns(text, quotes ? kQuoteWords : kTradeWords, symbol_ == kNoSymbol,
                                 source_.files.time_column);
    if (quotes && header.faults.empty() && source_.known_after_ns == 0 && has_quote_bars(text))
      header.faults.push_back(
          {Fault::kMissingColumn,
           "the rows are bars of quotes (bid_close), known when they are over: set "
           "quote_bar_minutes to how long they are"});
    for (const HeaderFault& fault : header.faults)
      tell(fault.fault, line_, symbol_, [&] { return fault.message; });
    stopped_ = !header.faults.empty();
    columns_ = std::move(header.columns.roles);
  }

  bool read(const Cells& cells, Tick& row) {
    if (cells.size() != columns_.size())
      return lose(cells.size() < columns_.size() ? Fault::kTooFewFields : Fault::kTooManyFields,
                  row, [&] {
                    return std::to_string(cells.size()) + " fields where the header has " +
                           std::to_string(columns_.size());
                  });
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (columns_[i] == kSymbolColumn && !read_symbol(cells[i], row)) return false;
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!read_cell(columns_[i], cells[i], row)) return false;
    return source_.kind == TickKind::kQuotes ? is_quote(row) : is_trade(row);
  }

  bool read_symbol(std::string_view cell, Tick& row) {
    if (cell.empty()) return lose(Fault::kEmptySymbol, row, [] { return "symbol is empty"; });
    if (cell.size() > kMaxSymbolLength)
      return lose(Fault::kBadSymbol, row, [&] {
        return "symbol " + excerpt(cell) + " is longer than " + std::to_string(kMaxSymbolLength) +
               " characters";
      });
    row.symbol = out_.symbols.intern(cell);
    return true;
  }

  bool read_cell(std::uint8_t role, std::string_view cell, Tick& row) {
    if (role == kDateColumn) return read_time(cell, row);
    if (role >= kTickValues) return true;
    if (source_.kind == TickKind::kTrades && role == kTradeSide) return read_side(cell, row);
    return read_value(role, cell, row);
  }

  bool read_time(std::string_view cell, Tick& row) {
    const auto reading = read_clock(cell);
    if (!reading)
      return lose(Fault::kBadDate, row, [&] {
        return "time " + excerpt(cell) + " is not a time like 2025-01-15T14:30:00.25Z";
      });
    const auto utc = source_.files.grid.zone.to_utc(*reading);
    if (!utc)
      return lose(Fault::kBadDate, row, [&] {
        return "time " + excerpt(cell) + " never was in " + source_.files.grid.zone_name;
      });
    row.time = utc->plus_nanoseconds(source_.known_after_ns).nanoseconds();
    return true;
  }

  bool read_side(std::string_view cell, Tick& row) {
    const auto side = side_of(cell);
    row.side = side.value_or(0);
    if (!side)
      tell(Fault::kBadSide, line_, row.symbol,
           [&] { return "side " + excerpt(cell) + " is neither buy nor sell"; });
    return true;
  }

  bool read_value(std::uint8_t role, std::string_view cell, Tick& row) {
    const auto complain = [&](std::string_view what) {
      const auto* const names =
          source_.kind == TickKind::kQuotes ? kQuoteValueNames : kTradeValueNames;
      return std::string{names[role]} + " " + excerpt(cell) + " " + std::string{what};
    };
    const Number number = parse_number(cell);
    if (number.fault == NumberFault::kNotANumber)
      return lose(Fault::kBadNumber, row, [&] { return complain("is not a number"); });
    if (number.fault == NumberFault::kTooLarge)
      return lose(Fault::kBadNumber, row, [&] { return complain("is larger than 92233720368"); });
    if (number.units < 0)
      return lose(Fault::kBadClose, row, [&] { return complain("is below zero"); });
    row.values[role] = number.units;
    return true;
  }

  bool is_quote(const Tick& row) {
    const std::int64_t bid = row.values[kBid];
    const std::int64_t ask = row.values[kAsk];
    if (bid == 0 && ask == 0)
      return lose(Fault::kEmptyClose, row, [] { return "there is neither a bid nor an ask"; });
    if (bid > ask && ask != 0)
      return lose(Fault::kCrossedQuote, row, [&] {
        return "the bid " + detail::decimal_text(bid) + " is above the ask " +
               detail::decimal_text(ask);
      });
    return true;
  }

  bool is_trade(const Tick& row) {
    if (row.values[kTradePrice] > 0) return true;
    return lose(Fault::kBadClose, row, [] { return "the price is not above zero"; });
  }

  void note_order(const Tick& row) {
    if (row.symbol >= out_.latest.size()) out_.latest.resize(row.symbol + 1, INT64_MIN);
    sluice_time& latest = out_.latest[row.symbol];
    if (row.time < latest) tell(Fault::kUnsortedRows, line_, row.symbol, [] { return ""; });
    latest = std::max(latest, row.time);
  }

  const TickSource& source_;
  std::uint32_t file_;
  TickRows& out_;
  std::uint32_t symbol_ = kNoSymbol;   // of a file that holds one
  std::vector<std::uint8_t> columns_;  // once the header is read
  FieldSplitter splitter_;
  std::uint64_t line_ = 0;
  std::uint64_t rows_ = 0;
  std::uint64_t kept_ = 0;
  bool stopped_ = false;  // the header cannot be used
};

}  // namespace

Result<ContentHash> read_ticks(const TickSource& source, TickRows& out) try {
  SourceHasher hasher;
  for (std::size_t i = 0; i < source.files.files.size(); ++i) {
    TickLines lines{source, static_cast<std::uint32_t>(i), out};
    const auto hash = read_lines(source.files.file_path(i), out.chunk, lines);
    if (!hash) return hash.error();
    lines.finish();
    hasher.add(source.files.files[i], *hash);
  }
  return hasher.digest(source.files.folder);
} catch (const std::length_error& beyond) {
  return Error{source.files.path + ": " + beyond.what()};
}

}  // namespace sluice::feeds
