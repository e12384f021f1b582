// SPDX-License-Identifier: Apache-2.0
//
// schema_describe.cpp: what a schema expects, in a few words.
#include <string_view>

#include "config/schema.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

std::string plain(const Value& value) { return value.text() ? *value.text() : to_json(value); }

std::string bounds(const Value& schema) {
  std::string text;
  const auto add = [&](std::string_view keyword, std::string_view sign) {
    const Value* limit = schema.find(keyword);
    if (limit == nullptr) return;
    text += (text.empty() ? " " : " and ") + std::string{sign} + " " + to_json(*limit);
  };
  add("minimum", ">=");
  add("exclusiveMinimum", ">");
  add("maximum", "<=");
  add("exclusiveMaximum", "<");
  return text;
}

// ` of 1 to 64 characters`
std::string sizes(const Value& schema, std::string_view least, std::string_view most,
                  const std::string& unit) {
  const Value* low = schema.find(least);
  const Value* high = schema.find(most);
  if (low == nullptr && high == nullptr) return {};
  const Value& last = high != nullptr ? *high : *low;
  const std::string units = " " + unit + (last.number() == 1 ? "" : "s");
  if (high == nullptr) return " of at least " + to_json(*low) + units;
  if (low == nullptr) return " of at most " + to_json(*high) + units;
  return " of " + to_json(*low) + " to " + to_json(*high) + units;
}

std::string describe_text(const Value& schema) {
  const Value* format = schema.find("format");
  if (format != nullptr && plain(*format) == "date") return "a date (YYYY-MM-DD)";
  if (format != nullptr && plain(*format) == "path") return "a path";
  std::string text = "text" + sizes(schema, "minLength", "maxLength", "character");
  if (const Value* pattern = schema.find("pattern")) text += " matching " + plain(*pattern);
  return text;
}

std::string describe_type(const Value& schema, const std::string& type) {
  if (type == "null") return "nothing";
  if (type == "boolean") return "true or false";
  if (type == "integer") return "a whole number" + bounds(schema);
  if (type == "number") return "a number" + bounds(schema);
  if (type == "array") return "a list" + sizes(schema, "minItems", "maxItems", "item");
  if (type == "object") return "a map";
  return describe_text(schema);
}

}  // namespace

std::string describe_schema(const Value& schema) {
  if (const Value* constant = schema.find("const")) return plain(*constant);
  if (const Value* allowed = schema.find("enum")) {
    std::string words;
    for (const Value& item : *allowed->list()) words += (words.empty() ? "" : ", ") + plain(item);
    return (allowed->list()->size() > 1 ? "one of " : "") + words;
  }
  const Value* format = schema.find("format");
  if (format != nullptr && plain(*format) == "decimal") {
    return "an amount" + bounds(schema);
  }
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : " or ") + part; };
  for (const std::string& type : types_of(schema)) add(describe_type(schema, type));
  if (!text.empty()) return text;
  for (const std::string_view keyword : {"anyOf", "oneOf"}) {
    const Value* alternatives = schema.find(keyword);
    if (alternatives == nullptr) continue;
    for (const Value& alternative : *alternatives->list()) add(describe_schema(alternative));
  }
  return text.empty() ? "a value" : text;
}

}  // namespace sluice::config
