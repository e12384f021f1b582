// SPDX-License-Identifier: Apache-2.0
//
// schema_lint.cpp: reads a schema and refuses what this checker does not understand, so that no
// author believes in a check that is not made.
#include <algorithm>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "config/document.hpp"
#include "config/path.hpp"
#include "config/schema.hpp"
#include "config/schema_rules.hpp"
#include "core/nearest.hpp"

namespace sluice::config {
namespace {

enum class Shape {
  Any,
  Text,
  Number,
  Count,
  Flag,
  List,
  Types,
  Names,
  Schema,
  SchemaOrFlag,
  Schemas,
  SchemaMap,
  Pattern,
  Format
};

struct Keyword {
  const char* name;
  Shape shape;
  const char* expected;
};

constexpr Keyword kKeywords[] = {
    {"type", Shape::Types, "a type or a list of types"},
    {"properties", Shape::SchemaMap, "a map of schemas"},
    {"required", Shape::Names, "a list of keys"},
    {"additionalProperties", Shape::SchemaOrFlag, "true, false or a schema"},
    {"items", Shape::Schema, "a schema"},
    {"enum", Shape::List, "a list of values"},
    {"const", Shape::Any, ""},
    {"minimum", Shape::Number, "a number"},
    {"maximum", Shape::Number, "a number"},
    {"exclusiveMinimum", Shape::Number, "a number"},
    {"exclusiveMaximum", Shape::Number, "a number"},
    {"minLength", Shape::Count, "a whole number >= 0"},
    {"maxLength", Shape::Count, "a whole number >= 0"},
    {"pattern", Shape::Pattern, "a regular expression"},
    {"minItems", Shape::Count, "a whole number >= 0"},
    {"maxItems", Shape::Count, "a whole number >= 0"},
    {"uniqueItems", Shape::Flag, "true or false"},
    {"anyOf", Shape::Schemas, "a list of schemas"},
    {"oneOf", Shape::Schemas, "a list of schemas"},
    {"default", Shape::Any, ""},
    {"format", Shape::Format, "one of path, date, decimal"},
    {"$schema", Shape::Text, "text"},
    {"$id", Shape::Text, "text"},
    {"title", Shape::Text, "text"},
    {"description", Shape::Text, "text"},
};

bool is_in(const std::string& word, std::initializer_list<const char*> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_type(const Value& value) {
  return value.text() != nullptr && is_in(*value.text(), {"null", "boolean", "integer", "number",
                                                          "string", "array", "object"});
}

template <typename Holds>
bool all_items(const Value& value, Holds holds) {
  const auto* items = value.list();
  return items != nullptr && !items->empty() && std::all_of(items->begin(), items->end(), holds);
}

bool is_regex(const Value& value) {
  if (value.text() == nullptr || value.text()->empty()) return false;
  try {
    const std::regex compiled{*value.text(), std::regex::ECMAScript};
    return true;
  } catch (const std::regex_error&) {
    return false;
  }
}

bool has_shape(const Value& value, Shape shape) {
  switch (shape) {
    case Shape::Any:
      return true;
    case Shape::Text:
      return value.text() != nullptr;
    case Shape::Number:
      return value.is_number();
    case Shape::Count:
      return value.integer() != nullptr && *value.integer() >= 0;
    case Shape::Flag:
      return value.boolean() != nullptr;
    case Shape::List:
      return all_items(value, [](const Value&) { return true; });
    case Shape::Types:
      return is_type(value) || all_items(value, is_type);
    case Shape::Names:
      return value.list() != nullptr &&
             (value.list()->empty() ||
              all_items(value, [](const Value& item) { return item.text() != nullptr; }));
    case Shape::Schema:
      return value.map() != nullptr;
    case Shape::SchemaOrFlag:
      return value.map() != nullptr || value.boolean() != nullptr;
    case Shape::Schemas:
      return all_items(value, [](const Value& item) { return item.map() != nullptr; });
    case Shape::SchemaMap:
      return value.map() != nullptr &&
             std::all_of(value.map()->begin(), value.map()->end(),
                         [](const Member& member) { return member.value.map() != nullptr; });
    case Shape::Pattern:
      return is_regex(value);
    case Shape::Format:
      return value.text() != nullptr && is_in(*value.text(), {"path", "date", "decimal"});
  }
  return false;
}

void lint(const Value& schema, const std::string& path, Faults& faults);

void lint_inner(const Value& value, Shape shape, const std::string& path, Faults& faults) {
  if (shape == Shape::Schema || shape == Shape::SchemaOrFlag) {
    if (value.map() != nullptr) lint(value, path, faults);
  } else if (shape == Shape::Schemas) {
    for (std::size_t i = 0; i < value.list()->size(); ++i) {
      lint((*value.list())[i], join_index(path, i), faults);
    }
  } else if (shape == Shape::SchemaMap) {
    for (const Member& member : *value.map()) {
      lint(member.value, join_key(path, member.key), faults);
    }
  }
}

void lint(const Value& schema, const std::string& path, Faults& faults) {
  for (const Member& member : *schema.map()) {
    const std::string where = join_key(path, member.key);
    const auto* known = std::find_if(std::begin(kKeywords), std::end(kKeywords),
                                     [&](const Keyword& k) { return member.key == k.name; });
    if (known == std::end(kKeywords)) {
      std::vector<std::string> names;
      for (const Keyword& keyword : kKeywords) names.emplace_back(keyword.name);
      faults.push_back(fault_at(member.value.where, where,
                                "schema keyword not supported, expected one of " +
                                    join_words(names) + did_you_mean(member.key, names)));
    } else if (!has_shape(member.value, known->shape)) {
      faults.push_back(fault_at(
          member.value.where, where,
          "in a schema, expected " + std::string{known->expected} + ", got " + show(member.value)));
    } else {
      lint_inner(member.value, known->shape, where, faults);
    }
  }
}

// A default that its own schema refuses would make every configuration invalid.
void lint_defaults(const Value& schema, const std::string& path, Faults& faults) {
  if (const Value* fallback = schema.find("default")) {
    for (const Fault& fault : check_schema(*fallback, join_key(path, "default"), schema)) {
      faults.push_back(fault);
    }
  }
  if (const Value* properties = schema.find("properties")) {
    for (const Member& member : *properties->map()) {
      lint_defaults(member.value, join_key(join_key(path, "properties"), member.key), faults);
    }
  }
  if (const Value* items = schema.find("items")) {
    lint_defaults(*items, join_key(path, "items"), faults);
  }
}

}  // namespace

Schema parse_schema(std::string_view schema_json, const std::string& name) {
  Document document = parse_document(schema_json, Format::Json, name);
  Schema schema{std::move(document.root), std::move(document.faults)};
  if (!schema.faults.empty()) return schema;
  if (schema.root.map() == nullptr) {
    schema.faults.push_back(
        fault_at(schema.root.where, "", "expected a schema (a map), got " + show(schema.root)));
    return schema;
  }
  lint(schema.root, "", schema.faults);
  if (schema.faults.empty()) lint_defaults(schema.root, "", schema.faults);
  return schema;
}

}  // namespace sluice::config
