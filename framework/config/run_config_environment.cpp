// SPDX-License-Identifier: Apache-2.0
//
// run_config_environment.cpp: the executor that environment.mode chooses, and what a config may not
// say about live orders.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "config/run_config_steps.hpp"

namespace sluice::config {
namespace {

constexpr std::string_view kTestnetPrefix = "testnet_";
constexpr std::string_view kLivePrefix = "live_";

// What sessions of a mode send their orders to.
struct Choice {
  std::string_view mode;
  std::string_view executor;  // where none is named
  std::string_view expected;  // for people
};
constexpr std::array<Choice, 4> kChoices = {{
    {"paper", kPaper, "paper or another simulated one"},
    {"shadow", kPaper, "paper or another simulated one"},
    {"testnet", "testnet_binance", "one whose name begins with testnet_"},
    {"live", kLiveDryRun, "live_dry_run"},
}};

const Choice& choice_of(std::string_view mode) {
  const auto* found = std::find_if(kChoices.begin(), kChoices.end(),
                                   [&](const Choice& each) { return each.mode == mode; });
  return found != kChoices.end() ? *found : kChoices.front();
}

std::string mode_of(const Value& root) {
  return text_at(root, "environment", "mode").value_or(std::string{kChoices.front().mode});
}

void check_executor_of_mode(const Value& root, Faults& faults) {
  const auto executor = text_at(root, "executor", "type");
  const std::string mode = mode_of(root);
  if (!executor || is_executor_of(mode, *executor)) return;
  const bool is_set = value_at(root, "environment", "mode") != nullptr;
  faults.push_back(fault_at(value_at(root, "executor", "type")->where, "executor.type",
                            "executor '" + *executor + "' contradicts environment.mode '" + mode +
                                (is_set ? "'" : "' (not set)") + ", which expects " +
                                std::string{choice_of(mode).expected}));
}

// A flag that a config can only say one thing about.
void check_flag(const Value& root, std::string_view key, bool allowed, const std::string& why,
                Faults& faults) {
  const Value* flag = value_at(root, "environment", key);
  if (flag == nullptr || flag->boolean() == nullptr || *flag->boolean() == allowed) return;
  faults.push_back(fault_at(flag->where, "environment." + std::string{key}, why));
}

// The fault shows nothing of what was written: it may be the token.
void check_confirm_token(const Value& root, Faults& faults) {
  const Value* token = value_at(root, "environment", "confirm_token");
  if (token == nullptr) return;
  const bool has_file = token->find("file") != nullptr;
  const bool has_env = token->find("env") != nullptr;
  if (token->map() != nullptr && has_file != has_env) return;
  faults.push_back(fault_at(token->where, "environment.confirm_token",
                            "no secret stands in a config: expected {file: PATH} or {env: NAME}"));
}

}  // namespace

std::string_view executor_of(std::string_view mode) { return choice_of(mode).executor; }

bool is_executor_of(std::string_view mode, std::string_view executor) {
  if (mode == "testnet") return executor.starts_with(kTestnetPrefix);
  if (mode == "live") return executor == kLiveDryRun;
  return !executor.starts_with(kTestnetPrefix) && !executor.starts_with(kLivePrefix);
}

void choose_executor(Value& root) {
  const std::string_view executor = executor_of(mode_of(root));
  if (executor == kPaper) return;  // the schema's own default
  Value* section = root.find("executor");
  if (section == nullptr) section = &root.set("executor", make_value(Value::Map{}, root.where));
  if (section->map() == nullptr || section->find("type") != nullptr) return;
  section->set("type", make_value(std::string{executor}, section->where));
}

void check_environment(const Value& root, Faults& faults) {
  check_executor_of_mode(root, faults);
  check_flag(root, "live_dry_run_mode", true, "this build has no live order submission", faults);
  check_flag(root, "live_mode_armed", false,
             "gate 2 is opened at run time, by sluice live arm; no config can open it", faults);
  check_confirm_token(root, faults);
}

}  // namespace sluice::config
