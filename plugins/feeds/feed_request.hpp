// SPDX-License-Identifier: Apache-2.0
//
// feed_request.hpp: what every feed of files does with its parameters and a request.
//
// Place: feeds. Errors: Failure, as the barrier of the interface takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sluice/feed.hpp>
#include <sluice/result.hpp>

#include "bar_grid.hpp"
#include "window.hpp"

namespace sluice::feeds {

template <typename T>
T value_or_throw(Result<T> result) {
  if (!result) throw Failure(SLUICE_ERROR_IO, result.error().message);
  return std::move(*result);
}

// A symbol asked for twice is an error.
[[nodiscard]] WindowRequest wanted_window(const FeedRequest& request);

// `step_minutes` 0: days, which have no time zone.
[[nodiscard]] BarGrid grid_of(std::int32_t step_minutes, const std::optional<std::string>& zone);

// Of "5min" the minutes; 0 of "1d".
[[nodiscard]] std::int32_t step_minutes_of(const std::string& freq);

// The last moment that is wanted: a day is wanted whole.
[[nodiscard]] sluice_time last_wanted(const WindowRequest& wanted, bool is_daily) noexcept;

// Where the bars begin that are wanted, those looked back on included. `bars` are sorted.
[[nodiscard]] std::size_t first_wanted(const std::vector<sluice_bar>& bars,
                                       const WindowRequest& wanted) noexcept;

// What the whole data says about the symbols asked for.
[[nodiscard]] FeedInfo info_of(const Window& window);

}  // namespace sluice::feeds
