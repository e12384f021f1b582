// SPDX-License-Identifier: Apache-2.0
//
// benchmark.hpp: daily returns of what a track is compared with.
//
// Place: drivers; pure. From a CSV with the columns date and close (returns are computed) or date
// and return; or from the closes of one of the feed's symbols. Errors: the first fault with file
// and line.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>
#include <sluice/time_zone.hpp>

#include "core/ports.hpp"
#include "market/corporate_actions.hpp"

namespace sluice::drivers {

struct Benchmark {
  std::string name;
  std::map<Date, double> returns;

  // NaN where the day has none.
  [[nodiscard]] double return_on(Date day) const;
};

// From the closes of the one instrument `source` gives bars of, the last of each day; `actions` are
// its splits.
[[nodiscard]] Result<Benchmark> benchmark_of(BarSource& source, const std::string& symbol,
                                             const market::CorporateActions& actions = {},
                                             const TimeZone& zone = {});

[[nodiscard]] Result<Benchmark> parse_benchmark(std::string_view text, const std::string& file);

}  // namespace sluice::drivers
