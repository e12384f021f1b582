// SPDX-License-Identifier: Apache-2.0
//
// state_functions.cpp: the script's `state`:
//   state:get(name [, default])   state:set(name, value)   state:incr(name [, by])
//   state:window(name, seconds [, add])   the sum of what was added in the last seconds
#include <cmath>

#include "binding.hpp"
#include "decimal_value.hpp"
#include "sandbox.hpp"
#include "state_store.hpp"

namespace sluice::lua {

Scalar scalar_at(lua_State* lua, int index) {
  Scalar value;
  std::size_t size = 0;
  switch (lua_type(lua, index)) {
    case LUA_TNONE:
    case LUA_TNIL:
      break;
    case LUA_TBOOLEAN:
      value.kind = Scalar::Kind::kBoolean;
      value.integer = lua_toboolean(lua, index);
      break;
    case LUA_TNUMBER:
      value.kind = lua_isinteger(lua, index) != 0 ? Scalar::Kind::kInteger : Scalar::Kind::kNumber;
      value.integer = lua_tointegerx(lua, index, nullptr);
      value.number = value.kind == Scalar::Kind::kNumber ? lua_tonumberx(lua, index, nullptr) : 0;
      if (value.kind == Scalar::Kind::kNumber) value.integer = 0;
      break;
    case LUA_TLIGHTUSERDATA:
      value.kind = Scalar::Kind::kDecimal;
      value.integer = decimal_at(lua, index);
      break;
    case LUA_TSTRING: {
      const char* text = lua_tolstring(lua, index, &size);
      value.kind = Scalar::Kind::kText;
      value.text = {text, size};
      break;
    }
    default:
      luaL_error(lua, "the state keeps booleans, numbers, decimals and text, not a %s",
                 luaL_typename(lua, index));
  }
  return value;
}

namespace {

constexpr std::int64_t kLookupSteps = 10;
constexpr std::int64_t kStageSteps = 50;

// state.get(x) is as good as state:get(x).
void drop_self(lua_State* lua) {
  if (lua_type(lua, 1) == LUA_TTABLE) lua_remove(lua, 1);
}

StateStore& store_of(lua_State* lua) { return *Binding::of(lua).state; }

void push_scalar(lua_State* lua, const Scalar& value) {
  switch (value.kind) {
    case Scalar::Kind::kNone:
      return lua_pushnil(lua);
    case Scalar::Kind::kBoolean:
      return lua_pushboolean(lua, static_cast<int>(value.integer));
    case Scalar::Kind::kInteger:
      return lua_pushinteger(lua, value.integer);
    case Scalar::Kind::kNumber:
      return lua_pushnumber(lua, value.number);
    case Scalar::Kind::kDecimal:
      return push_decimal(lua, value.integer);
    case Scalar::Kind::kText:
      lua_pushlstring(lua, value.text.data(), value.text.size());
  }
}

void keep(lua_State* lua, std::string_view name, const Scalar& value) {
  Machine::of(lua).charge(kStageSteps);
  const char* fault = store_of(lua).set(name, value);
  if (fault != nullptr) luaL_error(lua, "state: %s", fault);
}

int get_value(lua_State* lua) {
  drop_self(lua);
  Machine::of(lua).charge(kLookupSteps);
  const Scalar value = store_of(lua).get(check_text(lua, 1));
  if (value.kind == Scalar::Kind::kNone && lua_gettop(lua) >= 2)
    lua_pushvalue(lua, 2);
  else
    push_scalar(lua, value);
  return 1;
}

int set_value(lua_State* lua) {
  drop_self(lua);
  keep(lua, check_text(lua, 1), scalar_at(lua, 2));
  return 0;
}

// Integers stay integers and decimals decimals; an overflow is an error.
Scalar sum_of(lua_State* lua, const Scalar& a, const Scalar& b) {
  if (a.kind == Scalar::Kind::kNone) return b;
  Scalar sum = b;
  if (a.kind == Scalar::Kind::kInteger && b.kind == Scalar::Kind::kInteger) {
    if (__builtin_add_overflow(a.integer, b.integer, &sum.integer))
      luaL_error(lua, "state: the sum does not fit an integer");
    return sum;
  }
  push_scalar(lua, a);
  push_scalar(lua, b);
  const bool has_decimal = a.kind == Scalar::Kind::kDecimal || b.kind == Scalar::Kind::kDecimal;
  if (has_decimal) {
    sum.kind = Scalar::Kind::kDecimal;
    if (__builtin_add_overflow(check_units(lua, -2), check_units(lua, -1), &sum.integer))
      luaL_error(lua, "state: the sum does not fit a decimal");
  } else {
    sum.kind = Scalar::Kind::kNumber;
    sum.number = luaL_checknumber(lua, -2) + luaL_checknumber(lua, -1);
  }
  lua_pop(lua, 2);
  return sum;
}

int increase_value(lua_State* lua) {
  drop_self(lua);
  const std::string_view name = check_text(lua, 1);
  if (lua_isnoneornil(lua, 2)) {
    lua_settop(lua, 1);
    lua_pushinteger(lua, 1);
  }
  if (lua_type(lua, 2) != LUA_TNUMBER && !is_decimal(lua, 2))
    return luaL_error(lua, "state:incr adds a number, not a %s", luaL_typename(lua, 2));
  const Scalar before = store_of(lua).get(name);
  if (before.kind == Scalar::Kind::kText || before.kind == Scalar::Kind::kBoolean)
    return luaL_error(lua, "state: this name is no number");
  const Scalar after = sum_of(lua, before, scalar_at(lua, 2));
  keep(lua, name, after);
  push_scalar(lua, after);
  return 1;
}

// Whole sums come back as decimals too: one type for one quantity.
int sum_window(lua_State* lua) {
  drop_self(lua);
  const std::string_view name = check_text(lua, 1);
  const int128 length = int128{check_units(lua, 2)} * 10;
  constexpr std::int64_t kLongestNs = 366LL * 86'400 * 1'000'000'000;
  if (length <= 0 || length > kLongestNs)
    return luaL_error(lua, "state: a window has more than 0 seconds and at most 366 days");
  const std::int64_t units = lua_isnoneornil(lua, 3) ? 0 : check_units(lua, 3);
  Machine::of(lua).charge(kStageSteps);
  std::int64_t sum = 0;
  const char* fault = store_of(lua).add_to_window(name, static_cast<std::int64_t>(length),
                                                  Binding::of(lua).now_ns, units, sum);
  if (fault != nullptr) return luaL_error(lua, "state: %s", fault);
  push_decimal(lua, sum);
  return 1;
}

}  // namespace

void install_state(lua_State* lua) {
  static constexpr luaL_Reg kFunctions[] = {{"get", &get_value},
                                            {"set", &set_value},
                                            {"incr", &increase_value},
                                            {"window", &sum_window},
                                            {nullptr, nullptr}};
  luaL_setfuncs(lua, kFunctions, 0);
}

}  // namespace sluice::lua
