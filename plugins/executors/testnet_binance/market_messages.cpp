// SPDX-License-Identifier: Apache-2.0
#include "market_messages.hpp"

#include <algorithm>

#include <sluice/c/order.h>

#include "json_fields.hpp"
#include "messages.hpp"

namespace sluice::testnet {
namespace {

struct Frequency {
  std::string_view ours;
  std::string_view theirs;
};
constexpr Frequency kFrequencies[] = {
    {"1min", "1m"}, {"5min", "5m"}, {"15min", "15m"}, {"60min", "1h"}, {"1d", "1d"}};

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  return text;
}

std::optional<std::uint32_t> instrument_in(const JsonValue& row,
                                           const std::vector<std::string>& symbols) noexcept {
  const auto symbol = text_in(row, "s");
  const auto found = symbol ? std::find(symbols.begin(), symbols.end(), *symbol) : symbols.end();
  if (found == symbols.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - symbols.begin());
}

std::optional<MarketNews> read_quote(const JsonValue& row, std::uint32_t instrument,
                                     std::int64_t heard_ns) {
  const auto bid = decimal_in<Price>(row, "b");
  const auto ask = decimal_in<Price>(row, "a");
  const auto bid_quantity = decimal_in<Quantity>(row, "B");
  const auto ask_quantity = decimal_in<Quantity>(row, "A");
  if (!bid || !ask || !bid_quantity || !ask_quantity) return std::nullopt;
  return sluice_quote{
      heard_ns, instrument, 0, bid->raw(), ask->raw(), bid_quantity->raw(), ask_quantity->raw()};
}

std::optional<MarketNews> read_trade_of_others(const JsonValue& row, std::uint32_t instrument,
                                               std::int64_t heard_ns) {
  const auto price = decimal_in<Price>(row, "p");
  const auto quantity = decimal_in<Quantity>(row, "q");
  const auto buyer_waited = boolean_in(row, "m");
  if (!price || !quantity || !buyer_waited) return std::nullopt;
  const std::uint32_t aggressor = *buyer_waited ? SLUICE_SIDE_SELL : SLUICE_SIDE_BUY;
  return sluice_trade{heard_ns, instrument, aggressor, price->raw(), quantity->raw()};
}

std::optional<MarketNews> read_candle(const JsonValue& row, std::uint32_t instrument) {
  const JsonValue* const candle = row.find("k");
  if (candle == nullptr || boolean_in(*candle, "x") != true) return std::nullopt;
  const auto begin = integer_in(*candle, "t");
  const auto open = decimal_in<Price>(*candle, "o");
  const auto high = decimal_in<Price>(*candle, "h");
  const auto low = decimal_in<Price>(*candle, "l");
  const auto close = decimal_in<Price>(*candle, "c");
  const auto volume = decimal_in<Quantity>(*candle, "v");
  if (!begin || !open || !high || !low || !close || !volume) return std::nullopt;
  sluice_bar bar{};
  bar.time = *begin * kNsPerMs;
  bar.instrument = instrument;
  bar.flags =
      SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
  bar.open = open->raw();
  bar.high = high->raw();
  bar.low = low->raw();
  bar.close = close->raw();
  bar.volume = volume->raw();
  return bar;
}

}  // namespace

std::string_view interval_of(std::string_view freq) noexcept {
  for (const Frequency& known : kFrequencies)
    if (known.ours == freq) return known.theirs;
  return {};
}

std::string streams_path(const std::vector<std::string>& symbols, std::string_view interval) {
  std::string path = "/stream?streams=";
  for (const std::string& symbol : symbols) {
    const std::string name = lower_case(symbol);
    if (path.back() != '=') path += '/';
    path += name + "@bookTicker/" + name + "@trade/" + name + "@kline_" + std::string{interval};
  }
  return path;
}

std::optional<MarketNews> read_market(const JsonValue& message,
                                      const std::vector<std::string>& symbols,
                                      std::int64_t heard_ns) {
  const JsonValue* const row = message.find("data");
  const auto stream = text_in(message, "stream");
  if (row == nullptr || !stream) return std::nullopt;
  const auto instrument = instrument_in(*row, symbols);
  const std::size_t at = stream->find('@');
  if (!instrument || at == stream->npos) return std::nullopt;
  const std::string_view kind = stream->substr(at + 1);
  if (kind == "bookTicker") return read_quote(*row, *instrument, heard_ns);
  if (kind == "trade") return read_trade_of_others(*row, *instrument, heard_ns);
  if (kind.starts_with("kline_")) return read_candle(*row, *instrument);
  return std::nullopt;
}

}  // namespace sluice::testnet
