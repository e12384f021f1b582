// SPDX-License-Identifier: Apache-2.0
//
// sizing_test.cpp: the position a weight asks for, against exact rationals.
#include "drivers/sizing.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/exact_reference.hpp"
#include "support/domain_values.hpp"

namespace sluice::drivers {
namespace {

using exact::Big;
using exact::big;
using exact::Rational;
using testing::money;
using testing::px;
using testing::qty;

TEST(QuantityForWeight, IsTheLargestLotMultipleNotWorthMore) {
  struct Row {
    double weight;
    const char* equity;
    const char* price;
    const char* lot;
    const char* quantity;
  };
  constexpr Row kTable[] = {
      {1.0, "100000", "100", "1", "1000"},
      {0.5, "100000", "99", "1", "505"},
      {0.5, "100000", "99", "10", "500"},
      {0.5, "100000", "99", "1000", "0"},
      {-0.5, "100000", "99", "1", "-505"},
      {0.25, "1000", "400", "0.001", "0.625"},
      {0.0, "100000", "99", "1", "0"},
      {-0.0, "100000", "99", "1", "0"},
      {1.0, "0", "99", "1", "0"},
      {1.0, "-100000", "99", "1", "0"},
      {-1.0, "-100000", "99", "1", "0"},
      {2.5, "100", "1", "1", "250"},
      {5e-324, "100000", "0.00000001", "0.00000001", "0"},
  };
  for (const auto& row : kTable)
    EXPECT_EQ(quantity_for_weight(row.weight, money(row.equity), px(row.price), qty(row.lot)),
              qty(row.quantity))
        << row.weight << " of " << row.equity << " at " << row.price << " in lots of " << row.lot;
}

// As a double 0.1 is a little more than a tenth, 0.7 and 0.29 are a little less: exactly.
TEST(QuantityForWeight, OfAWeightThatIsAlmostARoundNumber_UsesTheBinaryFractionItIs) {
  EXPECT_EQ(quantity_for_weight(0.1, money("1000"), px("1"), qty("1")), qty("100"));
  EXPECT_EQ(quantity_for_weight(0.7, money("1000"), px("1"), qty("1")), qty("699"));
  EXPECT_EQ(quantity_for_weight(0.29, money("100"), px("1"), qty("1")), qty("28"));
  EXPECT_EQ(quantity_for_weight(std::nextafter(0.5, 0.0), money("1000"), px("1"), qty("1")),
            qty("499"));
  EXPECT_EQ(quantity_for_weight(std::nextafter(0.5, 1.0), money("1000"), px("1"), qty("1")),
            qty("500"));
}

TEST(QuantityForWeight, OfAWeightThatIsNoNumber_IsNothing) {
  for (const double weight : {std::nan(""), std::numeric_limits<double>::infinity(),
                              -std::numeric_limits<double>::infinity()})
    EXPECT_EQ(quantity_for_weight(weight, money("1"), px("1"), qty("1")), std::nullopt);
}

TEST(QuantityForWeight, PastTheLargestQuantity_IsNothing) {
  const Money equity = money("92233720368.54775807");
  EXPECT_EQ(quantity_for_weight(1, equity, px("1"), qty("0.00000001")),
            Quantity::from_raw(INT64_MAX));
  EXPECT_EQ(quantity_for_weight(-1, equity, px("1"), qty("0.00000001")),
            Quantity::from_raw(-INT64_MAX));
  EXPECT_EQ(quantity_for_weight(std::nextafter(1.0, 2.0), equity, px("1"), qty("0.00000001")),
            std::nullopt);
  EXPECT_EQ(quantity_for_weight(1, equity, px("0.99"), qty("1")), std::nullopt);
  EXPECT_EQ(quantity_for_weight(1e300, equity, px("1"), qty("1")), std::nullopt);
}

// --- Against rationals ---------------------------------------------------------------------------

std::optional<Quantity> exact_quantity(double weight, Money equity, Price price, Quantity lot) {
  if (weight == 0 || !equity.is_positive()) return Quantity{};
  const Rational lots = exact::rational(std::fabs(weight)) * Rational{big(equity.raw())} *
                        Rational{exact::scale(), Big{price.raw()} * lot.raw()};
  const Big units = exact::floor_of(lots) * lot.raw();
  if (!exact::fits64(units)) return std::nullopt;
  const auto magnitude = units.convert_to<std::int64_t>();
  return Quantity::from_raw(weight < 0 ? -magnitude : magnitude);
}

std::int64_t positive_raw() {
  const std::int64_t drawn = *exact::raw64();
  return drawn == 0 || drawn == INT64_MIN ? 1 : std::abs(drawn);
}

Quantity any_lot() {
  return Quantity::from_raw(*rc::gen::oneOf(
      rc::gen::element<std::int64_t>(1, kScale, 100 * kScale, kScale / 1000, 3, 7 * kScale),
      rc::gen::just(positive_raw())));
}

void expect_exact(double weight, Money equity, Price price, Quantity lot) {
  const auto actual = quantity_for_weight(weight, equity, price, lot);
  const auto expected = exact_quantity(weight, equity, price, lot);
  RC_LOG() << weight << " of " << equity.to_string() << " at " << price.to_string()
           << " in lots of " << lot.to_string() << ": expected "
           << (expected ? expected->to_string() : std::string{"nothing"}) << ", got "
           << (actual ? actual->to_string() : std::string{"nothing"}) << '\n';
  RC_ASSERT(actual == expected);
}

TEST(QuantityForWeightProperty, OfAnyFiniteInputs_IsExact) {
  EXPECT_TRUE(rc::check("any", [](Money equity) {
    const double weight = *exact::doubles();
    RC_PRE(std::isfinite(weight));
    expect_exact(weight, equity, Price::from_raw(positive_raw()), any_lot());
  }));
}

TEST(QuantityForWeightProperty, OfOrdinaryAccounts_IsExact) {
  EXPECT_TRUE(rc::check("ordinary", [] {
    const auto in = [](std::int64_t low, std::int64_t high) {
      return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high));
    };
    const double weight = static_cast<double>(in(-2000, 2000)) / 1000.0;
    const Money equity = Money::from_raw(int128{in(1, 100'000'000'000)} * kScale / 100);
    expect_exact(weight, equity, Price::from_raw(in(1, 100'000) * (kScale / 100)), any_lot());
  }));
}

// The weight that a whole number of lots comes to, and its neighbours: where a quantity computed in
// doubles is one lot too many or too few.
TEST(QuantityForWeightProperty, AtTheBorderOfALot_IsExact) {
  EXPECT_TRUE(rc::check("near ties", [] {
    const auto in = [](std::int64_t low, std::int64_t high) {
      return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(low, high));
    };
    const Quantity lot = any_lot();
    const Price price = Price::from_raw(in(1, 10'000 * kScale));
    const Money equity = Money::from_raw(int128{in(1, INT64_MAX)} * in(1, 100'000));
    const double lots = static_cast<double>(in(1, 1'000'000));
    double weight = lots * static_cast<double>(lot.raw()) * static_cast<double>(price.raw()) /
                    static_cast<double>(kScale) / static_cast<double>(equity.raw());
    for (int i = in(0, 3); i > 0; --i) weight = std::nextafter(weight, 0.0);
    for (int i = in(0, 3); i > 0; --i) weight = std::nextafter(weight, 1e9);
    expect_exact(*rc::gen::arbitrary<bool>() ? weight : -weight, equity, price, lot);
  }));
}

}  // namespace
}  // namespace sluice::drivers
