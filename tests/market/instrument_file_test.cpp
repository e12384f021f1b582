// SPDX-License-Identifier: Apache-2.0
//
// instrument_file_test.cpp: what an instrument file says, and what is wrong with it: by line.
#include "market/instrument_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice::market {
namespace {

using ::testing::HasSubstr;
using testing::px;
using testing::qty;

TEST(ParseInstruments, TakesEveryColumnInAnyOrder) {
  const auto parsed = parse_instruments(
      "adv,lot,tick,currency,region,sector,name,symbol\n"
      "1000.5,10,0.01,USD,US,Tech,Apple,AAPL\n",
      "i.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), 1u);
  const Instrument& apple = parsed->front();
  EXPECT_EQ(apple.symbol, "AAPL");
  EXPECT_EQ(apple.sector, "Tech");
  EXPECT_EQ(apple.region, "US");
  EXPECT_EQ(apple.currency, "USD");
  EXPECT_EQ(apple.tick, px("0.01"));
  EXPECT_EQ(apple.lot, qty("10"));
  EXPECT_EQ(apple.average_daily_volume, qty("1000.5"));
}

TEST(ParseInstruments, LimitsOfAnOrder_AreTakenOrNone) {
  const auto parsed = parse_instruments(
      "symbol,min_quantity,max_quantity,min_notional\n"
      "BTC,0.001,100,10\nAAPL,,,\n",
      "i.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ((*parsed)[0].min_quantity, qty("0.001"));
  EXPECT_EQ((*parsed)[0].max_quantity, qty("100"));
  EXPECT_EQ((*parsed)[0].min_notional, testing::money("10"));
  EXPECT_TRUE((*parsed)[1].min_quantity.is_zero());
  EXPECT_TRUE((*parsed)[1].max_quantity.is_zero());
  EXPECT_TRUE((*parsed)[1].min_notional.is_zero());
  const InstrumentTable table{*parsed};
  const auto* const row = SLUICE_ROW(table.rows(), sluice_instrument, 0);
  EXPECT_EQ(row->min_quantity, qty("0.001").raw());
  EXPECT_EQ(row->max_quantity, qty("100").raw());
  EXPECT_EQ(Money::from_c(row->min_notional), testing::money("10"));
}

TEST(ParseInstruments, EmptyFields_KeepTheDefaults) {
  const auto parsed = parse_instruments("symbol,sector,tick,lot,adv\nAAPL,,,,\n", "i.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->front().sector, "");
  EXPECT_EQ(parsed->front().tick, Price::from_raw(1));
  EXPECT_EQ(parsed->front().lot, qty("1"));
  EXPECT_EQ(parsed->front().average_daily_volume, std::nullopt);
}

TEST(ParseInstruments, CommentsBlankLinesAndWindowsLineEnds_AreReadOver) {
  const auto parsed = parse_instruments(
      "# ours\r\n\r\nsymbol,sector\r\n# more\nAAPL, Tech \r\n\nIBM,Tech", "i.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  ASSERT_EQ(parsed->size(), 2u);
  EXPECT_EQ((*parsed)[0].sector, "Tech");
  EXPECT_EQ((*parsed)[1].symbol, "IBM");
}

TEST(ParseInstruments, QuotedFields_MayContainCommasAndQuotes) {
  const auto parsed = parse_instruments(
      "\"symbol\",name,sector\nAMZN,\"Amazon.com, \"\"Inc.\"\"\",\"Retail, all\"\n", "i.csv");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->front().symbol, "AMZN");
  EXPECT_EQ(parsed->front().sector, "Retail, all");
}

struct Fault {
  const char* name;
  const char* text;
  const char* message;
};

class InstrumentFileFault : public ::testing::TestWithParam<Fault> {};

TEST_P(InstrumentFileFault, IsToldWithFileAndLine) {
  const auto parsed = parse_instruments(GetParam().text, "i.csv");
  ASSERT_FALSE(parsed);
  EXPECT_THAT(parsed.error().message, HasSubstr(GetParam().message));
}
constexpr Fault kFaults[] = {
    {"largest_below_smallest", "symbol,min_quantity,max_quantity\nA,5,4\n",
     "i.csv:2: min_quantity 5 is above max_quantity 4"},
    {"no_smallest_notional", "symbol,min_notional\nA,0\n",
     "i.csv:2: min_notional is '0', expected a decimal above 0"},
    {"no_smallest_quantity", "symbol,min_quantity\nA,x\n", "i.csv:2: min_quantity is 'x'"},
    {"no_largest_quantity", "symbol,max_quantity\nA,-1\n", "i.csv:2: max_quantity is '-1'"},
    {"nothing", "", "i.csv: empty; expected a header with the column 'symbol'"},
    {"only_comments", "# a\n\n", "i.csv: empty; expected a header"},
    {"unknown_column", "symbol,sectr\n",
     "i.csv:1: unknown column 'sectr', expected some of symbol"},
    {"column_twice", "symbol,lot,lot\n", "i.csv:1: column 'lot' stands twice"},
    {"no_symbol_column", "# c\nsector,lot\n", "i.csv:2: no column 'symbol'"},
    {"field_missing", "symbol,lot\nA\n", "i.csv:2: 1 fields, expected 2"},
    {"field_too_many", "symbol,lot\nA,1\nB,1,2\n", "i.csv:3: 3 fields, expected 2"},
    {"symbol_empty", "symbol,lot\n,1\n", "i.csv:2: the symbol is empty"},
    {"symbol_twice", "symbol\nA\n# c\nA\n", "i.csv:4: A stands in line 2 already"},
    {"tick_zero", "symbol,tick\nA,0\n", "i.csv:2: tick is '0', expected a decimal above 0"},
    {"tick_text", "symbol,tick\nA,x\n", "i.csv:2: tick is 'x', expected a decimal above 0"},
    {"lot_negative", "symbol,lot\nA,-1\n", "i.csv:2: lot is '-1', expected a decimal above 0"},
    {"lot_too_fine", "symbol,lot\nA,0.000000001\n", "i.csv:2: lot is '0.000000001'"},
    {"adv_exponent", "symbol,adv\nA,1e6\n", "i.csv:2: adv is '1e6', expected a decimal above 0"},
    {"adv_too_large", "symbol,adv\nA,99999999999999\n", "i.csv:2: adv is '99999999999999'"},
    {"text_behind_a_quote", "symbol,name\nA,\"B\"C\n",
     "i.csv:2: a quoted field does not end, or has"},
    {"quote_open", "symbol,name\nA,\"B\n", "i.csv:2: a quoted field does not end"},
};
INSTANTIATE_TEST_SUITE_P(InstrumentFile, InstrumentFileFault, ::testing::ValuesIn(kFaults),
                         [](const auto& fault) { return std::string{fault.param.name}; });

TEST(SelectInstruments, FollowsTheUniversesOrderAndFillsInDefaults) {
  const auto described = parse_instruments("symbol,sector,lot\nB,Tech,5\nA,Energy,2\n", "i.csv");
  ASSERT_TRUE(described);
  const auto selected = select_instruments({"A", "X", "B"}, *described);
  ASSERT_EQ(selected.size(), 3u);
  EXPECT_EQ(selected[0].sector, "Energy");
  EXPECT_EQ(selected[1].symbol, "X");
  EXPECT_EQ(selected[1].sector, "");
  EXPECT_EQ(selected[1].lot, qty("1"));
  EXPECT_EQ(selected[2].lot, qty("5"));
}

}  // namespace
}  // namespace sluice::market
