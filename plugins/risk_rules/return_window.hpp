// SPDX-License-Identifier: Apache-2.0
//
// return_window.hpp: the last returns of every instrument on one common time axis.
//
// Place: below vol_target. Owns the returns. Units: fixed point, 2^-32; sums of value times return
// are therefore exact, whatever the order of summation. Thread: lane; update allocates, reading
// does not. Errors: none; what is missing is a return of 0.
//
// The axis T_0 < … < T_L are the last times of the series that reaches furthest (then: has most
// bars, then: lowest id). Return k of an instrument is close(T_k+1) / close(T_k) - 1 of its last
// bars at or before those times: a missing bar is a return of 0, and the next bar's return spans
// the gap. A close that is not positive gives 0. A return is held to at most 1024 in magnitude. The
// day of a split tells the past in new units: the returns of that instrument are then computed
// anew, as a process that starts that day computes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <sluice/market_view.hpp>

namespace sluice::risk_rules {

inline constexpr int kReturnBits = 32;

class ReturnWindow {
 public:
  explicit ReturnWindow(std::size_t window) : window_{window} {}

  // As of the view: only what is new since the last call is computed.
  void update(const MarketView& market);
  void clear() noexcept;

  // Returns it looks back on at most.
  [[nodiscard]] std::size_t window() const noexcept { return window_; }
  // Returns there are, at most window().
  [[nodiscard]] std::size_t length() const noexcept { return axis_.empty() ? 0 : axis_.size() - 1; }
  [[nodiscard]] std::size_t instruments() const noexcept { return has_history_.size(); }
  // Oldest first, length() of them.
  [[nodiscard]] std::span<const std::int64_t> of(std::uint32_t instrument) const noexcept {
    return {returns_.data() + instrument * stride_ + start_, length()};
  }
  // Has it at least half a window of returns of its own?
  [[nodiscard]] bool has_history(std::uint32_t instrument) const noexcept {
    return instrument < has_history_.size() && has_history_[instrument] != 0;
  }

 private:
  // The first column that is new on `axis`, after moving the columns that stay.
  std::size_t keep_columns(std::span<const sluice_time> axis, std::size_t instruments);
  void fill(std::uint32_t instrument, const Series& series, std::size_t first_column);

  std::size_t window_;
  std::vector<sluice_time> axis_;
  // One row an instrument, with room to its right, so that a new session only moves `start_`.
  std::vector<std::int64_t> returns_;
  std::size_t stride_ = 0;
  std::size_t start_ = 0;
  std::vector<std::uint8_t> has_history_;
  std::vector<sluice_price> newest_;  // close at the end of the axis; 0: none
};

}  // namespace sluice::risk_rules
