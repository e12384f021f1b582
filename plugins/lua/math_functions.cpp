// SPDX-License-Identifier: Apache-2.0
//
// math_functions.cpp: math without random numbers and transcendental functions. abs, ceil, floor,
// max and min take decimals too.
#include <limits>
#include <lua.hpp>

#include "decimal_value.hpp"
#include "sandbox.hpp"

namespace sluice::lua {
namespace {

int push_units(lua_State* lua, std::optional<int128> wide) {
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  if (!units) return luaL_error(lua, "the result does not fit a decimal");
  push_decimal(lua, *units);
  return 1;
}

// Falls back to Lua's own function, an upvalue, for its own numbers.
int own_function(lua_State* lua) {
  lua_pushvalue(lua, lua_upvalueindex(1));
  lua_insert(lua, 1);
  lua_call(lua, lua_gettop(lua) - 1, 1);
  return 1;
}

int absolute(lua_State* lua) {
  if (!is_decimal(lua, 1)) return own_function(lua);
  const int128 units = decimal_at(lua, 1);
  return push_units(lua, units < 0 ? -units : units);
}

int rounded(lua_State* lua, Rounding rounding) {
  if (!is_decimal(lua, 1)) return own_function(lua);
  const int128 whole = detail::divide_rounded(decimal_at(lua, 1), kScale, rounding);
  return push_units(lua, whole * kScale);
}
int floor_of(lua_State* lua) { return rounded(lua, Rounding::kDown); }
int ceiling_of(lua_State* lua) { return rounded(lua, Rounding::kUp); }

// The comparison is Lua's, so that decimals and numbers mix.
int extreme(lua_State* lua, bool wants_least) {
  const int count = lua_gettop(lua);
  int best = 1;
  for (int i = 1; i <= count; ++i) {
    if (!is_decimal(lua, i)) luaL_checknumber(lua, i);
    const bool is_better = wants_least ? lua_compare(lua, i, best, LUA_OPLT) != 0
                                       : lua_compare(lua, best, i, LUA_OPLT) != 0;
    if (is_better) best = i;
  }
  if (count == 0) return luaL_error(lua, "a number is expected");
  lua_pushvalue(lua, best);
  return 1;
}
int least(lua_State* lua) { return extreme(lua, true); }
int largest(lua_State* lua) { return extreme(lua, false); }

}  // namespace

void install_math(lua_State* lua) {
  const int target = lua_gettop(lua);
  lua_pushcfunction(lua, &luaopen_math);
  lua_call(lua, 0, 1);
  for (const char* name : {"fmod", "modf", "sqrt", "tointeger", "type", "ult", "huge", "pi",
                           "maxinteger", "mininteger"}) {
    lua_getfield(lua, -1, name);
    lua_setfield(lua, target, name);
  }
  static constexpr luaL_Reg kWithDecimals[] = {
      {"abs", &absolute}, {"ceil", &ceiling_of}, {"floor", &floor_of}};
  for (const luaL_Reg& function : kWithDecimals) {
    lua_getfield(lua, -1, function.name);
    lua_pushcclosure(lua, function.func, 1);
    lua_setfield(lua, target, function.name);
  }
  lua_pushcfunction(lua, &largest);
  lua_setfield(lua, target, "max");
  lua_pushcfunction(lua, &least);
  lua_setfield(lua, target, "min");
  lua_settop(lua, target);
}

}  // namespace sluice::lua
