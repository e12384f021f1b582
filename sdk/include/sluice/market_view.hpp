// SPDX-License-Identifier: Apache-2.0
//
// market_view.hpp: Instrument, Series and MarketView, what a component may see of the market.
//
// Place: SDK. Owns nothing: thin views of the C structs, borrowed for the call. Units: prices and
// quantities are integers times 1e-8. A series ends at the as-of time. Thread: values; any. An
// instrument id outside the run gives an empty series.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <sluice/c/market.h>
#include <sluice/decimal.hpp>
#include <sluice/rows.hpp>
#include <sluice/time.hpp>

namespace sluice {

class Instrument {
 public:
  using C = sluice_instrument;
  constexpr explicit Instrument(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::uint32_t id() const noexcept { return raw_->id; }
  [[nodiscard]] std::string_view symbol() const noexcept { return view_of(raw_->symbol); }
  // Empty: unknown.
  [[nodiscard]] std::string_view sector() const noexcept { return view_of(raw_->sector); }
  [[nodiscard]] std::string_view region() const noexcept { return view_of(raw_->region); }
  [[nodiscard]] std::string_view currency() const noexcept { return view_of(raw_->currency); }
  [[nodiscard]] Price tick() const noexcept { return Price::from_raw(raw_->tick); }
  [[nodiscard]] Quantity lot() const noexcept { return Quantity::from_raw(raw_->lot); }
  // From the instrument file; zero: unknown.
  [[nodiscard]] Quantity average_daily_volume() const noexcept {
    return Quantity::from_raw(raw_->average_daily_volume);
  }
  // Of one order; zero: none.
  [[nodiscard]] Quantity min_quantity() const noexcept {
    return Quantity::from_raw(raw_->min_quantity);
  }
  [[nodiscard]] Quantity max_quantity() const noexcept {
    return Quantity::from_raw(raw_->max_quantity);
  }
  [[nodiscard]] Money min_notional() const noexcept { return Money::from_c(raw_->min_notional); }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

// One instrument's bars up to the as-of time, oldest first. Only bars that exist are in it.
class Series {
 public:
  using C = sluice_series;
  constexpr explicit Series(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::size_t count() const noexcept { return static_cast<std::size_t>(raw_->count); }
  [[nodiscard]] bool empty() const noexcept { return raw_->count == 0; }
  [[nodiscard]] Timestamp time(std::size_t i) const noexcept {
    return Timestamp::from_nanoseconds(raw_->time[i]);
  }
  [[nodiscard]] Price open(std::size_t i) const noexcept { return Price::from_raw(raw_->open[i]); }
  [[nodiscard]] Price high(std::size_t i) const noexcept { return Price::from_raw(raw_->high[i]); }
  [[nodiscard]] Price low(std::size_t i) const noexcept { return Price::from_raw(raw_->low[i]); }
  [[nodiscard]] Price close(std::size_t i) const noexcept {
    return Price::from_raw(raw_->close[i]);
  }
  [[nodiscard]] Quantity volume(std::size_t i) const noexcept {
    return Quantity::from_raw(raw_->volume[i]);
  }
  // Whole columns, in units of 1e-8; 0 where a bar has no such value.
  [[nodiscard]] std::span<const sluice_time> times() const noexcept { return column(raw_->time); }
  [[nodiscard]] std::span<const std::int64_t> opens() const noexcept { return column(raw_->open); }
  [[nodiscard]] std::span<const std::int64_t> highs() const noexcept { return column(raw_->high); }
  [[nodiscard]] std::span<const std::int64_t> lows() const noexcept { return column(raw_->low); }
  [[nodiscard]] std::span<const std::int64_t> closes() const noexcept {
    return column(raw_->close);
  }
  [[nodiscard]] std::span<const std::int64_t> volumes() const noexcept {
    return column(raw_->volume);
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  [[nodiscard]] std::span<const std::int64_t> column(const std::int64_t* values) const noexcept {
    return {values, count()};
  }
  const C* raw_;
};

// History of every instrument as of one time.
class MarketView {
 public:
  using C = sluice_market_view;
  constexpr explicit MarketView(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] Timestamp as_of() const noexcept {
    return Timestamp::from_nanoseconds(raw_->as_of);
  }
  [[nodiscard]] Rows<Instrument> instruments() const noexcept {
    return Rows<Instrument>{raw_->instruments};
  }
  [[nodiscard]] Series series(std::uint32_t instrument) const noexcept {
    static constexpr sluice_series kEmpty{};
    return instrument < raw_->series.count
               ? Series{SLUICE_ROW(raw_->series, sluice_series, instrument)}
               : Series{&kEmpty};
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

}  // namespace sluice
