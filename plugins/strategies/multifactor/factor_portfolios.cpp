// SPDX-License-Identifier: Apache-2.0
#include "factor_portfolios.hpp"

#include <algorithm>
#include <functional>
#include <limits>

#include "market_mean.hpp"

namespace sluice::strategies::multifactor {
namespace {

double mean_change(std::span<const std::uint32_t> leg,
                   std::span<const std::int64_t> changes) noexcept {
  std::int64_t sum = 0;
  for (const std::uint32_t instrument : leg) sum += changes[instrument];
  return static_cast<double>(sum) /
         (static_cast<double>(leg.size()) * static_cast<double>(kReturnUnits));
}

}  // namespace

// Both legs are there even where the strategy itself sells nothing short.
FactorPortfolios::FactorPortfolios(std::size_t factors, double top, double bottom)
    : top_{std::min(top, 0.5)},
      bottom_{bottom > 0 ? bottom : std::min(top, 0.5)},
      portfolios_(factors) {}

void FactorPortfolios::clear() noexcept {
  for (Portfolio& portfolio : portfolios_) portfolio.used = portfolio.members = 0;
}

// The `count`-th score from the top, or from the bottom: a histogram finds its bucket, only that is
// looked into. Buckets are in the order of the scores.
template <typename Before>
double FactorPortfolios::score_at(std::size_t count, std::size_t bucket, Before before) {
  for (;; before(0.0, 1.0) ? ++bucket : --bucket) {
    if (count <= counts_[bucket]) break;
    count -= counts_[bucket];
  }
  inside_.clear();
  for (std::size_t i = 0; i < scores_.size(); ++i)
    if (buckets_[i] == bucket) inside_.push_back(scores_[i]);
  const auto at = inside_.begin() + static_cast<std::ptrdiff_t>(count - 1);
  std::nth_element(inside_.begin(), at, inside_.end(), before);
  return *at;
}

FactorPortfolios::Bounds FactorPortfolios::bounds_of(std::span<const Ranked> group,
                                                     const LegSizes& sizes) {
  scores_.clear();
  double least = group[0].score;
  double most = least;
  for (const Ranked& each : group) {
    scores_.push_back(each.score);
    least = std::min(least, each.score);
    most = std::max(most, each.score);
  }
  const double width = (most - least) / static_cast<double>(kBuckets);
  counts_.fill(0);
  buckets_.clear();
  for (const double score : scores_) {
    const double place = width > 0 ? (score - least) / width : 0;
    // A range too wide for a double makes a NaN of its ends.
    const auto bucket = place > 0 ? std::min(static_cast<std::size_t>(place), kBuckets - 1) : 0;
    buckets_.push_back(static_cast<std::uint8_t>(bucket));
    ++counts_[bucket];
  }
  return {score_at(sizes.top, kBuckets - 1, std::greater<double>{}),
          score_at(sizes.bottom, 0, std::less<double>{})};
}

// As a whole ranking would choose them: of equals the first are in the top, the last in the bottom.
void FactorPortfolios::add(std::size_t factor, std::span<const Ranked> group) {
  const LegSizes sizes = leg_sizes(group.size(), top_, bottom_);
  if (sizes.top == 0 || sizes.bottom == 0) return;
  const Bounds bounds = bounds_of(group, sizes);
  Portfolio& to = portfolios_[factor];
  if (to.used == to.legs.size()) to.legs.emplace_back();
  Leg& leg = to.legs[to.used++];
  // Without branches: whether a score is in a leg can't be foreseen.
  leg.top.resize(group.size());
  leg.bottom.resize(group.size());
  std::size_t above = 0;
  std::size_t below = 0;
  for (const Ranked& each : group) {
    leg.top[above] = leg.bottom[below] = each.instrument;
    above += each.score > bounds.least_top ? 1 : 0;
    below += each.score < bounds.most_bottom ? 1 : 0;
  }
  leg.top.resize(above);
  leg.bottom.resize(below);
  for (std::size_t i = 0; leg.top.size() < sizes.top; ++i)
    if (group[i].score == bounds.least_top) leg.top.push_back(group[i].instrument);
  for (std::size_t i = group.size(); leg.bottom.size() < sizes.bottom;)
    if (group[--i].score == bounds.most_bottom) leg.bottom.push_back(group[i].instrument);
  leg.members = group.size();
  to.members += leg.members;
}

void FactorPortfolios::earn(std::span<const std::int64_t> changes,
                            std::span<double> returns) const noexcept {
  for (std::size_t i = 0; i < portfolios_.size(); ++i) {
    const Portfolio& of = portfolios_[i];
    double total = 0;
    for (const Leg& leg : std::span{of.legs}.first(of.used))
      total += static_cast<double>(leg.members) *
               (mean_change(leg.top, changes) - mean_change(leg.bottom, changes));
    returns[i] = of.members == 0 ? std::numeric_limits<double>::quiet_NaN()
                                 : total / static_cast<double>(of.members);
  }
}

}  // namespace sluice::strategies::multifactor
