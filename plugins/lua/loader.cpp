// SPDX-License-Identifier: Apache-2.0
//
// loader.cpp: from the text of a rule file to a script that is ready to judge.
//
// What Lua is asked to do stands in static functions that hold nothing with a destructor and run
// under protect() or call(); C++ objects are touched through functions that cannot throw.
#include <stdexcept>

#include <openssl/sha.h>

#include <sluice/detail/edit_distance.hpp>
#include <sluice/detail/number_text.hpp>

#include "decimal_value.hpp"
#include "equality_trap.hpp"
#include "sandbox.hpp"
#include "script.hpp"

namespace sluice::lua {
namespace {

// Keys of the registry: only their addresses count.
constexpr char kEnvironment = 0;
constexpr char kParams = 0;
constexpr char kChunk = 0;
constexpr char kCheck = 0;
constexpr char kOnFill = 0;

void keep(lua_State* lua, const char& key) {
  lua_rawsetp(lua, LUA_REGISTRYINDEX, const_cast<char*>(&key));
}
int push_kept(lua_State* lua, const char& key) {
  return lua_rawgetp(lua, LUA_REGISTRYINDEX, const_cast<char*>(&key));
}

std::string hex_sha256(std::string_view text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

// A whole number is an integer, another one a decimal: exact both.
void push_param(lua_State* lua, const JsonValue& value) {
  if (value.kind == JsonValue::Kind::kBoolean) return lua_pushboolean(lua, value.boolean ? 1 : 0);
  if (value.kind == JsonValue::Kind::kString) {
    lua_pushlstring(lua, value.text.data(), value.text.size());
    return;
  }
  const Value number = [&]() noexcept {
    Value read;
    try {
      const auto units = detail::decimal_of_number(value.text);
      if (!units) return read;
      const auto whole = detail::narrow(*units / kScale);
      const auto narrow = detail::narrow(*units);
      if (*units % kScale == 0 && whole) {
        read.kind = Value::Kind::kInteger;
        read.integer = *whole;
      } else if (narrow) {
        read.kind = Value::Kind::kDecimal;
        read.units = *narrow;
      }
    } catch (...) {  // no memory: said as what can't be read
    }
    return read;
  }();
  if (number.kind == Value::Kind::kAbsent)
    luaL_error(lua, "a parameter does not fit a decimal of eight places");
  number.kind == Value::Kind::kInteger ? lua_pushinteger(lua, number.integer)
                                       : push_decimal(lua, number.units);
}

}  // namespace

// Carries one load through the protected calls.
struct Loader {
  Script& script;
  const Script::Source& source;

  static Loader& at(lua_State* lua) {
    auto* loader = static_cast<Loader*>(lua_touserdata(lua, 1));
    lua_settop(lua, 0);
    return *loader;
  }

  static int set_up(lua_State* lua) {
    Loader& loader = at(lua);
    install_decimals(lua);
    loader.script.binding_.install(lua);
    lua_newtable(lua);
    for (const auto& [name, value] : loader.source.params) {
      lua_pushlstring(lua, name.data(), name.size());
      push_param(lua, value);
      lua_rawset(lua, -3);
    }
    lua_pushvalue(lua, -1);
    keep(lua, kParams);
    push_environment(lua, loader.script.binding_);
    keep(lua, kEnvironment);
    return 0;
  }

  static int compile(lua_State* lua) {
    const Script::Source& source = at(lua).source;
    lua_pushfstring(lua, "@%s", source.file.c_str());
    const int status =
        luaL_loadbufferx(lua, source.text.data(), source.text.size(), lua_tostring(lua, -1), "t");
    if (status != LUA_OK) return lua_error(lua);
    push_kept(lua, kEnvironment);
    // The one upvalue of a main function is its environment.
    lua_setupvalue(lua, -2, 1);
    keep(lua, kChunk);
    return 0;
  }

  // Under the budgets of a call: the file's own code runs here.
  static int run(lua_State* lua) {
    Loader& loader = at(lua);
    push_kept(lua, kChunk);
    lua_call(lua, 0, 1);
    lua_pushnil(lua);
    keep(lua, kChunk);
    if (lua_type(lua, 1) == LUA_TFUNCTION) {
      keep(lua, kCheck);
      return 0;
    }
    if (lua_type(lua, 1) != LUA_TTABLE)
      return luaL_error(lua, "a rule file returns a function or a table, not a %s",
                        luaL_typename(lua, 1));
    loader.take_table(lua);
    return 0;
  }

  // The table form, at 1.
  void take_table(lua_State* lua) {
    if (push_member(lua, "check", LUA_TFUNCTION) == LUA_TNIL)
      luaL_error(lua, "the rule's table has no function 'check'");
    keep(lua, kCheck);
    if (push_member(lua, "on_fill", LUA_TFUNCTION) != LUA_TNIL) script.hears_fills_ = true;
    keep(lua, kOnFill);
    take_text(lua, "id", script.id_);
    take_text(lua, "version", script.version_);
    if (push_member(lua, "params", LUA_TTABLE) != LUA_TNIL) take_params(lua);
    lua_settop(lua, 1);
    if (push_member(lua, "state", LUA_TTABLE) != LUA_TNIL) take_state(lua);
    lua_settop(lua, 1);
    refuse_unknown_members(lua);
  }

  static int push_member(lua_State* lua, const char* name, int type) {
    lua_pushstring(lua, name);
    const int found = lua_rawget(lua, 1);
    if (found != LUA_TNIL && found != type)
      luaL_error(lua, "the rule's '%s' is a %s, not a %s", name, lua_typename(lua, found),
                 lua_typename(lua, type));
    return found;
  }

  static bool assign(std::string& to, const char* text, std::size_t size) noexcept {
    try {
      to.assign(text, size);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  static void take_text(lua_State* lua, const char* name, std::string& to) {
    std::size_t size = 0;
    const char* text =
        push_member(lua, name, LUA_TSTRING) == LUA_TNIL ? "" : lua_tolstring(lua, -1, &size);
    if (!assign(to, text, size)) luaL_error(lua, "no memory");
    lua_pop(lua, 1);
  }

  // Declared defaults at the top: a value of the config goes before, a name not declared is an
  // error.
  static void take_params(lua_State* lua) {
    const int declared = lua_gettop(lua);
    push_kept(lua, kParams);
    const int values = declared + 1;
    lua_pushnil(lua);
    while (lua_next(lua, values) != 0) {
      lua_pop(lua, 1);
      lua_pushvalue(lua, -1);
      if (lua_rawget(lua, declared) == LUA_TNIL)
        luaL_error(lua, "the rule declares no parameter '%s'", lua_tostring(lua, -2));
      lua_pop(lua, 1);
    }
    lua_pushnil(lua);
    while (lua_next(lua, declared) != 0) {
      if (lua_type(lua, -2) != LUA_TSTRING) luaL_error(lua, "a parameter's name is text");
      lua_pushvalue(lua, -2);
      const bool is_given = lua_rawget(lua, values) != LUA_TNIL;
      lua_pop(lua, 1);
      if (!is_given) {
        lua_pushvalue(lua, -2);
        push_default(lua, -2);
        lua_rawset(lua, values);
      }
      lua_pop(lua, 1);
    }
  }

  // As a parameter of the config would be: a number with a fraction is a decimal.
  static void push_default(lua_State* lua, int index) {
    const int type = lua_type(lua, index);
    const bool is_fraction = type == LUA_TNUMBER && lua_isinteger(lua, index) == 0;
    if (is_fraction) return push_decimal(lua, check_units(lua, lua_absindex(lua, index)));
    if (type != LUA_TNUMBER && type != LUA_TSTRING && type != LUA_TBOOLEAN &&
        type != LUA_TLIGHTUSERDATA)
      luaL_error(lua, "a parameter is a number, text or boolean");
    lua_pushvalue(lua, index);
  }

  void take_state(lua_State* lua) {
    const int declared = lua_gettop(lua);
    lua_pushnil(lua);
    while (lua_next(lua, declared) != 0) {
      if (lua_type(lua, -2) != LUA_TSTRING) luaL_error(lua, "a state's name is text");
      std::size_t size = 0;
      const char* name = lua_tolstring(lua, -2, &size);
      const char* fault = script.binding_.state->set({name, size}, scalar_at(lua, -1));
      if (fault != nullptr) luaL_error(lua, "state: %s", fault);
      lua_pop(lua, 1);
    }
  }

  static void refuse_unknown_members(lua_State* lua) {
    lua_pushnil(lua);
    while (lua_next(lua, 1) != 0) {
      lua_pop(lua, 1);
      const std::string_view name = lua_type(lua, -1) == LUA_TSTRING ? lua_tostring(lua, -1) : "?";
      bool is_known = false;
      for (const char* known : {"id", "version", "params", "check", "on_fill", "state"})
        is_known = is_known || name == known;
      if (!is_known) luaL_error(lua, "the rule's table has an unknown member '%s'", name.data());
    }
  }

  [[noreturn]] void refuse(const std::string& what) const {
    throw std::invalid_argument(source.file + ": " + what);
  }
  [[noreturn]] void refuse() const {
    const Machine& machine = script.machine_;
    const std::string message = machine.message();
    // Lua's messages begin with the file already.
    if (message.starts_with(source.file)) throw std::invalid_argument(message);
    if (!message.empty()) refuse(message);
    switch (machine.violation()) {
      case Violation::kMemory:
        refuse("loading it takes more memory than a rule has");
      case Violation::kInstructions:
      case Violation::kTime:
        refuse("line " + std::to_string(machine.fault_line()) +
               ": the file's own code uses up the budget of a call");
      case Violation::kNone:
        break;
    }
    refuse("it raised an error that is not text");
  }

  void load() {
    if (source.text.size() > kSourceBytes) refuse("it is longer than 64 KiB");
    if (const std::string trap = equality_trap(source.text); !trap.empty()) refuse(trap);
    Machine& machine = script.machine_;
    lua_State* const lua = machine.lua();
    if (!machine.protect(&set_up, this) || !machine.protect(&compile, this)) refuse();
    machine.seal();
    lua_pushcfunction(lua, &run);
    lua_pushlightuserdata(lua, this);
    if (!machine.call(1, 0)) refuse();
    // Into the slots of the stack where script.cpp expects them.
    push_kept(lua, kCheck);
    push_kept(lua, kOnFill);
    for (const Proxy proxy : {Proxy::kOrder, Proxy::kView, Proxy::kFill})
      for (std::size_t turn = 0; turn < kTurns; ++turn) script.binding_.push(lua, proxy, turn);
  }
};

Script::Script(const Source& source, Host host, StateStore& state)
    : machine_{source.budgets}, binding_{machine_, host, state}, hash_{hex_sha256(source.text)} {
  // Values that the file declares for its state are staged like any; they are kept apart here.
  state.discard();
  Loader{*this, source}.load();
  for (const auto& [name, entry] : state.take_changes())
    if (!entry.is_none()) first_state_.emplace(name, entry);
}

}  // namespace sluice::lua
