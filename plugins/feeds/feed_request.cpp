// SPDX-License-Identifier: Apache-2.0
#include "feed_request.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace sluice::feeds {

WindowRequest wanted_window(const FeedRequest& request) {
  WindowRequest wanted;
  std::set<std::string_view> seen;
  for (const sluice_str& text : request.symbols()) {
    const std::string_view symbol = view_of(text);
    if (!seen.insert(symbol).second)
      throw Failure(SLUICE_ERROR_ARGUMENT, "symbol " + std::string{symbol} + " is asked for twice");
    wanted.symbols.push_back(symbol);
  }
  wanted.lookback_sessions = request.lookback_sessions();
  wanted.from = request.from().nanoseconds();
  wanted.to = request.to().nanoseconds();
  return wanted;
}

BarGrid grid_of(std::int32_t step_minutes, const std::optional<std::string>& zone) {
  BarGrid grid;
  if (step_minutes == 0) {
    if (zone)
      throw Failure(SLUICE_ERROR_ARGUMENT,
                    "timezone is for bars within a day; daily bars tell dates");
    return grid;
  }
  grid.step_minutes = step_minutes;
  grid.zone_name = zone.value_or(grid.zone_name);
  auto found = TimeZone::find(grid.zone_name);
  if (!found) throw Failure(SLUICE_ERROR_ARGUMENT, "timezone: " + found.error().message);
  grid.zone = std::move(*found);
  return grid;
}

std::int32_t step_minutes_of(const std::string& freq) {
  return freq == "1d" ? 0 : std::stoi(freq.substr(0, freq.find('m')));
}

sluice_time last_wanted(const WindowRequest& wanted, bool is_daily) noexcept {
  constexpr sluice_time kDay = Timestamp::kNanosecondsPerDay;
  return is_daily && wanted.to < INT64_MAX - kDay ? wanted.to + kDay - 1 : wanted.to;
}

std::size_t first_wanted(const std::vector<sluice_bar>& bars,
                         const WindowRequest& wanted) noexcept {
  auto begin = std::partition_point(bars.begin(), bars.end(),
                                    [&](const sluice_bar& bar) { return bar.time < wanted.from; });
  for (std::uint32_t sessions = 0; begin != bars.begin() && sessions < wanted.lookback_sessions;
       ++sessions) {
    const sluice_time time = std::prev(begin)->time;
    while (begin != bars.begin() && std::prev(begin)->time == time) --begin;
  }
  return static_cast<std::size_t>(begin - bars.begin());
}

FeedInfo info_of(const Window& window) {
  FeedInfo info;
  bool any = false;
  for (std::size_t rank = 0; rank < window.instruments().size(); ++rank) {
    const PanelSymbol& symbol = window.index().symbols[rank];
    if (window.instruments()[rank] == kNoInstrument || symbol.bars == 0) continue;
    const Timestamp first = time_of(symbol.first_day, window.index().is_daily());
    const Timestamp last = time_of(symbol.last_day, window.index().is_daily());
    info.first = any ? std::min(info.first, first) : first;
    info.last = any ? std::max(info.last, last) : last;
    info.fields |= symbol.flags;
    any = true;
  }
  info.bar_count = window.bar_count();
  info.content_hash = window.index().content.text();
  return info;
}

}  // namespace sluice::feeds
