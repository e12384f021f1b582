// SPDX-License-Identifier: Apache-2.0
#include "binding.hpp"

#include <algorithm>

#include "decimal_value.hpp"

namespace sluice::lua {
namespace {

// Keys of the registry: only their addresses count.
constexpr char kAnchors = 0;
constexpr char kProxies[kProxyCount][kTurns] = {};

// Texts beyond these are made anew for each read; the collector takes them back.
constexpr std::int64_t kTextsAnchored = 192;

constexpr const char* name_of(Proxy proxy) noexcept {
  return proxy == Proxy::kOrder ? "order" : (proxy == Proxy::kView ? "view" : "fill");
}

void* registry_key(const char& key) noexcept { return const_cast<char*>(&key); }

// Keeps the text on the top alive, so that reading it again makes nothing.
void anchor(lua_State* lua) {
  lua_rawgetp(lua, LUA_REGISTRYINDEX, registry_key(kAnchors));
  lua_pushvalue(lua, -2);
  const bool is_known = lua_rawget(lua, -2) != LUA_TNIL;
  lua_pop(lua, 1);
  if (!is_known) {
    lua_rawgeti(lua, -1, 0);
    const std::int64_t count = lua_tointegerx(lua, -1, nullptr);
    lua_pop(lua, 1);
    if (count < kTextsAnchored) {
      lua_pushvalue(lua, -2);
      lua_pushboolean(lua, 1);
      lua_rawset(lua, -3);
      lua_pushinteger(lua, count + 1);
      lua_rawseti(lua, -2, 0);
    }
  }
  lua_pop(lua, 1);
}

int unknown_field(lua_State* lua, Binding& binding, Proxy proxy) {
  if (lua_type(lua, 2) != LUA_TSTRING)
    return luaL_error(lua, "%s has no field that is a %s", name_of(proxy), luaL_typename(lua, 2));
  std::size_t size = 0;
  const char* key = lua_tolstring(lua, 2, &size);
  const std::string_view nearest = nearest_field(binding.table(proxy).fields(), {key, size});
  lua_pushlstring(lua, key, std::min<std::size_t>(size, 40));
  lua_pushlstring(lua, nearest.data(), nearest.size());
  return luaL_error(lua, "%s has no field '%s'; the nearest is '%s'", name_of(proxy),
                    lua_tostring(lua, -2), lua_tostring(lua, -1));
}

template <Proxy kProxy>
int index_field(lua_State* lua) {
  Binding& binding = Binding::of(lua);
  if (!binding.is_open(kProxy, lua_touserdata(lua, 1)))
    return luaL_error(lua, "this %s is over: it lives as long as its call", name_of(kProxy));
  const char* key = lua_type(lua, 2) == LUA_TSTRING ? lua_tolstring(lua, 2, nullptr) : nullptr;
  const Field* field = key == nullptr ? nullptr : binding.table(kProxy).find(key);
  return field == nullptr ? unknown_field(lua, binding, kProxy) : binding.read(lua, kProxy, *field);
}

int refuse_any_write(lua_State* lua) { return luaL_error(lua, "it is read-only"); }

// Pushes the proxy and gives its address.
const void* make_proxy(lua_State* lua, lua_CFunction index) {
  const void* object = lua_newuserdatauv(lua, 1, 0);
  lua_createtable(lua, 0, 2);
  lua_pushcfunction(lua, index);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, &refuse_any_write);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, -2);
  return object;
}

void push_text(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
  anchor(lua);
}

}  // namespace

void FieldTable::fill(lua_State* lua, std::span<const Field> fields) {
  fields_ = fields;
  for (const Field& field : fields) {
    lua_pushlstring(lua, field.name.data(), field.name.size());
    const char* key = lua_tolstring(lua, -1, nullptr);
    std::size_t slot = slot_of(key);
    while (slots_[slot].key != nullptr) slot = (slot + 1) % kSlots;
    slots_[slot] = {key, &field};
    luaL_ref(lua, LUA_REGISTRYINDEX);
  }
}

void Binding::install(lua_State* lua) {
  machine_.owner = this;
  lua_createtable(lua, 0, 64);
  lua_rawsetp(lua, LUA_REGISTRYINDEX, registry_key(kAnchors));
  tables_[0].fill(lua, order_fields());
  tables_[1].fill(lua, view_fields());
  tables_[2].fill(lua, fill_fields());
  static constexpr lua_CFunction kIndexes[] = {
      &index_field<Proxy::kOrder>, &index_field<Proxy::kView>, &index_field<Proxy::kFill>};
  for (std::size_t kind = 0; kind < kProxyCount; ++kind) {
    for (std::size_t turn = 0; turn < kTurns; ++turn) {
      objects_[kind][turn] = make_proxy(lua, kIndexes[kind]);
      lua_rawsetp(lua, LUA_REGISTRYINDEX, registry_key(kProxies[kind][turn]));
    }
  }
}

void Binding::push(lua_State* lua, Proxy proxy, std::size_t turn) const {
  lua_rawgetp(lua, LUA_REGISTRYINDEX,
              registry_key(kProxies[static_cast<std::size_t>(proxy)][turn]));
}

int Binding::read(lua_State* lua, Proxy proxy, const Field& field) {
  const Value value = field.get(subject_);
  FieldRead& kept = reads_[read_count_++ % kReadsKept];
  kept.proxy = proxy;
  kept.field = &field;
  kept.value = value;
  switch (value.kind) {
    case Value::Kind::kAbsent:
      lua_pushnil(lua);
      return 1;
    case Value::Kind::kDecimal:
      push_decimal(lua, value.units);
      return 1;
    case Value::Kind::kInteger:
      lua_pushinteger(lua, value.integer);
      return 1;
    case Value::Kind::kNumber:
      lua_pushnumber(lua, value.number);
      return 1;
    case Value::Kind::kBoolean:
      lua_pushboolean(lua, value.boolean ? 1 : 0);
      return 1;
    case Value::Kind::kText:
      // The host's text is borrowed for the call, the note outlives it.
      kept.text.fill('\0');
      value.text.copy(kept.text.data(), kept.text.size() - 1);
      push_text(lua, value.text);
      return 1;
    case Value::Kind::kTooLarge:
      break;
  }
  lua_pushlstring(lua, field.name.data(), field.name.size());
  return luaL_error(lua, "%s.%s does not fit a decimal", name_of(proxy), lua_tostring(lua, -1));
}

std::int32_t Binding::unit_of(std::int64_t units) const noexcept {
  const auto read = reads();
  for (std::size_t i = read.size(); i-- > 0;) {
    const Value& value = read[i].value;
    const bool is_same =
        (value.kind == Value::Kind::kDecimal && value.units == units) ||
        (value.kind == Value::Kind::kInteger && int128{value.integer} * kScale == units);
    if (is_same && read[i].field->unit != SLUICE_UNIT_NONE) return read[i].field->unit;
  }
  return SLUICE_UNIT_NONE;
}

}  // namespace sluice::lua
