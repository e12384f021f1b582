// SPDX-License-Identifier: Apache-2.0
//
// text_line.hpp: lines `key rest` of small files, one after the other.
//
// Place: inside risk. Pure.
#pragma once

#include <string_view>

namespace sluice::risk {

// The rest of a line that begins with `key` off the front; empty: the line is another one.
[[nodiscard]] inline std::string_view take_line(std::string_view& text, std::string_view key) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos || !text.starts_with(key)) return {};
  const std::string_view rest = text.substr(key.size(), end - key.size());
  text.remove_prefix(end + 1);
  return rest;
}

}  // namespace sluice::risk
