// SPDX-License-Identifier: Apache-2.0
#include "verdicts.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "binding.hpp"
#include "decimal_value.hpp"

namespace sluice::lua {
namespace {

enum Action : int { kApprove, kReject, kResize, kHalt };
constexpr std::int32_t kActions[] = {SLUICE_VERDICT_APPROVE, SLUICE_VERDICT_REJECT,
                                     SLUICE_VERDICT_RESIZE, SLUICE_VERDICT_HALT};

struct Word {
  std::string_view name;
  std::int32_t value;
};
constexpr Word kUnits[] = {{"MONEY", SLUICE_UNIT_MONEY}, {"QUANTITY", SLUICE_UNIT_QUANTITY},
                           {"PRICE", SLUICE_UNIT_PRICE}, {"RATIO", SLUICE_UNIT_RATIO},
                           {"COUNT", SLUICE_UNIT_COUNT}, {"SECONDS", SLUICE_UNIT_SECONDS}};
constexpr Word kScopes[] = {{"symbol", SLUICE_SCOPE_SYMBOL},   {"strategy", SLUICE_SCOPE_STRATEGY},
                            {"session", SLUICE_SCOPE_SESSION}, {"account", SLUICE_SCOPE_ACCOUNT},
                            {"route", SLUICE_SCOPE_ROUTE},     {"all", SLUICE_SCOPE_ALL}};
constexpr Word kLevels[] = {{"REDUCE_ONLY", SLUICE_HALT_REDUCE_ONLY},
                            {"ALL_ORDERS", SLUICE_HALT_ALL_ORDERS},
                            {"AND_CANCEL", SLUICE_HALT_AND_CANCEL},
                            {"FLATTEN", SLUICE_HALT_FLATTEN}};

// 0 for a word that is not one of them, or no text.
template <std::size_t N>
std::int32_t word_at(lua_State* lua, int index, const Word (&words)[N]) noexcept {
  if (lua_type(lua, index) != LUA_TSTRING) return 0;
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  const auto* found = std::find_if(std::begin(words), std::end(words), [&](const Word& word) {
    return word.name == std::string_view{text, size};
  });
  return found == std::end(words) ? 0 : found->value;
}

void note_line(lua_State* lua) noexcept {
  lua_Debug record;
  if (lua_getstack(lua, 1, &record) == 0) return;
  lua_getinfo(lua, "l", &record);
  Binding::of(lua).verdict_line = record.currentline;
}

void push_detail(lua_State* lua, int details, const char* key) {
  if (details == 0 || lua_isnoneornil(lua, details)) {
    lua_pushnil(lua);
    return;
  }
  luaL_checktype(lua, details, LUA_TTABLE);
  lua_pushstring(lua, key);
  lua_rawget(lua, details);
}

// The values after the tag; arguments stand at their index, 0 for one the verdict does not have.
int answer(lua_State* lua, int code, int details, int extra) {
  const int top = std::max({code, details, extra, lua_gettop(lua)});
  lua_settop(lua, top);
  lua_pushvalue(lua, lua_upvalueindex(1));
  code == 0 ? lua_pushnil(lua) : lua_pushvalue(lua, code);
  push_detail(lua, details, "measured");
  push_detail(lua, details, "limit");
  push_detail(lua, details, "unit");
  extra == 0 ? lua_pushnil(lua) : lua_pushvalue(lua, extra);
  push_detail(lua, details, "level");
  return kVerdictValues;
}

int approve_order(lua_State* lua) {
  if (lua_gettop(lua) == 0) {  // the usual case
    lua_pushvalue(lua, lua_upvalueindex(1));
    return 1;
  }
  return answer(lua, 0, 1, 0);
}
int reject_order(lua_State* lua) {
  note_line(lua);
  return answer(lua, 1, 2, 0);
}
int resize_order(lua_State* lua) {
  note_line(lua);
  return answer(lua, 2, 3, 1);
}
int halt_scope(lua_State* lua) {
  note_line(lua);
  return answer(lua, 2, 3, 1);
}

constexpr bool is_upper_snake(std::string_view text) noexcept {
  if (text.empty() || text.size() >= SLUICE_CODE_SIZE) return false;
  if (text.front() < 'A' || text.front() > 'Z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// Codes that tell of the machinery: a script may not speak in its name.
constexpr bool is_reserved(std::string_view text) noexcept {
  return text.starts_with("RULE_") || text == "PLUGIN_FAULT" || text.starts_with("KILL_SWITCH");
}

const char* read_code(lua_State* lua, int index, sluice_verdict& verdict) noexcept {
  if (lua_type(lua, index) != LUA_TSTRING) return "the code is not text";
  std::size_t size = 0;
  const char* text = lua_tolstring(lua, index, &size);
  const std::string_view code{text, size};
  if (!is_upper_snake(code)) return "the code is not UPPER_SNAKE of at most 39 characters";
  if (is_reserved(code)) return "the code is one of the host's";
  code.copy(verdict.code, SLUICE_CODE_SIZE - 1);
  return nullptr;
}

const char* read_details(lua_State* lua, int first, const Binding& binding,
                         sluice_verdict& verdict) noexcept {
  const bool has_measured = !lua_isnil(lua, first);
  const bool has_limit = !lua_isnil(lua, first + 1);
  if (!has_measured && !has_limit) return nullptr;
  const auto measured = has_measured ? units_at(lua, first) : 0;
  const auto limit = has_limit ? units_at(lua, first + 1) : 0;
  if (!measured || !limit) return "measured and limit must be numbers that fit a decimal";
  verdict.measured = Money::from_raw(*measured).to_c();
  verdict.limit = Money::from_raw(*limit).to_c();
  verdict.unit = word_at(lua, first + 2, kUnits);
  if (verdict.unit == 0 && !lua_isnil(lua, first + 2))
    return "the unit must be MONEY, QUANTITY, PRICE, RATIO, COUNT or SECONDS";
  if (verdict.unit == 0) verdict.unit = binding.unit_of(*measured);
  if (verdict.unit == 0) verdict.unit = binding.unit_of(*limit);
  if (verdict.unit == 0) verdict.unit = SLUICE_UNIT_COUNT;
  return nullptr;
}

const char* read_quantity(lua_State* lua, int index, const Binding& binding,
                          sluice_verdict& verdict) noexcept {
  const auto quantity = units_at(lua, index);
  if (!quantity) return "a resize takes a number";
  const Subject& subject = binding.subject();
  if (*quantity <= 0 || *quantity >= subject.order->quantity)
    return "a resize takes a quantity above 0 and below the order's";
  if (subject.row->lot > 0 && *quantity % subject.row->lot != 0)
    return "a resize takes a multiple of the lot";
  verdict.resize_quantity = *quantity;
  return nullptr;
}

const char* read_scope(lua_State* lua, int index, sluice_verdict& verdict) noexcept {
  verdict.halt_scope = static_cast<std::uint32_t>(word_at(lua, index, kScopes));
  if (verdict.halt_scope == 0)
    return "the scope must be symbol, strategy, session, account, route or all";
  verdict.halt_level = static_cast<std::uint32_t>(word_at(lua, index + 1, kLevels));
  return verdict.halt_level == 0 && !lua_isnil(lua, index + 1)
             ? "the level must be REDUCE_ONLY, ALL_ORDERS, AND_CANCEL or FLATTEN"
             : nullptr;
}

}  // namespace

void install_verdicts(lua_State* lua, Binding& binding) {
  static constexpr luaL_Reg kFunctions[] = {{"approve", &approve_order},
                                            {"reject", &reject_order},
                                            {"resize", &resize_order},
                                            {"halt", &halt_scope}};
  for (std::size_t i = 0; i < std::size(kFunctions); ++i) {
    binding.verdict_tags[i] = lua_newuserdatauv(lua, 1, 0);
    lua_pushcclosure(lua, kFunctions[i].func, 1);
    lua_setfield(lua, -2, kFunctions[i].name);
  }
}

const char* read_verdict(lua_State* lua, int first, const Binding& binding,
                         sluice_verdict& verdict) noexcept {
  const void* tag = lua_type(lua, first) == LUA_TUSERDATA ? lua_touserdata(lua, first) : nullptr;
  const auto* found =
      tag == nullptr ? binding.verdict_tags.end()
                     : std::find(binding.verdict_tags.begin(), binding.verdict_tags.end(), tag);
  if (found == binding.verdict_tags.end())
    return "the rule returned something else than approve(), reject(), resize() or halt()";
  const auto action = static_cast<int>(found - binding.verdict_tags.begin());
  verdict.action = kActions[action];
  if (action != kApprove)
    if (const char* fault = read_code(lua, first + 1, verdict)) return fault;
  if (action == kApprove && !lua_isnil(lua, first + 1))
    return "the rule returned something beside approve()";
  if (const char* fault = read_details(lua, first + 2, binding, verdict)) return fault;
  if (action == kResize) return read_quantity(lua, first + 5, binding, verdict);
  return action == kHalt ? read_scope(lua, first + 5, verdict) : nullptr;
}

sluice_verdict refusal(std::string_view code) noexcept {
  sluice_verdict verdict{};
  verdict.size = sizeof verdict;
  verdict.action = SLUICE_VERDICT_REJECT;
  code.copy(verdict.code, SLUICE_CODE_SIZE - 1);
  return verdict;
}

}  // namespace sluice::lua
