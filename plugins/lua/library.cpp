// SPDX-License-Identifier: Apache-2.0
//
// The library sluice_lua: rules written in Lua.
#include <sluice/plugin.hpp>

#include "lua_rule.hpp"

SLUICE_LIBRARY("sluice_lua", "1.0.0", sluice::risk_rule<sluice::lua::LuaRule>)
