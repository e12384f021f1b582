// SPDX-License-Identifier: Apache-2.0
#include "drivers/benchmark.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using testing::date;
using ::testing::HasSubstr;

TEST(ParseBenchmark, OfCloses_ComputesReturns) {
  const auto parsed =
      parse_benchmark("date,close\n2024-01-02,100\n2024-01-03,125\r\n\n2024-01-05,100\n", "b.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->name, "b.csv");
  EXPECT_EQ(parsed->returns.size(), 2u) << "the first close has none";
  EXPECT_EQ(parsed->return_on(date("2024-01-03")), 0.25);
  EXPECT_DOUBLE_EQ(parsed->return_on(date("2024-01-05")), -0.2);
  EXPECT_TRUE(std::isnan(parsed->return_on(date("2024-01-02"))));
  EXPECT_TRUE(std::isnan(parsed->return_on(date("2024-01-04"))));
}

TEST(ParseBenchmark, OfReturns_TakesThemAsTheyAre) {
  const auto parsed =
      parse_benchmark("timestamp,symbol,returns\n2024-01-02T00:00:00Z,SPY,-0.5\n", "b.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->return_on(date("2024-01-02")), -0.5);
}

TEST(ParseBenchmark, WithBoth_PrefersTheReturns) {
  const auto parsed = parse_benchmark("date,close,return\n2024-01-02,100,0.25\n", "b.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->return_on(date("2024-01-02")), 0.25);
}

struct Fault {
  const char* name;
  const char* text;
  const char* message;
};
class BenchmarkFault : public ::testing::TestWithParam<Fault> {};

TEST_P(BenchmarkFault, IsToldWithFileAndLine) {
  const auto parsed = parse_benchmark(GetParam().text, "b.csv");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().message));
}
constexpr Fault kFaults[] = {
    {"empty", "", "b.csv:0: no returns in it"},
    {"header_alone", "date,close\n", "no returns in it"},
    {"one_close", "date,close\n2024-01-02,100\n", "no returns in it"},
    {"no_date", "day,close\n", "b.csv:1: expected the columns date and close, or date and return"},
    {"no_value", "date,open\n", "b.csv:1: expected the columns date and close, or date and return"},
    {"field_missing", "date,close\n2024-01-02\n", "b.csv:2: expected 2 fields"},
    {"date_impossible", "date,close\n2024-02-30,1\n", "b.csv:2: '2024-02-30' is not a date"},
    {"date_twice", "date,close\n2024-01-02,1\n2024-01-02,1\n",
     "b.csv:3: dates must rise from line to line"},
    {"date_back", "date,close\n2024-01-02,1\n2024-01-01,1\n",
     "b.csv:3: dates must rise from line to line"},
    {"close_zero", "date,close\n2024-01-02,0\n", "b.csv:2: expected a number above 0"},
    {"close_negative", "date,close\n2024-01-02,-1\n", "b.csv:2: expected a number above 0"},
    {"close_text", "date,close\n2024-01-02,1x\n", "b.csv:2: expected a number above 0"},
    {"close_nan", "date,close\n2024-01-02,nan\n", "b.csv:2: expected a number above 0"},
    {"close_infinite", "date,close\n2024-01-02,inf\n", "b.csv:2: expected a number above 0"},
    {"return_empty", "date,return\n2024-01-02,\n", "b.csv:2: expected a number"},
    {"return_nan", "date,return\n2024-01-02,nan\n", "b.csv:2: expected a number"},
    {"return_infinite", "date,return\n2024-01-02,-inf\n", "b.csv:2: expected a number"},
};
INSTANTIATE_TEST_SUITE_P(Benchmark, BenchmarkFault, ::testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string{fault.param.name}; });

class BarsOfOne final : public BarSource {
 public:
  explicit BarsOfOne(std::vector<sluice_bar> bars) : bars_{std::move(bars)} {}
  Result<std::size_t> pull(std::span<sluice_bar> out) override {
    if (at_ == bars_.size()) return std::size_t{0};
    out[0] = bars_[at_++];  // one at a time: the last close is carried over
    return std::size_t{1};
  }

 private:
  std::vector<sluice_bar> bars_;
  std::size_t at_ = 0;
};

TEST(BenchmarkOf, ASymbolsBars_ComputesReturnsFromItsCloses) {
  BarsOfOne source{{testing::bar(testing::day("2024-01-02"), 0, "100"),
                    testing::bar(testing::day("2024-01-03"), 0, "125")}};
  const auto made = benchmark_of(source, "SPY");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->name, "SPY");
  EXPECT_EQ(made->returns.size(), 1u);
  EXPECT_EQ(made->return_on(date("2024-01-03")), 0.25);
}

}  // namespace
}  // namespace sluice::drivers
