// SPDX-License-Identifier: Apache-2.0
//
// text.hpp: the small pieces every artefact is written with.
//
// Place: records. Pure. The same values give the same bytes with every compiler.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sluice/decimal.hpp>
#include <sluice/time.hpp>

namespace sluice::records {

// A JSON string with its quotes.
void append_json_string(std::string& out, std::string_view text);
[[nodiscard]] std::string json_string(std::string_view text);
// A field of a CSV row, quoted where it has to be.
[[nodiscard]] std::string csv_field(std::string_view text);
// Ten decimals, as ratios are written; never "-0".
[[nodiscard]] std::string ratio_text(double value);
// The same, or JSON's null.
[[nodiscard]] std::string ratio_or_null(std::optional<double> value);
// "2025-01-15" with its quotes, or JSON's null.
[[nodiscard]] std::string date_or_null(const std::optional<Date>& date);
// 1,234,567.89 for people: cents, half-even.
[[nodiscard]] std::string amount_for_people(Money amount);
// 12.34 %
[[nodiscard]] std::string percent_for_people(double ratio);
// Compact JSON with line breaks and two blanks of indentation.
[[nodiscard]] std::string indent_json(std::string_view compact);

}  // namespace sluice::records
