// SPDX-License-Identifier: Apache-2.0
//
// codes.hpp: every code the rules of this library can answer; docs/rules/pre_trade.md explains
// them.
#pragma once

#include <string_view>

namespace sluice::risk_rules::code {

// A limit was reached.
inline constexpr std::string_view kMaxNotional = "MAX_NOTIONAL_PER_SYMBOL";
inline constexpr std::string_view kMaxWeight = "MAX_WEIGHT_PER_SYMBOL";
inline constexpr std::string_view kMaxGross = "MAX_GROSS_EXPOSURE";
inline constexpr std::string_view kMaxSector = "MAX_SECTOR_EXPOSURE";
inline constexpr std::string_view kMaxRegion = "MAX_REGION_EXPOSURE";
inline constexpr std::string_view kVolTarget = "VOL_TARGET";
inline constexpr std::string_view kQaBlock = "QA_BLOCK";

// Something needed to measure is missing: fail closed.
inline constexpr std::string_view kInvalidOrder = "INVALID_ORDER";
inline constexpr std::string_view kUnknownInstrument = "UNKNOWN_INSTRUMENT";
inline constexpr std::string_view kNoReferencePrice = "NO_REFERENCE_PRICE";
inline constexpr std::string_view kNoLastPrice = "NO_LAST_PRICE";
inline constexpr std::string_view kUnknownSector = "UNKNOWN_SECTOR";
inline constexpr std::string_view kUnknownRegion = "UNKNOWN_REGION";
inline constexpr std::string_view kNoEquity = "NO_EQUITY";
inline constexpr std::string_view kNoVolatility = "NO_VOLATILITY";
inline constexpr std::string_view kValueOverflow = "VALUE_OVERFLOW";

}  // namespace sluice::risk_rules::code
