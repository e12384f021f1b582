// SPDX-License-Identifier: Apache-2.0
//
// schema_rules.cpp: the rules on one value, and how they are put into words.
#include "config/schema_rules.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <regex>

#include "config/limits.hpp"
#include "config/schema.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

constexpr std::size_t kMaxShown = 60;  // characters of a text that a message repeats

std::string keyword_text(const Value& schema, std::string_view keyword) {
  const Value* value = schema.find(keyword);
  return value != nullptr && value->text() != nullptr ? *value->text() : std::string{};
}

bool is_whole(const Value& value) {
  if (value.integer() != nullptr) return true;
  return value.real() != nullptr && std::trunc(*value.real()) == *value.real();
}

bool has_type(const Value& value, const std::string& type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.boolean() != nullptr;
  if (type == "integer") return is_whole(value);
  if (type == "number") return value.is_number();
  if (type == "string") return value.text() != nullptr;
  if (type == "array") return value.list() != nullptr;
  return type == "object" && value.map() != nullptr;
}

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

bool fits_bounds(double number, const Value& schema) {
  const auto bound = [&](std::string_view keyword, auto holds) {
    const Value* limit = schema.find(keyword);
    return limit == nullptr || holds(number, limit->number());
  };
  return bound("minimum", [](double a, double b) { return a >= b; }) &&
         bound("maximum", [](double a, double b) { return a <= b; }) &&
         bound("exclusiveMinimum", [](double a, double b) { return a > b; }) &&
         bound("exclusiveMaximum", [](double a, double b) { return a < b; });
}

bool is_date(const std::string& text) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0, 1, 2, 3, 5, 6, 8, 9}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  const int year = std::atoi(text.substr(0, 4).c_str());
  const int month = std::atoi(text.substr(5, 2).c_str());
  const int day = std::atoi(text.substr(8, 2).c_str());
  if (month < 1 || month > 12 || day < 1) return false;
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

bool fits_text_rules(const std::string& text, const Value& schema) {
  const std::size_t length = characters(text);
  if (const Value* least = schema.find("minLength"); least && length < least->number()) {
    return false;
  }
  if (const Value* most = schema.find("maxLength"); most && length > most->number()) return false;
  const std::string format = keyword_text(schema, "format");
  if (format == "date" && !is_date(text)) return false;
  if (format == "path" && text.empty()) return false;
  const std::string pattern = keyword_text(schema, "pattern");
  if (pattern.empty()) return true;
  if (text.size() > kMaxPatternInput) return false;
  return std::regex_search(text, std::regex{pattern, std::regex::ECMAScript});
}

bool fits_decimal(const Value& value, const Value& schema) {
  const auto text = decimal_text(value);
  return text && fits_bounds(std::strtod(text->c_str(), nullptr), schema);
}

}  // namespace

std::string show(const Value& value) {
  if (value.is_null()) return "nothing";
  if (value.list() != nullptr) return "a list";
  if (value.map() != nullptr) return "a map";
  if (value.is_number()) return "number " + to_json(value);
  const auto* text = value.text();
  if (text == nullptr) return to_json(value);
  if (text->size() <= kMaxShown) return "text '" + *text + "'";
  std::size_t cut = kMaxShown;
  while (cut > 0 && (static_cast<unsigned char>((*text)[cut]) & 0xc0) == 0x80) --cut;
  return "text '" + text->substr(0, cut) + "…'";
}

std::vector<std::string> types_of(const Value& schema) {
  const Value* type = schema.find("type");
  if (type == nullptr) return {};
  if (type->text() != nullptr) return {*type->text()};
  std::vector<std::string> types;
  if (const auto* items = type->list()) {
    for (const Value& item : *items) types.push_back(item.text() ? *item.text() : std::string{});
  }
  return types;
}

bool fits_type(const Value& value, const Value& schema) {
  const auto types = types_of(schema);
  return types.empty() || std::any_of(types.begin(), types.end(), [&](const std::string& type) {
           return has_type(value, type);
         });
}

bool fits_scalar_rules(const Value& value, const Value& schema) {
  if (const Value* constant = schema.find("const")) {
    if (!same_content(value, *constant)) return false;
  }
  if (const Value* allowed = schema.find("enum")) {
    const auto& items = *allowed->list();
    const auto same = [&](const Value& item) { return same_content(value, item); };
    if (std::none_of(items.begin(), items.end(), same)) return false;
  }
  const bool scalar = value.is_number() || value.text() != nullptr;
  if (scalar && keyword_text(schema, "format") == "decimal") return fits_decimal(value, schema);
  if (value.is_number()) return fits_bounds(value.number(), schema);
  if (const auto* text = value.text()) return fits_text_rules(*text, schema);
  return true;
}

std::vector<std::string> words_of(const Value& schema) {
  std::vector<std::string> words;
  const auto add = [&](const Value& value) {
    if (value.text() != nullptr) words.push_back(*value.text());
  };
  if (const Value* constant = schema.find("const")) add(*constant);
  for (const std::string_view keyword : {"enum", "anyOf", "oneOf"}) {
    const Value* items = schema.find(keyword);
    if (items == nullptr) continue;
    for (const Value& item : *items->list()) {
      if (keyword == "enum") {
        add(item);
      } else {
        for (std::string& word : words_of(item)) words.push_back(std::move(word));
      }
    }
  }
  return words;
}

std::string join_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace sluice::config
