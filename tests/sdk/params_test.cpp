// SPDX-License-Identifier: Apache-2.0
//
// params_test.cpp: what a declared list accepts, what it fills in, and what it says.
#include <gtest/gtest.h>

#include <sluice/detail/parse_params.hpp>
#include <sluice/params.hpp>

namespace sluice {
namespace {

struct Params {
  bool flag;
  std::int64_t window;
  double weight;
  Money cap;
  Price price;
  std::string mode;
  Date since;
  Limit limit;
  std::optional<double> target;
  std::vector<std::string> names;
  LimitsByName limits;
  RatioOrWord rate;
};

constexpr auto kList = params(
    param("flag", &Params::flag).def(true),
    param("window", &Params::window).def(20).min(2).max(500),
    param("weight", &Params::weight).def(0.95).above(0).below(2),
    param("cap", &Params::cap).required().above(0),
    param("price", &Params::price).def("0.00000001"),
    param("mode", &Params::mode).def("fast").one_of("fast", "slow"),
    param("since", &Params::since).def("2020-02-29"),
    param("limit", &Params::limit).def("0.25x").above(0), param("target", &Params::target).max(1),
    param("names", &Params::names).one_of("a", "b"), param("limits", &Params::limits).min(0),
    param("rate", &Params::rate).def("auto").one_of("auto").min(0).max(1));

Params parse(std::string_view json) { return detail::parse_params<Params>(kList, json); }

// The message of the refusal; empty if there is none.
std::string params_refusal(std::string_view json) {
  try {
    parse(json);
    return {};
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

TEST(Params, Parse_WithOnlyTheRequiredOne_FillsInEveryDefault) {
  const Params params = parse(R"({"cap":1000})");
  EXPECT_TRUE(params.flag);
  EXPECT_EQ(params.window, 20);
  EXPECT_EQ(params.weight, 0.95);
  EXPECT_EQ(params.cap, Money::from_whole(1000));
  EXPECT_EQ(params.price, Price::from_raw(1));
  EXPECT_EQ(params.mode, "fast");
  EXPECT_EQ(params.since, Date::from_ymd(2020, 2, 29));
  EXPECT_EQ(params.limit, Limit::of(*Ratio::parse("0.25")));
  EXPECT_FALSE(params.target.has_value());
  EXPECT_TRUE(params.names.empty());
  EXPECT_TRUE(params.limits.empty());
  EXPECT_EQ(params.rate.word, "auto");
}

TEST(Params, Parse_WithEveryValue_TakesThemAll) {
  const Params params = parse(
      R"({"cap":1e3,"flag":false,"window":500,"weight":1.5,"price":101.25,"mode":"slow",)"
      R"("since":"2021-01-01","limit":5000,"target":1,"names":["b","a"],"limits":{"z":"2x","a":7}})");
  EXPECT_FALSE(params.flag);
  EXPECT_EQ(params.window, 500);
  EXPECT_EQ(params.weight, 1.5);
  EXPECT_EQ(params.cap, Money::from_whole(1000));
  EXPECT_EQ(params.price, *Price::parse("101.25"));
  EXPECT_EQ(params.mode, "slow");
  EXPECT_EQ(params.limit, Limit::of(*Money::from_whole(5000)));
  EXPECT_EQ(params.target, 1.0);
  EXPECT_EQ(params.names, (std::vector<std::string>{"b", "a"}));
  ASSERT_EQ(params.limits.size(), 2u);
  EXPECT_EQ(params.limits[0].first, "a");
  EXPECT_EQ(params.limits[1].second, Limit::of(*Ratio::from_whole(2)));
}

TEST(Params, Parse_OfDecimals_ReadsTheTextExactly) {
  const auto cap = [](const char* number) {
    return parse(R"({"cap":)" + std::string{number} + "}").cap.to_string();
  };
  EXPECT_EQ(cap("123456789012345678901.00000001"), "123456789012345678901.00000001");
  EXPECT_EQ(cap("0.1000000000000"), "0.1");
  EXPECT_EQ(cap("1e-08"), "0.00000001");
  EXPECT_EQ(cap("1.25E+2"), "125");
  EXPECT_EQ(cap("12500e-3"), "12.5");
  EXPECT_EQ(cap("5.000"), "5");
}

TEST(Params, Parse_OfADecimalThatDoesNotFit_IsRefused) {
  EXPECT_EQ(
      params_refusal(R"({"cap":0.000000001})"),
      "parameter 'cap' must be a decimal of at most eight places above 0, but is 0.000000001");
  EXPECT_NE(params_refusal(R"({"cap":1e40})"), "");
  EXPECT_NE(params_refusal(R"({"cap":1e999999999999})"), "");
  EXPECT_NE(params_refusal(R"({"cap":1,"price":100000000000})"), "");
}

struct Refusal {
  const char* member;
  const char* message;
};
class ParamsRefusal : public ::testing::TestWithParam<Refusal> {};

TEST_P(ParamsRefusal, NamesTheParameterWhatItMustBeAndWhatItIs) {
  EXPECT_EQ(params_refusal("{\"cap\":1," + std::string{GetParam().member} + "}"),
            GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, ParamsRefusal,
    ::testing::Values(
        Refusal{
            R"("window":1)",
            "parameter 'window' must be a whole number of at least 2 and at most 500, but is 1"},
        Refusal{
            R"("window":501)",
            "parameter 'window' must be a whole number of at least 2 and at most 500, but is 501"},
        Refusal{
            R"("window":2.5)",
            "parameter 'window' must be a whole number of at least 2 and at most 500, but is 2.5"},
        Refusal{R"("window":"20")",
                "parameter 'window' must be a whole number of at least 2 and at most 500, but is "
                "\"20\""},
        Refusal{R"("weight":0)",
                "parameter 'weight' must be a number above 0 and below 2, but is 0"},
        Refusal{R"("weight":2)",
                "parameter 'weight' must be a number above 0 and below 2, but is 2"},
        Refusal{R"("weight":1e999)",
                "parameter 'weight' must be a number above 0 and below 2, but is 1e999"},
        Refusal{R"("flag":1)", "parameter 'flag' must be true or false, but is 1"},
        Refusal{R"("mode":"quick")",
                "parameter 'mode' must be one of fast, slow, but is \"quick\""},
        Refusal{R"("since":"2021-02-29")",
                "parameter 'since' must be a date like 2025-01-15, but is \"2021-02-29\""},
        Refusal{
            R"("limit":"0x")",
            "parameter 'limit' must be an amount, or a multiple of equity like \"0.25x\", above 0, "
            "but is \"0x\""},
        Refusal{
            R"("limit":"5000")",
            "parameter 'limit' must be an amount, or a multiple of equity like \"0.25x\", above 0, "
            "but is \"5000\""},
        Refusal{R"("target":1.5)", "parameter 'target' must be a number of at most 1, but is 1.5"},
        Refusal{R"("names":"a")", "parameter 'names' must be a list of texts, but is \"a\""},
        Refusal{R"("names":["c"])", "parameter 'names' must be one of a, b, but is \"c\""},
        Refusal{R"("limits":{"tech":-1})",
                "parameter 'limits.tech' must be an amount, or a multiple of equity like "
                "\"0.25x\", of at "
                "least 0, but is -1"},
        Refusal{
            R"("rate":"often")",
            "parameter 'rate' must be a number of at least 0 and at most 1, or one of auto, but is "
            "\"often\""},
        Refusal{
            R"("rate":1.1)",
            "parameter 'rate' must be a number of at least 0 and at most 1, or one of auto, but is "
            "1.1"},
        Refusal{R"("windw":3)", "unknown parameter 'windw'; the nearest is 'window'"}));

TEST(Params, Parse_OfARatioWhereAWordMayStand_TakesTheNumber) {
  const RatioOrWord rate = parse(R"({"cap":1,"rate":0.25})").rate;
  EXPECT_EQ(rate.ratio, *Ratio::parse("0.25"));
  EXPECT_EQ(rate.word, "");
}

TEST(Params, Parse_WithoutARequiredOne_NamesIt) {
  EXPECT_EQ(params_refusal("{}"), "parameter 'cap' is required");
  EXPECT_EQ(params_refusal(""), "parameter 'cap' is required");
}

TEST(Params, Parse_OfWhatIsNotAnObject_SaysSo) {
  EXPECT_EQ(params_refusal("[1]"), "the parameters must be a JSON object");
}

TEST(Params, Parse_AtTheEdgesOfARange_Accepts) {
  EXPECT_EQ(params_refusal(R"({"cap":0.00000001,"window":2,"target":1,"limits":{"a":0}})"), "");
}

TEST(Params, Parse_OfNullForAnOptional_LeavesItAbsent) {
  EXPECT_FALSE(parse(R"({"cap":1,"target":null})").target.has_value());
  EXPECT_NE(params_refusal(R"({"cap":null})"), "");
  EXPECT_NE(params_refusal(R"({"cap":1,"window":null})"), "");
}

struct FreeParams {
  ValuesByName values;
};
constexpr auto kFreeList = params(param("values", &FreeParams::values));

TEST(Params, Values_AreScalarsUnderNamesOfTheirOwn) {
  const auto parsed =
      detail::parse_params<FreeParams>(kFreeList, R"({"values":{"b":0.10,"a":"text","c":true}})");
  ASSERT_EQ(parsed.values.size(), 3u);
  EXPECT_EQ(parsed.values[0].first, "a");
  EXPECT_EQ(parsed.values[0].second.text, "text");
  EXPECT_EQ(parsed.values[1].second.text, "0.10");
  EXPECT_TRUE(parsed.values[2].second.boolean);
  EXPECT_TRUE(detail::parse_params<FreeParams>(kFreeList, "{}").values.empty());
}

TEST(Params, Values_ThatAreNoScalars_AreRefused) {
  for (const char* json : {R"({"values":5})", R"({"values":{"a":[]}})", R"({"values":{"a":{}}})",
                           R"({"values":{"a":null}})"})
    EXPECT_THROW(detail::parse_params<FreeParams>(kFreeList, json), std::invalid_argument) << json;
}

}  // namespace
}  // namespace sluice
