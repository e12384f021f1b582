// SPDX-License-Identifier: Apache-2.0
//
// intent_test.cpp: what makes two decisions the same, and what an executor is shown of one.
#include "core/intent.hpp"

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/domain_values.hpp"

namespace sluice {
namespace {

using testing::at;
using testing::bar;
using testing::day;
using testing::px;
using testing::qty;
using testing::rows_of;

constexpr std::uint64_t kInputs = 42;

Intent decision() {
  Intent intent;
  intent.instrument = 3;
  intent.side = Side::kBuy;
  intent.type = OrderType::kLimit;
  intent.time_in_force = TimeInForce::kDay;
  intent.quantity = qty("10");
  intent.limit_price = px("101.25");
  intent.decision_time = at("2025-01-15T10:30:00Z");
  intent.reference_price = px("101");
  return intent;
}

IntentId id_of(const Intent& intent, std::string_view symbol = "AAPL",
               std::uint64_t inputs = kInputs) {
  return IntentIdentity{"trend", "paper"}.id_of(intent, symbol, inputs);
}

struct Change {
  const char* what;
  void (*apply)(Intent&);
};
void PrintTo(const Change& change, std::ostream* out) { *out << change.what; }

constexpr Change kChanges[] = {
    {"side", [](Intent& intent) { intent.side = Side::kSell; }},
    {"type", [](Intent& intent) { intent.type = OrderType::kMarket; }},
    {"time_in_force", [](Intent& intent) { intent.time_in_force = TimeInForce::kIoc; }},
    {"quantity", [](Intent& intent) { intent.quantity = qty("10.00000001"); }},
    {"limit_price", [](Intent& intent) { intent.limit_price = px("101.25000001"); }},
    {"decision_time",
     [](Intent& intent) { intent.decision_time = at("2025-01-15T10:30:00.000000001Z"); }},
};

class IntentField : public ::testing::TestWithParam<Change> {};

TEST_P(IntentField, WhenItChanges_IdAndContentDiffer) {
  Intent changed = decision();
  GetParam().apply(changed);
  EXPECT_NE(id_of(changed), id_of(decision()));
  EXPECT_FALSE(content_hash(changed) == content_hash(decision()));
}
INSTANTIATE_TEST_SUITE_P(Intent, IntentField, ::testing::ValuesIn(kChanges),
                         [](const auto& change) { return std::string{change.param.what}; });

TEST(IntentId, OfTheSameDecision_IsTheSame) {
  EXPECT_EQ(id_of(decision()), id_of(decision()));
  EXPECT_TRUE(content_hash(decision()) == content_hash(decision()));
}

TEST(IntentId, DependsOnSymbolStrategyAccountAndInputs) {
  const Intent intent = decision();
  const std::set<IntentId> ids = {
      id_of(intent),
      id_of(intent, "AAPM"),
      id_of(intent, "AAPL", kInputs + 1),
      IntentIdentity{"trend2", "paper"}.id_of(intent, "AAPL", kInputs),
      IntentIdentity{"trend", "paper2"}.id_of(intent, "AAPL", kInputs),
      IntentIdentity{"paper", "trend"}.id_of(intent, "AAPL", kInputs),
      IntentIdentity{"tren", "dpaper"}.id_of(intent, "AAPL", kInputs),
  };
  EXPECT_EQ(ids.size(), 7u);
}

// The number of an instrument depends on the universe; its symbol does not.
TEST(IntentId, WhenTheUniverseIsRenumbered_IsTheSame) {
  Intent renumbered = decision();
  renumbered.instrument = 4;
  EXPECT_EQ(id_of(renumbered), id_of(decision()));
  EXPECT_FALSE(content_hash(renumbered) == content_hash(decision()));
}

TEST(IntentId, DoesNotDependOnWhatTheMarketLookedLikeMeanwhile) {
  Intent seen_otherwise = decision();
  seen_otherwise.reference_price = px("99");
  seen_otherwise.average_daily_volume = qty("1000");
  seen_otherwise.daily_volatility = 0.02;
  EXPECT_EQ(id_of(seen_otherwise), id_of(decision()));
  EXPECT_TRUE(content_hash(seen_otherwise) == content_hash(decision()));
}

// Written down once: the id is the same in every process, build and version of the program.
TEST(IntentId, IsTheOneWrittenDownHere) {
  EXPECT_EQ(id_of(decision()).to_string(), "1b405246f88fbeff42b831435f53b7c2");
}

TEST(IntentId, Text_IsThirtyTwoHexadecimalDigits) {
  EXPECT_EQ((IntentId{0x0123456789abcdef, 0xfedcba9876543210}).to_string(),
            "0123456789abcdeffedcba9876543210");
  EXPECT_EQ(IntentId{}.to_string(), std::string(32, '0'));
}

TEST(InputsHash, ChangesWithEveryFieldOfEveryBar) {
  const std::vector<sluice_bar> bars{bar(day("2024-01-02"), 0, "10"),
                                     bar(day("2024-01-02"), 1, "20")};
  std::set<std::uint64_t> hashes{hash_inputs(rows_of(bars))};
  std::size_t changes = 0;
  const auto changed = [&](auto change) {
    for (std::size_t i = 0; i < bars.size(); ++i, ++changes) {
      auto other = bars;
      change(other[i]);
      hashes.insert(hash_inputs(rows_of(other)));
    }
  };
  changed([](sluice_bar& b) { ++b.time; });
  changed([](sluice_bar& b) { b.instrument += 7; });
  changed([](sluice_bar& b) { b.flags = 0; });
  changed([](sluice_bar& b) { ++b.open; });
  changed([](sluice_bar& b) { ++b.high; });
  changed([](sluice_bar& b) { ++b.low; });
  changed([](sluice_bar& b) { ++b.close; });
  changed([](sluice_bar& b) { ++b.volume; });
  changed([](sluice_bar& b) { ++b.adjusted_close; });
  EXPECT_EQ(hashes.size(), changes + 1);
}

TEST(InputsHash, OfFewerBars_Differs) {
  const std::vector<sluice_bar> bars{bar(day("2024-01-02"), 0, "10")};
  EXPECT_NE(hash_inputs(rows_of(bars)), hash_inputs({bars.data(), 0, sizeof(sluice_bar)}));
}

// A newer feed may append fields to its rows: what the decision saw is the same.
TEST(InputsHash, OfWiderRows_IsTheSame) {
  struct WideBar {
    sluice_bar known;
    std::int64_t unknown;
  };
  const std::vector<sluice_bar> bars{bar(day("2024-01-02"), 0, "10"),
                                     bar(day("2024-01-02"), 1, "20")};
  const std::vector<WideBar> wide{{bars[0], 5}, {bars[1], 6}};
  EXPECT_EQ(hash_inputs(rows_of(wide)), hash_inputs(rows_of(bars)));
}

TEST(OrderRow, CarriesEverythingOfTheIntent) {
  Intent intent = decision();
  intent.id = {1, 2};
  intent.side = Side::kSell;
  intent.time_in_force = TimeInForce::kIoc;
  intent.reference_time = at("2025-01-14T00:00:00Z");
  intent.average_daily_volume = qty("5000");
  intent.daily_volatility = 0.015;
  const sluice_order row = to_row(intent, 77);
  EXPECT_EQ(row.size, sizeof(sluice_order));
  EXPECT_EQ(row.instrument, 3u);
  EXPECT_EQ(row.order_id, 77u);
  EXPECT_EQ(row.intent_id.hi, 1u);
  EXPECT_EQ(row.intent_id.lo, 2u);
  EXPECT_EQ(row.side, SLUICE_SIDE_SELL);
  EXPECT_EQ(row.type, SLUICE_ORDER_LIMIT);
  EXPECT_EQ(row.time_in_force, SLUICE_TIF_IOC);
  EXPECT_EQ(row.quantity, 10 * kScale);
  EXPECT_EQ(row.limit_price, px("101.25").raw());
  EXPECT_EQ(row.reference_price, px("101").raw());
  EXPECT_EQ(row.reference_time, at("2025-01-14T00:00:00Z").nanoseconds());
  EXPECT_EQ(row.decision_time, at("2025-01-15T10:30:00Z").nanoseconds());
  EXPECT_EQ(row.average_daily_volume, qty("5000").raw());
  EXPECT_EQ(row.daily_volatility, 0.015);
}

TEST(Intent, SignedQuantity_IsNegativeForASell) {
  Intent intent = decision();
  EXPECT_EQ(intent.signed_quantity(), qty("10"));
  intent.side = Side::kSell;
  EXPECT_EQ(intent.signed_quantity(), qty("-10"));
}

TEST(Intent, Words_AreThoseOfTheTrail) {
  EXPECT_EQ(name(Side::kBuy), "BUY");
  EXPECT_EQ(name(Side::kSell), "SELL");
  EXPECT_EQ(name(OrderType::kMarket), "MARKET");
  EXPECT_EQ(name(OrderType::kLimit), "LIMIT");
  EXPECT_EQ(name(TimeInForce::kDay), "DAY");
  EXPECT_EQ(name(TimeInForce::kIoc), "IOC");
}

}  // namespace
}  // namespace sluice
