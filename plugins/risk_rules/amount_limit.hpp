// SPDX-License-Identifier: Apache-2.0
//
// amount_limit.hpp: an amount of exposure against a Limit, the decision most rules here share.
//
// Place: below the rules. Units: the account's currency. Thread: lane_hot. Errors: a limit that is
// a multiple of equity means nothing without equity: NO_EQUITY.
#pragma once

#include <cstdint>
#include <numeric>
#include <optional>
#include <string_view>

#include <sluice/limit.hpp>
#include <sluice/verdict.hpp>

#include "codes.hpp"
#include "order_effect.hpp"

namespace sluice::risk_rules {

// A Limit, ready for the hot path: a multiple as a fraction in lowest terms, so that the usual
// amount needs no wide division.
class AmountLimit {
 public:
  AmountLimit() noexcept = default;
  explicit AmountLimit(const Limit& limit) noexcept : limit_{limit} {
    const std::int64_t divisor = std::gcd(limit.multiple.raw(), kScale);
    numerator_ = limit.multiple.raw() / divisor;
    denominator_ = kScale / divisor;
  }
  [[nodiscard]] bool is_multiple() const noexcept { return limit_.kind == Limit::kMultiple; }
  // What Limit::resolve gives: the amount, rounded down; nothing if it does not fit.
  [[nodiscard]] std::optional<Money> resolve(Money equity) const noexcept {
    if (!is_multiple()) return limit_.amount;
    const auto narrow_equity = detail::narrow(equity.raw());
    std::int64_t product = 0;
    if (!narrow_equity || *narrow_equity < 0 ||
        __builtin_mul_overflow(*narrow_equity, numerator_, &product))
      return limit_.resolve(equity);
    return Money::from_raw(product / denominator_);
  }

 private:
  Limit limit_;
  std::int64_t numerator_ = 0;
  std::int64_t denominator_ = 1;
};

// `measured` is empty where it overflowed. An order that reduces is approved even above the limit:
// one must always be able to get smaller.
[[nodiscard, gnu::always_inline]] inline Verdict judge_amount(std::optional<Money> measured,
                                                              const AmountLimit& limit,
                                                              Money equity, bool reduces,
                                                              std::string_view code) noexcept {
  if (!measured) return reject(code::kValueOverflow);
  if (limit.is_multiple() && !equity.is_positive())
    return reduces ? approve(*measured, Money{}) : reject(code::kNoEquity, *measured, Money{});
  const auto amount = limit.resolve(equity);
  if (!amount) return reject(code::kValueOverflow);
  return reduces || *measured <= *amount ? approve(*measured, *amount)
                                         : reject(code, *measured, *amount);
}

}  // namespace sluice::risk_rules
