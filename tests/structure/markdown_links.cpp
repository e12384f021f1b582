// SPDX-License-Identifier: Apache-2.0
#include "structure/markdown_links.hpp"

#include <filesystem>
#include <regex>

namespace sluice::structure {

namespace {

bool is_relative(std::string_view target) {
  static const std::regex kScheme{"^[A-Za-z][A-Za-z0-9+.-]*:"};
  return !target.empty() && target.front() != '#' &&
         !std::regex_search(std::string{target}, kScheme);
}

std::string without_code_spans(std::string_view line) {
  static const std::regex kSpan{"`[^`]*`"};
  return std::regex_replace(std::string{line}, kSpan, "code");
}

}  // namespace

std::vector<Link> links_of(std::string_view text) {
  static const std::regex kInline{R"(\]\(\s*<?([^\s)>]+)[^)]*\))"};
  static const std::regex kDefinition{R"(^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+))"};
  std::vector<Link> links;
  bool fenced = false;
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto start = lines[i].find_first_not_of(' ');
    const auto code = start == std::string_view::npos ? "" : lines[i].substr(start, 3);
    if (code == "```" || code == "~~~") fenced = !fenced;
    if (fenced) continue;
    const auto line = without_code_spans(lines[i]);
    for (const auto* form : {&kInline, &kDefinition}) {
      for (std::sregex_iterator it{line.begin(), line.end(), *form}, end; it != end; ++it) {
        links.push_back({i, (*it)[1]});
      }
    }
  }
  return links;
}

Violations broken_links(std::string_view path, std::string_view text,
                        const std::function<bool(const std::string&)>& exists) {
  Violations violations;
  const auto folder = std::filesystem::path{path}.parent_path();
  for (const auto& link : links_of(text)) {
    if (!is_relative(link.target)) continue;
    const auto file = link.target.substr(0, link.target.find('#'));
    if (file.starts_with('/') || !exists((folder / file).lexically_normal().generic_string())) {
      violations.push_back(at_line(path, link.line, link.target + " leads nowhere"));
    }
  }
  return violations;
}

}  // namespace sluice::structure
