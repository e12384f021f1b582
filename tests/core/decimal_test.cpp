// SPDX-License-Identifier: Apache-2.0
//
// decimal_test.cpp: decimals by example: their text, their edges, and what must not compile.
#include <cmath>
#include <concepts>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <sluice/decimal.hpp>

namespace sluice {
namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr Rounding kEveryRounding[] = {Rounding::kDown, Rounding::kUp, Rounding::kTowardsZero,
                                       Rounding::kHalfEven};

Money money(const char* text) { return Money::parse(text).value(); }
Price price(const char* text) { return Price::parse(text).value(); }
Quantity quantity(const char* text) { return Quantity::parse(text).value(); }
Ratio ratio(const char* text) { return Ratio::parse(text).value(); }

template <typename A, typename B>
concept HasOperators = requires(A a, B b) {
  a + b;
}
|| requires(A a, B b) { a - b; }
|| requires(A a, B b) { a* b; }
|| requires(A a, B b) { a / b; };
template <typename A, typename B>
concept Addable = requires(A a, B b) {
  checked_add(a, b);
};
template <typename A, typename B>
concept Subtractable = requires(A a, B b) {
  checked_subtract(a, b);
};
template <typename A, typename B>
concept Multipliable = requires(A a, B b) {
  checked_multiply(a, b, Rounding::kDown);
};
template <typename A, typename B>
concept Divisible = requires(A a, B b) {
  checked_divide(a, b, Rounding::kDown);
};
template <typename A, typename B>
concept Comparable = requires(A a, B b) {
  a < b;
}
|| requires(A a, B b) { a == b; };
template <typename A, typename B>
concept HasNotional = requires(A a, B b) {
  notional(a, b, Rounding::kDown);
};

// What a type can do with itself, so that the refusals below are not refusals of everything.
static_assert(Addable<Price, Price> && Addable<Money, Money> && Comparable<Price, Price>);
static_assert(Multipliable<Money, Ratio> && Multipliable<Price, Ratio>);
static_assert(Divisible<Money, Price> && Divisible<Money, Money>);
static_assert(HasNotional<Price, Quantity>);

// No unchecked arithmetic at all.
static_assert(!HasOperators<Price, Price> && !HasOperators<Price, Quantity>);
static_assert(!HasOperators<Money, Money> && !HasOperators<Money, Ratio>);
// Units do not mix.
static_assert(!Addable<Price, Quantity> && !Addable<Price, Ratio> && !Addable<Price, Money>);
static_assert(!Addable<Quantity, Ratio> && !Addable<Quantity, Money> && !Addable<Ratio, Money>);
static_assert(!Subtractable<Price, Quantity> && !Subtractable<Money, Price>);
static_assert(!Multipliable<Price, Price> && !Multipliable<Price, Quantity>);
static_assert(!Multipliable<Money, Money> && !Multipliable<Money, Price>);
static_assert(!Divisible<Price, Price> && !Divisible<Price, Money> && !Divisible<Money, Ratio>);
static_assert(!HasNotional<Quantity, Price> && !HasNotional<Price, Price>);
static_assert(!Comparable<Price, Quantity> && !Comparable<Price, Ratio>);
static_assert(!Comparable<Price, Money> && !Comparable<Quantity, Ratio>);
// Nor do plain numbers slip in.
static_assert(!std::convertible_to<std::int64_t, Price> && !std::convertible_to<double, Price>);
static_assert(!std::convertible_to<std::int64_t, Money> && !std::convertible_to<double, Money>);
static_assert(!std::convertible_to<Price, double> && !std::convertible_to<Money, double>);
static_assert(!std::convertible_to<Price, Quantity> && !Comparable<Price, int>);

// Everything but the doubles and the text is usable at compile time.
static_assert(notional(Price::from_raw(3), Quantity::from_raw(kScale / 2), Rounding::kHalfEven) ==
              Money::from_raw(2));
static_assert(Price::parse("1.5")->raw() == 150'000'000);

TEST(DecimalText, Parse_OfDecimals_IsExact) {
  EXPECT_EQ(price("0").raw(), 0);
  EXPECT_EQ(price("101.25").raw(), 10'125'000'000);
  EXPECT_EQ(price("-0.00000001").raw(), -1);
  EXPECT_EQ(price("+7").raw(), 7 * kScale);
  EXPECT_EQ(price(".5").raw(), kScale / 2);
  EXPECT_EQ(price("007.10").raw(), 710'000'000);
}

TEST(DecimalText, Parse_OfAnythingElse_IsNothing) {
  for (const char* text : {"", "-", "+", ".", "-.", "1.", "1.2.3", "--1", "+-1", "1e5", " 1", "1 ",
                           "1,000", "0x10", "nan", "inf", "1.000000000", "1.123456789", "\xD9\xA1"})
    EXPECT_FALSE(Price::parse(text)) << text;
  EXPECT_FALSE(Price::parse(std::string_view{"1\0", 2}));
}

TEST(DecimalText, Parse_AtTheEdges_FitsExactly) {
  EXPECT_EQ(price("92233720368.54775807").raw(), kMax);
  EXPECT_EQ(price("-92233720368.54775808").raw(), kMin);
  EXPECT_FALSE(Price::parse("92233720368.54775808"));
  EXPECT_FALSE(Price::parse("-92233720368.54775809"));
  EXPECT_EQ(money("1701411834604692317316873037158.84105727").raw(),
            std::numeric_limits<int128>::max());
  EXPECT_EQ(money("-1701411834604692317316873037158.84105728").raw(),
            std::numeric_limits<int128>::min());
  EXPECT_FALSE(Money::parse("1701411834604692317316873037158.84105728"));
  EXPECT_FALSE(Money::parse("-1701411834604692317316873037158.84105729"));
  EXPECT_FALSE(Money::parse("99999999999999999999999999999999999999999999999999"));
}

TEST(DecimalText, Zero_HasNoSign) {
  EXPECT_EQ(price("-0").to_string(), "0");
  EXPECT_EQ(price("-0.00000000").to_string(), "0");
  EXPECT_EQ(money("-0").to_amount(), "0.00");
  EXPECT_EQ(Price::from_double(-0.0, Rounding::kDown)->to_string(), "0");
  EXPECT_EQ(Price::from_double(-1e-12, Rounding::kUp)->to_string(), "0");
  EXPECT_EQ(notional(price("-0.00000001"), quantity("0.1"), Rounding::kTowardsZero).to_string(),
            "0");
}

TEST(DecimalText, Print_IsShortestPlainNotation) {
  EXPECT_EQ(Price::from_raw(1).to_string(), "0.00000001");
  EXPECT_EQ(Price::from_raw(-kScale / 2).to_string(), "-0.5");
  EXPECT_EQ(Price::from_raw(kMin).to_string(), "-92233720368.54775808");
  EXPECT_EQ(Price::from_raw(1'000 * kScale).to_string(), "1000");
  EXPECT_EQ(Money::from_raw(std::numeric_limits<int128>::min()).to_string(),
            "-1701411834604692317316873037158.84105728");
}

TEST(DecimalText, Amount_HasTwoDecimalsAtLeast) {
  EXPECT_EQ(money("0").to_amount(), "0.00");
  EXPECT_EQ(money("12.3").to_amount(), "12.30");
  EXPECT_EQ(money("-12.345").to_amount(), "-12.345");
  EXPECT_EQ(money("0.00000001").to_amount(), "0.00000001");
  EXPECT_EQ(money("36893488147419103232").to_amount(), "36893488147419103232.00");
}

TEST(DecimalRounding, Ties_GoWhereAsked) {
  const auto half = [](const char* p, Rounding rounding) {
    return static_cast<int>(notional(price(p), quantity("0.5"), rounding).raw());
  };
  EXPECT_EQ(half("0.00000003", Rounding::kDown), 1);
  EXPECT_EQ(half("0.00000003", Rounding::kUp), 2);
  EXPECT_EQ(half("0.00000003", Rounding::kTowardsZero), 1);
  EXPECT_EQ(half("0.00000003", Rounding::kHalfEven), 2);
  EXPECT_EQ(half("0.00000005", Rounding::kHalfEven), 2);
  EXPECT_EQ(half("-0.00000003", Rounding::kDown), -2);
  EXPECT_EQ(half("-0.00000003", Rounding::kUp), -1);
  EXPECT_EQ(half("-0.00000003", Rounding::kTowardsZero), -1);
  EXPECT_EQ(half("-0.00000003", Rounding::kHalfEven), -2);
  EXPECT_EQ(half("-0.00000005", Rounding::kHalfEven), -2);
}

TEST(DecimalEdges, AddAndSubtract_BeyondTheEdge_AreNothing) {
  EXPECT_FALSE(checked_add(Price::from_raw(kMax), Price::from_raw(1)));
  EXPECT_FALSE(checked_add(Price::from_raw(kMin), Price::from_raw(-1)));
  EXPECT_FALSE(checked_subtract(Quantity::from_raw(kMin), Quantity::from_raw(1)));
  EXPECT_FALSE(checked_subtract(Quantity::from_raw(0), Quantity::from_raw(kMin)));
  EXPECT_FALSE(checked_negate(Ratio::from_raw(kMin)));
  EXPECT_EQ(checked_add(Price::from_raw(kMax), Price::from_raw(kMin))->raw(), -1);
  EXPECT_FALSE(checked_abs(Money::from_raw(std::numeric_limits<int128>::min())));
}

TEST(DecimalEdges, Notional_OfTheLargestOperands_IsExact) {
  EXPECT_EQ(notional(Price::from_raw(kMin), Quantity::from_raw(kMin), Rounding::kDown).to_string(),
            "8507059173023461586584.36518579");
  EXPECT_EQ(notional(Price::from_raw(kMin), Quantity::from_raw(kMax), Rounding::kDown).to_string(),
            "-8507059173023461585662.02798211");
}

// Both overflowed 128 bits on the way to a result that fits.
TEST(DecimalEdges, MultiplyAndDivide_WithAWideIntermediate_StillGiveTheResult) {
  EXPECT_EQ(
      checked_multiply(money("1000000000000000000000000000000"), ratio("1.5"), Rounding::kDown)
          ->to_string(),
      "1500000000000000000000000000000");
  EXPECT_EQ(checked_divide(money("1500000000000000000000000000000"),
                           money("1000000000000000000000000000000"), Rounding::kDown)
                ->to_string(),
            "1.5");
  EXPECT_FALSE(
      checked_multiply(money("1000000000000000000000000000000"), ratio("2"), Rounding::kDown));
}

TEST(DecimalEdges, Divide_ByZero_IsNothing) {
  for (const Rounding rounding : kEveryRounding) {
    EXPECT_FALSE(checked_divide(money("1"), Money{}, rounding));
    EXPECT_FALSE(checked_divide(money("0"), Price{}, rounding));
  }
}

TEST(DecimalDoubles, FromDouble_OfNotANumberOrInfinity_IsNothing) {
  for (const Rounding rounding : kEveryRounding) {
    EXPECT_FALSE(Money::from_double(std::nan(""), rounding));
    EXPECT_FALSE(Money::from_double(HUGE_VAL, rounding));
    EXPECT_FALSE(Money::from_double(-HUGE_VAL, rounding));
    EXPECT_FALSE(Money::from_double(std::numeric_limits<double>::max(), rounding));
  }
}

TEST(DecimalDoubles, FromDouble_OfSubnormals_RoundsOnlyOutwardsWhenAsked) {
  const double tiny = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(Price::from_double(tiny, Rounding::kUp)->raw(), 1);
  EXPECT_EQ(Price::from_double(tiny, Rounding::kDown)->raw(), 0);
  EXPECT_EQ(Price::from_double(tiny, Rounding::kHalfEven)->raw(), 0);
  EXPECT_EQ(Price::from_double(-tiny, Rounding::kDown)->raw(), -1);
  EXPECT_EQ(Price::from_double(-tiny, Rounding::kTowardsZero)->raw(), 0);
}

TEST(DecimalDoubles, FromDouble_OfHugeValues_IsExactWhileItFits) {
  EXPECT_EQ(Money::from_double(1e25, Rounding::kDown)->to_string(), "10000000000000000905969664");
  EXPECT_EQ(Money::from_double(1.7e30, Rounding::kDown)->to_string(),
            "1700000000000000118246355238912");
  EXPECT_FALSE(Money::from_double(1.702e30, Rounding::kDown));
  EXPECT_FALSE(Price::from_double(92233720369.0, Rounding::kDown));
}

// 0.1 as a double lies a little above a tenth: the exact value decides, not its printed form.
TEST(DecimalDoubles, FromDouble_RoundsTheExactBinaryValue) {
  EXPECT_EQ(Price::from_double(0.1, Rounding::kDown)->to_string(), "0.1");
  EXPECT_EQ(Price::from_double(0.1, Rounding::kUp)->to_string(), "0.10000001");
  EXPECT_EQ(Price::from_double(0.1, Rounding::kHalfEven)->to_string(), "0.1");
}

TEST(DecimalDoubles, ToDouble_IsTheNearestToTheEye) {
  EXPECT_EQ(price("101.25").to_double(), 101.25);
  EXPECT_EQ(money("-0.5").to_double(), -0.5);
  EXPECT_EQ(ratio("0.0001").to_double(), 0.0001);
}

TEST(DecimalLots, TruncateToMultiple_CutsTowardsZero) {
  EXPECT_EQ(truncate_to_multiple(quantity("10.7"), quantity("1")).to_string(), "10");
  EXPECT_EQ(truncate_to_multiple(quantity("-10.7"), quantity("1")).to_string(), "-10");
  EXPECT_EQ(truncate_to_multiple(quantity("0.00000007"), quantity("0.00000002")).to_string(),
            "0.00000006");
  EXPECT_EQ(truncate_to_multiple(Quantity::from_raw(kMin), Quantity::from_raw(1)).raw(), kMin);
}

}  // namespace
}  // namespace sluice
