// SPDX-License-Identifier: Apache-2.0
#include "lua_adversarial/adversary.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <lua.hpp>
#include <sstream>

namespace sluice::lua::testing {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

std::vector<std::string> split(const std::string& text, char mark) {
  std::vector<std::string> parts;
  std::istringstream stream{text};
  for (std::string part; std::getline(stream, part, mark);) parts.push_back(part);
  return parts;
}

Adversary read(const std::filesystem::path& file) {
  Adversary one;
  one.name = file.stem().string();
  one.source = text_of(file);
  std::istringstream lines{one.source};
  for (std::string line; std::getline(lines, line) && line.starts_with("-- ");) {
    const auto value_of = [&line](const std::string& key) {
      return line.starts_with(key) ? line.substr(key.size()) : std::string{};
    };
    if (const auto codes = value_of("-- expect: "); !codes.empty())
      one.expected = split(codes, '|');
    if (const auto calls = value_of("-- calls: "); !calls.empty()) one.calls = std::stoi(calls);
    if (const auto held = value_of("-- position: "); !held.empty()) one.position = held;
    if (const auto params = value_of("-- params: "); !params.empty()) one.params = params;
    if (const auto order = value_of("-- order: "); !order.empty()) {
      const auto numbers = split(order, ' ');
      one.quantity = numbers.at(0);
      one.price = numbers.at(1);
    }
  }
  return one;
}

Adversary made(const std::string& name, std::string source) {
  Adversary one;
  one.name = name;
  one.source = std::move(source);
  one.expected = {"RULE_NOT_LOADED"};
  return one;
}

// A rule that approves, as Lua's own compiler writes it.
std::string bytecode() {
  lua_State* lua = luaL_newstate();
  luaL_loadstring(lua, "return function() return approve() end");
  std::string code;
  lua_dump(
      lua,
      [](lua_State*, const void* bytes, size_t size, void* to) {
        static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
        return 0;
      },
      &code, 0);
  lua_close(lua);
  return code;
}

}  // namespace

std::vector<Adversary> adversaries(const std::string& folder) {
  std::vector<Adversary> all;
  for (const auto& entry : std::filesystem::directory_iterator{folder})
    if (entry.path().extension() == ".lua") all.push_back(read(entry.path()));
  const std::string good = "return function() return approve() end\n";
  all.push_back(made("made_huge_source", good + std::string(64 * 1024, ' ')));
  all.push_back(made("made_bytecode", bytecode()));
  all.push_back(made("made_bytecode_cut", bytecode().substr(0, 20)));
  all.push_back(made("made_zero_bytes", std::string("return function()\0end", 21)));
  all.push_back(made("made_empty", ""));
  all.push_back(made(
      "made_dense_source", "local x = 1 " + [] {
        std::string code;
        while (code.size() < 60'000) code += "x=x*2+1 ";
        return code;
      }() + "while true do end"));
  std::sort(all.begin(), all.end(),
            [](const Adversary& a, const Adversary& b) { return a.name < b.name; });
  return all;
}

}  // namespace sluice::lua::testing
