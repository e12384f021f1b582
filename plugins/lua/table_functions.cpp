// SPDX-License-Identifier: Apache-2.0
//
// table_functions.cpp: table.insert remove concat unpack, on raw lengths of at most kTableLength.
#include "budgets.hpp"
#include "decimal_value.hpp"
#include "machine.hpp"
#include "sandbox.hpp"

namespace sluice::lua {

lua_Integer check_length(lua_State* lua, int index) {
  luaL_checktype(lua, index, LUA_TTABLE);
  const auto length = static_cast<lua_Integer>(lua_rawlen(lua, index));
  if (length > kTableLength) luaL_error(lua, "the table has more than 4096 items");
  return length;
}

namespace {

int insert_item(lua_State* lua) {
  const lua_Integer next = check_length(lua, 1) + 1;
  const int count = lua_gettop(lua);
  if (count != 2 && count != 3) return luaL_error(lua, "wrong number of arguments to 'insert'");
  lua_Integer at = next;
  if (count == 3) {
    at = luaL_checkinteger(lua, 2);
    if (at < 1 || at > next) return luaL_error(lua, "the position is out of bounds");
    Machine::of(lua).charge(next - at + 1);
    for (lua_Integer i = next; i > at; --i) {
      lua_rawgeti(lua, 1, i - 1);
      lua_rawseti(lua, 1, i);
    }
  }
  if (next > kTableLength) return luaL_error(lua, "the table gets more than 4096 items");
  lua_rawseti(lua, 1, at);
  return 0;
}

int remove_item(lua_State* lua) {
  const lua_Integer length = check_length(lua, 1);
  lua_Integer at = luaL_optinteger(lua, 2, length);
  // From 1 to one past the end; 0 of an empty table.
  if (at != length && static_cast<lua_Unsigned>(at) - 1 > static_cast<lua_Unsigned>(length))
    return luaL_error(lua, "the position is out of bounds");
  lua_rawgeti(lua, 1, at);
  Machine::of(lua).charge(length > at ? length - at + 1 : 1);
  for (; at < length; ++at) {
    lua_rawgeti(lua, 1, at + 1);
    lua_rawseti(lua, 1, at);
  }
  lua_pushnil(lua);
  lua_rawseti(lua, 1, at);
  return 1;
}

int concatenate_items(lua_State* lua) {
  const lua_Integer length = check_length(lua, 1);
  const std::string_view between =
      lua_isnoneornil(lua, 2) ? std::string_view{} : check_text(lua, 2);
  const lua_Integer first = luaL_optinteger(lua, 3, 1);
  const lua_Integer last = luaL_optinteger(lua, 4, length);
  if (first <= last && (first < 1 || last > kTableLength))
    return luaL_error(lua, "'concat' goes from 1 to 4096");
  TextBuffer out{lua};
  for (lua_Integer i = first; i <= last; ++i) {
    Machine::of(lua).charge(1);
    const int type = lua_rawgeti(lua, 1, i);
    if (type != LUA_TSTRING && type != LUA_TNUMBER && type != LUA_TLIGHTUSERDATA)
      return luaL_error(lua, "invalid value (at index %I) in table for 'concat'",
                        static_cast<LUAI_UACINT>(i));
    out.add(push_text_of(lua, -1));
    if (i != last) out.add(between);
    lua_pop(lua, 2);
  }
  return out.push();
}

int unpack_items(lua_State* lua) {
  const lua_Integer length = check_length(lua, 1);
  const lua_Integer first = luaL_optinteger(lua, 2, 1);
  const lua_Integer last = luaL_optinteger(lua, 3, length);
  if (first > last) return 0;
  // Unsigned: the distance of two integers may not fit a signed one.
  if (static_cast<lua_Unsigned>(last) - static_cast<lua_Unsigned>(first) >=
      static_cast<lua_Unsigned>(kUnpackValues - 1))
    return luaL_error(lua, "unpack gives fewer than 250 values");
  const auto count = static_cast<int>(last - first + 1);
  luaL_checkstack(lua, count, nullptr);
  Machine::of(lua).charge(count);
  for (int i = 0; i < count; ++i) lua_rawgeti(lua, 1, first + i);
  return count;
}

}  // namespace

void install_tables(lua_State* lua) {
  static constexpr luaL_Reg kFunctions[] = {{"insert", &insert_item},
                                            {"remove", &remove_item},
                                            {"concat", &concatenate_items},
                                            {"unpack", &unpack_items},
                                            {nullptr, nullptr}};
  luaL_setfuncs(lua, kFunctions, 0);
}

}  // namespace sluice::lua
