// SPDX-License-Identifier: Apache-2.0
//
// format_function.cpp: string.format with %c %d %i %e %E %f %g %G %o %s %u %x %X %%: nothing that
// shows an address or a float's bits, fields of at most 99 characters.
#include <cstdio>
#include <cstring>

#include "decimal_value.hpp"
#include "machine.hpp"
#include "sandbox.hpp"

namespace sluice::lua {
namespace {

constexpr std::size_t kSpecBytes = 32;
constexpr std::size_t kItemBytes = 512;  // the longest double with two digits of precision more

struct Spec {
  char text[kSpecBytes];  // "%-5.2" without its conversion
  std::size_t size;
  std::size_t precision;  // of %s; npos: none
  std::size_t width;
  bool is_left;
};

// Digits of a width or precision: two at most, as in Lua.
std::size_t read_digits(lua_State* lua, std::string_view& rest) {
  std::size_t value = 0;
  for (int i = 0; !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; ++i) {
    if (i == 2) luaL_error(lua, "invalid format (width or precision too long)");
    value = value * 10 + static_cast<std::size_t>(rest.front() - '0');
    rest.remove_prefix(1);
  }
  return value;
}

// `rest` stands behind the percent sign, and afterwards on the conversion.
Spec read_spec(lua_State* lua, std::string_view& rest) {
  const std::string_view whole = rest;
  Spec spec{};
  spec.precision = std::string_view::npos;
  for (int flags = 0;
       !rest.empty() && std::strchr("-+ #0", rest.front()) != nullptr && rest.front() != '\0';
       ++flags) {
    if (flags == 5) luaL_error(lua, "invalid format (repeated flags)");
    if (rest.front() == '-') spec.is_left = true;
    rest.remove_prefix(1);
  }
  spec.width = read_digits(lua, rest);
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    spec.precision = read_digits(lua, rest);
  }
  spec.text[0] = '%';
  spec.size = whole.size() - rest.size() + 1;
  std::memcpy(spec.text + 1, whole.data(), spec.size - 1);
  return spec;
}

// With `length` ("" or "ll") and the conversion, the format is one of snprintf's.
template <typename Number>
void add_number(TextBuffer& out, Spec spec, const char* length, char conversion, Number number) {
  std::size_t at = spec.size;
  for (; *length != '\0'; ++length) spec.text[at++] = *length;
  spec.text[at++] = conversion;
  spec.text[at] = '\0';
  char item[kItemBytes];
  // The format is put together above, from flags, digits and one of our own conversions.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const int size = std::snprintf(item, sizeof item, spec.text, number);
#pragma GCC diagnostic pop
  out.add({item, static_cast<std::size_t>(size)});
}

void add_text(lua_State* lua, TextBuffer& out, const Spec& spec, int argument) {
  std::string_view text = push_text_of(lua, argument);
  text = text.substr(0, spec.precision);
  const std::size_t blanks = spec.width > text.size() ? spec.width - text.size() : 0;
  for (std::size_t i = 0; i < blanks && !spec.is_left; ++i) out.add(' ');
  out.add(text);
  for (std::size_t i = 0; i < blanks && spec.is_left; ++i) out.add(' ');
  lua_pop(lua, 1);
}

long long whole_at(lua_State* lua, int argument) {
  if (!is_decimal(lua, argument)) return luaL_checkinteger(lua, argument);
  const std::int64_t units = decimal_at(lua, argument);
  if (units % kScale != 0) luaL_error(lua, "argument %d is no whole number", argument);
  return units / kScale;
}

double number_at(lua_State* lua, int argument) {
  if (!is_decimal(lua, argument)) return luaL_checknumber(lua, argument);
  return static_cast<double>(decimal_at(lua, argument)) / static_cast<double>(kScale);
}

void add_item(lua_State* lua, TextBuffer& out, const Spec& spec, char conversion, int argument) {
  switch (conversion) {
    case 'c':
      return add_number(out, spec, "", 'c', static_cast<int>(luaL_checkinteger(lua, argument)));
    case 'd':
    case 'i':
      return add_number(out, spec, "ll", 'd', whole_at(lua, argument));
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return add_number(out, spec, "ll", conversion, whole_at(lua, argument));
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G':
      return add_number(out, spec, "", conversion, number_at(lua, argument));
    case 's':
      return add_text(lua, out, spec, argument);
    default:
      luaL_error(lua, "invalid conversion '%%%c' to 'format'", conversion);
  }
}

int format_text(lua_State* lua) {
  std::string_view rest = check_text(lua, 1);
  const int count = lua_gettop(lua);
  luaL_checkstack(lua, 4, nullptr);
  TextBuffer out{lua};
  int argument = 1;
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c != '%') {
      out.add(c);
      continue;
    }
    if (rest.starts_with('%')) {
      out.add('%');
      rest.remove_prefix(1);
      continue;
    }
    Machine::of(lua).charge(4);
    const Spec spec = read_spec(lua, rest);
    if (rest.empty()) return luaL_error(lua, "invalid conversion '%%' to 'format'");
    if (++argument > count) return luaL_error(lua, "bad argument #%d (no value)", argument);
    add_item(lua, out, spec, rest.front(), argument);
    rest.remove_prefix(1);
  }
  return out.push();
}

}  // namespace

void install_format(lua_State* lua) {
  lua_pushcfunction(lua, &format_text);
  lua_setfield(lua, -2, "format");
}

}  // namespace sluice::lua
