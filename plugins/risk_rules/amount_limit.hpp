// SPDX-License-Identifier: Apache-2.0
//
// amount_limit.hpp: an amount of exposure against a Limit, the decision most rules here share.
//
// Place: below the rules. Units: the account's currency. Thread: lane_hot. Errors: a limit that is
// a multiple of equity means nothing without equity: NO_EQUITY.
#pragma once

#include <string_view>

#include <sluice/limit.hpp>
#include <sluice/verdict.hpp>

#include "codes.hpp"
#include "order_effect.hpp"

namespace sluice::risk_rules {

// `measured` is empty where it overflowed. An order that reduces is approved even above the limit:
// one must always be able to get smaller.
[[nodiscard]] inline Verdict judge_amount(std::optional<Money> measured, const Limit& limit,
                                          Money equity, bool reduces,
                                          std::string_view code) noexcept {
  if (!measured) return reject(code::kValueOverflow);
  if (limit.kind == Limit::kMultiple && !equity.is_positive())
    return reduces ? approve(*measured, Money{}) : reject(code::kNoEquity, *measured, Money{});
  const auto amount = limit.resolve(equity);
  if (!amount) return reject(code::kValueOverflow);
  return reduces || *measured <= *amount ? approve(*measured, *amount)
                                         : reject(code, *measured, *amount);
}

}  // namespace sluice::risk_rules
