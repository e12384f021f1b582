// SPDX-License-Identifier: Apache-2.0
//
// override.cpp: `--set a.b[0].c=value`.
#include <memory>
#include <string>
#include <utility>

#include "config/document.hpp"
#include "config/loaders.hpp"
#include "config/path.hpp"

namespace sluice::config {
namespace {

void move_to(Value& value, const Where& where) {
  value.where = where;
  if (auto* items = value.list()) {
    for (Value& item : *items) move_to(item, where);
  } else if (auto* members = value.map()) {
    for (Member& member : *members) move_to(member.value, where);
  }
}

// The place of one step below `parent`, created if need be; null when there can be none.
Value* descend(Value& parent, const PathStep& step, const Where& where, std::string& why) {
  if (const auto* key = std::get_if<std::string>(&step)) {
    if (!parent.is_null() && parent.map() == nullptr) {
      why = "there is no map to hold the key '" + *key + "'";
      return nullptr;
    }
    if (Value* known = parent.find(*key)) return known;
    return &parent.set(*key, make_value(std::monostate{}, where));
  }
  const std::size_t index = std::get<std::size_t>(step);
  if (parent.is_null()) parent.content = Value::List{};
  auto* items = parent.list();
  if (items == nullptr) {
    why = "there is no list to index";
    return nullptr;
  }
  if (index > items->size()) {
    why = "index " + std::to_string(index) + " is past the end, the list has " +
          std::to_string(items->size()) + " items";
    return nullptr;
  }
  if (index == items->size()) items->push_back(make_value(std::monostate{}, where));
  return &(*items)[index];
}

}  // namespace

void apply_override(Document& document, std::string_view assignment) {
  const auto equals = assignment.find('=');
  const std::string path{assignment.substr(0, equals)};
  const auto source = std::make_shared<const std::string>("--set " + path);
  const Where where{source, 0};
  const auto fail = [&](std::string message) {
    document.faults.push_back(fault_at(where, "", std::move(message)));
  };
  const auto steps = parse_path(path);
  if (equals == std::string_view::npos || !steps) {
    return fail("expected key=value with a key such as trading.freq or risk_rules[0].cap");
  }
  const auto text = assignment.substr(equals + 1);
  Document value = parse_document(text, Format::Yaml, *source);
  for (Fault& fault : value.faults) fail(fault.message);
  if (!value.faults.empty()) return;
  move_to(value.root, where);
  Value* target = &document.root;
  for (const PathStep& step : *steps) {
    std::string why;
    target = descend(*target, step, where, why);
    if (target == nullptr) return fail(why);
  }
  *target = std::move(value.root);
}

}  // namespace sluice::config
