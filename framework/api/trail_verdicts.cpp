// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include "api/answers.hpp"

namespace sluice::api {
namespace {

using simdjson::ondemand::object;

// As it stands: decimals must not go through a double.
std::string_view raw(object& rule, std::string_view name) {
  simdjson::ondemand::value value;
  if (rule.find_field_unordered(name).get(value)) return "null";
  std::string_view json = value.raw_json_token();
  while (!json.empty() && (json.back() == ' ' || json.back() == '\n')) json.remove_suffix(1);
  return json;
}

}  // namespace

std::string verdicts_of_trail(std::string_view rules_json) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded{rules_json};
  simdjson::ondemand::document document;
  simdjson::ondemand::array rules;
  if (parser.iterate(padded).get(document) || document.get_array().get(rules)) return "[]";
  std::string out = "[";
  for (auto element : rules) {
    object rule;
    if (element.get_object().get(rule)) return "[]";
    const auto mode = raw(rule, "mode");
    const auto action = raw(rule, "action");
    const bool is_shadow = mode == R"("shadow")";
    const bool refuses = !is_shadow && action != R"("approve")" && action != R"("resize")";
    if (out.back() != '[') out += ',';
    out += R"({"rule":)" + std::string{raw(rule, "rule")};
    out += is_shadow ? R"(,"mode":"shadow")" : R"(,"mode":"enforce")";
    out += R"(,"action":)" + std::string{action};
    out += refuses ? R"(,"refuses":true)" : R"(,"refuses":false)";
    for (const auto name : {"code", "unit", "measured", "limit", "headroom"})
      out += std::string{",\""} + name + "\":" + std::string{raw(rule, name)};
    out += '}';
  }
  return out + ']';
}

}  // namespace sluice::api
