// SPDX-License-Identifier: Apache-2.0
//
// lua_stubs.hpp: what an editor's Lua language server wants to know of a rule's world.
//
// Place: app. The text is configs/lua_stubs/sluice.lua.
#pragma once

#include <string_view>

namespace sluice::app {

[[nodiscard]] std::string_view lua_stubs();

}  // namespace sluice::app
