// SPDX-License-Identifier: Apache-2.0
//
// json_text.hpp: texts as JSON strings in their one canonical form, and back.
//
// Place: inside room `journal`. The form: `"` and `\` behind a backslash; \b \t \n \f \r by name;
// other control characters as \u00xx with lower-case digits; everything else as UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice::journal {

// A byte of text takes at most this many in a string; two more for the quotes.
inline constexpr std::size_t kMaxEscape = 6;

inline constexpr std::string_view kHexDigits = "0123456789abcdef";

// Writes the string with its quotes and returns its end. Bytes that are not UTF-8 become U+FFFD.
char* write_string(char* out, std::string_view text) noexcept;

// The end of the canonical string that begins with the quote at `at`; nullptr if there is none.
const char* skip_string(const char* at, const char* end) noexcept;

// The text of a string with its quotes; nullopt if it is not a canonical string.
std::optional<std::string> parse_string(std::string_view json);

}  // namespace sluice::journal
