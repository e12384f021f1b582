// SPDX-License-Identifier: Apache-2.0
#include "portfolio_pnl.hpp"

namespace sluice::risk_rules {
namespace {

int128 absolute(int128 value) noexcept { return value < 0 ? -value : value; }

}  // namespace

void PortfolioPnl::rebuild(const RiskView& view, const ReturnWindow& returns) {
  values_.assign(returns.instruments(), 0);
  daily_.assign(returns.length(), 0);
  gross_ = 0;
  net_ = 0;
  ++revision_;
  if (view.rows().size() == values_.size()) follow_all(view, returns);
}

bool PortfolioPnl::sync(const RiskView& view, const ReturnWindow& returns,
                        std::uint32_t likely) noexcept {
  if (view.rows().size() != values_.size()) return false;
  if (agrees(view)) return true;
  if (likely < values_.size() && !follow(likely, view, returns)) return false;
  return agrees(view) || follow_all(view, returns);
}

bool PortfolioPnl::follow_all(const RiskView& view, const ReturnWindow& returns) noexcept {
  const auto count = static_cast<std::uint32_t>(values_.size());
  for (std::uint32_t i = 0; i < count; ++i)
    if (!follow(i, view, returns)) return false;
  now_ = view.now().nanoseconds();
  equity_ = view.equity().raw();
  return true;
}

bool PortfolioPnl::follow(std::uint32_t instrument, const RiskView& view,
                          const ReturnWindow& returns) noexcept {
  const int128 was = values_[instrument];
  const int128 is = view.row(instrument).projected_value().raw();
  if (was == is) return true;
  const auto before = value_units(was);
  const auto after = value_units(is);
  if (!before || !after) return false;
  const int128 change = int128{*after} - *before;
  const auto row = returns.of(instrument);
  for (std::size_t k = 0; k < daily_.size(); ++k) daily_[k] += change * row[k];
  values_[instrument] = is;
  gross_ += absolute(is) - absolute(was);
  net_ += is - was;
  ++revision_;
  return true;
}

}  // namespace sluice::risk_rules
