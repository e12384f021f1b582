// SPDX-License-Identifier: Apache-2.0
//
// decimal_property_test.cpp: every operation of decimal.hpp against exact integers and rationals:
// the result is the true one rounded once, and there is none exactly where that does not fit.
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <sluice/decimal.hpp>

#include "core/exact_reference.hpp"

namespace sluice {
namespace {

using exact::Big;
using exact::big;
using exact::Rational;

void expect_money(const std::optional<Money>& actual, const Big& truth) {
  RC_ASSERT(actual.has_value() == exact::fits128(truth));
  if (actual) RC_ASSERT(big(actual->raw()) == truth);
}

template <typename T>
void expect_narrow(const std::optional<T>& actual, const Big& truth) {
  RC_ASSERT(actual.has_value() == exact::fits64(truth));
  if (actual) RC_ASSERT(Big{actual->raw()} == truth);
}

#define EXPECT_PROPERTY(name, ...) EXPECT_TRUE(rc::check(name, __VA_ARGS__))

template <typename T>
class Decimal64Property : public testing::Test {};
using Decimals = testing::Types<Price, Quantity, Ratio>;
TYPED_TEST_SUITE(Decimal64Property, Decimals);

TYPED_TEST(Decimal64Property, AddSubtractNegate_EqualTheTrueResult) {
  using T = TypeParam;
  EXPECT_PROPERTY("add",
                  [](T a, T b) { expect_narrow(checked_add(a, b), Big{a.raw()} + b.raw()); });
  EXPECT_PROPERTY("subtract",
                  [](T a, T b) { expect_narrow(checked_subtract(a, b), Big{a.raw()} - b.raw()); });
  EXPECT_PROPERTY("negate", [](T a) { expect_narrow(checked_negate(a), -Big{a.raw()}); });
}

TYPED_TEST(Decimal64Property, TruncateToMultiple_IsTheLargestMultipleNotAbove) {
  using T = TypeParam;
  EXPECT_PROPERTY("truncate", [](T value, T step) {
    RC_PRE(step.is_positive());
    const Big cut = Big{truncate_to_multiple(value, step).raw()};
    const Big magnitude = abs(Big{value.raw()});
    RC_ASSERT(cut % step.raw() == 0);
    RC_ASSERT(abs(cut) <= magnitude);
    RC_ASSERT(abs(cut) + step.raw() > magnitude);
    RC_ASSERT(cut == 0 || (cut < 0) == value.is_negative());
  });
}

TYPED_TEST(Decimal64Property, ParseOfPrint_IsTheSameValue) {
  using T = TypeParam;
  EXPECT_PROPERTY("parse(print)", [](T value) {
    const auto parsed = T::parse(value.to_string());
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == value);
  });
}

TYPED_TEST(Decimal64Property, Order_IsThatOfTheNumbers) {
  using T = TypeParam;
  EXPECT_PROPERTY("order", [](T a, T b) {
    RC_ASSERT((a < b) == (a.raw() < b.raw()));
    RC_ASSERT((a == b) == (a.raw() == b.raw()));
  });
}

TYPED_TEST(Decimal64Property, FromWholeAndFromDouble_FitOrAreNothing) {
  using T = TypeParam;
  EXPECT_PROPERTY("from_whole", [] {
    const std::int64_t whole = *exact::raw64();
    expect_narrow(T::from_whole(whole), Big{whole} * exact::scale());
  });
  EXPECT_PROPERTY("from_double", [](Rounding rounding) {
    const double value = *exact::doubles();
    if (!std::isfinite(value)) {
      RC_ASSERT(!T::from_double(value, rounding));
      return;
    }
    const Rational scaled = exact::rational(value) * exact::scale();
    expect_narrow(T::from_double(value, rounding), exact::rounded(scaled, rounding));
  });
}

TEST(MoneyProperty, AddSubtractNegateAbs_EqualTheTrueResult) {
  EXPECT_PROPERTY("add", [](Money a, Money b) {
    expect_money(checked_add(a, b), big(a.raw()) + big(b.raw()));
  });
  EXPECT_PROPERTY("subtract", [](Money a, Money b) {
    expect_money(checked_subtract(a, b), big(a.raw()) - big(b.raw()));
  });
  EXPECT_PROPERTY("negate", [](Money a) { expect_money(checked_negate(a), -big(a.raw())); });
  EXPECT_PROPERTY("abs", [](Money a) { expect_money(checked_abs(a), Big{abs(big(a.raw()))}); });
}

TEST(MoneyProperty, Order_IsThatOfTheNumbers) {
  EXPECT_PROPERTY("order", [](Money a, Money b) {
    RC_ASSERT((a < b) == (big(a.raw()) < big(b.raw())));
    RC_ASSERT((a == b) == (big(a.raw()) == big(b.raw())));
  });
}

TEST(MoneyProperty, ToCAndFromC_AreInverse) {
  EXPECT_PROPERTY("c", [](Money a) {
    RC_ASSERT(Money::from_c(a.to_c()) == a);
    RC_ASSERT((Big{a.to_c().hi} << 64) + a.to_c().lo == big(a.raw()));
  });
}

TEST(MoneyProperty, ParseOfPrint_IsTheSameValue) {
  EXPECT_PROPERTY("parse(print)", [](Money a) {
    const auto from_text = Money::parse(a.to_string());
    const auto from_amount = Money::parse(a.to_amount());
    RC_ASSERT(from_text.has_value() && from_amount.has_value());
    RC_ASSERT(*from_text == a);
    RC_ASSERT(*from_amount == a);
  });
}

// The text, read as an exact rational, is the value.
TEST(MoneyProperty, Print_IsTheExactNumberWithoutSuperfluousZeros) {
  EXPECT_PROPERTY("print", [](Money a) {
    const std::string text = a.to_string();
    const auto point = text.find('.');
    std::string digits = text;
    Big unit = exact::scale();
    if (point != std::string::npos) {
      digits.erase(point, 1);
      for (std::size_t i = point + 1; i < text.size(); ++i) unit /= 10;
      RC_ASSERT(text.back() != '0');
      RC_ASSERT(text.size() - point - 1 <= 8U);
    }
    const bool negative = digits.front() == '-';
    if (negative) digits.erase(0, 1);
    const auto first = digits.find_first_not_of('0');
    const Big magnitude = first == std::string::npos ? Big{0} : Big{digits.substr(first)};
    RC_ASSERT((negative ? Big{-magnitude} : magnitude) * unit == big(a.raw()));
  });
}

TEST(MoneyProperty, FromDouble_IsTheExactDoubleRoundedOnce) {
  EXPECT_PROPERTY("from_double", [](Rounding rounding) {
    const double value = *exact::doubles();
    if (!std::isfinite(value)) {
      RC_ASSERT(!Money::from_double(value, rounding));
      return;
    }
    const Rational scaled = exact::rational(value) * exact::scale();
    expect_money(Money::from_double(value, rounding), exact::rounded(scaled, rounding));
  });
}

TEST(MoneyProperty, Notional_IsTheTrueProductRoundedOnce) {
  EXPECT_PROPERTY("notional", [](Price price, Quantity quantity, Rounding rounding) {
    const Rational truth{Big{price.raw()} * quantity.raw(), exact::scale()};
    RC_ASSERT(big(notional(price, quantity, rounding).raw()) == exact::rounded(truth, rounding));
  });
}

TEST(MoneyProperty, MultiplyByRatio_IsTheTrueProductOrNothing) {
  EXPECT_PROPERTY("money * ratio", [](Money money, Ratio ratio, Rounding rounding) {
    const Rational truth{big(money.raw()) * ratio.raw(), exact::scale()};
    expect_money(checked_multiply(money, ratio, rounding), exact::rounded(truth, rounding));
  });
  EXPECT_PROPERTY("price * ratio", [](Price price, Ratio ratio, Rounding rounding) {
    const Rational truth{Big{price.raw()} * ratio.raw(), exact::scale()};
    expect_narrow(checked_multiply(price, ratio, rounding), exact::rounded(truth, rounding));
  });
}

TEST(MoneyProperty, Divide_IsTheTrueQuotientOrNothing) {
  EXPECT_PROPERTY("money / money", [](Money a, Money b, Rounding rounding) {
    if (b.is_zero()) {
      RC_ASSERT(!checked_divide(a, b, rounding));
      return;
    }
    const Rational truth = Rational{big(a.raw())} * exact::scale() / Rational{big(b.raw())};
    expect_narrow(checked_divide(a, b, rounding), exact::rounded(truth, rounding));
  });
  EXPECT_PROPERTY("money / price", [](Money money, Price price, Rounding rounding) {
    if (price.is_zero()) {
      RC_ASSERT(!checked_divide(money, price, rounding));
      return;
    }
    const Rational truth = Rational{big(money.raw())} * exact::scale() / Rational{Big{price.raw()}};
    expect_narrow(checked_divide(money, price, rounding), exact::rounded(truth, rounding));
  });
}

// Quotients near the ends of the range, where random operands seldom land.
TEST(MoneyProperty, DivideOfAProduct_GivesTheFactorBack) {
  EXPECT_PROPERTY("quotient", [](Price price, Quantity quantity, Rounding rounding) {
    RC_PRE(!price.is_zero());
    // Exact: money of scale 1e-16 cannot be held, so the product is taken without its rounding.
    const auto product = detail::multiply_divide(price.raw(), quantity.raw(), 1, rounding);
    RC_ASSERT(product.has_value());
    const auto back = detail::multiply_divide(*product, 1, price.raw(), rounding);
    RC_ASSERT(back.has_value());
    RC_ASSERT(big(*back) == Big{quantity.raw()});
  });
}

TEST(MoneyProperty, MultiplyDivide_WithA256BitProduct_IsTheTrueResultOrNothing) {
  EXPECT_PROPERTY("a * b / c", [](Money a, Money b, Money c, Rounding rounding) {
    const auto actual = detail::multiply_divide(a.raw(), b.raw(), c.raw(), rounding);
    if (c.is_zero()) {
      RC_ASSERT(!actual);
      return;
    }
    const Rational truth{Rational{big(a.raw()) * big(b.raw())} / Rational{big(c.raw())}};
    const Big expected = exact::rounded(truth, rounding);
    RC_ASSERT(actual.has_value() == exact::fits128(expected));
    if (actual) RC_ASSERT(big(*actual) == expected);
  });
}

}  // namespace
}  // namespace sluice
