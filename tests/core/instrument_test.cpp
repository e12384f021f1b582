// SPDX-License-Identifier: Apache-2.0
//
// instrument_test.cpp: the universe of a run: numbers, groups, and the rows plugins see.
#include "core/instrument.hpp"

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice {
namespace {

using testing::instrument;
using testing::px;
using testing::qty;

const sluice_instrument& row(const InstrumentTable& table, InstrumentId id) {
  return *SLUICE_ROW(table.rows(), sluice_instrument, id);
}

TEST(InstrumentTable, Numbers_AreRowsOfTheUniverse) {
  const InstrumentTable table{testing::instruments({"MSFT", "AAPL", "IBM"})};
  EXPECT_EQ(table.size(), 3u);
  EXPECT_EQ(table.symbol(1), "AAPL");
  EXPECT_EQ(table.find("IBM"), std::optional<InstrumentId>{2});
  EXPECT_EQ(table.find("IB"), std::nullopt);
  EXPECT_EQ(table.find(""), std::nullopt);
}

TEST(InstrumentTable, Groups_AreNumberedByFirstAppearanceAfterUnknown) {
  const InstrumentTable table{{instrument("A", "Tech", "US"), instrument("B", "", "EU"),
                               instrument("C", "Energy", ""), instrument("D", "Tech", "EU")}};
  EXPECT_EQ(table.sectors(), (std::vector<std::string>{"", "Tech", "Energy"}));
  EXPECT_EQ(table.regions(), (std::vector<std::string>{"", "US", "EU"}));
  const std::uint32_t sectors[] = {1, 0, 2, 1};
  const std::uint32_t regions[] = {1, 2, 0, 2};
  for (InstrumentId id = 0; id < 4; ++id) {
    EXPECT_EQ(table.sector_of(id), sectors[id]) << id;
    EXPECT_EQ(table.region_of(id), regions[id]) << id;
  }
}

TEST(InstrumentTable, Rows_ShowPluginsEverything) {
  Instrument full = instrument("AAPL", "Tech", "US");
  full.currency = "USD";
  full.tick = px("0.01");
  full.lot = qty("5");
  full.average_daily_volume = qty("1000000");
  const InstrumentTable table{{instrument("X"), full}};
  ASSERT_EQ(table.rows().count, 2u);
  EXPECT_EQ(row(table, 1).id, 1u);
  EXPECT_EQ(view(row(table, 1).symbol), "AAPL");
  EXPECT_EQ(view(row(table, 1).sector), "Tech");
  EXPECT_EQ(view(row(table, 1).region), "US");
  EXPECT_EQ(view(row(table, 1).currency), "USD");
  EXPECT_EQ(row(table, 1).tick, px("0.01").raw());
  EXPECT_EQ(row(table, 1).lot, qty("5").raw());
  EXPECT_EQ(row(table, 1).average_daily_volume, qty("1000000").raw());
}

TEST(InstrumentTable, OfAnUndescribedInstrument_HasTheDefaults) {
  const InstrumentTable table{{instrument("X")}};
  EXPECT_EQ(view(row(table, 0).sector), "");
  EXPECT_EQ(row(table, 0).tick, 1);
  EXPECT_EQ(row(table, 0).lot, kScale);
  EXPECT_EQ(row(table, 0).average_daily_volume, 0);
}

TEST(InstrumentTable, Empty_FindsNothing) {
  const InstrumentTable table{{}};
  EXPECT_EQ(table.size(), 0u);
  EXPECT_EQ(table.rows().count, 0u);
  EXPECT_EQ(table.find("A"), std::nullopt);
}

}  // namespace
}  // namespace sluice
