// SPDX-License-Identifier: Apache-2.0
#include "synthetic_path.hpp"

#include <algorithm>
#include <cmath>

#include <sluice/c/order.h>

namespace sluice::feeds {
namespace {

// Of variance and trades: twice the mean at both ends of a session, half of it in its middle; its
// mean is 1.
double profile_at(double in_session) noexcept {
  const double from_middle = 2 * in_session - 1;
  return 0.5 + 1.5 * from_middle * from_middle;
}

void add_trade(sluice_bar& bar, const sluice_trade& trade) noexcept {
  if (bar.volume == 0) bar.open = bar.high = bar.low = trade.price;
  bar.high = std::max(bar.high, trade.price);
  bar.low = std::min(bar.low, trade.price);
  bar.close = trade.price;
  bar.volume += trade.quantity;
}

}  // namespace

std::int64_t SyntheticPath::on_tick(double price, bool up) const noexcept {
  const auto steps = static_cast<std::int64_t>(price / static_cast<double>(settings_.tick));
  return std::max<std::int64_t>(steps + (up ? 1 : 0), 1) * settings_.tick;
}

std::int64_t SyntheticPath::lots() noexcept {
  return static_cast<std::int64_t>(1 + random_.below(2 * settings_.trade_lots - 1)) * settings_.lot;
}

void SyntheticPath::move(const PathBar& bar, double variance) {
  // Neither worthless nor beyond what a price can be.
  constexpr double kMostExpensive = 1e16;
  const double time = bar.share_of_year / settings_.quotes;
  double change =
      settings_.drift * time + settings_.volatility * std::sqrt(time * variance) * random_.bell();
  if (settings_.jumps > 0 && random_.uniform() * settings_.quotes < settings_.jumps)
    change += random_.below(2) == 0 ? settings_.jump_size : -settings_.jump_size;
  price_ = std::clamp(price_ * (1 + std::max(change, -0.9)), static_cast<double>(settings_.tick),
                      kMostExpensive);
}

sluice_quote SyntheticPath::quote(sluice_time time) {
  const double half = price_ * settings_.spread / 2;
  const std::int64_t bid = on_tick(price_ - half, false);
  const std::int64_t ask = std::max(on_tick(price_ + half, true), bid + settings_.tick);
  return {time, instrument_, 0, bid, ask, lots(), lots()};
}

std::optional<sluice_bar> SyntheticPath::next(const PathBar& bar, PathTicks* ticks) {
  const bool is_gap = settings_.gaps > 0 && random_.uniform() < settings_.gaps;
  const double lively = settings_.has_profile ? profile_at(bar.in_session) : 1;
  const double chance = settings_.trades * lively / settings_.quotes;
  sluice_bar made{};
  made.time = bar.time;
  made.instrument = instrument_;
  made.flags =
      SLUICE_BAR_HAS_OPEN | SLUICE_BAR_HAS_HIGH | SLUICE_BAR_HAS_LOW | SLUICE_BAR_HAS_VOLUME;
  const std::int64_t step = (bar.end - bar.begin) / settings_.quotes;
  for (std::uint32_t i = 0; i < settings_.quotes; ++i) {
    move(bar, lively);
    const sluice_time time =
        bar.begin + step * i +
        static_cast<sluice_time>(random_.below(static_cast<std::uint64_t>(step)));
    const sluice_quote shown = quote(time);
    const bool trades = random_.uniform() < chance || i + 1 == settings_.quotes;
    const bool buys = random_.below(2) == 0;
    const sluice_trade trade{time, instrument_,
                             static_cast<std::uint32_t>(buys ? SLUICE_SIDE_BUY : SLUICE_SIDE_SELL),
                             buys ? shown.ask : shown.bid, lots()};
    if (trades) add_trade(made, trade);
    if (ticks == nullptr || is_gap) continue;
    ticks->quotes.push_back(shown);
    if (trades) ticks->trades.push_back(trade);
  }
  return is_gap ? std::nullopt : std::optional{made};
}

}  // namespace sluice::feeds
