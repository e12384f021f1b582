// SPDX-License-Identifier: Apache-2.0
//
// fault.cpp: how a fault reads.
#include "config/fault.hpp"

namespace sluice::config {

std::string format(const Fault& fault) {
  std::string text = fault.file;
  if (fault.line > 0) text += ":" + std::to_string(fault.line);
  if (!text.empty()) text += ": ";
  if (!fault.path.empty()) text += fault.path + ": ";
  return text + fault.message;
}

std::string format(const Faults& faults) {
  std::string text;
  for (const Fault& fault : faults) text += format(fault) + "\n";
  return text;
}

}  // namespace sluice::config
