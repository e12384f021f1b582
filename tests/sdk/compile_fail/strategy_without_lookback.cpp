// SPDX-License-Identifier: Apache-2.0
// expect: sluice: a strategy needs `std::uint32_t lookback_sessions() const noexcept`
#include <sluice/library.hpp>
#include <sluice/strategy.hpp>

struct Strategy {
  static constexpr auto id = "good";
  static constexpr auto version = "1.0.0";
  void on_bars(const sluice::Session&, sluice::Decisions&) {}
};
SLUICE_LIBRARY("strategies", "1.0.0", sluice::strategy<Strategy>)
