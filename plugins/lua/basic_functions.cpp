// SPDX-License-Identifier: Apache-2.0
//
// basic_functions.cpp: assert error ipairs select tonumber tostring type rawequal rawlen, and the
// host's own: now, log, decimal. (pairs stands with the tables.)
#include <algorithm>

#include "binding.hpp"
#include "decimal_value.hpp"
#include "sandbox.hpp"

namespace sluice::lua {

std::string_view push_text_of(lua_State* lua, int index) {
  switch (lua_type(lua, index)) {
    case LUA_TSTRING:
    case LUA_TNUMBER:
      lua_pushvalue(lua, index);
      break;
    case LUA_TBOOLEAN:
      lua_pushstring(lua, lua_toboolean(lua, index) != 0 ? "true" : "false");
      break;
    case LUA_TNIL:
      lua_pushliteral(lua, "nil");
      break;
    case LUA_TLIGHTUSERDATA: {
      char text[detail::kDecimalTextSize];
      lua_pushlstring(lua, text, decimal_text_at(lua, index, text));
      break;
    }
    default:  // what has an address tells its kind alone
      lua_pushstring(lua, luaL_typename(lua, index));
      break;
  }
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, -1, &size);
  return {text, size};
}

namespace {

constexpr int kLogLines = 4;  // of one call
constexpr std::size_t kLogBytes = 256;

int refuse_unless(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (lua_toboolean(lua, 1) != 0) return lua_gettop(lua);
  if (lua_gettop(lua) == 1) return luaL_error(lua, "assertion failed!");
  lua_pushvalue(lua, 2);
  return lua_error(lua);
}

int raise_error(lua_State* lua) {
  const auto level = static_cast<int>(std::clamp<lua_Integer>(luaL_optinteger(lua, 2, 1), 0, 20));
  lua_settop(lua, 1);
  if (lua_type(lua, 1) == LUA_TSTRING && level > 0) {
    luaL_where(lua, level);
    lua_pushvalue(lua, 1);
    lua_concat(lua, 2);
  }
  return lua_error(lua);
}

int next_item(lua_State* lua) {
  const lua_Integer i = luaL_checkinteger(lua, 2) + 1;
  lua_pushinteger(lua, i);
  return lua_rawgeti(lua, 1, i) == LUA_TNIL ? 1 : 2;
}
int each_item(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushcfunction(lua, &next_item);
  lua_pushvalue(lua, 1);
  lua_pushinteger(lua, 0);
  return 3;
}

int select_values(lua_State* lua) {
  const int count = lua_gettop(lua);
  if (lua_type(lua, 1) == LUA_TSTRING && check_text(lua, 1) == "#") {
    lua_pushinteger(lua, count - 1);
    return 1;
  }
  lua_Integer first = luaL_checkinteger(lua, 1);
  if (first < 0) first = count + first;
  if (first > count) first = count;
  if (first < 1) return luaL_error(lua, "argument 1 of select is out of range");
  return count - static_cast<int>(first);
}

int number_in_base(lua_State* lua) {
  const lua_Integer base = luaL_checkinteger(lua, 2);
  if (base < 2 || base > 36) return luaL_error(lua, "the base must be 2 to 36");
  luaL_checktype(lua, 1, LUA_TSTRING);
  std::string_view text = check_text(lua, 1);
  Machine::of(lua).charge(static_cast<std::int64_t>(text.size()) / 4 + 1);
  const auto trim = [&text](auto remove, auto end) {
    while (!text.empty() && (end() == ' ' || (end() >= '\t' && end() <= '\r'))) remove();
  };
  trim([&] { text.remove_prefix(1); }, [&] { return text.front(); });
  trim([&] { text.remove_suffix(1); }, [&] { return text.back(); });
  const bool is_negative = text.starts_with('-');
  if (is_negative) text.remove_prefix(1);
  lua_Unsigned value = 0;
  bool is_number = !text.empty();
  for (const char c : text) {
    const bool is_digit = c >= '0' && c <= '9';
    const char lower = static_cast<char>(c | 0x20);
    const int digit = is_digit ? c - '0' : (lower >= 'a' && lower <= 'z' ? lower - 'a' + 10 : 99);
    if (digit >= base) is_number = false;
    value = value * static_cast<lua_Unsigned>(base) + static_cast<lua_Unsigned>(digit);
  }
  if (is_number)
    lua_pushinteger(lua, static_cast<lua_Integer>(is_negative ? 0 - value : value));
  else
    lua_pushnil(lua);
  return 1;
}

int to_number(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (!lua_isnoneornil(lua, 2)) return number_in_base(lua);
  if (is_decimal(lua, 1)) {
    const std::int64_t units = decimal_at(lua, 1);
    if (units % kScale == 0)
      lua_pushinteger(lua, units / kScale);
    else
      lua_pushnumber(lua, static_cast<double>(units) / static_cast<double>(kScale));
  } else if (lua_type(lua, 1) == LUA_TNUMBER) {
    lua_settop(lua, 1);
  } else if (lua_type(lua, 1) == LUA_TSTRING) {
    const std::string_view text = check_text(lua, 1);
    Machine::of(lua).charge_bytes(text.size());
    if (lua_stringtonumber(lua, text.data()) != text.size() + 1) {
      lua_settop(lua, 1);
      lua_pushnil(lua);
    }
  } else {
    lua_pushnil(lua);
  }
  return 1;
}

int to_text(lua_State* lua) {
  luaL_checkany(lua, 1);
  push_text_of(lua, 1);
  return 1;
}

int type_name(lua_State* lua) {
  luaL_checkany(lua, 1);
  lua_pushstring(lua, is_decimal(lua, 1) ? "decimal" : luaL_typename(lua, 1));
  return 1;
}

int raw_equal(lua_State* lua) {
  luaL_checkany(lua, 1);
  luaL_checkany(lua, 2);
  lua_pushboolean(lua, lua_rawequal(lua, 1, 2));
  return 1;
}

int raw_length(lua_State* lua) {
  const int type = lua_type(lua, 1);
  if (type != LUA_TTABLE && type != LUA_TSTRING)
    return luaL_error(lua, "rawlen takes a table or text");
  lua_pushinteger(lua, static_cast<lua_Integer>(lua_rawlen(lua, 1)));
  return 1;
}

int event_time(lua_State* lua) {
  lua_pushinteger(lua, Binding::of(lua).now_ns);
  return 1;
}

int log_line(lua_State* lua) {
  Binding& binding = Binding::of(lua);
  Machine::of(lua).charge(kHookQuantum);
  const std::string_view text = push_text_of(lua, 1);
  if (++binding.log_lines > kLogLines) return 0;
  const sluice_host& host = binding.host.raw();
  host.log(host.context, SLUICE_LOG_INFO, to_c(text.substr(0, kLogBytes)));
  return 0;
}

// decimal("0.05"), decimal(100): exact.
int make_decimal(lua_State* lua) {
  if (lua_type(lua, 1) != LUA_TSTRING) {
    push_decimal(lua, check_units(lua, 1));
    return 1;
  }
  const auto wide = detail::parse_decimal(check_text(lua, 1));
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  if (!units) return luaL_error(lua, "this text is no decimal of at most eight places that fits");
  push_decimal(lua, *units);
  return 1;
}

}  // namespace

void install_basics(lua_State* lua) {
  static constexpr luaL_Reg kFunctions[] = {
      {"assert", &refuse_unless}, {"error", &raise_error},  {"ipairs", &each_item},
      {"select", &select_values}, {"tonumber", &to_number}, {"tostring", &to_text},
      {"type", &type_name},       {"rawequal", &raw_equal}, {"rawlen", &raw_length},
      {"now", &event_time},       {"log", &log_line},       {"decimal", &make_decimal},
      {nullptr, nullptr}};
  luaL_setfuncs(lua, kFunctions, 0);
}

}  // namespace sluice::lua
