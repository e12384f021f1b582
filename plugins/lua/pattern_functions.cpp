// SPDX-License-Identifier: Apache-2.0
//
// pattern_functions.cpp: string.find match gmatch gsub over the bounded matcher.
#include <cstring>

#include "budgets.hpp"
#include "decimal_value.hpp"
#include "pattern.hpp"
#include "sandbox.hpp"

namespace sluice::lua {
namespace {

// Where a search begins, from 0; more than the size where it can't.
std::size_t start_of(lua_State* lua, int index, std::size_t size) {
  const std::int64_t init = luaL_optinteger(lua, index, 1);
  const auto length = static_cast<std::int64_t>(size);
  if (init > 0) return static_cast<std::size_t>(init > length + 1 ? length + 1 : init - 1);
  return init == 0 || init < -length ? 0 : static_cast<std::size_t>(length + init);
}

int find_plain(lua_State* lua, std::string_view subject, std::string_view wanted,
               std::size_t start) {
  Machine::of(lua).charge_bytes(subject.size() + wanted.size());
  // memmem's time is linear; of an empty needle it is the start.
  const char* from = subject.data() + start;
  const void* found = memmem(from, subject.size() - start, wanted.data(), wanted.size());
  if (found == nullptr) {
    lua_pushnil(lua);
    return 1;
  }
  const std::ptrdiff_t at = static_cast<const char*>(found) - subject.data();
  lua_pushinteger(lua, at + 1);
  lua_pushinteger(lua, at + static_cast<std::ptrdiff_t>(wanted.size()));
  return 2;
}

int find_or_match(lua_State* lua, bool is_find) {
  const std::string_view subject = check_text(lua, 1);
  std::string_view pattern = check_text(lua, 2);
  const std::size_t start = start_of(lua, 3, subject.size());
  if (start > subject.size()) {
    lua_pushnil(lua);
    return 1;
  }
  if (is_find && (lua_toboolean(lua, 4) != 0 || is_plain_pattern(pattern)))
    return find_plain(lua, subject, pattern, start);
  const bool is_anchored = pattern.starts_with('^');
  if (is_anchored) pattern.remove_prefix(1);
  Matcher matcher{lua, subject, pattern};
  const char* end = subject.data() + subject.size();
  for (const char* s = subject.data() + start; s <= end; ++s) {
    matcher.restart();
    if (const char* e = matcher.match(s, pattern.data())) {
      if (!is_find) return matcher.push_captures(s, e);
      lua_pushinteger(lua, s - subject.data() + 1);
      lua_pushinteger(lua, e - subject.data());
      return matcher.push_captures(nullptr, nullptr) + 2;
    }
    if (is_anchored) break;
  }
  lua_pushnil(lua);
  return 1;
}

int find_text(lua_State* lua) { return find_or_match(lua, true); }
int match_text(lua_State* lua) { return find_or_match(lua, false); }

// Where an iteration stands; offsets into the subject, which is an upvalue beside it.
struct Walk {
  std::ptrdiff_t next;
  std::ptrdiff_t last_end;  // an empty match may not stand at the end of the match before it
};

int next_match(lua_State* lua) {
  const std::string_view subject = check_text(lua, lua_upvalueindex(1));
  const std::string_view pattern = check_text(lua, lua_upvalueindex(2));
  Walk& walk = *static_cast<Walk*>(lua_touserdata(lua, lua_upvalueindex(3)));
  Matcher matcher{lua, subject, pattern};
  const auto size = static_cast<std::ptrdiff_t>(subject.size());
  for (std::ptrdiff_t at = walk.next; at <= size; ++at) {
    matcher.restart();
    const char* s = subject.data() + at;
    const char* e = matcher.match(s, pattern.data());
    if (e == nullptr || e - subject.data() == walk.last_end) continue;
    walk.next = walk.last_end = e - subject.data();
    return matcher.push_captures(s, e);
  }
  return 0;
}

int each_match(lua_State* lua) {
  const std::string_view subject = check_text(lua, 1);
  check_text(lua, 2);
  const std::size_t start = start_of(lua, 3, subject.size());
  lua_settop(lua, 2);
  auto* walk = static_cast<Walk*>(lua_newuserdatauv(lua, sizeof(Walk), 0));
  *walk = {static_cast<std::ptrdiff_t>(start), -1};
  lua_pushcclosure(lua, &next_match, 3);
  return 1;
}

// The replacement text with %0 … %9 and %% in it.
void add_expanded(lua_State* lua, Matcher& matcher, TextBuffer& out, const char* s, const char* e) {
  const std::string_view news = check_text(lua, 3);
  Machine::of(lua).charge_bytes(news.size());
  for (std::size_t i = 0; i < news.size(); ++i) {
    if (news[i] != '%') {
      out.add(news[i]);
      continue;
    }
    const char next = ++i < news.size() ? news[i] : '\0';
    if (next == '%') {
      out.add('%');
    } else if (next == '0') {
      out.add({s, static_cast<std::size_t>(e - s)});
    } else if (next >= '1' && next <= '9') {
      matcher.push_capture(next - '1', s, e);
      out.add(check_text(lua, -1));
      lua_pop(lua, 1);
    } else {
      luaL_error(lua, "invalid use of '%%' in replacement string");
    }
  }
}

void add_replacement(lua_State* lua, Matcher& matcher, TextBuffer& out, const char* s,
                     const char* e) {
  const int type = lua_type(lua, 3);
  if (type == LUA_TFUNCTION) {
    lua_pushvalue(lua, 3);
    lua_call(lua, matcher.push_captures(s, e), 1);
  } else if (type == LUA_TTABLE) {
    matcher.push_capture(0, s, e);
    lua_gettable(lua, 3);
  } else {
    return add_expanded(lua, matcher, out, s, e);
  }
  if (lua_toboolean(lua, -1) == 0) {
    out.add({s, static_cast<std::size_t>(e - s)});
  } else if (lua_isstring(lua, -1) != 0) {
    out.add(check_text(lua, -1));
  } else {
    luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
  }
  lua_pop(lua, 1);
}

int replace_text(lua_State* lua) {
  const std::string_view subject = check_text(lua, 1);
  std::string_view pattern = check_text(lua, 2);
  const int type = lua_type(lua, 3);
  if (type != LUA_TFUNCTION && type != LUA_TTABLE && type != LUA_TSTRING && type != LUA_TNUMBER)
    return luaL_error(lua, "argument 3 must be text, a table or a function");
  const auto most = luaL_optinteger(lua, 4, static_cast<lua_Integer>(subject.size()) + 1);
  const bool is_anchored = pattern.starts_with('^');
  if (is_anchored) pattern.remove_prefix(1);
  Matcher matcher{lua, subject, pattern};
  TextBuffer out{lua};
  const char* s = subject.data();
  const char* const end = s + subject.size();
  const char* last_end = nullptr;
  lua_Integer count = 0;
  while (count < most) {
    matcher.restart();
    const char* e = matcher.match(s, pattern.data());
    if (e != nullptr && e != last_end) {
      ++count;
      add_replacement(lua, matcher, out, s, e);
      s = last_end = e;
    } else if (s < end) {
      out.add(*s++);
    } else {
      break;
    }
    if (is_anchored) break;
  }
  out.add({s, static_cast<std::size_t>(end - s)});
  out.push();
  lua_pushinteger(lua, count);
  return 2;
}

}  // namespace

void install_patterns(lua_State* lua) {
  static constexpr luaL_Reg kFunctions[] = {{"find", &find_text},
                                            {"match", &match_text},
                                            {"gmatch", &each_match},
                                            {"gsub", &replace_text},
                                            {nullptr, nullptr}};
  luaL_setfuncs(lua, kFunctions, 0);
}

}  // namespace sluice::lua
