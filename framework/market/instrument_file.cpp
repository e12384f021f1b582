// SPDX-License-Identifier: Apache-2.0
#include "market/instrument_file.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "market/csv_fields.hpp"

namespace sluice::market {
namespace {

constexpr std::string_view kColumns[] = {"symbol",       "name",         "sector",      "region",
                                         "currency",     "tick",         "lot",         "adv",
                                         "min_quantity", "max_quantity", "min_notional"};

class InstrumentParser {
 public:
  explicit InstrumentParser(std::string_view file) : file_{file} {}

  Result<void> header(std::string_view line) {
    std::string expected;
    for (const auto column : kColumns)
      expected += (expected.empty() ? "" : ", ") + std::string{column};
    const auto names = csv_fields(line);
    if (!names) return fault(std::string{kBadCsvQuotes});
    for (const auto& column : *names) {
      if (std::find(std::begin(kColumns), std::end(kColumns), column) == std::end(kColumns))
        return fault("unknown column '" + column + "', expected some of " + expected);
      if (std::find(columns_.begin(), columns_.end(), column) != columns_.end())
        return fault("column '" + column + "' stands twice");
      columns_.emplace_back(column);
    }
    if (std::find(columns_.begin(), columns_.end(), "symbol") == columns_.end())
      return fault("no column 'symbol'; expected some of " + expected);
    return {};
  }

  Result<void> row(std::string_view line, std::vector<Instrument>& out) {
    const auto fields = csv_fields(line);
    if (!fields) return fault(std::string{kBadCsvQuotes});
    if (fields->size() != columns_.size())
      return fault(std::to_string(fields->size()) + " fields, expected " +
                   std::to_string(columns_.size()));
    Instrument instrument;
    for (std::size_t i = 0; i < fields->size(); ++i)
      if (auto taken = take(columns_[i], (*fields)[i], instrument); !taken) return taken;
    if (instrument.symbol.empty()) return fault("the symbol is empty");
    if (instrument.max_quantity.is_positive() && instrument.min_quantity > instrument.max_quantity)
      return fault("min_quantity " + instrument.min_quantity.to_string() +
                   " is above max_quantity " + instrument.max_quantity.to_string());
    const auto [known, fresh] = lines_.try_emplace(instrument.symbol, line_);
    if (!fresh)
      return fault(instrument.symbol + " stands in line " + std::to_string(known->second) +
                   " already");
    out.push_back(std::move(instrument));
    return {};
  }

  void next_line() { ++line_; }

 private:
  Result<void> take(std::string_view column, std::string_view text, Instrument& out) {
    if (column == "symbol") out.symbol = text;
    if (column == "sector") out.sector = text;
    if (column == "region") out.region = text;
    if (column == "currency") out.currency = text;
    if (text.empty()) return {};
    if (column == "tick") return positive(column, Price::parse(text), text, out.tick);
    if (column == "lot") return positive(column, Quantity::parse(text), text, out.lot);
    if (column == "adv") {
      Quantity volume;
      auto taken = positive(column, Quantity::parse(text), text, volume);
      out.average_daily_volume = volume;
      return taken;
    }
    if (column == "min_quantity")
      return positive(column, Quantity::parse(text), text, out.min_quantity);
    if (column == "max_quantity")
      return positive(column, Quantity::parse(text), text, out.max_quantity);
    if (column == "min_notional")
      return positive(column, Money::parse(text), text, out.min_notional);
    return {};
  }

  template <typename T>
  Result<void> positive(std::string_view column, std::optional<T> value, std::string_view text,
                        T& out) {
    if (!value || !value->is_positive())
      return fault(std::string{column} + " is '" + std::string{text} +
                   "', expected a decimal above 0");
    out = *value;
    return {};
  }

  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{std::string{file_} + ":" + std::to_string(line_) + ": " + what};
  }

  std::string_view file_;
  std::size_t line_ = 0;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t> lines_;
};

}  // namespace

Result<std::vector<Instrument>> parse_instruments(std::string_view text, std::string_view file) {
  std::vector<Instrument> instruments;
  InstrumentParser parser{file};
  const auto read = read_table(
      text, parser, [&](std::string_view line) { return parser.row(line, instruments); });
  if (!read) return read.error();
  if (!*read)
    return Error{std::string{file} + ": empty; expected a header with the column 'symbol'"};
  return instruments;
}

std::vector<Instrument> select_instruments(const std::vector<std::string>& symbols,
                                           const std::vector<Instrument>& described) {
  std::vector<Instrument> selected;
  for (const auto& symbol : symbols) {
    const auto found =
        std::find_if(described.begin(), described.end(),
                     [&](const Instrument& instrument) { return instrument.symbol == symbol; });
    Instrument instrument = found != described.end() ? *found : Instrument{};
    instrument.symbol = symbol;
    selected.push_back(std::move(instrument));
  }
  return selected;
}

}  // namespace sluice::market
