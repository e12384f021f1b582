// SPDX-License-Identifier: Apache-2.0
//
// json_writer_test.cpp: JSON as it goes to the sink.
#include "reports/json_writer.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <sluice/testing/testing.hpp>

namespace sluice::reports {
namespace {

template <typename Body>
std::string written(Body body) {
  testing::StringSink text;
  Sink sink{*text.raw()};
  JsonWriter out{sink};
  body(out);
  out.finish();
  return text.text();
}

TEST(JsonWriter, Numbers_AreExactOrNull) {
  const std::string text = written([](JsonWriter& out) {
    out.open('[').exact(Money::parse("1701411834604692317316873037158.84105727").value());
    out.number(0.1).number(std::nan("")).number(-HUGE_VAL).number(std::uint64_t{7}).null();
    out.close(']');
  });
  EXPECT_TRUE(nlohmann::json::accept(text)) << text;
  EXPECT_NE(text.find("1701411834604692317316873037158.84105727"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(text).dump(), "[1.7014118346046924e+30,0.1,null,null,7,null]");
}

TEST(JsonWriter, EmptyAndNestedContainers_AreBalanced) {
  const std::string text = written([](JsonWriter& out) {
    out.open('{').key("none").open('[').close(']').key("some").open('[');
    for (std::uint64_t i = 0; i < 3; ++i) {
      out.open('{').key("a").number(i).key("b").open('[').close(']').close('}');
    }
    out.close(']').close('}');
  });
  EXPECT_EQ(nlohmann::json::parse(text).dump(),
            R"({"none":[],"some":[{"a":0,"b":[]},{"a":1,"b":[]},{"a":2,"b":[]}]})");
  EXPECT_EQ(text.back(), '\n');
}

TEST(JsonWriter, MoreThanItsBuffer_ArrivesWhole) {
  const std::string text = written([](JsonWriter& out) {
    out.open('[');
    for (std::uint64_t i = 0; i < 100'000; ++i) out.number(i);
    out.close(']');
  });
  EXPECT_EQ(nlohmann::json::parse(text).size(), 100'000U);
}

}  // namespace
}  // namespace sluice::reports
