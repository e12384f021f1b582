// SPDX-License-Identifier: Apache-2.0
//
// schema.hpp: the JSON Schema (2020-12) of a parameter list.
//
// Place: SDK, compile time. Keywords used: $schema, type, additionalProperties, properties,
// required, description, default, minimum, maximum, exclusiveMinimum, exclusiveMaximum, enum,
// items, format (path, date), pattern. Every parameter that is not required has a default: null for
// an optional one, an empty list or object for lists.
#pragma once

#include <string_view>

#include <sluice/detail/text_writer.hpp>
#include <sluice/params.hpp>

namespace sluice::detail {

inline constexpr std::string_view kMultiplePattern = R"(^[0-9]+(\.[0-9]{1,8})?x$)";

constexpr void write_type(TextWriter& out, std::string_view name, bool nullable) {
  out.key("type");
  if (nullable) {
    out.put('[').string(name).put(R"(,"null"])");
  } else {
    out.string(name);
  }
}

constexpr void write_bounds(TextWriter& out, const ParamRules& rules) {
  if (rules.lower.given)
    out.next_key(rules.lower.exclusive ? "exclusiveMinimum" : "minimum").decimal(rules.lower.units);
  if (rules.upper.given)
    out.next_key(rules.upper.exclusive ? "exclusiveMaximum" : "maximum").decimal(rules.upper.units);
}

constexpr void write_choices(TextWriter& out, const ParamRules& rules) {
  if (rules.choice_count == 0) return;
  out.next_key("enum").put('[');
  for (std::size_t i = 0; i < rules.choice_count; ++i) {
    if (i > 0) out.put(',');
    out.string(rules.choices[i]);
  }
  if (rules.is_optional) out.put(",null");
  out.put(']');
}

constexpr void write_limit_type(TextWriter& out, const ParamRules& rules) {
  out.key("type").put(rules.is_optional ? R"(["number","string","null"])"
                                        : R"(["number","string"])");
  out.next_key("pattern").string(kMultiplePattern);
  write_bounds(out, rules);
}

// A number in its range, or exactly one of the words.
constexpr void write_ratio_or_word(TextWriter& out, const ParamRules& rules) {
  out.key("type").put(rules.is_optional ? R"(["number","string","null"])"
                                        : R"(["number","string"])");
  out.next_key("pattern").put("\"^(");
  for (std::size_t i = 0; i < rules.choice_count; ++i)
    out.put(i > 0 ? "|" : "").put(rules.choices[i]);
  out.put(")$\"");
  write_bounds(out, rules);
}

constexpr void write_value_rules(TextWriter& out, const ParamRules& rules) {
  switch (rules.type) {
    case ParamType::kBoolean:
      return write_type(out, "boolean", rules.is_optional);
    case ParamType::kInteger:
      write_type(out, "integer", rules.is_optional);
      return write_bounds(out, rules);
    case ParamType::kNumber:
    case ParamType::kDecimal:
      write_type(out, "number", rules.is_optional);
      return write_bounds(out, rules);
    case ParamType::kString:
      write_type(out, "string", rules.is_optional);
      if (rules.is_path) out.next_key("format").string("path");
      return write_choices(out, rules);
    case ParamType::kDate:
      write_type(out, "string", rules.is_optional);
      out.next_key("format").string("date");
      return;
    case ParamType::kLimit:
      return write_limit_type(out, rules);
    case ParamType::kRatioOrWord:
      return write_ratio_or_word(out, rules);
    case ParamType::kNames:
      write_type(out, "array", rules.is_optional);
      out.next_key("items").put('{').key("type").string("string");
      write_choices(out, rules);
      out.put('}');
      return;
    case ParamType::kLimits:
      write_type(out, "object", rules.is_optional);
      out.next_key("additionalProperties").put('{');
      write_limit_type(out, rules);
      out.put('}');
      return;
    case ParamType::kValues:
      write_type(out, "object", rules.is_optional);
      out.next_key("additionalProperties").put('{').key("type");
      out.put(R"(["number","string","boolean"]})");
      return;
  }
}

constexpr void write_default(TextWriter& out, const ParamRules& rules) {
  if (rules.is_required) return;
  out.next_key("default");
  if (!rules.has_default) {
    out.put(rules.is_optional ? "null" : (rules.type == ParamType::kNames ? "[]" : "{}"));
  } else if (rules.type == ParamType::kBoolean) {
    out.put(rules.default_boolean ? "true" : "false");
  } else if (rules.type == ParamType::kString || !rules.default_text.empty()) {
    out.string(rules.default_text);
  } else {
    out.decimal(rules.default_units);
  }
}

template <typename... Ps>
constexpr void write_schema(TextWriter& out, const ParamList<Ps...>& list) {
  out.put('{').key("$schema").string("https://json-schema.org/draft/2020-12/schema");
  out.next_key("type").string("object").next_key("additionalProperties").put("false");
  out.next_key("properties").put('{');
  bool first = true;
  for (const ParamRules& rules : list.rules()) {
    if (!first) out.put(',');
    first = false;
    out.key(rules.name).put('{');
    write_value_rules(out, rules);
    write_default(out, rules);
    if (!rules.help.empty()) out.next_key("description").string(rules.help);
    out.put('}');
  }
  out.put('}').next_key("required").put('[');
  first = true;
  for (const ParamRules& rules : list.rules()) {
    if (!rules.is_required) continue;
    if (!first) out.put(',');
    first = false;
    out.string(rules.name);
  }
  out.put("]}");
}

}  // namespace sluice::detail
