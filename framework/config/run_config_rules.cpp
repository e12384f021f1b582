// SPDX-License-Identifier: Apache-2.0
//
// run_config_rules.cpp: what a schema can't say.
#include <string>
#include <string_view>

#include "config/path.hpp"
#include "config/run_config_steps.hpp"
#include "config/schema_rules.hpp"

namespace sluice::config {
namespace {

void check_freq(const Value& root, Faults& faults) {
  const auto freq = text_at(root, "trading", "freq");
  if (!freq || *freq != "5min") return;
  faults.push_back(fault_at(value_at(root, "trading", "freq")->where, "trading.freq",
                            "5min bars are not supported by this version, expected 1d"));
}

void check_strategy_dir(const Value& root, Faults& faults) {
  const auto folder = text_at(root, "output", "strategy_dir");
  if (!folder || folder->empty()) return;
  const bool plain = folder->find_first_of("/\\") == std::string::npos && *folder != "." &&
                     folder->find("..") == std::string::npos;
  if (plain) return;
  faults.push_back(fault_at(value_at(root, "output", "strategy_dir")->where, "output.strategy_dir",
                            "expected one folder name without '/', '\\' or '..', got " +
                                show(*value_at(root, "output", "strategy_dir"))));
}

// `costs` reaches the paper executor as parameters: the same key in both places is ambiguous.
void check_costs_once(const Value& written, Faults& faults) {
  const Value* executor = written.find("executor");
  const Value* costs = written.find("costs");
  if (executor == nullptr || costs == nullptr || costs->map() == nullptr) return;
  const Value* type = executor->find("type");
  if (type != nullptr && (type->text() == nullptr || *type->text() != "paper")) return;
  for (const Member& member : *costs->map()) {
    const Value* twin = executor->find(member.key);
    if (twin == nullptr) continue;
    faults.push_back(fault_at(twin->where, join_key("executor", member.key),
                              "given in costs as well, expected it in one place"));
  }
}

// Quotes and trades come within a session: bars of a day have none.
void check_fill_model(const Value& root, Faults& faults) {
  const auto type = text_at(root, "executor", "type");
  const auto model = text_at(root, "executor", "fill_model");
  if ((type && *type != "paper") || !model || (*model != "quote" && *model != "book")) return;
  const Value& value = *value_at(root, "executor", "fill_model");
  faults.push_back(fault_at(value.where, "executor.fill_model",
                            "needs quotes and trades, and bars of 1d have none; expected one of "
                            "immediate, close, next_open, volume, got " +
                                show(value)));
}

void check_drawdowns(const Value& root, Faults& faults) {
  const Value* deepest = value_at(root, "thresholds", "max_drawdown_min");
  const Value* warning = value_at(root, "thresholds", "max_drawdown_max");
  if (deepest == nullptr || warning == nullptr) return;
  if (!deepest->is_number() || !warning->is_number()) return;
  if (deepest->number() <= warning->number()) return;
  faults.push_back(fault_at(deepest->where, "thresholds.max_drawdown_min",
                            "expected a number <= max_drawdown_max, got " + show(*deepest)));
}

}  // namespace

const Value* value_at(const Value& root, std::string_view section, std::string_view key) {
  const Value* inner = root.find(section);
  return inner != nullptr ? inner->find(key) : nullptr;
}

std::optional<std::string> text_at(const Value& root, std::string_view section,
                                   std::string_view key) {
  const Value* value = value_at(root, section, key);
  if (value == nullptr || value->text() == nullptr) return std::nullopt;
  return *value->text();
}

void check_run_config(const Value& written, const Value& normalised, Faults& faults) {
  check_freq(normalised, faults);
  check_strategy_dir(normalised, faults);
  check_costs_once(written, faults);
  check_fill_model(normalised, faults);
  check_drawdowns(normalised, faults);
}

}  // namespace sluice::config
