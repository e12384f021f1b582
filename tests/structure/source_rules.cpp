// SPDX-License-Identifier: Apache-2.0
#include "structure/source_rules.hpp"

#include <algorithm>
#include <cctype>

namespace sluice::structure {

namespace {

std::string without_blanks_in_lower_case(std::string_view line) {
  std::string result;
  for (const unsigned char each : line) {
    if (std::isspace(each) == 0) result += static_cast<char>(std::tolower(each));
  }
  return result;
}

// From the class's opening line to the line that closes it.
std::vector<std::string_view> class_lines(std::string_view text, std::string_view opening) {
  std::vector<std::string_view> inside;
  bool open = false;
  for (const auto line : lines_of(text)) {
    open = open || line.starts_with(opening);
    if (open) inside.push_back(line);
    if (open && line.starts_with("};")) break;
  }
  return inside;
}

}  // namespace

Violations licence_violations(std::string_view path, std::string_view text) {
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < std::min<std::size_t>(lines.size(), 3); ++i) {
    if (lines[i].find("SPDX-License-Identifier: Apache-2.0") != std::string_view::npos) return {};
  }
  return {std::string{path} + ": no SPDX line in the first three lines"};
}

Violations length_violations(std::string_view path, std::string_view text) {
  const auto count = lines_of(text).size();
  if (count <= kMostLines) return {};
  return {std::string{path} + ": " + std::to_string(count) + " lines, at most " +
          std::to_string(kMostLines) + " are allowed"};
}

Violations glob_violations(std::string_view path, std::string_view text) {
  Violations violations;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (without_blanks_in_lower_case(lines[i]).starts_with("file(glob")) {
      violations.push_back(at_line(path, i, "sources are listed, not globbed"));
    }
  }
  return violations;
}

Violations approval_violations(std::string_view path, std::string_view text) {
  std::size_t friends = 0;
  std::size_t gates = 0;
  for (const auto line : class_lines(text, "class ApprovedOrder {")) {
    if (line.find("friend") != std::string_view::npos) ++friends;
    if (line == "  friend class risk::Gate;") ++gates;
  }
  if (friends == 1 && gates == 1) return {};
  return {std::string{path} + ": ApprovedOrder has to have one friend, risk::Gate; found " +
          std::to_string(friends) + " friends"};
}

}  // namespace sluice::structure
