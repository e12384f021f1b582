// SPDX-License-Identifier: Apache-2.0
//
// text_functions.cpp: string.byte char len lower rep reverse sub upper, on bytes.
#include <algorithm>
#include <cstring>

#include "budgets.hpp"
#include "decimal_value.hpp"
#include "machine.hpp"
#include "sandbox.hpp"

namespace sluice::lua {

static_assert(kTextBytes == 4096, "TextBuffer has this size");

std::string_view check_text(lua_State* lua, int index) {
  const int type = lua_type(lua, index);
  if (type != LUA_TSTRING && type != LUA_TNUMBER)
    luaL_error(lua, "argument %d must be text, not %s", index,
               is_decimal(lua, index) ? "a decimal" : lua_typename(lua, type));
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  if (size > kTextBytes) luaL_error(lua, "argument %d is text of more than 4096 bytes", index);
  return {text, size};
}

int push_charged(lua_State* lua, const char* bytes, std::size_t size) {
  Machine::of(lua).charge_bytes(size);
  lua_pushlstring(lua, bytes, size);
  return 1;
}

void TextBuffer::add(std::string_view text) {
  if (text.size() > kTextBytes - size_) luaL_error(lua_, "the text gets longer than 4096 bytes");
  if (!text.empty()) std::memcpy(bytes_ + size_, text.data(), text.size());
  size_ += text.size();
}

namespace {

constexpr std::int64_t kMostBytesOut = kUnpackValues - 1;

// Positions count from 1, negative ones from the end; `size` is at most kTextBytes.
std::int64_t first_position(std::int64_t position, std::int64_t size) noexcept {
  if (position > 0) return position;
  return position == 0 || position < -size ? 1 : size + position + 1;
}
std::int64_t last_position(std::int64_t position, std::int64_t size) noexcept {
  if (position > size) return size;
  if (position >= 0) return position;
  return position < -size ? 0 : size + position + 1;
}

int text_length(lua_State* lua) {
  lua_pushinteger(lua, static_cast<lua_Integer>(check_text(lua, 1).size()));
  return 1;
}

int text_part(lua_State* lua) {
  const std::string_view text = check_text(lua, 1);
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t first = first_position(luaL_checkinteger(lua, 2), size);
  const std::int64_t last = last_position(luaL_optinteger(lua, 3, -1), size);
  if (first > last) return push_charged(lua, "", 0);
  return push_charged(lua, text.data() + first - 1, static_cast<std::size_t>(last - first + 1));
}

template <typename Change>
int changed_text(lua_State* lua, Change change) {
  const std::string_view text = check_text(lua, 1);
  char out[kTextBytes];
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = change(text, i);
  return push_charged(lua, out, text.size());
}

int upper_text(lua_State* lua) {
  return changed_text(lua, [](std::string_view text, std::size_t i) {
    return text[i] >= 'a' && text[i] <= 'z' ? static_cast<char>(text[i] - 32) : text[i];
  });
}
int lower_text(lua_State* lua) {
  return changed_text(lua, [](std::string_view text, std::size_t i) {
    return text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + 32) : text[i];
  });
}
int reversed_text(lua_State* lua) {
  return changed_text(
      lua, [](std::string_view text, std::size_t i) { return text[text.size() - 1 - i]; });
}

int repeated_text(lua_State* lua) {
  const std::string_view text = check_text(lua, 1);
  const std::int64_t count = luaL_checkinteger(lua, 2);
  const std::string_view between =
      lua_isnoneornil(lua, 3) ? std::string_view{} : check_text(lua, 3);
  TextBuffer out{lua};
  const bool is_empty = text.empty() && between.empty();
  for (std::int64_t i = 0; i < count && !is_empty; ++i) {
    if (i > 0) out.add(between);
    out.add(text);
  }
  return out.push();
}

int text_bytes(lua_State* lua) {
  const std::string_view text = check_text(lua, 1);
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t asked = luaL_optinteger(lua, 2, 1);
  const std::int64_t first = first_position(asked, size);
  const std::int64_t last = last_position(luaL_optinteger(lua, 3, first), size);
  if (first > last) return 0;
  const std::int64_t count = last - first + 1;
  if (count > kMostBytesOut) return luaL_error(lua, "string.byte gives at most 249 bytes");
  luaL_checkstack(lua, static_cast<int>(count), nullptr);
  Machine::of(lua).charge(count);
  for (std::int64_t i = first; i <= last; ++i)
    lua_pushinteger(lua, static_cast<unsigned char>(text[static_cast<std::size_t>(i - 1)]));
  return static_cast<int>(count);
}

int text_of_bytes(lua_State* lua) {
  const int count = lua_gettop(lua);
  TextBuffer out{lua};
  for (int i = 1; i <= count; ++i) {
    const lua_Integer byte = luaL_checkinteger(lua, i);
    if (byte < 0 || byte > 255) return luaL_error(lua, "argument %d is no byte", i);
    out.add(static_cast<char>(byte));
  }
  return out.push();
}

}  // namespace

void install_text(lua_State* lua) {
  static constexpr luaL_Reg kFunctions[] = {
      {"byte", &text_bytes},  {"char", &text_of_bytes}, {"len", &text_length},
      {"lower", &lower_text}, {"rep", &repeated_text},  {"reverse", &reversed_text},
      {"sub", &text_part},    {"upper", &upper_text},   {nullptr, nullptr}};
  luaL_setfuncs(lua, kFunctions, 0);
}

}  // namespace sluice::lua
