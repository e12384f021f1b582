// SPDX-License-Identifier: Apache-2.0
//
// equality_trap.hpp: finds `order.quantity == 100` in a source before it runs.
//
// Lua gives a value of another type no say in ==: a decimal never equals a number, whatever they
// are worth, and a rule that asks would be silently wrong. Such a comparison of a decimal field of
// order, view or fill with a number refuses the file. Place: loading. Pure. Errors: the message.
#pragma once

#include <string>
#include <string_view>

namespace sluice::lua {

// Empty, or `line N: …`.
[[nodiscard]] std::string equality_trap(std::string_view source);

}  // namespace sluice::lua
