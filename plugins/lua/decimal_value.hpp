// SPDX-License-Identifier: Apache-2.0
//
// decimal_value.hpp: the exact number of a script: a price, quantity, ratio or amount of money.
//
// A decimal is an integer times 1e-8 in 64 bits, held in a light userdata: no memory, no address,
// no garbage. Operators take decimals and Lua's numbers mixed; a number with a fraction counts as
// the nearest decimal of eight places. Sums and differences are exact, products and quotients are
// rounded away from zero; what does not fit 64 bits raises an error and never wraps.
// Place: below fields and sandbox. Thread: the machine's. Errors: Lua errors, as its name says.
#pragma once

#include <cstdint>
#include <lua.hpp>
#include <optional>
#include <string_view>

#include <sluice/decimal.hpp>

namespace sluice::lua {

inline void push_decimal(lua_State* lua, std::int64_t units) noexcept {
  lua_pushlightuserdata(lua, reinterpret_cast<void*>(static_cast<std::intptr_t>(units)));
}
[[nodiscard]] inline bool is_decimal(lua_State* lua, int index) noexcept {
  return lua_islightuserdata(lua, index);
}
[[nodiscard]] inline std::int64_t decimal_at(lua_State* lua, int index) noexcept {
  return static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(lua_touserdata(lua, index)));
}

// A decimal or a finite number as units of 1e-8; nothing for anything else. Raises no error.
[[nodiscard]] std::optional<int128> wide_units_at(lua_State* lua, int index) noexcept;
// The same where it fits 64 bits.
[[nodiscard]] std::optional<std::int64_t> units_at(lua_State* lua, int index) noexcept;
// The argument as a decimal, or an error that names it.
[[nodiscard]] std::int64_t check_units(lua_State* lua, int index);

// Gives light userdata its operators. May raise.
void install_decimals(lua_State* lua);

// Writes at most detail::kDecimalTextSize characters and returns their number.
[[nodiscard]] std::size_t decimal_text_at(lua_State* lua, int index, char* out) noexcept;

}  // namespace sluice::lua
