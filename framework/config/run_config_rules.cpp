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

// A daily bar is of a date; only what happens within a day needs a clock.
void check_timezone(const Value& root, Faults& faults) {
  const Value* zone = value_at(root, "data", "timezone");
  if (zone == nullptr || text_at(root, "trading", "freq") != kDailyFreq) return;
  faults.push_back(
      fault_at(zone->where, "data.timezone", "is for bars within a day, and trading.freq is 1d"));
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

// What reaches the executor as parameters from another section: the same key in both places is
// ambiguous.
void check_section_once(const Value& written, std::string_view section, Faults& faults) {
  const Value* executor = written.find("executor");
  const Value* other = written.find(section);
  if (executor == nullptr || other == nullptr || other->map() == nullptr) return;
  for (const Member& member : *other->map()) {
    const Value* twin = executor->find(member.key);
    if (twin == nullptr) continue;
    faults.push_back(
        fault_at(twin->where, join_key("executor", member.key),
                 "given in " + std::string{section} + " as well, expected it in one place"));
  }
}

void check_executor_keys_once(const Value& written, Faults& faults) {
  const Value* type = value_at(written, "executor", "type");
  if (type != nullptr && type->text() == nullptr) return;
  const std::string_view executor = type != nullptr ? *type->text() : kPaper;
  if (executor == kPaper || executor == kLiveDryRun) check_section_once(written, "costs", faults);
  if (executor == kLiveDryRun) check_section_once(written, "live_risk", faults);
}

// Both are said: nobody trades through a split because a key was forgotten.
void check_prices(const Value& root, Faults& faults) {
  const bool raw = text_at(root, "data", "prices") == "raw";
  const Value* actions = value_at(root, "data", "corporate_actions");
  if (raw && actions == nullptr)
    faults.push_back(fault_at(value_at(root, "data", "prices")->where, "data.corporate_actions",
                              "raw prices need a file of splits and dividends here, or none"));
  if (!raw && actions != nullptr && text_at(root, "data", "corporate_actions") != kNoActions)
    faults.push_back(fault_at(actions->where, "data.corporate_actions",
                              "is for data.prices: raw; adjusted prices contain them already"));
}

// Quotes and trades come within a session: bars of a day have none.
void check_fill_model(const Value& root, Faults& faults) {
  const auto type = text_at(root, "executor", "type");
  const auto model = text_at(root, "executor", "fill_model");
  if ((type && *type != "paper") || !model || (*model != "quote" && *model != "book")) return;
  const Value& value = *value_at(root, "executor", "fill_model");
  faults.push_back(fault_at(value.where, "executor.fill_model",
                            "needs quotes and trades, and bars have none; expected one of "
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
  check_timezone(normalised, faults);
  check_prices(normalised, faults);
  check_strategy_dir(normalised, faults);
  check_executor_keys_once(written, faults);
  check_environment(normalised, faults);
  check_fill_model(normalised, faults);
  check_drawdowns(normalised, faults);
  check_session(normalised, faults);
}

}  // namespace sluice::config
