// SPDX-License-Identifier: Apache-2.0
//
// The three formats give the same tree, every node knows its line, and broken files name theirs.
#include "config/document.hpp"

#include <string>

#include <gtest/gtest.h>

#include "config/limits.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

std::string json_of(std::string_view text, Format format) {
  const Document document = parse_document(text, format, "f");
  return document.faults.empty() ? to_json(document.root) : sluice::config::format(document.faults);
}

std::string yaml(std::string_view text) { return json_of(text, Format::Yaml); }
std::string json(std::string_view text) { return json_of(text, Format::Json); }
std::string toml(std::string_view text) { return json_of(text, Format::Toml); }

std::string faults_of(std::string_view text, Format format) {
  return sluice::config::format(parse_document(text, format, "f").faults);
}

TEST(Yaml, PlainScalars_FollowTheCoreSchema) {
  EXPECT_EQ(yaml("[true, True, FALSE, null, ~, , 1]"), "[true,true,false,null,null,null,1]");
  EXPECT_EQ(yaml("[0, -7, +7, 012, 0o17, 0xFf]"), "[0,-7,7,12,15,255]");
  EXPECT_EQ(yaml("[0.1, 1., .5, -1.5e3, 1e-5, 100000.0]"), "[0.1,1,0.5,-1500,0.00001,100000]");
}

TEST(Yaml, WordsOfYaml11AndDates_AreText) {
  EXPECT_EQ(yaml("[yes, no, on, off, y, 2025-01-15, 1d, 1_000, 12:30, 0b1, 1e, ., +]"),
            R"(["yes","no","on","off","y","2025-01-15","1d","1_000","12:30","0b1","1e",".","+"])");
}

TEST(Yaml, QuotedAndTaggedScalars_KeepTheirType) {
  EXPECT_EQ(yaml("['1', \"true\", !!str 1, ! 2, !!float 1, !!int 3, !!bool true]"),
            R"(["1","true","1","2",1,3,true])");
  EXPECT_EQ(yaml("a: |\n  1\n"), "{\"a\":\"1\\u000a\"}");
}

TEST(Yaml, Tags_ThatDoNotFit_AreFaults) {
  EXPECT_EQ(faults_of("a:\n  b: !!int x\n", Format::Yaml),
            "f:2: a.b: 'x' is not of the type its tag 'tag:yaml.org,2002:int' names\n");
  EXPECT_EQ(faults_of("a: !env HOME\n", Format::Yaml),
            "f:1: a: tag '!env' is not supported, expected plain values\n");
  EXPECT_EQ(faults_of("a: !!set {b}\n", Format::Yaml),
            "f:1: a: tag 'tag:yaml.org,2002:set' is not supported, expected plain values\n");
}

TEST(Yaml, AliasesAndMerges_AreExpanded) {
  EXPECT_EQ(yaml("a: &x {p: 1, q: 2}\nb: *x\n"), R"({"a":{"p":1,"q":2},"b":{"p":1,"q":2}})");
  EXPECT_EQ(yaml("a: &x {p: 1, q: 2}\nb: {q: 3, <<: *x, r: 4}\n"),
            R"({"a":{"p":1,"q":2},"b":{"q":3,"p":1,"r":4}})");
  EXPECT_EQ(yaml("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n"),
            R"({"a":{"p":1,"q":2},"b":{"p":1,"q":3}})");
  EXPECT_EQ(yaml("x: &x {p: 1}\ny: &y {p: 2, q: 2}\nz: {<<: [*x, *y]}\n"),
            R"({"x":{"p":1},"y":{"p":2,"q":2},"z":{"p":1,"q":2}})");
  EXPECT_EQ(yaml("a: {'<<': 1}\n"), R"({"a":{"<<":1}})");
}

TEST(Yaml, MergeOfSomethingElse_IsAFault) {
  EXPECT_EQ(faults_of("a:\n  <<: 3\n", Format::Yaml),
            "f:2: a.\"<<\": expected a map or a list of maps to merge\n");
}

TEST(Yaml, UnusableKeysAndDocuments_AreFaults) {
  EXPECT_EQ(faults_of("? [a]\n: 1\n", Format::Yaml),
            "f:1: a key must be text, not a map or a list; is a bracket left open?\n");
  EXPECT_EQ(faults_of("a: &x b\n*x : 1\n", Format::Yaml), "f:2: an alias can't be a key\n");
  EXPECT_EQ(faults_of("~: 1\n", Format::Yaml),
            "f:1: expected a key, got nothing; is a bracket left open?\n");
  EXPECT_EQ(faults_of("a: 1\n---\nb: 2\n", Format::Yaml),
            "f:2: a second document starts here, expected one\n");
  EXPECT_EQ(faults_of("a: &x [*x]\n", Format::Yaml),
            "f:1: a[0]: an alias to a value that contains it\n");
}

TEST(Json, Values_KeepTypeAndOrder) {
  EXPECT_EQ(json(R"({"b": 0.1, "a": [1, -2, true, null, "x", {}], "c": 1e2})"),
            R"({"b":0.1,"a":[1,-2,true,null,"x",{}],"c":100})");
}

TEST(Json, CommentsAndTrailingCommas_AreFaultsWithTheirLine) {
  EXPECT_EQ(faults_of("{\n  // no\n  \"a\": 1\n}", Format::Json).substr(0, 21),
            "f:2: not valid JSON: ");
  EXPECT_EQ(faults_of("{\n  \"a\": 1,\n}\n", Format::Json).substr(0, 21), "f:3: not valid JSON: ");
  EXPECT_EQ(faults_of("", Format::Json).substr(0, 21), "f:1: not valid JSON: ");
}

TEST(Toml, Values_KeepTypeAndDocumentOrder) {
  EXPECT_EQ(toml("b = 0.1\na = [1, true, 'x']\n[z]\nq = 1\n[c]\nz = 2\ny = 3\n"),
            R"({"b":0.1,"a":[1,true,"x"],"z":{"q":1},"c":{"z":2,"y":3}})");
  EXPECT_EQ(toml("[[r]]\nt = 1\n[[r]]\nt = 2\n"), R"({"r":[{"t":1},{"t":2}]})");
}

TEST(Toml, DatesAndTimes_AreText) {
  EXPECT_EQ(toml("d = 2025-01-15\nt = 10:30:00\nz = 2025-01-15T10:30:00Z\n"),
            R"({"d":"2025-01-15","t":"10:30:00","z":"2025-01-15T10:30:00Z"})");
}

TEST(EveryFormat, NonFiniteAndTooLargeNumbers_AreFaults) {
  EXPECT_EQ(faults_of("a:\n  - .nan\n", Format::Yaml), "f:2: a[0]: number .nan is not finite\n");
  EXPECT_EQ(faults_of("a: -.inf\n", Format::Yaml), "f:1: a: number -.inf is not finite\n");
  EXPECT_EQ(faults_of("a: 1e999\n", Format::Yaml), "f:1: a: number 1e999 is out of range\n");
  EXPECT_EQ(faults_of("a: 9223372036854775808\n", Format::Yaml),
            "f:1: a: whole number 9223372036854775808 does not fit in 64 bits\n");
  EXPECT_EQ(faults_of("{\n\"a\":\n1e999}", Format::Json),
            "f:3: not valid JSON: number overflow parsing '1e999'\n");
  EXPECT_EQ(faults_of("{\"a\": 9223372036854775808}", Format::Json),
            "f:1: a: whole number 9223372036854775808 does not fit in 64 bits\n");
  EXPECT_EQ(faults_of("{\"a\": 123456789012345678901234567890}", Format::Json),
            "f:1: a: whole number 123456789012345678901234567890 does not fit in 64 bits\n");
  EXPECT_EQ(faults_of("\n[x]\na = nan\n", Format::Toml), "f:3: x.a: number nan is not finite\n");
}

TEST(EveryFormat, DuplicateKeys_NameBothLines) {
  EXPECT_EQ(faults_of("a:\n  b: 1\n  c: 2\n  b: 3\n  c: 4\n", Format::Yaml),
            "f:4: a.b: duplicate key, first given on line 2; expected it once\n"
            "f:5: a.c: duplicate key, first given on line 3; expected it once\n");
  EXPECT_EQ(faults_of("{\"l\": [{\n\"b\": 1,\n\"b\": {\"x\": 2}}]}", Format::Json),
            "f:3: l[0].b: duplicate key, first given on line 2; expected it once\n");
  EXPECT_EQ(faults_of("[a]\nb = 1\n[c]\nb = 1\nx = 1\nb = 2\n", Format::Toml),
            "f:6: c.b: duplicate key, first given on line 4; expected it once\n");
  EXPECT_EQ(faults_of("[a]\nb = 1\n[x]\n[a]\nc = 1\n", Format::Toml),
            "f:4: a: duplicate key, first given on line 1; expected it once\n");
  EXPECT_EQ(faults_of("[[r]]\nt = 1\n[[r]]\nt = 2\nt = 3\n", Format::Toml),
            "f:5: r[1].t: duplicate key, first given on line 4; expected it once\n");
}

TEST(EveryFormat, SyntaxError_NamesTheLine) {
  EXPECT_EQ(faults_of("a: 1\nb: [1\nc: 2\n", Format::Yaml).substr(0, 21), "f:3: not valid YAML: ");
  EXPECT_EQ(faults_of("a: 1\n\tb: 2\n", Format::Yaml).substr(0, 4), "f:2:");
  EXPECT_EQ(faults_of("{\n\"a\": 1\n\"b\": 2}", Format::Json).substr(0, 21),
            "f:3: not valid JSON: ");
  EXPECT_EQ(faults_of("a = 1\nb =\n", Format::Toml).substr(0, 21), "f:2: not valid TOML: ");
}

TEST(EveryFormat, Lines_AreThoseOfKeysAndItems) {
  const auto line = [](const Document& document, std::string_view key, std::size_t index) {
    return (*document.root.find(key)->list())[index].where.line;
  };
  const Document from_yaml = parse_document("a:\n\n  - 1\n  - 2\n", Format::Yaml, "f");
  const Document from_json = parse_document("{\n\"a\":\n\n[1\n,2\n]}", Format::Json, "f");
  const Document from_toml = parse_document("\na = [\n1,\n\n2]\n", Format::Toml, "f");
  EXPECT_EQ(from_yaml.root.find("a")->where.line, 1);
  EXPECT_EQ(line(from_yaml, "a", 0), 3);
  EXPECT_EQ(line(from_yaml, "a", 1), 4);
  EXPECT_EQ(from_json.root.find("a")->where.line, 2);
  EXPECT_EQ(line(from_json, "a", 0), 4);
  EXPECT_EQ(line(from_json, "a", 1), 5);
  EXPECT_EQ(from_toml.root.find("a")->where.line, 2);
  EXPECT_EQ(line(from_toml, "a", 0), 3);
  EXPECT_EQ(line(from_toml, "a", 1), 5);
}

TEST(EveryFormat, NestedBeyondTheBound_IsAFault) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  const std::string deep = nested(kMaxDepth + 1);
  const std::string message = "f:1: nested deeper than 64 levels\n";
  EXPECT_EQ(faults_of(deep, Format::Yaml), message);
  EXPECT_EQ(faults_of(deep, Format::Json), message);
  EXPECT_EQ(faults_of("a = " + deep, Format::Toml), message);
  EXPECT_EQ(faults_of(nested(kMaxDepth), Format::Yaml), "");
  EXPECT_EQ(faults_of(nested(kMaxDepth), Format::Json), "");
}

TEST(EveryFormat, NestedFarBeyondTheBound_DoesNotOverflowTheStack) {
  const std::string deep(300'000, '[');
  EXPECT_NE(faults_of(deep, Format::Yaml), "");
  EXPECT_NE(faults_of(deep, Format::Json), "");
  EXPECT_NE(faults_of("a = " + deep, Format::Toml), "");
}

TEST(EveryFormat, AliasesThatMultiply_AreBounded) {
  std::string bomb = "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  EXPECT_NE(faults_of(bomb, Format::Yaml).find("more than 100000 values"), std::string::npos);
}

TEST(EveryFormat, NumberOfValues_IsBoundedExactly) {
  const auto list_of = [](std::size_t items, const std::string& item) {
    std::string text = "[" + item;
    for (std::size_t i = 1; i < items; ++i) text += "," + item;
    return text + "]";
  };
  const std::string message = "f:1: more than 100000 values\n";
  EXPECT_EQ(faults_of(list_of(kMaxNodes - 1, "1"), Format::Json), "");
  EXPECT_EQ(faults_of(list_of(kMaxNodes, "1"), Format::Json), message);
  EXPECT_EQ(faults_of(list_of(kMaxNodes, "[]"), Format::Json), message);
}

TEST(EveryFormat, AnchorsWithinAnchors_CountEachCopyThatIsKept) {
  std::string inner = "1";
  for (int i = 0; i < 5'000; ++i) inner += ", 1";
  std::string text = "[" + inner + "]";
  for (int i = 0; i < 40; ++i) text = "[&a" + std::to_string(i) + " " + text + "]";
  EXPECT_EQ(faults_of(text, Format::Yaml), "f:1: more than 100000 values\n");
}

TEST(EveryFormat, TooManyKeys_IsAFault) {
  std::string text;
  for (std::size_t i = 0; i <= kMaxKeysOfMap; ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_EQ(faults_of(text, Format::Yaml), "f:10001: a map has more than 10000 keys\n");
}

TEST(EveryFormat, NotUtf8_NamesTheLine) {
  for (const Format format : {Format::Yaml, Format::Json, Format::Toml}) {
    for (const std::string bad : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xc3"}) {
      EXPECT_EQ(faults_of("\n\na" + bad, format), "f:3: not UTF-8 text\n");
    }
    EXPECT_EQ(faults_of(std::string{"\n\0", 2}, format), "f:2: not UTF-8 text\n");
  }
  EXPECT_EQ(yaml("a: é€😀"), "{\"a\":\"é€😀\"}");
}

TEST(EveryFormat, FileBeyondTheBound_IsAFault) {
  const std::string large(kMaxFileBytes + 1, ' ');
  EXPECT_EQ(faults_of(large, Format::Yaml), "f:1: larger than 1048576 bytes\n");
}

TEST(ReadDocument, WrongNameOrNoFile_IsAFault) {
  EXPECT_EQ(format(read_document("a.ini").faults),
            "a.ini: expected a file named .yaml, .yml, .json or .toml\n");
  EXPECT_EQ(format(read_document("/no/such/a.yaml").faults),
            "/no/such/a.yaml: no such file: /no/such/a.yaml\n");
}

std::string with(std::string_view text, const std::vector<std::string>& overrides) {
  Document document = parse_document(text, Format::Yaml, "f");
  for (const auto& assignment : overrides) apply_override(document, assignment);
  return document.faults.empty() ? to_json(document.root) : format(document.faults);
}

TEST(Override, Values_AreReadAsYaml) {
  EXPECT_EQ(with("a: 1", {"a=2"}), R"({"a":2})");
  EXPECT_EQ(with("a: 1", {"a=[x, 0.1]", "b.c={d: true}"}),
            R"({"a":["x",0.1],"b":{"c":{"d":true}}})");
  EXPECT_EQ(with("a: 1", {"a='2'"}), R"({"a":"2"})");
  EXPECT_EQ(with("a: 1", {"a=x=y"}), R"({"a":"x=y"})");
  EXPECT_EQ(with("a: 1", {"a="}), R"({"a":null})");
}

TEST(Override, Indices_ReachItemsAndAppendOne) {
  EXPECT_EQ(with("r: [{t: 1}]", {"r[0].t=2", "r[1].t=3"}), R"({"r":[{"t":2},{"t":3}]})");
  EXPECT_EQ(with("r: []", {"r[1]=2"}),
            "--set r[1]: index 1 is past the end, the list has 0 items\n");
}

TEST(Override, QuotedKey_MayHoldDots) {
  EXPECT_EQ(with("{}", {"allow.\"lib.so\"=x"}), R"({"allow":{"lib.so":"x"}})");
}

TEST(Override, WhatCannotBeSet_IsAFaultNamingTheOverride) {
  const std::string expected =
      ": expected key=value with a key such as trading.freq or risk_rules[0].cap\n";
  EXPECT_EQ(with("{}", {"a"}), "--set a" + expected);
  EXPECT_EQ(with("{}", {"=1"}), "--set " + expected);
  EXPECT_EQ(with("{}", {"a..b=1"}), "--set a..b" + expected);
  EXPECT_EQ(with("{}", {"a[x]=1"}), "--set a[x]" + expected);
  EXPECT_EQ(with("a: 1", {"a.b=1"}), "--set a.b: there is no map to hold the key 'b'\n");
  EXPECT_EQ(with("a: 1", {"a[0]=1"}), "--set a[0]: there is no list to index\n");
  EXPECT_EQ(with("a: 1", {"a=[1"}),
            "--set a: a key must be text, not a map or a list; is a bracket left open?\n");
}

TEST(Override, LaterFaults_PointAtTheOverride) {
  Document document = parse_document("a: 1", Format::Yaml, "f");
  apply_override(document, "b.c={d: 1}");
  const Value* inner = document.root.find("b")->find("c")->find("d");
  EXPECT_EQ(*inner->where.source, "--set b.c");
  EXPECT_EQ(inner->where.line, 0);
}

TEST(DecimalText, Amounts_AreExactOrRefused) {
  const auto of = [](Value::Content content) {
    return decimal_text(make_value(std::move(content)));
  };
  EXPECT_EQ(of(100000.0), "100000");
  EXPECT_EQ(of(0.1), "0.1");
  EXPECT_EQ(of(1e-8), "0.00000001");
  EXPECT_EQ(of(1e20), "100000000000000000000");
  EXPECT_EQ(of(std::int64_t{9007199254740993}), "9007199254740993");
  EXPECT_EQ(of(std::string{"+007.50"}), "7.5");
  EXPECT_EQ(of(std::string{"-0.00"}), "0");
  EXPECT_EQ(of(std::string{"12345678901234567890.12345678"}), "12345678901234567890.12345678");
  EXPECT_EQ(of(0.1 + 0.2), std::nullopt);
  for (const char* wrong : {"", "-", "1.", ".5", "1e3", "1,000", "0x1", " 1", "1.2.3"}) {
    EXPECT_EQ(of(std::string{wrong}), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace sluice::config
