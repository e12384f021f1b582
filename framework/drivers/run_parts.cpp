// SPDX-License-Identifier: Apache-2.0
#include "drivers/run_parts.hpp"

namespace sluice::drivers {

std::vector<std::string> rule_names(std::span<const risk::ChainedRule> rules) {
  auto names = risk::chain_names(rules);
  for (std::size_t i = 0; i < rules.size(); ++i)
    names[i] += "@" + std::string{rules[i].rule->instance_version()};
  return names;
}

journal::Header RunParts::journal_header(Timestamp time) const {
  journal::Header header{time, {{"strategy", path.strategy_name}, {"config", config_hash}}};
  if (gate.disable_rules) header.fields.push_back({"pre_trade_checks", "disabled"});
  if (kill_switch->is_ignored()) header.fields.push_back({"kill_switch", "ignored"});
  return header;
}

}  // namespace sluice::drivers
