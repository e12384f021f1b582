// SPDX-License-Identifier: Apache-2.0
//
// words.hpp: the words of the format of rule tests, and what they stand for in the ABI.
//
// Place: rule_tests. Source: docs/formats/rule_tests.md.
#pragma once

#include <span>
#include <string>

#include <sluice/c/risk_rule.h>

#include "rule_tests/field_reader.hpp"

namespace sluice::rule_tests {

inline constexpr Word kSides[] = {{"BUY", SLUICE_SIDE_BUY}, {"SELL", SLUICE_SIDE_SELL}};
inline constexpr Word kTypes[] = {{"MARKET", SLUICE_ORDER_MARKET},
                                  {"LIMIT", SLUICE_ORDER_LIMIT},
                                  {"STOP", SLUICE_ORDER_STOP},
                                  {"STOP_LIMIT", SLUICE_ORDER_STOP_LIMIT},
                                  {"LIMIT_MAKER", SLUICE_ORDER_LIMIT_MAKER}};
inline constexpr Word kTimesInForce[] = {{"DAY", SLUICE_TIF_DAY},
                                         {"IOC", SLUICE_TIF_IOC},
                                         {"GTC", SLUICE_TIF_GTC},
                                         {"FOK", SLUICE_TIF_FOK},
                                         {"GTD", SLUICE_TIF_GTD}};
inline constexpr Word kTradingStates[] = {{"ACTIVE", SLUICE_TRADING_ACTIVE},
                                          {"REDUCING", SLUICE_TRADING_REDUCING},
                                          {"HALTED", SLUICE_TRADING_HALTED},
                                          {"UNKNOWN", SLUICE_TRADING_UNKNOWN}};
inline constexpr Word kEvents[] = {
    {"approved", SLUICE_RISK_EVENT_APPROVED}, {"refused", SLUICE_RISK_EVENT_REFUSED},
    {"denied", SLUICE_RISK_EVENT_DENIED},     {"sent", SLUICE_RISK_EVENT_SENT},
    {"cancel", SLUICE_RISK_EVENT_CANCEL},     {"replace", SLUICE_RISK_EVENT_REPLACE},
    {"acked", SLUICE_RISK_EVENT_ACKED},       {"rejected", SLUICE_RISK_EVENT_REJECTED},
    {"unknown", SLUICE_RISK_EVENT_UNKNOWN},   {"filled", SLUICE_RISK_EVENT_FILLED},
    {"ended", SLUICE_RISK_EVENT_ENDED},       {"busted", SLUICE_RISK_EVENT_BUSTED},
    {"released", SLUICE_RISK_EVENT_RELEASED}};
inline constexpr Word kVerdicts[] = {{"approve", SLUICE_VERDICT_APPROVE},
                                     {"reject", SLUICE_VERDICT_REJECT},
                                     {"resize", SLUICE_VERDICT_RESIZE},
                                     {"halt", SLUICE_VERDICT_HALT}};
inline constexpr Word kUnits[] = {{"money", SLUICE_UNIT_MONEY}, {"quantity", SLUICE_UNIT_QUANTITY},
                                  {"price", SLUICE_UNIT_PRICE}, {"ratio", SLUICE_UNIT_RATIO},
                                  {"count", SLUICE_UNIT_COUNT}, {"seconds", SLUICE_UNIT_SECONDS}};
inline constexpr Word kScopes[] = {
    {"symbol", SLUICE_SCOPE_SYMBOL},   {"strategy", SLUICE_SCOPE_STRATEGY},
    {"session", SLUICE_SCOPE_SESSION}, {"account", SLUICE_SCOPE_ACCOUNT},
    {"route", SLUICE_SCOPE_ROUTE},     {"all", SLUICE_SCOPE_ALL}};
// As a script names them; ALL_ORDERS is what a halt without a level does.
inline constexpr Word kLevels[] = {{"REDUCE_ONLY", SLUICE_HALT_REDUCE_ONLY},
                                   {"ALL_ORDERS", SLUICE_HALT_ALL_ORDERS},
                                   {"AND_CANCEL", SLUICE_HALT_AND_CANCEL},
                                   {"FLATTEN", SLUICE_HALT_FLATTEN}};

[[nodiscard]] inline std::string word_of(std::span<const Word> words, std::uint32_t value) {
  for (const Word& word : words)
    if (word.value == value) return std::string{word.name};
  return "none";
}

}  // namespace sluice::rule_tests
