// SPDX-License-Identifier: Apache-2.0
//
// order_functions.cpp: table.sort and pairs: the two that put things in order.
//
// Both sort with a merge sort of our own: however a comparator lies, it is asked n log n times.
// pairs goes through the keys in one order, whatever the addresses: booleans, numbers and decimals
// by value, texts by bytes; a key of another kind has no order and is an error.
#include <algorithm>
#include <cstring>

#include "budgets.hpp"
#include "decimal_value.hpp"
#include "machine.hpp"
#include "sandbox.hpp"

namespace sluice::lua {

namespace {

using Index = std::uint16_t;
static_assert(kTableLength < 65536);

// Whether item a of the table at 1 stands before item b. May raise.
bool stands_before(lua_State* lua, Index a, Index b) {
  Machine::of(lua).charge(2);
  const bool has_comparator = lua_gettop(lua) >= 2 && lua_type(lua, 2) == LUA_TFUNCTION;
  if (has_comparator) lua_pushvalue(lua, 2);
  lua_rawgeti(lua, 1, a + 1);
  lua_rawgeti(lua, 1, b + 1);
  bool is_before = false;
  if (has_comparator) {
    lua_call(lua, 2, 1);
    is_before = lua_toboolean(lua, -1) != 0;
    lua_pop(lua, 1);
  } else {
    is_before = lua_compare(lua, -2, -1, LUA_OPLT) != 0;
    lua_pop(lua, 2);
  }
  return is_before;
}

// Merges the runs [begin, middle) and [middle, end) of `from` into `to`.
void merge_runs(lua_State* lua, const Index* from, Index* to, std::size_t begin, std::size_t middle,
                std::size_t end) {
  std::size_t left = begin;
  std::size_t right = middle;
  for (std::size_t out = begin; out < end; ++out) {
    const bool takes_right =
        left == middle || (right < end && stands_before(lua, from[right], from[left]));
    to[out] = from[takes_right ? right++ : left++];
  }
}

int sort_items(lua_State* lua) {
  const lua_Integer length = check_length(lua, 1);
  if (!lua_isnoneornil(lua, 2)) luaL_checktype(lua, 2, LUA_TFUNCTION);
  lua_settop(lua, 2);
  const auto count = static_cast<std::size_t>(length);
  if (count < 2) return 0;
  auto* memory = static_cast<Index*>(lua_newuserdatauv(lua, 2 * count * sizeof(Index), 0));
  Index* from = memory;
  Index* to = memory + count;
  for (std::size_t i = 0; i < count; ++i) from[i] = static_cast<Index>(i);
  for (std::size_t width = 1; width < count; width *= 2) {
    for (std::size_t begin = 0; begin < count; begin += 2 * width)
      merge_runs(lua, from, to, begin, std::min(begin + width, count),
                 std::min(begin + 2 * width, count));
    std::swap(from, to);
  }
  // The items may not be moved in place: the comparator could have changed the table.
  lua_createtable(lua, static_cast<int>(count), 0);
  for (std::size_t i = 0; i < count; ++i) {
    lua_rawgeti(lua, 1, from[i] + 1);
    lua_rawseti(lua, -2, static_cast<lua_Integer>(i + 1));
  }
  Machine::of(lua).charge(2 * length);
  for (lua_Integer i = 1; i <= length; ++i) {
    lua_rawgeti(lua, -1, i);
    lua_rawseti(lua, 1, i);
  }
  return 0;
}

// A key as it is compared; texts are kept alive by the table they are keys of.
struct Key {
  enum Kind : std::uint16_t { kBoolean, kInteger, kFloat, kDecimal, kText };
  Kind kind;
  std::uint16_t size;  // of the text
  union {
    std::int64_t whole;  // of a boolean or integer, and a decimal's units
    double number;
    const char* text;
  };
};
static_assert(kTextBytes < 65536 && sizeof(Key) * kTableLength <= kBlockBytes);

// False for a key of a kind without an order.
bool read_key(lua_State* lua, int index, Key& key) {
  std::size_t size = 0;
  switch (lua_type(lua, index)) {
    case LUA_TBOOLEAN:
      key.kind = Key::kBoolean;
      key.whole = lua_toboolean(lua, index);
      return true;
    case LUA_TLIGHTUSERDATA:
      key.kind = Key::kDecimal;
      key.whole = decimal_at(lua, index);
      return true;
    case LUA_TNUMBER:
      key.kind = lua_isinteger(lua, index) != 0 ? Key::kInteger : Key::kFloat;
      if (key.kind == Key::kInteger)
        key.whole = lua_tointegerx(lua, index, nullptr);
      else
        key.number = lua_tonumberx(lua, index, nullptr);
      return true;
    case LUA_TSTRING:
      key.kind = Key::kText;
      key.text = lua_tolstring(lua, index, &size);
      key.size = static_cast<std::uint16_t>(size);
      return true;
    default:
      return false;
  }
}

double number_of(const Key& key) noexcept {
  if (key.kind == Key::kFloat) return key.number;
  const auto whole = static_cast<double>(key.whole);
  return key.kind == Key::kDecimal ? whole / static_cast<double>(kScale) : whole;
}

int rank_of(const Key& key) noexcept {
  return key.kind == Key::kBoolean ? 0 : (key.kind == Key::kText ? 2 : 1);
}

// By the nearest double first, then by kind and exact value: an order however kinds are mixed.
bool key_before(const Key& a, const Key& b) noexcept {
  if (rank_of(a) != rank_of(b)) return rank_of(a) < rank_of(b);
  if (a.kind == Key::kText) {
    const int order = std::memcmp(a.text, b.text, std::min(a.size, b.size));
    return order != 0 ? order < 0 : a.size < b.size;
  }
  const double left = number_of(a);
  const double right = number_of(b);
  if (left != right) return left < right;
  return a.kind != b.kind ? a.kind < b.kind : a.kind != Key::kFloat && a.whole < b.whole;
}

void push_key(lua_State* lua, const Key& key) {
  switch (key.kind) {
    case Key::kBoolean:
      return lua_pushboolean(lua, static_cast<int>(key.whole));
    case Key::kInteger:
      return lua_pushinteger(lua, key.whole);
    case Key::kFloat:
      return lua_pushnumber(lua, key.number);
    case Key::kDecimal:
      return push_decimal(lua, key.whole);
    case Key::kText:
      lua_pushlstring(lua, key.text, key.size);
  }
}

int next_pair(lua_State* lua) {
  const lua_Integer count = static_cast<lua_Integer>(lua_rawlen(lua, lua_upvalueindex(2)));
  lua_Integer at = lua_tointegerx(lua, lua_upvalueindex(3), nullptr);
  while (++at <= count) {
    lua_rawgeti(lua, lua_upvalueindex(2), at);
    lua_pushvalue(lua, -1);
    // What the loop has taken out meanwhile is left out.
    if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL) break;
    lua_pop(lua, 2);
    Machine::of(lua).charge(1);
  }
  lua_pushinteger(lua, at);
  lua_replace(lua, lua_upvalueindex(3));
  return at <= count ? 2 : 0;
}

int count_keys(lua_State* lua) {
  int count = 0;
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pop(lua, 1);
    Machine::of(lua).charge(1);
    if (++count > kTableLength) luaL_error(lua, "the table has more than 4096 keys");
  }
  return count;
}

int each_pair(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 1);
  const int count = count_keys(lua);
  Key* keys =
      static_cast<Key*>(lua_newuserdatauv(lua, static_cast<std::size_t>(count) * sizeof(Key), 0));
  Key* end = keys;
  lua_pushnil(lua);
  while (lua_next(lua, 1) != 0) {
    lua_pop(lua, 1);
    if (!read_key(lua, -1, *end++))
      return luaL_error(lua, "pairs: a key that is a %s has no order", luaL_typename(lua, -1));
  }
  Machine::of(lua).charge(count);
  std::sort(keys, end, key_before);
  lua_pushvalue(lua, 1);
  lua_createtable(lua, count, 0);
  for (Key* key = keys; key != end; ++key) {
    push_key(lua, *key);
    lua_rawseti(lua, -2, key - keys + 1);
  }
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, &next_pair, 3);
  return 1;
}

}  // namespace

void install_orders(lua_State* lua) {
  lua_pushcfunction(lua, &sort_items);
  lua_setfield(lua, -2, "sort");
}

void install_pairs(lua_State* lua) {
  lua_pushcfunction(lua, &each_pair);
  lua_setfield(lua, -2, "pairs");
}

}  // namespace sluice::lua
