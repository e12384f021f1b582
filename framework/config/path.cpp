// SPDX-License-Identifier: Apache-2.0
//
// path.cpp: writing and reading of paths.
#include "config/path.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "config/limits.hpp"

namespace sluice::config {
namespace {

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

std::optional<std::string> take_key(std::string_view& text) {
  if (!text.empty() && text.front() == '"') {
    const auto end = text.find('"', 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string key{text.substr(1, end - 1)};
    text.remove_prefix(end + 1);
    return key;
  }
  const auto end = std::find_if_not(text.begin(), text.end(), is_bare);
  const auto length = static_cast<std::size_t>(end - text.begin());
  if (length == 0) return std::nullopt;
  std::string key{text.substr(0, length)};
  text.remove_prefix(length);
  return key;
}

std::optional<std::size_t> take_index(std::string_view& text) {
  std::size_t index = 0;
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data() + 1, end, index);
  if (result.ec != std::errc{} || result.ptr == end || *result.ptr != ']') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(result.ptr - text.data()) + 1);
  return index;
}

}  // namespace

std::string join_key(const std::string& path, std::string_view key) {
  const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), is_bare);
  const std::string step = bare ? std::string{key} : '"' + std::string{key} + '"';
  return path.empty() ? step : path + "." + step;
}

std::string join_index(const std::string& path, std::size_t index) {
  return path + "[" + std::to_string(index) + "]";
}

std::optional<std::vector<PathStep>> parse_path(std::string_view text) {
  std::vector<PathStep> steps;
  while (!text.empty() && steps.size() < kMaxDepth) {
    if (text.front() == '[' && !steps.empty()) {
      const auto index = take_index(text);
      if (!index) return std::nullopt;
      steps.emplace_back(*index);
      continue;
    }
    if (!steps.empty()) {
      if (text.front() != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    auto key = take_key(text);
    if (!key) return std::nullopt;
    steps.emplace_back(std::move(*key));
  }
  if (steps.empty() || !text.empty()) return std::nullopt;
  return steps;
}

}  // namespace sluice::config
