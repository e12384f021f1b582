// SPDX-License-Identifier: Apache-2.0
//
// unit_name.hpp: what the unit of a measured value is called, in the audit trail and in texts.
//
// Place: SDK, for plugins and the host alike.
#pragma once

#include <cstdint>
#include <string_view>

#include <sluice/c/risk_rule.h>

namespace sluice {

// Of a SLUICE_UNIT_…; "none" for what is none.
[[nodiscard]] constexpr std::string_view unit_name(std::int32_t unit) noexcept {
  switch (unit) {
    case SLUICE_UNIT_MONEY:
      return "money";
    case SLUICE_UNIT_QUANTITY:
      return "quantity";
    case SLUICE_UNIT_PRICE:
      return "price";
    case SLUICE_UNIT_RATIO:
      return "ratio";
    case SLUICE_UNIT_COUNT:
      return "count";
    case SLUICE_UNIT_SECONDS:
      return "seconds";
    default:
      return "none";
  }
}

}  // namespace sluice
