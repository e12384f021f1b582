// SPDX-License-Identifier: Apache-2.0
//
// Every keyword of the subset: what it accepts, what it refuses, and in which words.
#include "config/schema.hpp"

#include <string>

#include <gtest/gtest.h>

#include "config/component.hpp"
#include "config/document.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

std::string check(std::string_view yaml, std::string_view schema_json) {
  const Schema schema = parse_schema(schema_json, "schema");
  if (!schema.faults.empty()) return "SCHEMA " + format(schema.faults);
  const Document document = parse_document(yaml, Format::Yaml, "f");
  return format(document.faults) + format(check_schema(document.root, "p", schema.root));
}

std::string fill(std::string_view yaml, std::string_view schema_json) {
  const Schema schema = parse_schema(schema_json, "schema");
  Value filled = fill_defaults(parse_document(yaml, Format::Yaml, "f").root, schema.root);
  sort_keys(filled);
  return format(schema.faults) + to_json(filled);
}

TEST(SchemaType, EachType_AcceptsItsOwnAndNamesItself) {
  EXPECT_EQ(check("1.0", R"({"type":"integer"})"), "");
  EXPECT_EQ(check("1.5", R"({"type":"integer"})"),
            "f:1: p: expected a whole number, got number 1.5\n");
  EXPECT_EQ(check("x", R"({"type":"number"})"), "f:1: p: expected a number, got text 'x'\n");
  EXPECT_EQ(check("yes", R"({"type":"boolean"})"),
            "f:1: p: expected true or false, got text 'yes'\n");
  EXPECT_EQ(check("{}", R"({"type":"array"})"), "f:1: p: expected a list, got a map\n");
  EXPECT_EQ(check("[]", R"({"type":"object"})"), "f:1: p: expected a map, got a list\n");
  EXPECT_EQ(check("1", R"({"type":"null"})"), "f:1: p: expected nothing, got number 1\n");
  EXPECT_EQ(check("~", R"({"type":"null"})"), "");
  EXPECT_EQ(check("", R"({"type":"string"})"), "f:1: p: expected text, got nothing\n");
  EXPECT_EQ(check("true", R"({"type":["string","number"]})"),
            "f:1: p: expected text or a number, got true; put it in quotes\n");
  EXPECT_EQ(check("12", R"({"type":"string"})"),
            "f:1: p: expected text, got number 12; put it in quotes\n");
}

TEST(SchemaType, LongText_IsShownInPart) {
  EXPECT_EQ(check(std::string(59, 'a') + "ébc", R"({"type":"number"})"),
            "f:1: p: expected a number, got text '" + std::string(59, 'a') + "…'\n");
}

TEST(SchemaBounds, AtAndBeyondEachBound) {
  const auto schema = R"({"type":"number","minimum":0,"exclusiveMaximum":2})";
  EXPECT_EQ(check("0", schema), "");
  EXPECT_EQ(check("1.99", schema), "");
  EXPECT_EQ(check("2", schema), "f:1: p: expected a number >= 0 and < 2, got number 2\n");
  EXPECT_EQ(check("-0.1", schema), "f:1: p: expected a number >= 0 and < 2, got number -0.1\n");
  const auto other = R"({"type":"integer","exclusiveMinimum":0,"maximum":3})";
  EXPECT_EQ(check("3", other), "");
  EXPECT_EQ(check("0", other), "f:1: p: expected a whole number > 0 and <= 3, got number 0\n");
  EXPECT_EQ(check("4", other), "f:1: p: expected a whole number > 0 and <= 3, got number 4\n");
}

TEST(SchemaText, LengthAndPattern) {
  const auto schema = R"({"type":"string","minLength":1,"maxLength":2})";
  EXPECT_EQ(check("éé", schema), "");
  EXPECT_EQ(check("''", schema), "f:1: p: expected text of 1 to 2 characters, got text ''\n");
  EXPECT_EQ(check("abc", schema), "f:1: p: expected text of 1 to 2 characters, got text 'abc'\n");
  EXPECT_EQ(check("ab", R"({"type":"string","pattern":"^a+$"})"),
            "f:1: p: expected text matching ^a+$, got text 'ab'\n");
  EXPECT_EQ(check("aa", R"({"type":"string","pattern":"^a+$"})"), "");
  EXPECT_NE(check(std::string(2000, 'a'), R"({"type":"string","pattern":"^a+$"})"), "");
}

TEST(SchemaEnum, WrongWord_HasTheNearest) {
  EXPECT_EQ(check("wekly", R"({"enum":["daily","weekly"]})"),
            "f:1: p: expected one of daily, weekly, got text 'wekly'; did you mean 'weekly'?\n");
  EXPECT_EQ(check("1.0", R"({"enum":[1,2]})"), "");
  EXPECT_EQ(check("b", R"({"const":"a"})"), "f:1: p: expected a, got text 'b'\n");
}

TEST(SchemaFormat, Date) {
  const auto schema = R"({"type":"string","format":"date"})";
  EXPECT_EQ(check("2024-02-29", schema), "");
  for (const char* wrong : {"2023-02-29", "2024-13-01", "2024-04-31", "2024-1-01", "20240101",
                            "2024-01-00", "1900-02-29", "abcd-ef-gh"}) {
    EXPECT_EQ(check("'" + std::string{wrong} + "'", schema),
              "f:1: p: expected a date (YYYY-MM-DD), got text '" + std::string{wrong} + "'\n");
  }
}

TEST(SchemaFormat, DecimalBounds_HoldForNumbersAndText) {
  const auto schema = R"({"type":["number","string"],"format":"decimal","exclusiveMinimum":0})";
  EXPECT_EQ(check("0.01", schema), "");
  EXPECT_EQ(check("'0.01'", schema), "");
  const std::string expected = "f:1: p: expected an amount > 0, got ";
  EXPECT_EQ(check("0", schema), expected + "number 0\n");
  EXPECT_EQ(check("'-1'", schema), expected + "text '-1'\n");
  EXPECT_EQ(check("many", schema), expected + "text 'many'\n");
  EXPECT_EQ(
      check("123456789.12345678", schema),
      expected + "number 123456789.12345678; an amount of more than 15 digits needs quotes\n");
}

TEST(SchemaFormat, EmptyPath_IsRefused) {
  EXPECT_EQ(check("''", R"({"type":"string","format":"path"})"),
            "f:1: p: expected a path, got text ''\n");
}

TEST(SchemaList, SizeItemsAndUniqueness) {
  const auto schema =
      R"({"type":"array","minItems":2,"maxItems":3,"uniqueItems":true,"items":{"type":"number"}})";
  EXPECT_EQ(check("[1, 2]", schema), "");
  EXPECT_EQ(check("[1]", schema), "f:1: p: expected a list of 2 to 3 items, got 1\n");
  EXPECT_EQ(check("[1, 2, 3, 4]", schema), "f:1: p: expected a list of 2 to 3 items, got 4\n");
  EXPECT_EQ(check("- 1\n- x\n- 1.0\n", schema),
            "f:3: p[2]: duplicate of p[0], number 1; expected it once\n"
            "f:2: p[1]: expected a number, got text 'x'\n");
}

TEST(SchemaMap, RequiredUnknownAndAdditional_AreAllReported) {
  const auto schema = R"({"type":"object","required":["type","cap"],"additionalProperties":false,
      "properties":{"type":{"type":"string"},"cap":{"type":"number"},"ma_fast":{}}})";
  EXPECT_EQ(check("ma_fst: 1\nzzz: 2\n", schema),
            "f:1: p.type: required key is missing; expected text\n"
            "f:1: p.cap: required key is missing; expected a number\n"
            "f:1: p.ma_fst: unknown key, expected one of type, cap, ma_fast; did you mean "
            "'ma_fast'?\n"
            "f:2: p.zzz: unknown key, expected one of type, cap, ma_fast\n");
  EXPECT_EQ(check("a: 1", R"({"type":"object","additionalProperties":false})"),
            "f:1: p.a: unknown key, expected none\n");
  EXPECT_EQ(check("a: x\nb: 1", R"({"type":"object","additionalProperties":{"type":"number"}})"),
            "f:1: p.a: expected a number, got text 'x'\n");
}

TEST(SchemaAlternatives, NoneFits_SaysWhatWould) {
  const auto schema = R"({"anyOf":[{"type":"number","minimum":0},{"enum":["sqrt","sqrt_vol"]}]})";
  EXPECT_EQ(check("sqrt", schema), "");
  EXPECT_EQ(check("1", schema), "");
  EXPECT_EQ(check("-1", schema),
            "f:1: p: expected a number >= 0 or one of sqrt, sqrt_vol, got number -1\n");
  EXPECT_EQ(check("sqr", schema),
            "f:1: p: expected a number >= 0 or one of sqrt, sqrt_vol, got text 'sqr'; did you mean "
            "'sqrt'?\n");
}

TEST(SchemaAlternatives, OnlyOneHasTheRightShape_ItsFaultsAreShown) {
  const auto schema = R"({"anyOf":[{"type":"string"},
      {"type":"object","required":["type"],"properties":{"n":{"type":"number"}}}]})";
  EXPECT_EQ(check("n: x\n", schema),
            "f:1: p.type: required key is missing\n"
            "f:1: p.n: expected a number, got text 'x'\n");
}

TEST(SchemaAlternatives, OneOf_RefusesTwo) {
  const auto keys = R"({"type":"object","oneOf":[{"required":["file"]},{"required":["symbols"]}]})";
  EXPECT_EQ(check("file: x", keys), "");
  EXPECT_EQ(check("{}", keys),
            "f:1: p: expected exactly one of the keys file, symbols, got none\n");
  EXPECT_EQ(check("{file: x, symbols: y}", keys),
            "f:1: p: expected exactly one of the keys file, symbols, got more\n");
  EXPECT_EQ(check("1", R"({"oneOf":[{"type":"number"},{"type":"integer"}]})"),
            "f:1: p: fits more than one of: a number or a whole number\n");
}

TEST(SchemaDefaults, AreFilledAtEveryLevel) {
  const auto schema = R"({"type":"object","properties":{
      "b":{"type":"integer","default":3},
      "a":{"type":"object","default":{},"properties":{"x":{"type":"number","default":0.1}}},
      "l":{"type":"array","items":{"type":"object","properties":{"y":{"default":true}}}},
      "c":{}},
      "additionalProperties":{"type":"object","properties":{"z":{"default":1}}}})";
  EXPECT_EQ(fill("{}", schema), R"({"a":{"x":0.1},"b":3})");
  EXPECT_EQ(fill("{b: 4, a: {x: 2.0}, l: [{}, {y: false}], more: {}}", schema),
            R"({"a":{"x":2},"b":4,"l":[{"y":true},{"y":false}],"more":{"z":1}})");
}

TEST(SchemaDefaults, OfTheFittingAlternative_AreFilled) {
  const auto schema = R"({"anyOf":[{"type":"number"},
      {"type":"object","properties":{"m":{"default":"on"}}}]})";
  EXPECT_EQ(fill("{}", schema), R"({"m":"on"})");
  EXPECT_EQ(fill("3", schema), "3");
}

TEST(SchemaLint, UnsupportedOrMalformedKeywords_AreFaultsOfTheSchema) {
  EXPECT_EQ(
      check("1", "{\n\"type\":\"number\",\n\"properties\":{\"a\":{\"minimun\":1}}}").substr(0, 83),
      "SCHEMA schema:3: properties.a.minimun: schema keyword not supported, expected one o");
  const auto first = [](std::string_view schema) {
    const std::string text = check("1", schema);
    return text.substr(0, text.find('\n'));
  };
  EXPECT_TRUE(first(R"({"minimun":1})").ends_with("; did you mean 'minimum'?"));
  const auto expected = [](const std::string& key, const std::string& what,
                           const std::string& got) {
    return "SCHEMA schema:1: " + key + ": in a schema, expected " + what + ", got " + got;
  };
  EXPECT_EQ(first(R"({"type":"float"})"),
            expected("type", "a type or a list of types", "text 'float'"));
  EXPECT_EQ(first(R"({"type":[]})"), expected("type", "a type or a list of types", "a list"));
  EXPECT_EQ(first(R"({"minimum":"1"})"), expected("minimum", "a number", "text '1'"));
  EXPECT_EQ(first(R"({"minLength":-1})"),
            expected("minLength", "a whole number >= 0", "number -1"));
  EXPECT_EQ(first(R"({"pattern":"["})"), expected("pattern", "a regular expression", "text '['"));
  EXPECT_EQ(first(R"({"required":"a"})"), expected("required", "a list of keys", "text 'a'"));
  EXPECT_EQ(first(R"({"properties":{"a":1}})"),
            expected("properties", "a map of schemas", "a map"));
  EXPECT_EQ(first(R"({"format":"uri"})"),
            expected("format", "one of path, date, decimal", "text 'uri'"));
  EXPECT_EQ(first(R"({"items":[]})"), expected("items", "a schema", "a list"));
  EXPECT_EQ(first(R"({"anyOf":[1]})"), expected("anyOf", "a list of schemas", "a list"));
  EXPECT_EQ(first(R"({"enum":[]})"), expected("enum", "a list of values", "a list"));
  EXPECT_EQ(first(R"({"uniqueItems":1})"), expected("uniqueItems", "true or false", "number 1"));
  EXPECT_EQ(first(R"({"additionalProperties":1})"),
            expected("additionalProperties", "true, false or a schema", "number 1"));
  EXPECT_EQ(first(R"({"description":1})"), expected("description", "text", "number 1"));
  EXPECT_EQ(first(R"({"items":{"anyOf":[{"x":1}]}})").substr(0, 39),
            "SCHEMA schema:1: items.anyOf[0].x: sche");
  EXPECT_EQ(first("[]"), "SCHEMA schema:1: expected a schema (a map), got a list");
}

TEST(SchemaLint, DefaultThatItsSchemaRefuses_IsAFault) {
  EXPECT_EQ(check("{}", R"({"properties":{"a":{"type":"number","default":"x"}}})"),
            "SCHEMA schema:1: properties.a.default: expected a number, got text 'x'\n");
}

ComponentConfig component(std::string_view yaml) {
  ComponentConfig config;
  config.type = "csv";
  config.path = "data";
  config.folder = "/etc/sluice";
  config.params = parse_document(yaml, Format::Yaml, "f").root;
  return config;
}

constexpr std::string_view kParamsSchema = R"({"type":"object","additionalProperties":false,
    "required":["path"],"properties":{
      "path":{"type":"string","format":"path"},
      "more":{"type":"array","items":{"type":"string","format":"path"}},
      "cap":{"type":["number","string"],"format":"decimal","default":10.50},
      "n":{"type":"integer","default":7}}})";

TEST(ResolveParams, ValidParameters_AreCompletedAndPathsAbsolute) {
  const auto result = resolve_params(component("{path: ../p.csv, more: [a, /b]}"), kParamsSchema);
  EXPECT_EQ(format(result.faults), "");
  EXPECT_EQ(result.json,
            R"({"cap":"10.5","more":["/etc/sluice/a","/b"],"n":7,"path":"/etc/p.csv"})");
}

TEST(ResolveParams, InvalidParameters_GiveEveryFaultAndNoText) {
  const auto result = resolve_params(component("pth: x\nn: 1.5\n"), kParamsSchema);
  EXPECT_EQ(format(result.faults),
            "f:1: data.path: required key is missing; expected a path\n"
            "f:1: data.pth: unknown key, expected one of path, more, cap, n; did you mean 'path'?\n"
            "f:2: data.n: expected a whole number, got number 1.5\n");
  EXPECT_EQ(result.json, "");
}

TEST(ResolveParams, BrokenSchema_IsReportedAsTheComponents) {
  EXPECT_EQ(format(resolve_params(component("{}"), R"({"type":"map"})").faults),
            "parameter schema of 'csv':1: type: in a schema, expected a type or a list of types, "
            "got text 'map'\n");
  EXPECT_NE(format(resolve_params(component("{}"), "{").faults), "");
}

}  // namespace
}  // namespace sluice::config
