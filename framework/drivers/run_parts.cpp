// SPDX-License-Identifier: Apache-2.0
#include "drivers/run_parts.hpp"

namespace sluice::drivers {

std::vector<std::string> RunParts::rule_names() const {
  std::vector<std::string> names;
  for (const auto& chained : rules)
    names.push_back(std::string{chained.rule->id()} + "@" + std::string{chained.rule->version()});
  return names;
}

}  // namespace sluice::drivers
