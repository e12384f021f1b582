// SPDX-License-Identifier: Apache-2.0
#include "exposure_history.hpp"

#include <algorithm>

#include <sluice/rows.hpp>

namespace sluice::reports {
namespace {

constexpr std::size_t kMaxGroupBytes = 80;

void add_to(std::vector<double>& sums, std::size_t place, double value) {
  if (sums.size() <= place) sums.resize(place + 1);
  sums[place] += value;
}

}  // namespace

std::size_t GroupSums::place_of(std::string_view name) {
  name = name.empty() ? kUnknownGroup : name.substr(0, kMaxGroupBytes);
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  if (names_.size() + 1 >= kMaxGroups) name = kOtherGroups;
  if (names_.size() == kMaxGroups) return names_.size() - 1;
  names_.emplace_back(name);
  return names_.size() - 1;
}

void ExposureHistory::add(const sluice_report_position& row) {
  if (held_.size() >= kMaxDays && !held_.contains(row.time))
    throw Failure(SLUICE_ERROR_LIMIT, "positions of more days than a report can have");
  Held& held = held_[row.time];
  const double value = Money::from_c(row.value).to_double();
  ++held.positions;
  (value < 0 ? held.value.shorts : held.value.longs) += value;
  add_to(held.value.sectors, sectors_.place_of(view_of(row.sector)), value);
  add_to(held.value.regions, regions_.place_of(view_of(row.region)), value);
}

std::vector<std::optional<ExposureHistory::Day>> ExposureHistory::over(
    const std::vector<DayRow>& days) const {
  std::vector<std::optional<Day>> exposures;
  exposures.reserve(days.size());
  for (const DayRow& day : days) {
    auto& exposure = exposures.emplace_back();
    if (!day.equity.is_positive()) continue;
    const auto found = held_.find(day.time.nanoseconds());
    if ((found == held_.end() ? 0 : found->second.positions) != day.positions) continue;
    exposure = found == held_.end() ? Day{} : found->second.value;
    const double equity = day.equity.to_double();
    exposure->longs /= equity;
    exposure->shorts /= equity;
    for (auto* sums : {&exposure->sectors, &exposure->regions})
      for (double& value : *sums) value /= equity;
  }
  return exposures;
}

}  // namespace sluice::reports
