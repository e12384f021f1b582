// SPDX-License-Identifier: Apache-2.0
#include "rule_tests.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "rule_scene.hpp"

namespace sluice::lua {
namespace {

constexpr std::size_t kTableBytes = 1 << 20;
constexpr std::int64_t kSecondNs = 1'000'000'000;

ValuesByName values_of(const RowValues& row) {
  ValuesByName values;
  for (const auto& [name, text] : row) {
    JsonValue value;
    value.text = text;
    if (text == "true" || text == "false") {
      value.kind = JsonValue::Kind::kBoolean;
      value.boolean = text == "true";
    } else {
      value.kind =
          detail::parse_decimal(text) ? JsonValue::Kind::kNumber : JsonValue::Kind::kString;
    }
    values.emplace_back(name, std::move(value));
  }
  return values;
}

std::string action_name(std::int32_t action) {
  constexpr const char* kNames[] = {"reject", "approve", "resize", "halt"};
  return kNames[action];
}

std::string scope_name(std::uint32_t scope) {
  constexpr const char* kNames[] = {"", "symbol", "strategy", "session", "all", "account", "route"};
  return scope < std::size(kNames) ? kNames[scope] : "";
}

std::string level_name(std::uint32_t level) {
  constexpr const char* kNames[] = {"ALL_ORDERS", "REDUCE_ONLY", "ALL_ORDERS", "AND_CANCEL",
                                    "FLATTEN"};
  return level < std::size(kNames) ? kNames[level] : "";
}

// What a key of `expect` says about a verdict; nothing for a key that is not known.
std::string found_text(const std::string& key, const sluice_verdict& verdict,
                       const Script& script) {
  if (key == "verdict") return action_name(verdict.action);
  if (key == "code") return verdict.code;
  if (key == "quantity") return detail::decimal_text(verdict.resize_quantity);
  if (key == "measured") return Money::from_c(verdict.measured).to_string();
  if (key == "limit") return Money::from_c(verdict.limit).to_string();
  if (key == "scope") return scope_name(verdict.halt_scope);
  if (key == "level") return level_name(verdict.halt_level);
  if (key == "line") return std::to_string(script.account().line);
  throw std::invalid_argument("unknown key 'expect." + key + "'");
}

bool is_same(const std::string& expected, const std::string& found) {
  const auto a = detail::parse_decimal(expected);
  const auto b = detail::parse_decimal(found);
  return a && b ? *a == *b : expected == found;
}

// The orders that went before: like the case's own, but for what `earlier` says of them.
struct Earlier {
  int count = 0;
  int seconds_apart = 1;
  bool filled = false;
  RuleCase order;
};

int whole(RowValues& row, const char* key, int standard, int most) {
  const auto found = row.find(key);
  if (found == row.end()) return standard;
  const std::string text = std::move(found->second);
  row.erase(found);
  int value = 0;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, value).ptr != end || value < 0 || value > most)
    throw std::invalid_argument("earlier." + std::string{key} + " must be a count of at most " +
                                std::to_string(most) + ", but is '" + text + "'");
  return value;
}

Earlier read_earlier(const RuleCase& one) {
  Earlier earlier;
  earlier.order = one;
  RowValues row = one.earlier;
  if (row.empty()) return earlier;
  earlier.count = whole(row, "count", 1, 10'000);
  earlier.seconds_apart = whole(row, "seconds_apart", 1, 10'000'000);
  earlier.filled = row["filled"] == "true";
  row.erase("filled");
  for (auto& [key, value] : row) earlier.order.order[key] = std::move(value);
  return earlier;
}

// Judged and settled; filled whole at its price if it was approved and is to be.
void settle(Scene& scene, Script& script, StateStore& state, bool filled) {
  sluice_verdict verdict{};
  script.judge(scene.order(), scene.view(), verdict);
  state.commit(state.take_changes());
  if (!filled || verdict.action != SLUICE_VERDICT_APPROVE || !script.hears_fills()) return;
  const sluice_order& order = scene.order();
  sluice_risk_event event{};
  event.size = sizeof event;
  event.kind = SLUICE_RISK_EVENT_FILLED;
  event.time = scene.view().now;
  event.order = &order;
  event.quantity = order.quantity;
  event.price = order.limit_price != 0 ? order.limit_price : order.reference_price;
  const auto* instrument = SLUICE_ROW(scene.view().market->instruments, sluice_instrument, 0);
  if (!script.hear_fill(event, instrument))
    throw std::invalid_argument(std::string{"on_fill: "} + script.account().message);
  state.commit(state.take_changes());
}

sluice_verdict judge(const RuleCase& one, Script& script, StateStore& state) {
  const Earlier earlier = read_earlier(one);
  Scene before{earlier.order};
  const sluice_time now = before.view().now;
  for (int left = earlier.count; left > 0; --left) {
    before.view().now = now - std::int64_t{left} * earlier.seconds_apart * kSecondNs;
    settle(before, script, state, earlier.filled);
  }
  Scene scene{one};
  sluice_verdict verdict{};
  script.judge(scene.order(), scene.view(), verdict);
  return verdict;
}

void run_case(const RuleCase& one, const ValuesByName& params, const LoadRule& load) {
  StateStore state;
  const auto script = load(params, state);
  state.replace_all(script->first_state());
  const sluice_verdict verdict = judge(one, *script, state);
  for (const auto& [key, expected] : one.expect) {
    const std::string found = found_text(key, verdict, *script);
    if (is_same(expected, found)) continue;
    const std::string message = script->account().message;
    throw std::invalid_argument(
        "expected " + key + " " + expected + ", got " + found +
        (verdict.code[0] != '\0' && key != "code" ? " (" + std::string{verdict.code} + ")" : "") +
        (message.empty() ? "" : ": " + message));
  }
}

}  // namespace

std::size_t run_rule_table(const std::string& text, const LoadRule& load) {
  const RuleTable table = read_rule_table(text);
  const ValuesByName params = values_of(table.params);
  for (const RuleCase& one : table.cases) {
    try {
      run_case(one, params, load);
    } catch (const std::invalid_argument& fault) {
      throw std::invalid_argument("line " + std::to_string(one.line) + ": case '" + one.name +
                                  "': " + fault.what());
    }
  }
  return table.cases.size();
}

void run_tests_beside(const std::string& rule_file, const LoadRule& load) {
  auto table_file = std::filesystem::path{rule_file};
  table_file.replace_extension(".test.yaml");
  std::error_code ignored;
  if (!std::filesystem::exists(table_file, ignored)) return;
  std::ifstream stream{table_file, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  const std::string name = table_file.filename().string();
  if (!stream.is_open() || text.str().size() > kTableBytes)
    throw std::invalid_argument(name + ": can't be read, or is longer than 1 MiB");
  try {
    run_rule_table(text.str(), load);
  } catch (const std::invalid_argument& fault) {
    throw std::invalid_argument(name + ": " + fault.what());
  }
}

}  // namespace sluice::lua
