// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/coverage.hpp"

#include <algorithm>
#include <charconv>
#include <set>

namespace sluice::rule_tests {

std::vector<int> lines_of(std::string_view ranges) {
  std::vector<int> lines;
  const char* at = ranges.data();
  const char* const end = at + ranges.size();
  while (at != end) {
    int first = 0;
    auto read = std::from_chars(at, end, first);
    if (read.ec != std::errc{}) break;
    int last = first;
    if (read.ptr != end && *read.ptr == '-') read = std::from_chars(read.ptr + 1, end, last);
    for (int line = first; line <= last; ++line) lines.push_back(line);
    at = read.ptr == end ? end : read.ptr + 1;
  }
  return lines;
}

std::string ranges_of(std::span<const int> lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::size_t last = i;
    while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1) ++last;
    out += (out.empty() ? "" : ",") + std::to_string(lines[i]);
    if (last > i) out += "-" + std::to_string(lines[last]);
    i = last;
  }
  return out;
}

double Coverage::percent() const noexcept {
  if (lines == 0) return 100;
  return 100.0 * static_cast<double>(run()) / static_cast<double>(lines);
}

Coverage coverage_of(const TableResult& table) {
  Coverage coverage;
  coverage.script = table.rule;
  std::set<int> can_run;
  std::set<int> did_run;
  for (const CaseResult& one : table.cases) {
    for (const int line : lines_of(one.explanation.lines)) can_run.insert(line);
    for (const int line : lines_of(one.explanation.lines_run)) did_run.insert(line);
  }
  coverage.lines = can_run.size();
  std::set_difference(can_run.begin(), can_run.end(), did_run.begin(), did_run.end(),
                      std::back_inserter(coverage.missed));
  return coverage;
}

}  // namespace sluice::rule_tests
