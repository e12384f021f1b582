// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_statistics.hpp"

namespace sluice::drivers {

analytics::DailyStatistics statistics_of(const records::TrackState& state) {
  const auto field = [&](const char* name) {
    const auto found = state.statistics.find(name);
    return found == state.statistics.end() ? 0.0 : found->second;
  };
  if (state.statistics.empty())
    return analytics::DailyStatistics::start(state.seed_capital.to_double());
  return {static_cast<std::uint64_t>(field("count")),
          field("mean"),
          field("m2"),
          field("peak"),
          field("max_drawdown"),
          field("previous_equity")};
}

void keep_statistics(const analytics::DailyStatistics& statistics, records::TrackState& state) {
  state.statistics = {{"count", static_cast<double>(statistics.count)},
                      {"mean", statistics.mean},
                      {"m2", statistics.m2},
                      {"peak", statistics.peak},
                      {"max_drawdown", statistics.max_drawdown},
                      {"previous_equity", statistics.previous_equity}};
}

}  // namespace sluice::drivers
