// SPDX-License-Identifier: Apache-2.0
#include "exposure_book.hpp"

#include <sluice/decimal.hpp>
#include <sluice/rows.hpp>

namespace sluice::reports {
namespace {

// The entry of `name`, or of those that share one.
template <typename Map>
typename Map::mapped_type& entry(Map& map, std::string_view name) {
  name = name.empty() ? kUnknownBookGroup : name.substr(0, kMaxBookGroupBytes);
  auto found = map.find(name);
  if (found != map.end()) return found->second;
  if (map.size() >= kMaxBookGroups && name != kOtherBookGroups) return entry(map, kOtherBookGroups);
  return map[std::string{name}];
}

}  // namespace

void ExposureFigures::add(const statistics::Exposure& day) noexcept {
  gross.add(day.gross());
  net.add(day.net());
  longs.add(day.longs);
  shorts.add(day.shorts);
}

void ExposureBook::add(const sluice_report_position& row) {
  told_ = true;
  const double value = Money::from_c(row.value).to_double();
  Day& day = open_[row.time];
  day.total.add(value);
  entry(day.sectors, view_of(row.sector)).add(value);
  entry(day.regions, view_of(row.region)).add(value);
}

void ExposureBook::close(const Values& values, double equity, Groups& groups) const {
  for (const auto& [name, value] : values) {
    const std::size_t known = groups.size();
    ExposureFigures& figures = entry(groups, name);
    if (groups.size() == known) continue;
    // Nothing was held of it on the days before.
    for (std::uint64_t day = 0; day < days_; ++day) figures.add({});
  }
  // Those without a group of their own share one here too.
  Values today;
  for (const auto& [name, value] : values)
    today[groups.contains(name) ? name : std::string{kOtherBookGroups}] += value;
  for (auto& [name, figures] : groups) figures.add(*today[name].over(equity));
}

void ExposureBook::close_day(sluice_time time, double equity) {
  const auto found = open_.find(time);
  const Day day = found == open_.end() ? Day{} : std::move(found->second);
  open_.erase(open_.begin(), open_.upper_bound(time));
  const auto total = day.total.over(equity);
  if (!total) return;
  total_.add(*total);
  close(day.sectors, equity, sectors_);
  close(day.regions, equity, regions_);
  ++days_;
}

}  // namespace sluice::reports
