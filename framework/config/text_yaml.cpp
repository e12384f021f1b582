// SPDX-License-Identifier: Apache-2.0
//
// text_yaml.cpp: a tree as block-style YAML. Text that could be taken for anything else is quoted.
#include <algorithm>

#include "config/text.hpp"
#include "config/yaml_scalar.hpp"

namespace sluice::config {
namespace {

bool is_safe_plain(std::string_view text) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '/' || c == '-';
  };
  if (text.empty() || !std::all_of(text.begin(), text.end(), safe)) return false;
  if (text.front() == '-' || text.front() == '.') return false;
  const auto resolved = resolve_plain_scalar(text);
  return resolved.error.empty() && std::holds_alternative<std::string>(resolved.content);
}

std::string scalar_text(const Value& value) {
  const auto* text = value.text();
  return text != nullptr && is_safe_plain(*text) ? *text : to_json(value);
}

bool is_short(const Value& value) {
  if (const auto* items = value.list()) return items->empty();
  if (const auto* members = value.map()) return members->empty();
  return true;
}

void append_block(std::string& out, const Value& value, const std::string& indent);

void append_after_key(std::string& out, const Value& value, const std::string& indent) {
  if (is_short(value)) {
    out += " " + scalar_text(value) + "\n";
  } else {
    out += "\n";
    append_block(out, value, indent + "  ");
  }
}

void append_block(std::string& out, const Value& value, const std::string& indent) {
  if (is_short(value)) {
    out += indent + scalar_text(value) + "\n";
  } else if (const auto* items = value.list()) {
    for (const Value& item : *items) {
      out += indent + "-";
      append_after_key(out, item, indent);
    }
  } else if (const auto* members = value.map()) {
    for (const Member& member : *members) {
      const Value key = make_value(member.key);
      out += indent + scalar_text(key) + ":";
      append_after_key(out, member.value, indent);
    }
  }
}

}  // namespace

std::string to_yaml(const Value& value) {
  std::string out;
  append_block(out, value, "");
  return out;
}

}  // namespace sluice::config
