// SPDX-License-Identifier: Apache-2.0
#include "venue_simulator/tape.hpp"

#include <algorithm>

namespace sluice::venue_simulator {

namespace {

Candle candle_of(const Print& print, Milliseconds begin) {
  Candle candle;
  candle.begin = begin;
  candle.open = candle.high = candle.low = candle.close = print.price;
  candle.volume = print.quantity;
  candle.quote_volume = print.quote;
  if (!print.buyer_is_maker) {
    candle.taker_buy_volume = print.quantity;
    candle.taker_buy_quote = print.quote;
  }
  candle.first_id = candle.last_id = print.id;
  candle.count = 1;
  return candle;
}

void extend(Candle& candle, const Candle& next) {
  candle.high = std::max(candle.high, next.high);
  candle.low = std::min(candle.low, next.low);
  candle.close = next.close;
  candle.volume = Quantity::from_raw(candle.volume.raw() + next.volume.raw());
  candle.quote_volume = Amount::from_raw(candle.quote_volume.raw() + next.quote_volume.raw());
  candle.taker_buy_volume =
      Quantity::from_raw(candle.taker_buy_volume.raw() + next.taker_buy_volume.raw());
  candle.taker_buy_quote =
      Amount::from_raw(candle.taker_buy_quote.raw() + next.taker_buy_quote.raw());
  candle.last_id = next.last_id;
  candle.count += next.count;
}

}  // namespace

void Tape::add(const Print& print) {
  prints_.push_back(print);
  if (prints_.size() > kMostPrints) prints_.pop_front();
  const Candle next = candle_of(print, print.time - print.time % kMinute);
  // A clock that was set back goes on in the minute it had.
  if (!minutes_.empty() && minutes_.back().begin >= next.begin)
    extend(minutes_.back(), next);
  else
    minutes_.push_back(next);
  if (minutes_.size() > kMostMinutes) minutes_.pop_front();
}

std::vector<Candle> Tape::candles(Milliseconds length, Milliseconds begin) const {
  std::vector<Candle> result;
  for (const Candle& minute : minutes_) {
    const Milliseconds start = minute.begin - minute.begin % length;
    if (start < begin) continue;
    if (!result.empty() && result.back().begin == start) {
      extend(result.back(), minute);
    } else {
      result.push_back(minute);
      result.back().begin = start;
    }
  }
  return result;
}

Candle Tape::last_day(Milliseconds now) const {
  constexpr Milliseconds kDay = 1'440 * kMinute;
  Candle day;
  for (const Candle& minute : minutes_) {
    if (minute.begin < now - kDay) continue;
    if (day.count == 0)
      day = minute;
    else
      extend(day, minute);
  }
  return day;
}

}  // namespace sluice::venue_simulator
