// SPDX-License-Identifier: Apache-2.0
//
// page_data.hpp: the figures of a page as JSON, columns of numbers where there are many.
//
// Place: report_html. Times are seconds, told as differences. Fractions are not percentages. Daily
// columns have seven digits, which no screen shows; the figures of the tables are exact. Whatever a
// text holds, it can't end the script element that the data stand in. Errors: as the sink's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <sluice/plugin.hpp>

#include "digest.hpp"
#include "exposure_history.hpp"
#include "trade_tail.hpp"

namespace sluice::reports {

struct PageSource {
  const Digest& digest;
  const ExposureHistory& exposures;
  const TradeTail& trades;
  std::string_view benchmark;
  std::uint64_t trials = 0;
  std::size_t rolling_days = 0;
};

void write_page_data(Sink& sink, const PageSource& source);

// Text of an element or of an attribute in double quotes.
[[nodiscard]] std::string html_text(std::string_view text);
// A JSON string in which nothing is special to HTML or to older JavaScript.
[[nodiscard]] std::string script_text(std::string_view text);

}  // namespace sluice::reports
