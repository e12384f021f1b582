// SPDX-License-Identifier: Apache-2.0
//
// stubs_test.cpp: the stubs for editors and the page of fields are what the tables say.
#include "lua/stubs.hpp"

#include <cstdlib>
#include <fstream>
#include <lua.hpp>
#include <sstream>

#include <gtest/gtest.h>

namespace sluice::lua {
namespace {

std::string kept(const std::string& path, const std::string& made) {
  const std::string file = std::string{SLUICE_SOURCE_DIR} + "/" + path;
  if (std::getenv("SLUICE_REGENERATE") != nullptr)
    std::ofstream{file, std::ios::binary | std::ios::trunc} << made;
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

TEST(Stubs, File_IsWhatTheTablesSay) {
  EXPECT_EQ(kept("configs/lua_stubs/sluice.lua", language_server_stubs()), language_server_stubs())
      << "SLUICE_REGENERATE=1 lua_test rewrites it";
}

TEST(Stubs, FieldsPage_IsWhatTheTablesSay) {
  EXPECT_EQ(kept("docs/rules/lua_fields.md", fields_page()), fields_page())
      << "SLUICE_REGENERATE=1 lua_test rewrites it";
}

TEST(Stubs, File_IsLua) {
  lua_State* lua = luaL_newstate();
  EXPECT_EQ(luaL_loadstring(lua, language_server_stubs().c_str()), LUA_OK) << lua_tostring(lua, -1);
  lua_close(lua);
}

}  // namespace
}  // namespace sluice::lua
