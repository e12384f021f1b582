// SPDX-License-Identifier: Apache-2.0
#include "measures.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "exact_number.hpp"
#include "market_mean.hpp"

namespace sluice::strategies::multifactor {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kSessionsPerYear = 252.0;
constexpr double kPriceUnits = static_cast<double>(kScale);
constexpr double kChangeUnits = static_cast<double>(kReturnUnits);
// Of Amihud's ratio: a millionth of the return that a unit of money moves.
constexpr double kMillion = 1e6;

double traded_money(const Bar& bar) noexcept {
  return (static_cast<double>(bar.close) / kPriceUnits) *
         (static_cast<double>(bar.volume) / kPriceUnits);
}

// The units of a bar's contribution; kNoUnits where it has no volume.
int128 turnover_units(Kind kind, const Bar& bar) noexcept {
  if (bar.volume <= 0) return formula::kNoUnits;
  if (kind == Kind::kVolumeTrend) return bar.volume;
  const double money = traded_money(bar);
  if (kind == Kind::kDollarVolume) return formula::units_of(money);
  return formula::units_of(std::fabs(static_cast<double>(bar.change)) / kChangeUnits / money *
                           kMillion);
}

void add_to(int128& sum, std::int64_t& bars, int128 units, int sign) noexcept {
  if (units == formula::kNoUnits) return;
  sum += sign * units;
  bars += sign;
}

void add_to(Moments& moments, Kind kind, const Bar& bar, int sign) noexcept {
  const std::int64_t change =
      kind == Kind::kDownsideVolatility ? std::min<std::int64_t>(bar.change, 0) : bar.change;
  const int128 r = change;
  moments.sum += sign * r;
  moments.squares += sign * r * r;
  if (kind == Kind::kSkewness) moments.cubes += sign * r * r * r;
  if (kind != Kind::kBeta) return;
  const int128 m = bar.market;
  moments.market += sign * m;
  moments.market_squares += sign * m * m;
  moments.products += sign * m * r;
}

// n · Σxy − Σx · Σy
double spread(int128 n, int128 products, int128 x, int128 y) noexcept {
  return static_cast<double>(n * products - x * y);
}

double skewness(const Moments& moments, int128 n) noexcept {
  const double variance = spread(n, moments.squares, moments.sum, moments.sum);
  if (variance <= 0) return kNone;
  const auto count = static_cast<double>(n);
  const double mean = static_cast<double>(moments.sum) / count;
  const double second = variance / (count * count);
  const double third = static_cast<double>(moments.cubes) / count -
                       3 * mean * (static_cast<double>(moments.squares) / count) +
                       2 * mean * mean * mean;
  return third / (second * std::sqrt(second));
}

double moment_value(Kind kind, const Moments& moments, std::uint32_t window) noexcept {
  const auto n = static_cast<int128>(window);
  switch (kind) {
    case Kind::kVolatility:
      return std::sqrt(spread(n, moments.squares, moments.sum, moments.sum) /
                       static_cast<double>(n * (n - 1)) * kSessionsPerYear) /
             kChangeUnits;
    case Kind::kDownsideVolatility:
      return std::sqrt(static_cast<double>(moments.squares) / window * kSessionsPerYear) /
             kChangeUnits;
    case Kind::kBeta: {
      const double variance = spread(n, moments.market_squares, moments.market, moments.market);
      if (variance <= 0) return kNone;
      return spread(n, moments.products, moments.market, moments.sum) / variance;
    }
    default:
      return skewness(moments, n);
  }
}

double turnover_value(const Factor& factor, const Turnover& turnover) noexcept {
  // Bars without a volume don't count; fewer than half with one say nothing.
  if (2 * turnover.bars < factor.window || turnover.bars == 0) return kNone;
  if (factor.kind == Kind::kVolumeTrend) {
    if (2 * turnover.base_bars < factor.second) return kNone;
    const double lately = static_cast<double>(turnover.sum) / static_cast<double>(turnover.bars);
    return lately / (static_cast<double>(turnover.base) / static_cast<double>(turnover.base_bars)) -
           1;
  }
  const double mean =
      static_cast<double>(turnover.sum) / static_cast<double>(turnover.bars) * formula::kUnit;
  if (factor.kind == Kind::kAmihud) return mean;
  return mean > 0 ? std::log(mean) : kNone;
}

enum class Group { kCloses, kMoments, kTurnover, kHighest, kFall, kElsewhere };

constexpr Group group_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::kMomentum:
    case Kind::kReversal:
      return Group::kCloses;
    case Kind::kVolatility:
    case Kind::kDownsideVolatility:
    case Kind::kBeta:
    case Kind::kSkewness:
      return Group::kMoments;
    case Kind::kAmihud:
    case Kind::kDollarVolume:
    case Kind::kVolumeTrend:
      return Group::kTurnover;
    case Kind::kDistanceFromHigh:
      return Group::kHighest;
    case Kind::kMaxDrawdown:
      return Group::kFall;
    case Kind::kValue:
      return Group::kElsewhere;
  }
  return Group::kElsewhere;
}

std::size_t room_of(const Factor& factor, Group group) noexcept {
  return group_of(factor.kind) == group ? factor.window : 1;
}

}  // namespace

std::uint64_t bars_needed(const Factor& factor) noexcept {
  switch (factor.kind) {
    case Kind::kDollarVolume:
    case Kind::kMaxDrawdown:
    case Kind::kDistanceFromHigh:
      return factor.window;
    case Kind::kVolumeTrend:
      return factor.second;
    case Kind::kValue:
      return 1;
    default:
      return std::uint64_t{factor.window} + 1;
  }
}

RecentBars::RecentBars(std::size_t reach) : ring_(std::bit_ceil(reach)), mask_{ring_.size() - 1} {}

void HighestClose::push(std::uint64_t bar, std::int64_t close) noexcept {
  const std::size_t room = ring_.size();
  if (size_ > 0 && ring_[first_].bar + room <= bar) {
    first_ = first_ + 1 == room ? 0 : first_ + 1;
    --size_;
  }
  const auto place = [&](std::size_t i) {
    return first_ + i >= room ? first_ + i - room : first_ + i;
  };
  while (size_ > 0 && ring_[place(size_ - 1)].close <= close) --size_;
  ring_[place(size_++)] = {bar, close};
}

LargestFall::LargestFall(std::size_t window) : window_{window}, old_(window), new_(window) {}

LargestFall::Stretch LargestFall::join(const Stretch& older, const Stretch& newer) noexcept {
  const double across = newer.low < older.high
                            ? 1 - static_cast<double>(newer.low) / static_cast<double>(older.high)
                            : 0.0;
  return {std::max(older.high, newer.high), std::min(older.low, newer.low),
          std::max({older.fall, newer.fall, across})};
}

void LargestFall::push(std::int64_t close) noexcept {
  if (old_size_ + new_size_ == window_) {
    if (old_size_ == 0) {
      // The newest lies at the bottom.
      while (new_size_ > 0) {
        const std::int64_t each = new_[--new_size_];
        const Stretch single{each, each, 0};
        old_[old_size_] = old_size_ == 0 ? single : join(single, old_[old_size_ - 1]);
        ++old_size_;
      }
    }
    --old_size_;
  }
  const Stretch single{close, close, 0};
  new_all_ = new_size_ == 0 ? single : join(new_all_, single);
  new_[new_size_++] = close;
}

double LargestFall::value() const noexcept {
  if (old_size_ == 0) return new_all_.fall;
  if (new_size_ == 0) return old_[old_size_ - 1].fall;
  return join(old_[old_size_ - 1], new_all_).fall;
}

Measures::Measures(const Bundle& bundle)
    : bundle_{&bundle},
      bars_{bundle.memory() + 1},
      moments_(bundle.factors.size()),
      turnovers_(bundle.factors.size()) {
  for (const Factor& factor : bundle.factors) {
    highest_.emplace_back(room_of(factor, Group::kHighest));
    falls_.emplace_back(room_of(factor, Group::kFall));
  }
}

void Measures::clear() noexcept {
  bars_.clear();
  std::fill(moments_.begin(), moments_.end(), Moments{});
  std::fill(turnovers_.begin(), turnovers_.end(), Turnover{});
  for (HighestClose& each : highest_) each.clear();
  for (LargestFall& each : falls_) each.clear();
}

void Measures::push(const Series& series, std::size_t bar, std::int64_t market) noexcept {
  Bar next;
  next.close = series.closes()[bar];
  next.volume = series.volumes()[bar];
  if (bars_.count() > 0) {
    next.change = return_of(bars_.back(0).close, next.close);
    next.market = market;
  }
  bars_.push(next);
  for (std::size_t i = 0; i < bundle_->factors.size(); ++i) update(i);
}

void Measures::update(std::size_t factor) noexcept {
  const Factor& of = bundle_->factors[factor];
  const std::uint64_t count = bars_.count();
  const Bar& newest = bars_.back(0);
  switch (group_of(of.kind)) {
    case Group::kMoments:
      // The first bar has no return.
      if (count > 1) add_to(moments_[factor], of.kind, newest, 1);
      if (count > std::uint64_t{of.window} + 1)
        add_to(moments_[factor], of.kind, bars_.back(of.window), -1);
      return;
    case Group::kTurnover: {
      Turnover& to = turnovers_[factor];
      const bool of_returns = of.kind == Kind::kAmihud;
      if (of_returns && count == 1) return;
      add_to(to.sum, to.bars, turnover_units(of.kind, newest), 1);
      if (count > std::uint64_t{of.window} + (of_returns ? 1 : 0))
        add_to(to.sum, to.bars, turnover_units(of.kind, bars_.back(of.window)), -1);
      if (of.kind != Kind::kVolumeTrend) return;
      add_to(to.base, to.base_bars, turnover_units(of.kind, newest), 1);
      if (count > of.second)
        add_to(to.base, to.base_bars, turnover_units(of.kind, bars_.back(of.second)), -1);
      return;
    }
    case Group::kHighest:
      return highest_[factor].push(count, newest.close);
    case Group::kFall:
      return falls_[factor].push(newest.close);
    case Group::kCloses:
    case Group::kElsewhere:
      return;
  }
}

double Measures::value(std::size_t factor) const noexcept {
  const Factor& of = bundle_->factors[factor];
  const auto close = [&](std::uint64_t back) {
    return static_cast<double>(bars_.back(back).close);
  };
  switch (group_of(of.kind)) {
    case Group::kCloses:
      return of.kind == Kind::kMomentum ? close(of.second) / close(of.window) - 1
                                        : 1 - close(0) / close(of.window);
    case Group::kMoments:
      return moment_value(of.kind, moments_[factor], of.window);
    case Group::kTurnover:
      return turnover_value(of, turnovers_[factor]);
    case Group::kHighest:
      return close(0) / static_cast<double>(highest_[factor].value()) - 1;
    case Group::kFall:
      return falls_[factor].value();
    case Group::kElsewhere:
      break;
  }
  return kNone;
}

void Measures::values(std::uint64_t visible, std::span<double> out) const noexcept {
  const std::uint64_t bars = std::min(visible, bars_.count());
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] = bars < bars_needed(bundle_->factors[i]) ? kNone : value(i);
}

}  // namespace sluice::strategies::multifactor
