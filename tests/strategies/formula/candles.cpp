// SPDX-License-Identifier: Apache-2.0
#include "strategies/formula/candles.hpp"

#include <algorithm>
#include <cmath>

namespace sluice::strategies::formula {
namespace {

std::int64_t raw(double value) { return std::llround(value * 100) * (kScale / 100); }

// The type that the expression has is the one to ask for.
NodeIndex parse_any(std::string_view expression, Program& program) {
  try {
    return parse(expression, Type::kNumber, program);
  } catch (const std::invalid_argument&) {
    program = {};
    return parse(expression, Type::kBool, program);
  }
}

}  // namespace

Candles wandering(std::size_t count, std::uint64_t seed) {
  std::uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;
  const auto draw = [&state](std::uint64_t below) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return static_cast<double>((state >> 33) % below);
  };
  Candles candles;
  double close = 100;
  for (std::size_t i = 0; i < count; ++i) {
    Candle candle{};
    candle.open = close + (draw(101) - 50) / 100;
    close = std::clamp(close + (draw(401) - 200) / 100, 50.0, 150.0);
    candle.close = close;
    candle.high = std::max(candle.open, close) + draw(80) / 100;
    candle.low = std::min(candle.open, close) - draw(80) / 100;
    candle.volume = 1'000 + draw(100'000);
    candles.push_back(candle);
  }
  return candles;
}

Candles closes(const std::vector<double>& values) {
  Candles candles;
  for (const double value : values) candles.push_back({0, 0, 0, value, 0});
  return candles;
}

sluice_bar bar_of(const Candle& candle, std::uint32_t instrument, std::size_t day) {
  sluice_bar bar{};
  bar.time = session_time(day).nanoseconds();
  bar.instrument = instrument;
  bar.open = raw(candle.open);
  bar.high = raw(candle.high);
  bar.low = raw(candle.low);
  bar.close = raw(candle.close);
  bar.volume = raw(candle.volume);
  return bar;
}

void History::add(const Candle& candle) {
  const sluice_bar bar = bar_of(candle, 0, day_++);
  time_.push_back(bar.time);
  open_.push_back(bar.open);
  high_.push_back(bar.high);
  low_.push_back(bar.low);
  close_.push_back(bar.close);
  volume_.push_back(bar.volume);
}

Series History::series() {
  const std::size_t count = std::min(window_, time_.size());
  const std::size_t first = time_.size() - count;
  raw_ = {count,
          time_.data() + first,
          open_.data() + first,
          high_.data() + first,
          low_.data() + first,
          close_.data() + first,
          volume_.data() + first};
  return Series{&raw_};
}

std::vector<double> values_of(std::string_view expression, const Candles& candles,
                              const Holding& holding) {
  Program program;
  const NodeIndex root = parse_any(expression, program);
  Evaluator evaluator{program};
  History history;
  std::vector<double> values;
  for (const Candle& candle : candles) {
    history.add(candle);
    evaluator.update(history.series());
    evaluator.settle(holding);
    values.push_back(evaluator.value(root));
  }
  return values;
}

double last_value(std::string_view expression, const Candles& candles, const Holding& holding) {
  return values_of(expression, candles, holding).back();
}

}  // namespace sluice::strategies::formula
