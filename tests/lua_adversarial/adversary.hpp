// SPDX-License-Identifier: Apache-2.0
//
// adversary.hpp: a script that wants to hurt, with what has to come of it. The first lines of its
// file say so in comments:
//   -- expect: CODE[|CODE]     the refusal that has to come
//   -- calls: N                at the latest in this call; approvals may go before (default 1)
//   -- order: QUANTITY PRICE   of the order (default 10 100)
//   -- position: QUANTITY      held before
//   -- params: JSON            of the rule
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::lua::testing {

struct Adversary {
  std::string name;
  std::string source;
  std::vector<std::string> expected;
  int calls = 1;
  std::string quantity = "10";
  std::string price = "100";
  std::string position = "0";
  std::string params = "{}";
};

inline std::ostream& operator<<(std::ostream& out, const Adversary& one) { return out << one.name; }

// Every .lua file of the folder, in the order of their names, and those that are made here: a
// source too long, bytecode, a text with zero bytes.
std::vector<Adversary> adversaries(const std::string& folder);

}  // namespace sluice::lua::testing
