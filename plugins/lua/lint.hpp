// SPDX-License-Identifier: Apache-2.0
//
// lint.hpp: what a reader would mind in a script that compiles: names that are not there, fields
// that no order has, writes that will fail.
//
// Place: tools for authors of rules. Works on the compiled script, so that every name is the one
// Lua itself will look up. Thread: control.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chunk.hpp"

namespace sluice::lua {

struct Finding {
  int line = 0;
  std::string message;
};

// The globals of the sandbox, as a script would find them.
class GlobalNames {
 public:
  virtual ~GlobalNames() = default;
  [[nodiscard]] virtual bool has(const std::string& name) = 0;
  // Of math, string, table and state.
  [[nodiscard]] virtual bool has_member(const std::string& library, const std::string& name) = 0;
};

// In the order of the lines; each once.
[[nodiscard]] std::vector<Finding> lint(const ChunkFunction& main, GlobalNames& names);

}  // namespace sluice::lua
