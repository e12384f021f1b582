// SPDX-License-Identifier: Apache-2.0
//
// csv_fields.cpp: one line of CSV to its fields.
#include "csv_fields.hpp"

#include <algorithm>

#include "text.hpp"

namespace sluice::feeds {

// Reads the field whose opening quote is at `at`, and leaves `at` at the comma after it or the end.
void FieldSplitter::quoted(std::string_view line, std::size_t& at) {
  const std::size_t begin = unquoted_.size();
  for (++at; at < line.size(); ++at) {
    if (line[at] == '"') {
      if (at + 1 >= line.size() || line[at + 1] != '"') break;
      ++at;
    }
    unquoted_ += line[at];
  }
  if (at < line.size()) ++at;
  while (at < line.size() && line[at] != ',') unquoted_ += line[at++];
  fields_.push_back(trim(std::string_view{unquoted_}.substr(begin)));
}

const std::vector<std::string_view>& FieldSplitter::split(std::string_view line) {
  fields_.clear();
  unquoted_.clear();
  unquoted_.reserve(line.size());  // views into it must stay
  std::size_t at = 0;
  while (fields_.size() < kMaxFields) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
    if (at < line.size() && line[at] == '"') {
      quoted(line, at);
    } else {
      const std::size_t end = std::min(line.find(',', at), line.size());
      fields_.push_back(trim(line.substr(at, end - at)));
      at = end;
    }
    if (at >= line.size()) break;
    ++at;
  }
  return fields_;
}

}  // namespace sluice::feeds
