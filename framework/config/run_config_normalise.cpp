// SPDX-License-Identifier: Apache-2.0
//
// run_config_normalise.cpp: one spelling for each meaning, so that equal runs have equal hashes.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "config/run_config_steps.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kNamePlaceholder = "{strategy_name}";

// A map with any of these keys holds parameters; a map of groups has none of them.
constexpr std::array<std::string_view, 7> kParameterKeys = {"limit",  "limits", "mode",   "file",
                                                            "action", "unit",   "default"};

bool holds_parameters(const Value& value) {
  return std::any_of(kParameterKeys.begin(), kParameterKeys.end(),
                     [&](std::string_view key) { return value.find(key) != nullptr; });
}

Value wrap(std::string_view key, Value value) {
  const Where where = value.where;
  Value map = make_value(Value::Map{}, where);
  map.set(key, std::move(value));
  return map;
}

Value limit_params(const std::string& rule, Value value) {
  const bool by_group = rule == "max_sector_exposure" || rule == "max_region_exposure";
  Value params;
  if (value.map() == nullptr) {
    params = wrap(rule == "qa_status" ? "file" : "limit", std::move(value));
  } else if (by_group && !value.map()->empty() && !holds_parameters(value)) {
    params = wrap("limits", std::move(value));
  } else {
    params = std::move(value);
  }
  if (params.find("mode") == nullptr) {
    params.set("mode", make_value(std::string{"enforce"}, params.where));
  }
  return params;
}

void normalise_pre_trade(Value& section) {
  auto* members = section.map();
  if (members == nullptr) return;
  std::erase_if(*members, [](const Member& member) {
    const bool* flag = member.value.boolean();
    return member.value.is_null() || (flag != nullptr && !*flag);
  });
  for (Member& member : *members) {
    member.value = limit_params(member.key, std::move(member.value));
  }
}

void normalise_capital(Value& portfolio) {
  Value* alias = portfolio.find("start_capital");
  if (alias == nullptr || portfolio.find("seed_capital") != nullptr) return;
  Value amount = *alias;
  portfolio.erase("start_capital");
  portfolio.set("seed_capital", std::move(amount));
}

void normalise_reports(Value& reports) {
  auto* items = reports.list();
  if (items == nullptr) return;
  for (Value& item : *items) {
    if (item.text() != nullptr) item = wrap("type", item);
  }
}

void normalise_strategy_dir(Value& root) {
  Value* output = root.find("output");
  Value* folder = output != nullptr ? output->find("strategy_dir") : nullptr;
  const Value* name = root.find("strategy_name");
  if (folder == nullptr || folder->text() == nullptr) return;
  if (name == nullptr || name->text() == nullptr) return;
  std::string text = *folder->text();
  const auto at = text.find(kNamePlaceholder);
  if (at == std::string::npos) return;
  folder->content = text.replace(at, kNamePlaceholder.size(), *name->text());
}

}  // namespace

void normalise_run_config(Value& root) {
  if (Value* section = root.find("pre_trade")) normalise_pre_trade(*section);
  if (Value* section = root.find("portfolio")) normalise_capital(*section);
  if (Value* section = root.find("reports")) normalise_reports(*section);
  normalise_strategy_dir(root);
}

}  // namespace sluice::config
