// SPDX-License-Identifier: Apache-2.0
//
// fault.hpp: one thing that is wrong with a configuration, and where.
//
// Place: config. A fault is a value: loaders and checkers collect every one instead of stopping at
// the first.
#pragma once

#include <string>
#include <vector>

namespace sluice::config {

struct Fault {
  std::string path;  // `risk_rules[1].cap`; empty when the fault concerns the whole file
  std::string file;  // as the user named it, or `--set a.b.c` for an override
  int line = 0;      // 1-based; 0 where the file has no lines (an override)
  std::string message;
};

using Faults = std::vector<Fault>;

// `configs/a.yaml:12: strategy.ma_fst: unknown key, expected …`
std::string format(const Fault& fault);

// One fault a line, each ended by a newline.
std::string format(const Faults& faults);

}  // namespace sluice::config
