// SPDX-License-Identifier: Apache-2.0
//
// market_mean.hpp: the mean return of the universe at each session.
//
// Place: sluice_strategies, the room `multifactor`. A return counts where the instrument also had a
// bar at the session before, so that a session's mean depends on two sessions alone: a cold start
// finds the same. Returns are whole numbers of 1e-9, and so is their mean. Thread: lane.
#pragma once

#include <cstdint>
#include <vector>

#include <sluice/market_view.hpp>

namespace sluice::strategies::multifactor {

// c / before - 1 in units of 1e-9, at most ten times the price; 0 where either is no price.
inline constexpr std::int64_t kReturnUnits = 1'000'000'000;
[[nodiscard]] std::int64_t return_of(std::int64_t before, std::int64_t close) noexcept;

class MarketMean {
 public:
  // All sessions of the view anew.
  void rebuild(const MarketView& market);
  // The newest session of the view; only the newest `keep` stay.
  void append(const MarketView& market, std::size_t keep);
  // 0 where nothing traded on two sessions in a row.
  [[nodiscard]] std::int64_t at(sluice_time session) const noexcept;
  // The newest session on which anything traded.
  [[nodiscard]] sluice_time last() const noexcept {
    return rows_.empty() ? INT64_MIN : rows_.back().session;
  }

 private:
  struct Row {
    sluice_time session;
    std::int64_t sum;
    std::int64_t count;
  };
  [[nodiscard]] const Row* find(sluice_time session) const noexcept;

  std::vector<Row> rows_;
};

}  // namespace sluice::strategies::multifactor
