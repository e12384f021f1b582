// SPDX-License-Identifier: Apache-2.0
//
// factor_portfolios.hpp: what each factor alone would have earned.
//
// Place: sluice_strategies, the room `multifactor`. At every close each factor buys its top
// quantile and sells its bottom quantile in equal parts, sector by sector where the bundle is
// neutral; its return over the next session is the mean of the one less the mean of the other.
// Thread: lane.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "cross_section.hpp"

namespace sluice::strategies::multifactor {

class FactorPortfolios {
 public:
  FactorPortfolios(std::size_t factors, double top, double bottom);

  void clear() noexcept;
  // One group of instruments in the order of the universe, with their values of one factor.
  void add(std::size_t factor, std::span<const Ranked> group);
  // Changes are by instrument, in units of 1e-9. NaN for a factor that holds nothing.
  void earn(std::span<const std::int64_t> changes, std::span<double> returns) const noexcept;

 private:
  struct Leg {
    std::vector<std::uint32_t> top;
    std::vector<std::uint32_t> bottom;
    std::size_t members;  // of the group
  };
  struct Portfolio {
    std::vector<Leg> legs;  // kept for their room
    std::size_t used = 0;
    std::size_t members = 0;
  };
  // The lowest score of the top, the highest of the bottom.
  struct Bounds {
    double least_top;
    double most_bottom;
  };
  template <typename Before>
  double score_at(std::size_t count, std::size_t bucket, Before before);
  Bounds bounds_of(std::span<const Ranked> group, const LegSizes& sizes);

  double top_;
  double bottom_;
  std::vector<Portfolio> portfolios_;

  // Of one group, kept for their room.
  static constexpr std::size_t kBuckets = 256;
  std::vector<double> scores_;
  std::vector<std::uint8_t> buckets_;  // of each score
  std::array<std::uint32_t, kBuckets> counts_{};
  std::vector<double> inside_;  // one bucket
};

}  // namespace sluice::strategies::multifactor
