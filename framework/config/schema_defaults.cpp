// SPDX-License-Identifier: Apache-2.0
//
// schema_defaults.cpp: completes a valid value.
#include <filesystem>
#include <utility>

#include "config/schema.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

void stand_at(Value& value, const Where& where) {
  value.where = where;
  if (auto* items = value.list()) {
    for (Value& item : *items) stand_at(item, where);
  } else if (auto* members = value.map()) {
    for (Member& member : *members) stand_at(member.value, where);
  }
}

class Filler {
 public:
  explicit Filler(std::filesystem::path folder) : folder_{std::move(folder)} {}

  void fill(Value& value, const Value& schema) const {
    if (value.map() != nullptr) fill_map(value, schema);
    if (auto* items = value.list()) {
      if (const Value* item_schema = schema.find("items")) {
        for (Value& item : *items) fill(item, *item_schema);
      }
    }
    fill_format(value, schema);
    fill_alternative(value, schema, "anyOf");
    fill_alternative(value, schema, "oneOf");
  }

 private:
  void fill_map(Value& value, const Value& schema) const {
    const Value* properties = schema.find("properties");
    if (properties != nullptr) {
      for (const Member& property : *properties->map()) {
        const Value* fallback = property.value.find("default");
        if (fallback == nullptr || value.find(property.key) != nullptr) continue;
        Value copy = *fallback;
        stand_at(copy, value.where);
        value.set(property.key, std::move(copy));
      }
    }
    const Value* extra = schema.find("additionalProperties");
    for (Member& member : *value.map()) {
      const Value* known = properties != nullptr ? properties->find(member.key) : nullptr;
      if (known == nullptr && extra != nullptr && extra->map() != nullptr) known = extra;
      if (known != nullptr) fill(member.value, *known);
    }
  }

  void fill_format(Value& value, const Value& schema) const {
    const Value* format = schema.find("format");
    if (format == nullptr) return;
    if (*format->text() == "decimal") {
      if (auto text = decimal_text(value)) value.content = std::move(*text);
    } else if (*format->text() == "path" && value.text() != nullptr && !folder_.empty()) {
      value.content = (folder_ / *value.text()).lexically_normal().string();
    }
  }

  // The first alternative that the value fits decides.
  void fill_alternative(Value& value, const Value& schema, std::string_view keyword) const {
    const Value* alternatives = schema.find(keyword);
    if (alternatives == nullptr) return;
    for (const Value& alternative : *alternatives->list()) {
      if (!check_schema(value, "", alternative).empty()) continue;
      return fill(value, alternative);
    }
  }

  std::filesystem::path folder_;
};

}  // namespace

Value fill_defaults(Value value, const Value& schema, const std::filesystem::path& folder) {
  Filler{folder}.fill(value, schema);
  return value;
}

}  // namespace sluice::config
