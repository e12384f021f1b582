// SPDX-License-Identifier: Apache-2.0
#include "holdings.hpp"

#include <algorithm>
#include <charconv>

#include <sluice/json.hpp>

namespace sluice::strategies::formula {
namespace {

[[noreturn]] void refuse() {
  throw Failure(SLUICE_ERROR_ARGUMENT,
                R"(the state of formula must be like {"last":0,"bars_held":{"ABC":3}})");
}

std::int64_t whole_number(const JsonValue& value) {
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto read = std::from_chars(value.text.data(), end, number);
  if (value.kind != JsonValue::Kind::kNumber || read.ec != std::errc{} || read.ptr != end) refuse();
  return number;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace

void Holdings::begin(const MarketView& market) {
  const auto instruments = market.instruments();
  if (rows_.size() == instruments.size()) return;
  rows_.clear();
  for (const Instrument& instrument : instruments) {
    Row& row = rows_.emplace_back(Row{std::string{instrument.symbol()}, 0});
    for (const Row& kept : kept_)
      if (kept.symbol == row.symbol) row.bars = kept.bars;
  }
  kept_.clear();
}

double Holdings::count(std::uint32_t instrument, bool held, const Series& series) noexcept {
  std::int64_t& bars = rows_[instrument].bars;
  if (!held) {
    bars = 0;
  } else if (bars == 0) {
    bars = 1;
  } else {
    const auto times = series.times();
    bars += times.end() - std::upper_bound(times.begin(), times.end(), last_);
  }
  return static_cast<double>(bars);
}

std::string Holdings::save() const {
  std::string out = R"({"last":)" + std::to_string(last_) + R"(,"bars_held":{)";
  bool first = true;
  for (const Row& row : rows_.empty() ? kept_ : rows_) {
    if (row.bars == 0) continue;
    if (!first) out += ',';
    first = false;
    append_quoted(out, row.symbol);
    out += ':' + std::to_string(row.bars);
  }
  return out + "}}";
}

void Holdings::load(std::string_view text) {
  JsonValue state;
  try {
    state = read_json(text);
  } catch (const std::invalid_argument&) {
    refuse();
  }
  const JsonValue* const last = state.find("last");
  const JsonValue* const held = state.find("bars_held");
  if (last == nullptr || held == nullptr || held->kind != JsonValue::Kind::kObject) refuse();
  std::vector<Row> rows;
  for (std::size_t i = 0; i < held->keys.size(); ++i) {
    const std::int64_t bars = whole_number(held->items[i]);
    if (bars < 0) refuse();
    rows.push_back({held->keys[i], bars});
  }
  last_ = whole_number(*last);
  rows_.clear();
  kept_ = std::move(rows);
}

}  // namespace sluice::strategies::formula
