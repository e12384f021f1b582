// SPDX-License-Identifier: Apache-2.0
#include "market_mean.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace sluice::strategies::multifactor {

std::int64_t return_of(std::int64_t before, std::int64_t close) noexcept {
  constexpr double kLargest = 10;
  if (before <= 0 || close <= 0) return 0;
  const double change = static_cast<double>(close - before) / static_cast<double>(before);
  return std::llrint(std::clamp(change, -kLargest, kLargest) * static_cast<double>(kReturnUnits));
}

void MarketMean::rebuild(const MarketView& market) {
  std::vector<sluice_time> sessions;
  std::vector<sluice_time> merged;
  const auto instruments = static_cast<std::uint32_t>(market.instruments().size());
  for (std::uint32_t i = 0; i < instruments; ++i) {
    const auto times = market.series(i).times();
    // Most instruments trade on the same sessions.
    if (std::includes(sessions.begin(), sessions.end(), times.begin(), times.end())) continue;
    merged.clear();
    std::set_union(sessions.begin(), sessions.end(), times.begin(), times.end(),
                   std::back_inserter(merged));
    sessions.swap(merged);
  }
  rows_.clear();
  for (const sluice_time session : sessions) rows_.push_back({session, 0, 0});
  for (std::uint32_t i = 0; i < instruments; ++i) {
    const Series series = market.series(i);
    std::size_t row = 0;
    for (std::size_t bar = 0; bar < series.count(); ++bar) {
      while (rows_[row].session != series.times()[bar]) ++row;
      if (bar == 0 || rows_[row - 1].session != series.times()[bar - 1]) continue;
      rows_[row].sum += return_of(series.closes()[bar - 1], series.closes()[bar]);
      ++rows_[row].count;
    }
  }
}

void MarketMean::append(const MarketView& market, std::size_t keep) {
  const sluice_time session = market.as_of().nanoseconds();
  const sluice_time before = last();
  Row row{session, 0, 0};
  bool traded = false;
  const auto instruments = static_cast<std::uint32_t>(market.instruments().size());
  for (std::uint32_t i = 0; i < instruments; ++i) {
    const Series series = market.series(i);
    const std::size_t count = series.count();
    if (count == 0 || series.times()[count - 1] != session) continue;
    traded = true;
    if (count < 2 || series.times()[count - 2] != before) continue;
    row.sum += return_of(series.closes()[count - 2], series.closes()[count - 1]);
    ++row.count;
  }
  if (!traded) return;
  rows_.push_back(row);
  // Rarely, so that each row is moved once on average.
  if (rows_.size() > 2 * keep)
    rows_.erase(rows_.begin(), rows_.end() - static_cast<std::ptrdiff_t>(keep));
}

const MarketMean::Row* MarketMean::find(sluice_time session) const noexcept {
  if (!rows_.empty() && rows_.back().session == session) return &rows_.back();
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), session,
                       [](const Row& row, sluice_time wanted) { return row.session < wanted; });
  return found != rows_.end() && found->session == session ? &*found : nullptr;
}

std::int64_t MarketMean::at(sluice_time session) const noexcept {
  const Row* const row = find(session);
  if (row == nullptr || row->count == 0) return 0;
  return std::llrint(static_cast<double>(row->sum) / static_cast<double>(row->count));
}

}  // namespace sluice::strategies::multifactor
