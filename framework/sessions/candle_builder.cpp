// SPDX-License-Identifier: Apache-2.0
#include "sessions/candle_builder.hpp"

#include <algorithm>

namespace sluice::sessions {
namespace {

constexpr std::uint32_t kCandlePrices =
    SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW;

void widen(sluice_bar& bar, sluice_price high, sluice_price low, sluice_price close) {
  if (bar.open == 0) {
    bar.high = high;
    bar.low = low;
  }
  bar.high = std::max(bar.high, high);
  bar.low = std::min(bar.low, low);
  bar.close = close;
  bar.flags |= kCandlePrices;
}

// Volumes of a whole day fit by far; one that does not is no volume.
void add_volume(sluice_bar& bar, sluice_quantity volume) {
  if (__builtin_add_overflow(bar.volume, volume, &bar.volume)) bar.volume = INT64_MAX;
  bar.flags |= SLUICE_BAR_HAS_VOLUME;
}

}  // namespace

CandleBuilder::CandleBuilder(std::size_t instruments, std::int64_t length_ns)
    : length_ns_{length_ns}, growing_(instruments) {}

std::int64_t CandleBuilder::begin_of(std::int64_t time) const noexcept {
  const std::int64_t beyond = time % length_ns_;
  return time - (beyond < 0 ? beyond + length_ns_ : beyond);
}

Timestamp CandleBuilder::end_of(Timestamp now) const noexcept {
  return Timestamp::from_nanoseconds(begin_of(now.nanoseconds())).plus_nanoseconds(length_ns_);
}

std::optional<Timestamp> CandleBuilder::next_end() const noexcept {
  std::int64_t oldest = INT64_MAX;
  for (const Growing& growing : growing_)
    if (growing.source != Source::kNone) oldest = std::min(oldest, growing.bar.time);
  for (const sluice_bar& bar : over_) oldest = std::min(oldest, bar.time);
  if (oldest == INT64_MAX) return std::nullopt;
  return Timestamp::from_nanoseconds(oldest).plus_nanoseconds(length_ns_);
}

void CandleBuilder::finish(Growing& growing) {
  if (growing.source != Source::kNone) over_.push_back(growing.bar);
  growing = {};
}

// The candle that something of this time belongs to; null: it is of no use to it.
CandleBuilder::Growing* CandleBuilder::open(std::uint32_t instrument, std::int64_t time,
                                            Source source) {
  if (instrument >= growing_.size()) return nullptr;
  Growing& growing = growing_[instrument];
  const std::int64_t begin = begin_of(time);
  const bool is_before = growing.source != Source::kNone && begin < growing.bar.time;
  if (begin <= taken_ || is_before) {
    ++late_;
    return nullptr;
  }
  if (growing.source != Source::kNone && begin > growing.bar.time) finish(growing);
  if (source < growing.source) return nullptr;
  if (source > growing.source) {
    growing = {};
    growing.source = source;
    growing.bar.time = begin;
    growing.bar.instrument = instrument;
  }
  return &growing;
}

void CandleBuilder::on_quote(const sluice_quote& quote) {
  if (quote.bid <= 0 || quote.ask <= 0) return;
  Growing* const growing = open(quote.instrument, quote.time, Source::kQuote);
  if (growing == nullptr) return;
  const sluice_price middle = quote.bid + (quote.ask - quote.bid) / 2;
  widen(growing->bar, middle, middle, middle);
  if (growing->bar.open == 0) growing->bar.open = middle;
}

void CandleBuilder::on_trade(const sluice_trade& trade) {
  if (trade.price <= 0) return;
  Growing* const growing = open(trade.instrument, trade.time, Source::kTrade);
  if (growing == nullptr) return;
  widen(growing->bar, trade.price, trade.price, trade.price);
  if (growing->bar.open == 0) growing->bar.open = trade.price;
  add_volume(growing->bar, trade.quantity);
}

void CandleBuilder::on_bar(const sluice_bar& bar) {
  if (bar.close <= 0) return;
  Growing* const growing = open(bar.instrument, bar.time, Source::kBar);
  if (growing == nullptr) return;
  const sluice_price open = (bar.flags & SLUICE_BAR_HAS_OPEN) != 0 ? bar.open : bar.close;
  const sluice_price high = (bar.flags & SLUICE_BAR_HAS_HIGH) != 0 ? bar.high : bar.close;
  const sluice_price low = (bar.flags & SLUICE_BAR_HAS_LOW) != 0 ? bar.low : bar.close;
  widen(growing->bar, std::max(high, open), std::min(low, open), bar.close);
  if (growing->bar.open == 0) growing->bar.open = open;
  if ((bar.flags & SLUICE_BAR_HAS_VOLUME) != 0) add_volume(growing->bar, bar.volume);
}

bool CandleBuilder::take(Timestamp now, std::vector<sluice_bar>& candles) {
  candles.clear();
  const std::int64_t current = begin_of(now.nanoseconds());
  for (Growing& growing : growing_)
    if (growing.source != Source::kNone && growing.bar.time < current) finish(growing);
  if (over_.empty()) return false;
  const auto oldest =
      std::min_element(over_.begin(), over_.end(),
                       [](const sluice_bar& a, const sluice_bar& b) { return a.time < b.time; });
  if (oldest->time >= current) return false;
  const std::int64_t begin = oldest->time;
  const auto rest = std::partition(over_.begin(), over_.end(),
                                   [begin](const sluice_bar& bar) { return bar.time != begin; });
  candles.assign(rest, over_.end());
  over_.erase(rest, over_.end());
  std::sort(candles.begin(), candles.end(),
            [](const sluice_bar& a, const sluice_bar& b) { return a.instrument < b.instrument; });
  taken_ = begin;
  return true;
}

}  // namespace sluice::sessions
