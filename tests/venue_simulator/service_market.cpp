// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "venue_simulator/service.hpp"

namespace sluice::venue_simulator {

namespace {

struct Span {
  Milliseconds begin = 0;
  Milliseconds end = std::numeric_limits<Milliseconds>::max();
};

Outcome<Span> span_in(const Params& params) {
  Span span;
  const auto begin = params.integer("startTime");
  if (!begin) return begin.refusal();
  const auto end = params.integer("endTime");
  if (!end) return end.refusal();
  span.begin = begin->value_or(span.begin);
  span.end = end->value_or(span.end);
  return span;
}

// One object for `symbol`, a list otherwise.
template <typename Row>
Json one_or_all(const Params& params, const std::vector<int>& symbols, Row row) {
  if (params.has("symbol")) return row(symbols.front());
  Json rows = Json::array();
  for (const int each : symbols) rows.push_back(row(each));
  return rows;
}

}  // namespace

Outcome<Json> Service::ping(const Ask&) { return Json::object(); }

Outcome<Json> Service::time(const Ask& ask) { return Json{{"serverTime", ask.now}}; }

Outcome<Json> Service::exchange_info(const Ask& ask) {
  const auto symbols = symbols_in(ask);
  if (!symbols) return symbols.refusal();
  return exchange_info_json(ask.seen, *symbols, limits_.settings(), ask.now);
}

Outcome<Json> Service::depth(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto limit = limit_in(ask, 100, 5'000);
  if (!limit) return limit.refusal();
  return depth_json(ask.seen, *symbol, *limit);
}

Outcome<Json> Service::trades(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto limit = limit_in(ask, 500, 1'000);
  if (!limit) return limit.refusal();
  const auto& prints = ask.seen.tape(*symbol).prints();
  Json rows = Json::array();
  for (std::size_t i = prints.size() - std::min(prints.size(), *limit); i < prints.size(); ++i)
    rows.push_back(print_json(prints[i]));
  return rows;
}

Outcome<Json> Service::aggregates(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto limit = limit_in(ask, 500, 1'000);
  if (!limit) return limit.refusal();
  const auto span = span_in(ask.params);
  if (!span) return span.refusal();
  const auto from = ask.params.integer("fromId");
  if (!from) return from.refusal();
  std::vector<const Print*> found;
  for (const Print& print : ask.seen.tape(*symbol).prints())
    if (print.time >= span->begin && print.time <= span->end && print.id >= from->value_or(0))
      found.push_back(&print);
  // With a beginning the first of them, without one the last.
  const bool from_begin = ask.params.has("fromId") || ask.params.has("startTime");
  const std::size_t count = std::min(found.size(), *limit);
  const std::size_t first = from_begin ? 0 : found.size() - count;
  Json rows = Json::array();
  for (std::size_t i = first; i < first + count; ++i) rows.push_back(aggregate_json(*found[i]));
  return rows;
}

Outcome<Json> Service::candles(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  const auto length = interval_length(ask.params.text("interval"));
  if (!length) return Refusal{-1120, "Invalid interval."};
  const auto limit = limit_in(ask, 500, 1'000);
  if (!limit) return limit.refusal();
  const auto span = span_in(ask.params);
  if (!span) return span.refusal();
  auto found = ask.seen.tape(*symbol).candles(*length, span->begin);
  std::erase_if(found, [&](const Candle& each) { return each.begin > span->end; });
  const std::size_t count = std::min(found.size(), *limit);
  const std::size_t first = ask.params.has("startTime") ? 0 : found.size() - count;
  Json rows = Json::array();
  for (std::size_t i = first; i < first + count; ++i)
    rows.push_back(candle_json(found[i], *length));
  return rows;
}

Outcome<Json> Service::average_price(const Ask& ask) {
  const auto symbol = symbol_in(ask);
  if (!symbol) return symbol.refusal();
  return Json{{"mins", 0}, {"price", wire_text(ask.seen.last(*symbol))}, {"closeTime", ask.now}};
}

Outcome<Json> Service::day_ticker(const Ask& ask) {
  const auto symbols = symbols_in(ask);
  if (!symbols) return symbols.refusal();
  return one_or_all(ask.params, *symbols,
                    [&](int each) { return day_ticker_json(ask.seen, each, ask.now); });
}

Outcome<Json> Service::price_ticker(const Ask& ask) {
  const auto symbols = symbols_in(ask);
  if (!symbols) return symbols.refusal();
  return one_or_all(ask.params, *symbols, [&](int each) {
    return Json{{"symbol", ask.seen.symbols()[std::size_t(each)].name},
                {"price", wire_text(ask.seen.last(each))}};
  });
}

Outcome<Json> Service::book_ticker(const Ask& ask) {
  const auto symbols = symbols_in(ask);
  if (!symbols) return symbols.refusal();
  return one_or_all(ask.params, *symbols,
                    [&](int each) { return book_ticker_json(ask.seen, each); });
}

}  // namespace sluice::venue_simulator
