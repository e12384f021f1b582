// SPDX-License-Identifier: Apache-2.0
//
// factor_rows_test.cpp: factor returns from a strategy into the day, the trail, and back.
#include "drivers/factor_rows.hpp"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/rows.hpp>

#include "journal/reader.hpp"
#include "journal/record_types.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::drivers {
namespace {

using Factors = std::vector<records::FactorReturn>;

sluice_status take(Factors& to, const std::vector<std::pair<std::string, double>>& told) {
  std::vector<sluice_factor_return> rows;
  for (const auto& [name, value] : told) rows.push_back({to_c(name), value});
  return take_factors(&to, rows_of(rows));
}

TEST(FactorRows, Take_KeepsNamesAndValues) {
  Factors factors;
  EXPECT_EQ(take(factors, {{"momentum", 0.0125}, {"value", -1e-7}}), SLUICE_OK);
  ASSERT_EQ(factors.size(), 2u);
  EXPECT_EQ(factors[0].name, "momentum");
  EXPECT_EQ(factors[1].value, -1e-7);
}

TEST(FactorRows, Take_OfRowsThatAreNotSound_IsRefused) {
  Factors factors;
  EXPECT_EQ(take(factors, {{"", 1}}), SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(take(factors, {{std::string(65, 'x'), 1}}), SLUICE_ERROR_ARGUMENT);
  for (const char* name : {"a\nb", "a\"b", "a\\b", "a\x7f", "a\xff"})
    EXPECT_EQ(take(factors, {{name, 1}}), SLUICE_ERROR_ARGUMENT) << name;
  EXPECT_EQ(take(factors, {{"nan", std::nan("")}}), SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(take(factors, {{"inf", std::numeric_limits<double>::infinity()}}),
            SLUICE_ERROR_ARGUMENT);
  EXPECT_EQ(take(factors, {{"twice", 1}, {"twice", 1}}), SLUICE_ERROR_ARGUMENT);
}

TEST(FactorRows, Take_BeyondTheLimit_IsRefused) {
  Factors factors;
  for (std::size_t i = 0; i < SLUICE_FACTOR_LIMIT; ++i)
    EXPECT_EQ(take(factors, {{"f" + std::to_string(i), 0}}), SLUICE_OK);
  EXPECT_EQ(take(factors, {{"one more", 0}}), SLUICE_ERROR_LIMIT);
  EXPECT_EQ(factors.size(), SLUICE_FACTOR_LIMIT);
}

TEST(FactorRows, Read_OfWhatIsNotSound_LeavesItOut) {
  EXPECT_TRUE(read_factors("").empty());
  EXPECT_TRUE(read_factors("[1]").empty());
  const Factors some = read_factors(R"({"a":"1.5","b":"x","c":null,"e":2,"d\"":"-2e-3"})");
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].value, 1.5);
  EXPECT_EQ(some[1].name, "d\"");
  EXPECT_EQ(some[1].value, -0.002);
}

// However small or large: a trail that does not hold its own records would be no trail.
TEST(FactorRows, Append_OfAnyReturn_IsARecordThatReadsBackToTheBit) {
  const testing::TemporaryDirectory directory;
  const auto path = directory.path() / "order_audit.20240102.jsonl";
  records::Day day;
  day.time = Timestamp::from_nanoseconds(1'704'153'600'000'000'000);
  day.factors = {{"tiny", 5.517533333333248e-05}, {"none", -0.0}, {"huge", 1e300}, {"half", 0.5}};
  journal::Header header;
  header.time = day.time;
  auto writer = journal::Writer::create(path, header, journal::Sync::kNone);
  ASSERT_TRUE(writer.ok());
  ASSERT_TRUE(append_factors(*writer, day).ok());
  ASSERT_TRUE(writer->finish().ok());
  auto reader = journal::Reader::open(path);
  ASSERT_TRUE(reader.ok());
  for (;;) {
    const auto record = reader->next();
    ASSERT_TRUE(record.ok()) << record.error().message;
    ASSERT_TRUE(record->has_value()) << "there is no record of the factors";
    if ((*record)->type() != journal::kFactors) continue;
    const Factors read = read_factors((*record)->json("returns").value_or(""));
    ASSERT_EQ(read.size(), day.factors.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      EXPECT_EQ(read[i].name, day.factors[i].name);
      EXPECT_EQ(std::signbit(read[i].value), std::signbit(day.factors[i].value));
      EXPECT_EQ(read[i].value, day.factors[i].value);
    }
    return;
  }
}

}  // namespace
}  // namespace sluice::drivers
