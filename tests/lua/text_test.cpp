// SPDX-License-Identifier: Apache-2.0
//
// text_test.cpp: our string and table functions give what Lua's own give, wherever ours allow it.
#include <lua.hpp>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "lua/rule_fixture.hpp"

namespace sluice::lua {
namespace {

using testing::judged_true;
using testing::Rule;

// Lua as it is.
class PlainLua {
 public:
  PlainLua() { luaL_openlibs(lua_); }
  ~PlainLua() { lua_close(lua_); }
  PlainLua(const PlainLua&) = delete;
  PlainLua& operator=(const PlainLua&) = delete;
  // What the chunk returns, or "error".
  std::string run(const std::string& chunk) {
    lua_settop(lua_, 0);
    if (luaL_dostring(lua_, chunk.c_str()) != LUA_OK) return "error";
    std::size_t size = 0;
    const char* text = luaL_tolstring(lua_, -1, &size);
    return {text, size};
  }

 private:
  lua_State* lua_ = luaL_newstate();
};

// All results of an expression in one text, each with its type.
std::string chunk_of(const std::string& expression) {
  return "local function show(...) local t = {} for i = 1, select('#', ...) do local v = "
         "select(i, ...) t[i] = type(v) .. ':' .. tostring(v) end return table.concat(t, ' ') end "
         "return show(" +
         expression + ")";
}

std::string ours(const std::string& expression) {
  std::string chunk = chunk_of(expression);
  const auto at = chunk.rfind("return show(");
  chunk = chunk.substr(0, at) + "state:set('shown', " + chunk.substr(at + 7) + ") return approve()";
  Budgets wide = testing::patient();
  wide.instructions = 1'000'000;
  Rule rule{Rule::function(chunk), {}, wide};
  rule.settle();
  const Scalar shown = rule.state().get("shown");
  return shown.kind == Scalar::Kind::kText ? std::string{shown.text} : "error";
}

std::string quoted(const std::string& bytes) {
  std::string text = "\"";
  char escape[8];
  for (const char c : bytes) {
    std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(c));
    text += escape;
  }
  return text + "\"";
}

// Pieces that mean something in a pattern, put together at random: mostly well formed.
rc::Gen<std::string> pattern() {
  const auto piece = rc::gen::weightedOneOf<std::string>(
      {{8, rc::gen::element<std::string>("a", "b", "c", ".", "%a", "%d", "%w", "%s", "%A", "%%",
                                         "%.", " ", "-", "1")},
       {3, rc::gen::element<std::string>("[abc]", "[^a]", "[a-c1-9]", "[%a_]", "[]]", "[^]a]",
                                         "[a-]", "[%]]", "[-a]")},
       {5, rc::gen::element<std::string>("*", "+", "-", "?")},
       {3, rc::gen::element<std::string>("(", ")", "()")},
       {1, rc::gen::element<std::string>("%b()", "%bab", "%f[%w]", "%f[^a]", "%1", "%2", "^", "$",
                                         "[", "%", "[a", "%b", "%f")}});
  return rc::gen::map(rc::gen::pair(rc::gen::element<std::string>("", "", "^"),
                                    rc::gen::container<std::vector<std::string>>(piece)),
                      [](const auto& parts) {
                        std::string all = parts.first;
                        for (const auto& part : parts.second) all += all.size() < 24 ? part : "";
                        return all;
                      });
}

rc::Gen<std::string> subject() {
  return rc::gen::map(rc::gen::container<std::string>(
                          rc::gen::element('a', 'b', 'c', '1', ' ', '(', ')', '_', '\0', '.')),
                      [](std::string text) { return text.substr(0, 20); });
}

void is_as_lua(const std::string& expression) {
  PlainLua lua;
  const std::string expected = lua.run(chunk_of(expression));
  const std::string found = ours(expression);
  if (expected != found) RC_FAIL(expression + "\n  Lua:  " + expected + "\n  ours: " + found);
}

RC_GTEST_PROP(Pattern, Find_GivesWhatLuaGives, ()) {
  const std::string init = std::to_string(*rc::gen::inRange(-25, 25));
  is_as_lua("string.find(" + quoted(*subject()) + ", " + quoted(*pattern()) + ", " + init + ")");
}
RC_GTEST_PROP(Pattern, Match_GivesWhatLuaGives, ()) {
  is_as_lua("string.match(" + quoted(*subject()) + ", " + quoted(*pattern()) + ")");
}
RC_GTEST_PROP(Pattern, Gsub_GivesWhatLuaGives, ()) {
  const auto news =
      *rc::gen::element<std::string>("'<%0>'", "'%1'", "'%2%1'", "'%%'", "'x'", "''", "'%'",
                                     "{a='1', b=false}", "function(x, y) return y and x end");
  const std::string most = *rc::gen::element<std::string>("", ", 0", ", 1", ", 3", ", -1");
  is_as_lua("string.gsub(" + quoted(*subject()) + ", " + quoted(*pattern()) + ", " + news + most +
            ")");
}
RC_GTEST_PROP(Pattern, Gmatch_GivesWhatLuaGives, ()) {
  const std::string walk =
      "(function() local t = {} for a, b in string.gmatch(" + quoted(*subject()) + ", " +
      quoted(*pattern()) +
      ") do t[#t + 1] = tostring(a) .. '/' .. tostring(b) end return table.concat(t, ';') end)()";
  is_as_lua(walk);
}

RC_GTEST_PROP(Text, PartsAndBytes_AreLuas, (std::int8_t i, std::int8_t j)) {
  const std::string range = std::to_string(i % 25) + ", " + std::to_string(j % 25);
  const std::string text = quoted(*subject());
  is_as_lua("string.sub(" + text + ", " + range + ")");
  is_as_lua("string.byte(" + text + ", " + range + ")");
}

class SameAsLua : public ::testing::TestWithParam<const char*> {};
TEST_P(SameAsLua, Expression_GivesWhatLuaGives) {
  PlainLua lua;
  EXPECT_EQ(ours(GetParam()), lua.run(chunk_of(GetParam())));
}
INSTANTIATE_TEST_SUITE_P(
    Text, SameAsLua,
    ::testing::Values(
        "('x'):rep(3), ('x'):rep(3, ','), ('x'):rep(0), ('x'):rep(-1), (''):rep(5)",
        "('aBc'):upper(), ('aBc'):lower(), ('abc'):reverse(), ('abc'):len()",
        "string.char(72, 105), string.char(), string.len('a\\0b')", "string.sub('hello', 2)",
        "string.sub('hello', math.mininteger, math.maxinteger)", "string.byte('abc')",
        "string.find('a.b', '.', 1, true)", "string.find('abc', '', 10)", "string.find('', '')",
        "string.match(('x'):rep(300), ('x?'):rep(300))",
        "string.match(('x'):rep(190), ('x?'):rep(190))",
        "string.match(('x'):rep(40), ('(x)'):rep(33))",
        "string.match(('x'):rep(40), ('(x)'):rep(32))",
        "string.format('%5d|%-5d|%05d|%+d|% d', 42, 42, 42, 42, 42)",
        "string.format('%x %X %#x %o', 255, 255, 255, 8)",
        "string.format('%5.1f|%e|%g', 1.25, 1.5, 1e20)",
        "string.format('%s|%10s|%-10s|%.2s', 'abc', 'abc', 'abc', 'abc')",
        "string.format('%c%c%%', 65, 66)", "string.format('%s %s %s', nil, true, 1.5)",
        "string.format('%d', '10')", "string.format('%d', 3.0)", "string.format('%d', 3.5)",
        "string.format('%i', 3)", "string.format('%d')", "string.format('%y', 1)",
        "string.format('%', 1)", "string.format('%123d', 1)", "string.format('%.123f', 1)",
        "tostring(1e15), tostring(-0.0), tostring(2^53), tostring(1/3)",
        "tonumber('0x1p4'), tonumber(' 10 '), tonumber('10', 2), tonumber('zz', 36)",
        "tonumber('1e'), tonumber(''), tonumber('8', 8), tonumber('-ff', 16), tonumber(nil)",
        "tonumber('7', 99)", "select(-1, 1, 2, 3)", "select(2, 'a', 'b')", "select('#')",
        "select(0)", "select(-5, 1)", "rawequal('a', 'a'), rawequal({}, {}), rawlen({1, 2})",
        "math.floor(-1.5), math.ceil(1.5), math.abs(-3), math.max(1, 5, 3), math.min(2, 1.5)",
        "math.fmod(7, 3), math.tointeger(3.0), math.type(1), math.type(1.0), math.sqrt(2)",
        "math.modf(3.7), math.ult(1, -1), math.huge, math.pi",
        "table.concat({1, 2, 'x'}, ', '), table.concat({}, 'x'), table.concat({1, 2, 3}, '-', 2, "
        "3)",
        "table.concat({1, {}, 3})", "table.unpack({1, 2, 3}, 2)", "table.unpack({1, 2}, 1, 3)",
        "(function() local t = {1, 2, 3} table.insert(t, 4) table.insert(t, 1, 0) return "
        "table.concat(t, ',') end)()",
        "(function() local t = {1, 2, 3} table.insert(t, 9, 0) return #t end)()",
        "(function() local t = {1, 2, 3} return table.remove(t), table.remove(t, 1), #t end)()",
        "(function() local t = {} return table.remove(t), table.remove(t, 0), table.remove(t, 1) "
        "end)()",
        "(function() local t = {1, 2} return table.remove(t, 7) end)()",
        "(function() local t = {3, 1, 2} table.sort(t) return table.concat(t, ',') end)()",
        "(function() local t = {'b', 'a', 'c'} table.sort(t, function(a, b) return a > b end) "
        "return table.concat(t) end)()",
        "(function() local t = {} table.sort(t) table.sort({1}) return #t end)()",
        "(function() local s = '' for i, v in ipairs({'a', 'b', nil, 'd'}) do s = s .. i .. v end "
        "return s end)()",
        "('x'):upper(), #'abc', 'a' .. 1 .. 2.0, 'a' < 'b', 'Z' < 'a'", "assert(1, 2), assert('x')",
        "assert(false, 'no')", "assert(nil)", "error('x', 0)"));

RC_GTEST_PROP(Table, Sort_OrdersAnyNumbers, (const std::vector<int>& numbers)) {
  std::string list = "{";
  for (std::size_t i = 0; i < std::min<std::size_t>(numbers.size(), 60); ++i)
    list += std::to_string(numbers[i]) + ",";
  is_as_lua("(function() local t = " + list + "} table.sort(t) return table.concat(t, ',') end)()");
}

TEST(Table, Pairs_GoesThroughKeysInOneOrder) {
  EXPECT_EQ(ours("(function() local t = {z = 1, a = 2, [3] = 3, [1] = 4, [2.5] = 5, [true] = 6, "
                 "[decimal('1.5')] = 7, [-1] = 8} local s = '' for k, v in pairs(t) do s = s .. "
                 "tostring(k) .. '=' .. v .. ' ' end return s end)()"),
            "string:true=6 -1=8 1=4 1.5=7 2.5=5 3=3 a=2 z=1 ");
}

TEST(Table, Pairs_LeavesOutWhatTheLoopTookOut) {
  EXPECT_EQ(ours("(function() local t = {a = 1, b = 2, c = 3} local s = '' for k in pairs(t) do "
                 "t.b = nil s = s .. k end return s end)()"),
            "string:ac");
}

TEST(Text, Conversions_HaveNoAddresses) {
  EXPECT_EQ(judged_true("tostring({}) == 'table'"), "");
  EXPECT_EQ(judged_true("tostring(approve) == 'function'"), "");
  EXPECT_EQ(judged_true("tostring(order) == 'userdata'"), "");
  EXPECT_EQ(judged_true("string.format('%s', {}) == 'table'"), "");
}

class RefusedText : public ::testing::TestWithParam<const char*> {};
TEST_P(RefusedText, BeyondTheBounds_IsAnError) {
  Rule rule{Rule::function("local x = " + std::string{GetParam()} + " return approve()")};
  EXPECT_EQ(rule.code(), "RULE_ERROR") << rule.message();
}
INSTANTIATE_TEST_SUITE_P(Text, RefusedText,
                         ::testing::Values("'10' + 1", "('x'):rep(4097)", "('x'):rep(2049, 'y')",
                                           "('x'):rep(4096) :gsub('x', 'yy')",
                                           "table.concat({('x'):rep(4000), ('x'):rep(100)})",
                                           "table.unpack({}, 1, 250)",
                                           "string.byte(('x'):rep(300), 1, -1)",
                                           "string.format('%p', {})", "string.format('%q', 'x')",
                                           "string.format('%a', 1)",
                                           "table.concat({'x'}, '', 1, 5000)"));

TEST(Text, AtTheBounds_IsAllowed) {
  EXPECT_EQ(judged_true("#('x'):rep(4096) == 4096"), "");
  EXPECT_EQ(judged_true("select('#', table.unpack({}, 1, 249)) == 249"), "");
  EXPECT_EQ(judged_true("select('#', string.byte(('x'):rep(249), 1, -1)) == 249"), "");
}

}  // namespace
}  // namespace sluice::lua
