// SPDX-License-Identifier: Apache-2.0
//
// cap.hpp: the amount a Limit stands for, in the account at hand.
//
// Place: below the controls. Units: the account's currency, rounded down. Thread: lane_hot. Errors:
// NO_EQUITY for a multiple of nothing, VALUE_OVERFLOW.
#pragma once

#include <string_view>

#include <sluice/risk_view.hpp>

#include "amount_limit.hpp"
#include "control_codes.hpp"

namespace sluice::risk_rules {

struct Cap {
  std::string_view fault;  // empty: none
  Money amount;
};

[[nodiscard]] inline Cap cap_of(const AmountLimit& limit, const RiskView& view) noexcept {
  if (limit.is_multiple() && !view.equity().is_positive()) return {code::kNoEquity, {}};
  const auto amount = limit.resolve(view.equity());
  return amount ? Cap{{}, *amount} : Cap{code::kValueOverflow, {}};
}

}  // namespace sluice::risk_rules
