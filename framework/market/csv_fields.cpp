// SPDX-License-Identifier: Apache-2.0
#include "market/csv_fields.hpp"

#include <algorithm>

namespace sluice::market {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// A field in quotes and what follows its closing quote up to the comma; nothing if it does not end.
std::optional<std::string> take_quoted(std::string_view& line) {
  std::string field;
  for (std::size_t at = 1; at < line.size(); ++at) {
    if (line[at] != '"') {
      field += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      field += line[at++];
    } else {
      line.remove_prefix(at + 1);
      return field;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<std::string>> csv_fields(std::string_view line) {
  std::vector<std::string> fields;
  for (;;) {
    line = trimmed(line);
    if (!line.empty() && line.front() == '"') {
      auto field = take_quoted(line);
      if (!field) return std::nullopt;
      fields.push_back(*std::move(field));
      line = trimmed(line);
      if (!line.empty() && line.front() != ',') return std::nullopt;
    } else {
      const std::size_t comma = std::min(line.find(','), line.size());
      fields.emplace_back(trimmed(line.substr(0, comma)));
      line.remove_prefix(comma);
    }
    if (line.empty()) return fields;
    line.remove_prefix(1);
  }
}

}  // namespace sluice::market
