// SPDX-License-Identifier: Apache-2.0
//
// cross_section.hpp: one factor's values of all instruments on one session, and what is made of
// them.
//
// Place: sluice_strategies, the room `multifactor`. Sources: winsorised z-scores and quantile
// portfolios as in Fama and French 1993. Values are computed in the order of the instruments.
// Thread: lane. No allocation once warm.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace sluice::strategies::multifactor {

// Clamped to the quantiles (linear between order statistics), less the mean, over the sample
// deviation; in place. NaN stays; where all are equal or only one is there, they become 0.
class Standardiser {
 public:
  Standardiser(double lower, double upper) noexcept : lower_{lower}, upper_{upper} {}
  void apply(std::span<double> values);

 private:
  double lower_;
  double upper_;
  std::vector<double> sorted_;
};

struct Ranked {
  double score;
  std::uint32_t instrument;
};

// The higher score first; equals in the order of the universe.
[[nodiscard]] constexpr bool ranks_before(const Ranked& a, const Ranked& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.instrument < b.instrument;
}

// How many of `count` are in each leg: at least one where the share is above 0. A single instrument
// can't be in both.
struct LegSizes {
  std::size_t top;
  std::size_t bottom;
};
[[nodiscard]] LegSizes leg_sizes(std::size_t count, double top, double bottom) noexcept;

}  // namespace sluice::strategies::multifactor
