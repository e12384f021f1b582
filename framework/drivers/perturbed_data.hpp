// SPDX-License-Identifier: Apache-2.0
//
// perturbed_data.hpp: prices of which everything behind a day is another: a copy of their files, or
// the bars of a feed that has none.
//
// Place: drivers; for the look-ahead audit. Rows and bars up to and with the cut stay byte by byte;
// behind it the prices of each are multiplied by one factor of 0.85 to 1.15 and its volume by
// another, which follow from seed and row alone. Errors: file and reason.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>
#include <sluice/time_zone.hpp>

#include "drivers/run_parts.hpp"

namespace sluice::drivers {

struct Perturbation {
  Date cut;  // the last day that stays as it is
  std::uint64_t seed = 1;
};

// The text of one file. Rows that it can't read stay as they are.
[[nodiscard]] Result<std::string> perturbed_csv(std::string_view text,
                                                const Perturbation& perturbation);

// What `open` gives, another behind the cut; days as the clock of `zone` shows them.
[[nodiscard]] std::function<Result<OpenFeed>(const FeedWindow&)> perturbed_feed(
    std::function<Result<OpenFeed>(const FeedWindow&)> open, const Perturbation& perturbation,
    const TimeZone& zone);

// A file of CSV as the feed `csv` reads it, or a folder of them, as `to`.
[[nodiscard]] Result<void> copy_perturbed(const std::filesystem::path& from,
                                          const std::filesystem::path& to,
                                          const Perturbation& perturbation);

}  // namespace sluice::drivers
