// SPDX-License-Identifier: Apache-2.0
//
// feed_opener.hpp: opens a feed plugin for a run's instruments, and tells what it found wrong.
//
// Place: drivers. Errors: the feed's; a symbol without any price, for a typing error must not thin
// out a portfolio silently.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sluice/time_zone.hpp>

#include "drivers/run_parts.hpp"
#include "plugins/feed_instance.hpp"

namespace sluice::drivers {

// `log` gets one line for each issue of the data. `intraday`: bars are of minutes, and the days
// that are asked for are that zone's. The instruments must outlive what is returned.
[[nodiscard]] std::function<Result<OpenFeed>(const FeedWindow&)> feed_opener(
    std::unique_ptr<plugins::FeedInstance> feed, const InstrumentTable& instruments,
    std::function<void(int level, const std::string& text)> log,
    std::optional<TimeZone> intraday = std::nullopt);

}  // namespace sluice::drivers
