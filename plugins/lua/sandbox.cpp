// SPDX-License-Identifier: Apache-2.0
#include "sandbox.hpp"

#include "binding.hpp"
#include "verdicts.hpp"

namespace sluice::lua {
namespace {

int refuse_write(lua_State* lua) {
  if (lua_type(lua, 2) != LUA_TSTRING) return luaL_error(lua, "it is read-only");
  return luaL_error(lua, "'%s' can't be set: globals, params and libraries are read-only",
                    lua_tostring(lua, 2));
}

int unknown_name(lua_State* lua) {
  const char* owner = lua_tostring(lua, lua_upvalueindex(1));
  if (lua_type(lua, 2) != LUA_TSTRING) return luaL_error(lua, "%s has no such key", owner);
  return luaL_error(lua, "%s has no '%s'", owner, lua_tostring(lua, 2));
}

// Pushes a library: an empty table that reads through what `installs` fill in.
template <typename... Installs>
void set_library(lua_State* lua, const char* name, Installs... installs) {
  lua_newtable(lua);
  (installs(lua), ...);
  make_read_only(lua, nullptr);
  lua_setfield(lua, -2, name);
}

}  // namespace

void make_read_only(lua_State* lua, const char* strict_name) {
  if (strict_name != nullptr) {
    lua_createtable(lua, 0, 1);
    lua_pushstring(lua, strict_name);
    lua_pushcclosure(lua, &unknown_name, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
  }
  lua_newtable(lua);
  lua_createtable(lua, 0, 2);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, &refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, -2);
  lua_remove(lua, -2);
}

void push_environment(lua_State* lua, Binding& binding) {
  const int params = lua_gettop(lua);
  lua_newtable(lua);
  install_basics(lua);
  install_pairs(lua);
  install_verdicts(lua, binding);
  set_library(lua, "math", install_math);
  set_library(lua, "string", install_text, install_patterns, install_format);
  set_library(lua, "table", install_tables, install_orders);
  set_library(lua, "state", install_state);
  // Methods of text: ("x"):upper().
  lua_pushliteral(lua, "");
  lua_createtable(lua, 0, 2);
  lua_getfield(lua, -3, "string");
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, &refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
  lua_pushvalue(lua, params);
  make_read_only(lua, "params");
  lua_setfield(lua, -2, "params");
  make_read_only(lua, nullptr);
  lua_remove(lua, params);
}

}  // namespace sluice::lua
