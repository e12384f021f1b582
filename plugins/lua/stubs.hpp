// SPDX-License-Identifier: Apache-2.0
//
// stubs.hpp: what editors and people read about a script's world, made from the field tables.
//
// Place: tools and tests; allocates. The texts are kept in configs/lua_stubs/sluice.lua (for the
// Lua language server) and docs/rules/lua_fields.md; a test holds them to these functions.
#pragma once

#include <string>

namespace sluice::lua {

[[nodiscard]] std::string language_server_stubs();
[[nodiscard]] std::string fields_page();

}  // namespace sluice::lua
