// SPDX-License-Identifier: Apache-2.0
//
// text.hpp: small questions about cells and names.
//
// Place: csv feed, parsing and messages. ASCII only; other bytes are passed through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::feeds {

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
[[nodiscard]] std::string lower(std::string_view text);

// Empty, NA, N/A, NaN or null, in any case: a cell that says there is no value.
[[nodiscard]] bool is_missing(std::string_view cell) noexcept;

// What a message shows of a cell: quoted, at most 32 characters, control characters as '?'.
[[nodiscard]] std::string excerpt(std::string_view cell);

// The name nearest to `wanted` (case costs nothing), or empty when none is near enough to be meant.
[[nodiscard]] std::string nearest(std::string_view wanted,
                                  const std::vector<std::string_view>& names);

}  // namespace sluice::feeds
