// SPDX-License-Identifier: Apache-2.0
//
// text.hpp: numbers and words as people, Markdown and CSV want them.
//
// Place: reports. Numbers for people have thousands separators and two decimals, rounded half-even;
// fractions are shown as per cent. Undefined is "n/a". Text never breaks the format it stands in:
// what is not UTF-8 or not printable becomes U+FFFD or a blank. Errors: none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::reports {

inline constexpr std::string_view kUndefined = "n/a";

// For people.
[[nodiscard]] std::string count_text(std::uint64_t count);            // 12,345
[[nodiscard]] std::string amount_text(std::optional<Money> amount);   // -1,234.50
[[nodiscard]] std::string percent_text(std::optional<double> share);  // 12.34 %
[[nodiscard]] std::string ratio_text(std::optional<double> value);    // 1.23
[[nodiscard]] std::string quantity_text(Quantity quantity);           // 1,234.5
[[nodiscard]] std::string price_text(Price price);                    // 101.2503
[[nodiscard]] std::string whole_text(double amount);                  // 12,346
[[nodiscard]] std::string side_text(std::uint8_t side);               // BUY
[[nodiscard]] std::string time_text(Timestamp time);                  // the date alone at midnight

// The shortest text that reads back as the same double.
[[nodiscard]] std::string plain_text(double value);

// Valid UTF-8, whatever came in.
[[nodiscard]] std::string valid_utf8(std::string_view text);
// A quoted JSON string.
[[nodiscard]] std::string json_text(std::string_view text);
// For a cell of a table or a heading: one line, nothing in it is markup.
[[nodiscard]] std::string markdown_text(std::string_view text);
// A field by RFC 4180, quoted where it must be.
[[nodiscard]] std::string csv_text(std::string_view text);

}  // namespace sluice::reports
