// SPDX-License-Identifier: Apache-2.0
//
// csv_fields.hpp: one line of a CSV file that people write.
//
// Place: market; pure. A field may be quoted ("), a quote inside is doubled; blanks around fields
// are dropped. No field holds a line break.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::market {

inline constexpr std::string_view kBadCsvQuotes =
    "a quoted field does not end, or has text behind it";

// Nothing if a quoted field does not end or has something behind it.
[[nodiscard]] std::optional<std::vector<std::string>> csv_fields(std::string_view line);

// Hands the lines of a table to `parser`: next_line() for each, header(line) for the first that is
// neither empty nor a comment (#), then `row(line)`. The first fault ends it. False: no header.
template <typename Parser, typename Row>
Result<bool> read_table(std::string_view text, Parser& parser, Row&& row) {
  bool has_header = false;
  while (!text.empty()) {
    parser.next_line();
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line == "\r" || line.front() == '#') continue;
    const Result<void> taken = has_header ? row(line) : parser.header(line);
    if (!taken) return taken.error();
    has_header = true;
  }
  return has_header;
}

}  // namespace sluice::market
