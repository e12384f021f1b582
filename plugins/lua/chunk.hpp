// SPDX-License-Identifier: Apache-2.0
//
// chunk.hpp: a compiled script taken apart: instructions with their lines, constants, names.
//
// Place: tools for authors of rules (coverage, lint); never while a rule judges. Source: lundump.c
// and lopcodes.h of Lua 5.4. Errors: std::runtime_error for a chunk of another Lua.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::lua {

struct ChunkLocal {
  std::string name;
  int from = 0;  // first instruction it is there for
  int to = 0;    // first one it is not
};

struct ChunkFunction {
  std::vector<std::uint32_t> code;
  std::vector<int> lines;              // of each instruction
  std::vector<std::string> constants;  // texts; others are empty
  std::vector<std::string> upvalues;   // names
  std::vector<ChunkLocal> locals;
  std::vector<ChunkFunction> functions;

  // The local variable that a register holds at an instruction; "" if none.
  [[nodiscard]] std::string_view local_at(int slot, int instruction) const noexcept;
};

// The main function of a script's text.
[[nodiscard]] ChunkFunction compile_chunk(const std::string& text, const std::string& name);

}  // namespace sluice::lua
