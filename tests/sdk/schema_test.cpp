// SPDX-License-Identifier: Apache-2.0
//
// schema_test.cpp: the schema says what was declared, one parameter a line.
#include <gtest/gtest.h>

#include <sluice/detail/schema.hpp>

namespace sluice {
namespace {

struct SchemaParams {
  bool flag;
  std::int64_t window;
  double weight;
  Money cap;
  std::string mode;
  std::string file;
  Date since;
  Limit limit;
  Limit amount;
  std::optional<Ratio> target;
  std::optional<std::string> style;
  std::vector<std::string> names;
  LimitsByName limits;
  ValuesByName values;
};

template <auto Param>
struct OneParameter {
  static constexpr void write(detail::TextWriter& out) {
    detail::write_schema(out, params(Param()));
  }
};

// The schema of one parameter named p, without what every schema begins and ends with.
template <auto Param>
std::string property() {
  const auto text = detail::text_array<OneParameter<Param>>();
  std::string schema{text.data(), text.size()};
  const std::string head =
      R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",)"
      R"("additionalProperties":false,"properties":{"p":)";
  EXPECT_EQ(schema.substr(0, head.size()), head);
  return schema.substr(head.size());
}

TEST(Schema, Boolean_HasItsDefault) {
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::flag).def(false); }>()),
            R"({"type":"boolean","default":false}},"required":[]})");
}

TEST(Schema, Integer_HasItsRangeAndHelp) {
  EXPECT_EQ(
      (property<[] {
        return param("p", &SchemaParams::window).def(20).min(2).max(500).help("a \"b\"\n");
      }>()),
      R"({"type":"integer","minimum":2,"maximum":500,"default":20,"description":"a \"b\"\u000a"}},"required":[]})");
}

TEST(Schema, Number_PrintsDecimalsPlainly) {
  EXPECT_EQ(
      (property<[] {
        return param("p", &SchemaParams::weight).def(0.95).above(-0.5).below(1e-8);
      }>()),
      R"({"type":"number","exclusiveMinimum":-0.5,"exclusiveMaximum":0.00000001,"default":0.95}},)"
      R"("required":[]})");
}

TEST(Schema, Required_HasNoDefault) {
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::cap).required().above(0); }>()),
            R"({"type":"number","exclusiveMinimum":0}},"required":["p"]})");
}

TEST(Schema, Choices_BecomeAnEnum) {
  EXPECT_EQ((property<[] {
              return param("p", &SchemaParams::mode).def("fast").one_of("fast", "slow");
            }>()),
            R"({"type":"string","enum":["fast","slow"],"default":"fast"}},"required":[]})");
}

TEST(Schema, Path_IsAFormat) {
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::file).required().path(); }>()),
            R"({"type":"string","format":"path"}},"required":["p"]})");
}

TEST(Schema, Date_IsAFormat) {
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::since).def("2025-01-15"); }>()),
            R"({"type":"string","format":"date","default":"2025-01-15"}},"required":[]})");
}

TEST(Schema, Limit_IsANumberOrAMultiple) {
  const std::string type = R"({"type":["number","string"],"pattern":"^[0-9]+(\\.[0-9]{1,8})?x$")";
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::limit).def("0.25x"); }>()),
            type + R"(,"default":"0.25x"}},"required":[]})");
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::amount).def(5000).min(1); }>()),
            type + R"(,"minimum":1,"default":5000}},"required":[]})");
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::amount).def("5000"); }>()),
            type + R"(,"default":5000}},"required":[]})");
}

TEST(Schema, Optional_MayBeNullAndIsByDefault) {
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::target).max(1); }>()),
            R"({"type":["number","null"],"maximum":1,"default":null}},"required":[]})");
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::style).one_of("a"); }>()),
            R"({"type":["string","null"],"enum":["a",null],"default":null}},"required":[]})");
}

TEST(Schema, Lists_AreEmptyByDefault) {
  EXPECT_EQ(
      (property<[] { return param("p", &SchemaParams::names).one_of("a"); }>()),
      R"({"type":"array","items":{"type":"string","enum":["a"]},"default":[]}},"required":[]})");
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::values); }>()),
            R"({"type":"object","additionalProperties":{"type":["number","string","boolean"]},)"
            R"("default":{}}},"required":[]})");
  EXPECT_EQ((property<[] { return param("p", &SchemaParams::limits); }>()),
            R"({"type":"object","additionalProperties":{"type":["number","string"],)"
            R"("pattern":"^[0-9]+(\\.[0-9]{1,8})?x$"},"default":{}}},"required":[]})");
}

}  // namespace
}  // namespace sluice
