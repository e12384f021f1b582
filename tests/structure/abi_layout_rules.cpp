// SPDX-License-Identifier: Apache-2.0
#include "structure/abi_layout_rules.hpp"

#include <map>
#include <regex>
#include <sstream>

namespace sluice::structure {

namespace {

struct Row {
  std::string place;  // "size", or the offset
  std::size_t size = 0;
};

using Layout = std::map<std::string, Row>;

Layout parse_layout(std::string_view text) {
  Layout layout;
  for (const auto line : lines_of(text)) {
    std::istringstream in{std::string{line}};
    std::string name;
    Row row;
    if (in >> name >> row.place >> row.size) layout[name] = row;
  }
  return layout;
}

std::string shown(const Row& row) { return row.place + " " + std::to_string(row.size); }

std::string change_of(const std::string& name, const Row& before, const Layout& now) {
  const auto found = now.find(name);
  if (found == now.end()) return name + ": gone";
  const Row& row = found->second;
  const bool is_struct = before.place == "size" && row.place == "size";
  const bool same = row.place == before.place && row.size == before.size;
  if (same || (is_struct && row.size > before.size)) return "";
  return name + ": was " + shown(before) + ", is " + shown(row);
}

std::string intrusion_of(const std::string& name, const Row& row, const Layout& before) {
  if (before.contains(name) || row.place == "size") return "";
  const auto owner = before.find(name.substr(0, name.find('.')));
  if (owner == before.end() || std::stoul(row.place) >= owner->second.size) return "";
  return name + ": new, but at " + row.place + " inside the " + std::to_string(owner->second.size) +
         " bytes the struct had";
}

std::string field_name(const std::string& declaration) {
  static const std::regex kFunction{R"(\(\*\s*(\w+)\s*\))"};
  static const std::regex kField{R"((\w+)\s*(\[[^\]]*\])?\s*$)"};
  std::smatch match;
  if (std::regex_search(declaration, match, kFunction)) return match[1];
  return std::regex_search(declaration, match, kField) ? match[1].str() : "";
}

std::string without_comments(std::string_view text) {
  std::string code;
  while (!text.empty()) {
    const auto begin = text.find("/*");
    code += text.substr(0, begin);
    const auto end = begin == std::string_view::npos ? begin : text.find("*/", begin);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
  }
  return code;
}

}  // namespace

Violations breaking_changes(std::string_view before, std::string_view now) {
  const auto old_layout = parse_layout(before);
  const auto new_layout = parse_layout(now);
  Violations violations;
  const auto add = [&](std::string what) {
    if (!what.empty()) violations.push_back(std::move(what));
  };
  for (const auto& [name, row] : old_layout) add(change_of(name, row, new_layout));
  for (const auto& [name, row] : new_layout) add(intrusion_of(name, row, old_layout));
  return violations;
}

std::vector<std::string> appended_names(std::string_view before, std::string_view now) {
  const auto old_layout = parse_layout(before);
  std::vector<std::string> names;
  for (const auto& [name, row] : parse_layout(now)) {
    if (!old_layout.contains(name)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> declared_names(std::string_view header) {
  const auto code = without_comments(header);
  std::vector<std::string> names;
  constexpr std::string_view kOpening = "typedef struct ";
  for (auto at = code.find(kOpening); at != std::string::npos; at = code.find(kOpening, at + 1)) {
    const auto brace = code.find('{', at);
    const auto close = code.find('}', at);
    if (brace == std::string::npos || close == std::string::npos) break;
    const auto name = field_name(code.substr(at, brace - at));
    names.push_back(name);
    std::istringstream fields{code.substr(brace + 1, close - brace - 1)};
    for (std::string field; std::getline(fields, field, ';');) {
      if (const auto each = field_name(field); !each.empty()) names.push_back(name + "." + each);
    }
  }
  return names;
}

}  // namespace sluice::structure
