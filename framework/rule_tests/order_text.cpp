// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/order_text.hpp"

#include "config/yaml_scalar.hpp"
#include "rule_tests/table_parts.hpp"

namespace sluice::rule_tests {

using config::Value;

Value parse_pairs(const std::vector<std::string>& pairs, const std::string& source,
                  config::Faults& faults) {
  const config::Where where{std::make_shared<const std::string>(source), 0};
  Value map = config::make_value(Value::Map{}, where);
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == 0 || equals == std::string::npos) {
      faults.push_back(config::fault_at(where, "", "expected NAME=VALUE, got '" + pair + "'"));
      continue;
    }
    const std::string key = pair.substr(0, equals);
    auto scalar = config::resolve_plain_scalar(std::string_view{pair}.substr(equals + 1));
    if (!scalar.error.empty())
      faults.push_back(config::fault_at(where, key, scalar.error));
    else if (map.find(key) != nullptr)
      faults.push_back(config::fault_at(where, key, "it is told twice"));
    else
      map.set(key, config::make_value(std::move(scalar.content), where));
  }
  return map;
}

OrderSpec parse_order(std::string_view text, const std::string& source, config::Faults& faults) {
  std::vector<std::string> pairs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    pairs.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  const Value map = parse_pairs(pairs, source, faults);
  for (const char* needed : {"symbol", "side", "quantity"})
    if (map.find(needed) == nullptr)
      faults.push_back(config::fault_at(map.where, needed, "it is missing"));
  return read_order(&map, "", false, faults);
}

}  // namespace sluice::rule_tests
