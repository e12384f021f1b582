// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/rule_source.hpp"

#include "config/component.hpp"

namespace sluice::rule_tests {

namespace fs = std::filesystem;
constexpr std::size_t kMaxMessages = 100;
using config::make_value;
using config::Value;

// A script's parameters are one parameter of the component that runs it.
Value RuleMaker::wrapped(const Value& params) const {
  constexpr std::int64_t kLongestCpuUs = 100'000;
  Value map =
      source_.settings.is_null() ? make_value(Value::Map{}, params.where) : source_.settings;
  std::error_code ignored;
  map.set("file", make_value(fs::absolute(source_.script, ignored).string(), params.where));
  map.erase("params");  // a table tells its own
  if (!params.is_null()) map.set("params", params);
  if (options_.counts_exactly) {
    map.set("counts_exactly", make_value(true));
    map.set("cpu_us", make_value(kLongestCpuUs));
  }
  if (options_.inspects) map.set("inspect", make_value(true));
  return map;
}

Result<std::string> RuleMaker::complete(const Value& params, config::Faults& faults) const {
  const auto info = registry_.find(plugins::Kind::kRiskRule, component());
  if (!info) return info.error();
  config::ComponentConfig config;
  config.type = component();
  config.path = "params";
  std::error_code ignored;
  config.folder = fs::absolute(source_.folder, ignored);
  config.params = source_.component.empty() ? wrapped(params) : params;
  if (config.params.is_null()) config.params = make_value(Value::Map{}, params.where);
  auto resolved = config::resolve_params(config, (*info)->params_schema);
  faults.insert(faults.end(), resolved.faults.begin(), resolved.faults.end());
  return std::move(resolved.json);
}

Result<MadeRule> RuleMaker::make(const std::string& params_json,
                                 std::shared_ptr<plugins::LaneClock> clock) const {
  MadeRule made;
  made.clock = clock ? std::move(clock) : std::make_shared<plugins::LaneClock>();
  made.messages = std::make_shared<std::vector<std::string>>();
  plugins::InstanceOptions options;
  options.clock = made.clock;
  options.log = [messages = made.messages](int level, std::string_view, std::string_view text) {
    if (level >= SLUICE_LOG_WARNING && messages->size() < kMaxMessages)
      messages->emplace_back(text);
  };
  auto created =
      registry_.create<plugins::RuleInstance>(component(), params_json, std::move(options));
  if (!created) return created.error();
  made.rule = std::move(created).value();
  if (auto started = made.rule->start(); !started) return started.error();
  return made;
}

}  // namespace sluice::rule_tests
