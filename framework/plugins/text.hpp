// SPDX-License-Identifier: Apache-2.0
//
// text.hpp: text that came from a plugin, made fit for logs, terminals and files.
//
// Place: plugins, private. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <sluice/c/base.h>

namespace sluice::plugins {

[[nodiscard]] bool is_utf8(std::string_view text) noexcept;

// At most `limit` bytes (3 or more), the last of them "..." where something was cut. Control
// characters become \n, \t or \xNN, and so do bytes that are not UTF-8.
[[nodiscard]] std::string printable(std::string_view text, std::size_t limit);

// The same of a text of several lines, which stay lines: each but the first begins with two blanks,
// so that none looks like a message of its own. Blank ones are left out.
[[nodiscard]] std::string printable_lines(std::string_view text, std::size_t limit);

// A null pointer is an empty string, whatever the length says.
[[nodiscard]] inline std::string_view view_of(sluice_str text) noexcept {
  return text.ptr == nullptr ? std::string_view{}
                             : std::string_view{text.ptr, static_cast<std::size_t>(text.len)};
}
[[nodiscard]] inline sluice_str borrow(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

// snake_case, at most 64 characters: the ids and names of manifests.
[[nodiscard]] bool is_snake_case(std::string_view text) noexcept;
// MAJOR.MINOR.PATCH
[[nodiscard]] bool is_version(std::string_view text) noexcept;

}  // namespace sluice::plugins
