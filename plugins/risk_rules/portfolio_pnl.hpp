// SPDX-License-Identifier: Apache-2.0
//
// portfolio_pnl.hpp: what today's portfolio would have earned on each day of the window.
//
//   pnl_k = sum over instruments of projected value * return_k        [1e-4 currency * 2^-32]
//
// Place: below vol_target. Owns the values it last saw and the sums. Thread: lane; rebuild
// allocates, sync does not. The sums are exact integers, so that they depend on the view alone and
// not on the way there: following every order gives the bits a fresh rebuild gives. Errors:
// sync is false for a view that does not fit (other instruments, a value beyond 9e14).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <sluice/risk_view.hpp>

#include "return_window.hpp"

namespace sluice::risk_rules {

// Values are held in 1e-4 of the currency: fine enough for a volatility, and far from overflow.
inline constexpr std::int64_t kValueUnit = 10'000;

[[nodiscard]] inline std::optional<std::int64_t> value_units(int128 raw) noexcept {
  // The usual value fits 64 bits, where division is cheap.
  if (const auto small = detail::narrow(raw)) return *small / kValueUnit;
  return detail::narrow(raw / kValueUnit);
}

class PortfolioPnl {
 public:
  // From nothing, for new returns.
  void rebuild(const RiskView& view, const ReturnWindow& returns);

  // Follows the view. Rows change one at a time between two checks (an approval), which `likely`
  // says; the totals of the view prove it, else every row is compared.
  bool sync(const RiskView& view, const ReturnWindow& returns, std::uint32_t likely) noexcept;

  [[nodiscard]] std::span<const int128> daily() const noexcept { return daily_; }
  // Counts every change of daily().
  [[nodiscard]] std::uint64_t revision() const noexcept { return revision_; }

 private:
  [[nodiscard]] bool agrees(const RiskView& view) const noexcept {
    return gross_ == view.gross_exposure().raw() && net_ == view.net_exposure().raw() &&
           now_ == view.now().nanoseconds() && equity_ == view.equity().raw();
  }
  bool follow(std::uint32_t instrument, const RiskView& view, const ReturnWindow& returns) noexcept;
  bool follow_all(const RiskView& view, const ReturnWindow& returns) noexcept;

  std::vector<int128> values_;  // 1e-8, of each instrument
  std::vector<int128> daily_;   // oldest first
  int128 gross_ = 0;
  int128 net_ = 0;
  int128 equity_ = 0;
  sluice_time now_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace sluice::risk_rules
