// SPDX-License-Identifier: Apache-2.0
//
// candle_builder.hpp: candles of one length from whatever the market tells: bars, trades, quotes.
//
// A candle begins at a multiple of its length, UTC, and bears that time, as a bar does. It is made
// of the best that was told of its time: of bars where there is one, else of trades, else of the
// middles of quotes; never of a mixture. A time in which nothing was told has no candle.
//
// Place: sessions; pure. Owns what is not handed out yet. Thread: the lane. What comes for a candle
// that was handed out is counted and dropped: nobody decides twice on one candle.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <sluice/c/market.h>
#include <sluice/time.hpp>

namespace sluice::sessions {

class CandleBuilder {
 public:
  CandleBuilder(std::size_t instruments, std::int64_t length_ns);

  void on_quote(const sluice_quote& quote);
  void on_trade(const sluice_trade& trade);
  void on_bar(const sluice_bar& bar);

  // The oldest candles that are over at `now`, those of one beginning, by instrument. False: none.
  [[nodiscard]] bool take(Timestamp now, std::vector<sluice_bar>& candles);
  // When the candle in which `now` lies is over.
  [[nodiscard]] Timestamp end_of(Timestamp now) const noexcept;
  // When the oldest candle that is not handed out is over; nothing: there is none.
  [[nodiscard]] std::optional<Timestamp> next_end() const noexcept;
  [[nodiscard]] std::int64_t length_ns() const noexcept { return length_ns_; }
  [[nodiscard]] std::uint64_t late() const noexcept { return late_; }

 private:
  enum class Source : std::uint8_t { kNone, kQuote, kTrade, kBar };
  struct Growing {
    sluice_bar bar{};
    Source source = Source::kNone;
  };
  [[nodiscard]] std::int64_t begin_of(std::int64_t time) const noexcept;
  Growing* open(std::uint32_t instrument, std::int64_t time, Source source);
  void finish(Growing& growing);

  std::int64_t length_ns_;
  std::vector<Growing> growing_;    // by instrument
  std::vector<sluice_bar> over_;    // before those that grow
  std::int64_t taken_ = INT64_MIN;  // the beginning of the newest candles handed out
  std::uint64_t late_ = 0;
};

}  // namespace sluice::sessions
