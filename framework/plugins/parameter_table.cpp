// SPDX-License-Identifier: Apache-2.0
#include "plugins/parameter_table.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxCellBytes = 400;

std::string cell(const std::string& text) { return printable(text, kMaxCellBytes); }

std::string plain(const Json& value) {
  return cell(value.is_string() ? value.get<std::string>()
                                : value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

const Json* find(const Json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return !object.is_object() || found == object.end() ? nullptr : &*found;
}

void append(std::string& text, std::string_view separator, const std::string& part) {
  if (!text.empty()) text += separator;
  text += part;
}

std::string type_of(const Json& schema) {
  const Json* format = find(schema, "format");
  if (format != nullptr && format->is_string()) return plain(*format);
  const Json* type = find(schema, "type");
  if (type == nullptr) return {};
  std::string text;
  // That null may stand for "not given" is said by the default.
  for (const Json& name : type->is_array() ? *type : Json::array({*type}))
    if (name != "null") append(text, " or ", plain(name));
  const Json* items = find(schema, "items");
  const Json* values = find(schema, "additionalProperties");
  if (text == "array" && items != nullptr) return "list of " + type_of(*items);
  if (text == "object" && values != nullptr && values->is_object())
    return "name: " + type_of(*values);
  return text;
}

std::string range_of(const Json& schema) {
  constexpr std::pair<const char*, const char*> kBounds[] = {{"minimum", ">= "},
                                                             {"exclusiveMinimum", "> "},
                                                             {"maximum", "<= "},
                                                             {"exclusiveMaximum", "< "}};
  std::string text;
  for (const auto& [key, sign] : kBounds)
    if (const Json* bound = find(schema, key)) append(text, ", ", sign + plain(*bound));
  const Json* choices = find(schema, "enum");
  if (choices != nullptr && choices->is_array()) {
    std::string names;
    for (const Json& choice : *choices)
      if (!choice.is_null()) append(names, ", ", plain(choice));
    append(text, "; ", "one of " + names);
  }
  for (const char* inner : {"items", "additionalProperties"})
    if (const Json* values = find(schema, inner); values != nullptr && text.empty())
      text = range_of(*values);
  return text;
}

bool is_required(const Json& schema, const std::string& name) {
  const Json* required = find(schema, "required");
  return required != nullptr && required->is_array() &&
         std::any_of(required->begin(), required->end(),
                     [&name](const Json& entry) { return entry == name; });
}

}  // namespace

std::vector<ParameterRow> parameter_table(std::string_view params_schema) {
  std::vector<ParameterRow> rows;
  const Json schema = Json::parse(params_schema, nullptr, false);
  const Json* properties = find(schema, "properties");
  if (properties == nullptr || !properties->is_object()) return rows;
  for (const auto& [name, rules] : properties->items()) {
    const Json* standard = find(rules, "default");
    const Json* help = find(rules, "description");
    ParameterRow row{cell(name), type_of(rules), {}, range_of(rules), {}};
    if (is_required(schema, name)) row.standard = "required";
    if (standard != nullptr)
      row.standard = cell(standard->dump(-1, ' ', false, Json::error_handler_t::replace));
    if (help != nullptr) row.help = plain(*help);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sluice::plugins
