// SPDX-License-Identifier: Apache-2.0
#include "decimal_value.hpp"

#include <cmath>
#include <limits>

#include "budgets.hpp"

namespace sluice::lua {
namespace {

constexpr int128 kBeyond = int128{1} << 120;  // stands for an infinity in comparisons
constexpr int128 kNoNumber = std::numeric_limits<int128>::min();

// For comparisons, where an infinity has a meaning; kNoNumber for what has none.
int128 compared_units(lua_State* lua, int index) noexcept {
  if (is_decimal(lua, index)) return decimal_at(lua, index);
  if (const auto units = wide_units_at(lua, index)) return *units;
  if (lua_type(lua, index) != LUA_TNUMBER) return kNoNumber;
  const double number = lua_tonumberx(lua, index, nullptr);
  if (std::isnan(number)) return kNoNumber;
  return number < 0 ? -kBeyond : kBeyond;
}

int refuse_operand(lua_State* lua, const char* deed) {
  const int index = wide_units_at(lua, 1) ? 2 : 1;
  const bool is_number = lua_type(lua, index) == LUA_TNUMBER;
  return luaL_error(lua, "attempt to %s a decimal and %s", deed,
                    is_number ? "a number that is not finite" : luaL_typename(lua, index));
}

int push_checked(lua_State* lua, std::optional<int128> wide, const char* deed) {
  const auto units = wide ? detail::narrow(*wide) : std::nullopt;
  if (!units) return luaL_error(lua, "%s does not fit a decimal", deed);
  push_decimal(lua, *units);
  return 1;
}

constexpr Rounding away_from_zero(bool negative) noexcept {
  return negative ? Rounding::kDown : Rounding::kUp;
}

int less_than(lua_State* lua) {
  const int128 a = compared_units(lua, 1);
  const int128 b = compared_units(lua, 2);
  if (a == kNoNumber || b == kNoNumber) return refuse_operand(lua, "compare");
  lua_pushboolean(lua, a < b ? 1 : 0);
  return 1;
}

int less_equal(lua_State* lua) {
  const int128 a = compared_units(lua, 1);
  const int128 b = compared_units(lua, 2);
  if (a == kNoNumber || b == kNoNumber) return refuse_operand(lua, "compare");
  lua_pushboolean(lua, a <= b ? 1 : 0);
  return 1;
}

template <typename Operation>
int arithmetic(lua_State* lua, const char* deed, const char* noun, Operation operation) {
  const auto a = wide_units_at(lua, 1);
  const auto b = wide_units_at(lua, 2);
  if (!a || !b) return refuse_operand(lua, deed);
  return push_checked(lua, operation(*a, *b), noun);
}

int add(lua_State* lua) { return arithmetic(lua, "add", "the sum", detail::add); }
int subtract(lua_State* lua) {
  return arithmetic(lua, "subtract", "the difference", detail::subtract);
}
int multiply(lua_State* lua) {
  return arithmetic(lua, "multiply", "the product", [](int128 a, int128 b) {
    return detail::multiply_divide(a, b, kScale, away_from_zero((a < 0) != (b < 0)));
  });
}
int divide(lua_State* lua) {
  return arithmetic(lua, "divide", "the quotient (is the divisor 0?)", [](int128 a, int128 b) {
    return detail::multiply_divide(a, kScale, b, away_from_zero((a < 0) != (b < 0)));
  });
}
// The largest whole number not above a / b.
int floor_divide(lua_State* lua) {
  return arithmetic(lua, "divide", "the quotient (is the divisor 0?)", [](int128 a, int128 b) {
    const auto whole = detail::divide(a, b, Rounding::kDown);
    return whole ? detail::multiply(*whole, kScale) : whole;
  });
}
// a - b * (a // b), as Lua defines it.
int modulo(lua_State* lua) {
  return arithmetic(lua, "divide", "the remainder (is the divisor 0?)",
                    [](int128 a, int128 b) -> std::optional<int128> {
                      if (b == 0) return std::nullopt;
                      const int128 rest = a % b;
                      return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
                    });
}
int negate(lua_State* lua) {
  return push_checked(lua, -int128{decimal_at(lua, 1)}, "the negative");
}

int concatenate(lua_State* lua) {
  char text[2][detail::kDecimalTextSize];
  for (int i = 1; i <= 2; ++i) {
    if (is_decimal(lua, i)) {
      lua_pushlstring(lua, text[i - 1], decimal_text_at(lua, i, text[i - 1]));
      lua_replace(lua, i);
    } else if (lua_type(lua, i) != LUA_TSTRING && lua_type(lua, i) != LUA_TNUMBER) {
      return luaL_error(lua, "attempt to concatenate a decimal and %s", luaL_typename(lua, i));
    }
  }
  lua_concat(lua, 2);
  return 1;
}

}  // namespace

std::optional<int128> wide_units_at(lua_State* lua, int index) noexcept {
  if (is_decimal(lua, index)) return decimal_at(lua, index);
  if (lua_isinteger(lua, index) != 0) return int128{lua_tointegerx(lua, index, nullptr)} * kScale;
  if (lua_type(lua, index) != LUA_TNUMBER) return std::nullopt;
  return detail::from_double(lua_tonumberx(lua, index, nullptr), Rounding::kHalfEven);
}

std::optional<std::int64_t> units_at(lua_State* lua, int index) noexcept {
  const auto wide = wide_units_at(lua, index);
  return wide ? detail::narrow(*wide) : std::nullopt;
}

std::int64_t check_units(lua_State* lua, int index) {
  const auto units = units_at(lua, index);
  if (!units)
    luaL_error(lua, "argument %d must be a decimal or a finite number that fits one, not %s", index,
               luaL_typename(lua, index));
  return *units;
}

std::size_t decimal_text_at(lua_State* lua, int index, char* out) noexcept {
  return static_cast<std::size_t>(detail::write_decimal(out, decimal_at(lua, index)) - out);
}

void install_decimals(lua_State* lua) {
  static constexpr luaL_Reg kOperators[] = {
      {"__lt", &less_than},       {"__le", &less_equal},     {"__add", &add},
      {"__sub", &subtract},       {"__mul", &multiply},      {"__div", &divide},
      {"__mod", &modulo},         {"__idiv", &floor_divide}, {"__unm", &negate},
      {"__concat", &concatenate}, {nullptr, nullptr}};
  push_decimal(lua, 0);
  lua_createtable(lua, 0, 10);
  luaL_setfuncs(lua, kOperators, 0);
  lua_setmetatable(lua, -2);
  lua_pop(lua, 1);
}

}  // namespace sluice::lua
