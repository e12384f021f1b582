// SPDX-License-Identifier: Apache-2.0
//
// csv_fields.hpp: one line of a CSV file that people write.
//
// Place: market; pure. A field may be quoted ("), a quote inside is doubled; blanks around fields
// are dropped. No field holds a line break.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::market {

inline constexpr std::string_view kBadCsvQuotes =
    "a quoted field does not end, or has text behind it";

// Nothing if a quoted field does not end or has something behind it.
[[nodiscard]] std::optional<std::vector<std::string>> csv_fields(std::string_view line);

}  // namespace sluice::market
