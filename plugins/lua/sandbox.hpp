// SPDX-License-Identifier: Apache-2.0
//
// sandbox.hpp: the globals of a script: what the specification allows, and nothing else.
//
// Place: above the machine, below the script. Every function here may raise and is called under
// Machine::protect. The tables a script sees are read-only: their content lies behind a metatable
// that no function can reach. Thread: control.
#pragma once

#include <cstddef>
#include <lua.hpp>
#include <string_view>

namespace sluice::lua {

class Binding;
struct Scalar;

// Pushes the environment of a script: all globals. `params` is on the top of the stack, a table of
// values, and is taken away.
void push_environment(lua_State* lua, Binding& binding);

// Takes the table on the top and pushes one that reads through it and refuses writes. An unknown
// key gives nil, or an error that names `strict_name`.
void make_read_only(lua_State* lua, const char* strict_name);

// Fill the table on the top.
void install_basics(lua_State* lua);
void install_math(lua_State* lua);
void install_text(lua_State* lua);
void install_format(lua_State* lua);
void install_patterns(lua_State* lua);
void install_tables(lua_State* lua);
void install_orders(lua_State* lua);
void install_pairs(lua_State* lua);
void install_state(lua_State* lua);

// Pushes what tostring() gives: no addresses. The text is the pushed value's.
std::string_view push_text_of(lua_State* lua, int index);
// A text argument (or a number's text) of at most kTextBytes, or an error.
std::string_view check_text(lua_State* lua, int index);
// Copied at once: the result of a function that moves bytes is charged by them.
int push_charged(lua_State* lua, const char* bytes, std::size_t size);

// What the state keeps; an error for what it does not.
Scalar scalar_at(lua_State* lua, int index);
// The raw length of the table argument, or an error where it is above kTableLength.
lua_Integer check_length(lua_State* lua, int index);

// A fixed piece of memory that a text is put together in.
class TextBuffer {
 public:
  explicit TextBuffer(lua_State* lua) noexcept : lua_{lua} {}
  // An error where it gets longer than kTextBytes.
  void add(std::string_view text);
  void add(char c) { add(std::string_view{&c, 1}); }
  int push() { return push_charged(lua_, bytes_, size_); }

 private:
  lua_State* lua_;
  std::size_t size_ = 0;
  char bytes_[4096];
};

}  // namespace sluice::lua
