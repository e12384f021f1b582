// SPDX-License-Identifier: Apache-2.0
//
// reason_codes.hpp: every code the host itself refuses an order with. Rules bring their own codes.
//
// Place: core. The table is the only list; docs/reference/reason_codes.md is generated from it.
#pragma once

#include <string_view>

namespace sluice {

struct ReasonCode {
  std::string_view code;
  std::string_view meaning;
};

namespace reason {
inline constexpr std::string_view kKillSwitch = "KILL_SWITCH";
inline constexpr std::string_view kPluginFault = "PLUGIN_FAULT";
inline constexpr std::string_view kResizeLimit = "RESIZE_LIMIT";
inline constexpr std::string_view kPositionOverflow = "POSITION_OVERFLOW";
inline constexpr std::string_view kReserveFailed = "RESERVE_FAILED";
inline constexpr std::string_view kMinNotional = "MIN_NOTIONAL";
inline constexpr std::string_view kNoReferencePrice = "NO_REFERENCE_PRICE";
inline constexpr std::string_view kTooManyOpenOrders = "TOO_MANY_OPEN_ORDERS";
inline constexpr std::string_view kDuplicateIntent = "DUPLICATE_INTENT";
inline constexpr std::string_view kIntentConflict = "INTENT_CONFLICT";
inline constexpr std::string_view kStaleIntent = "STALE_INTENT";
inline constexpr std::string_view kVenueRejected = "VENUE_REJECTED";
inline constexpr std::string_view kHalted = "HALTED";
inline constexpr std::string_view kNotReconciled = "NOT_RECONCILED";
inline constexpr std::string_view kRetriesExhausted = "RETRIES_EXHAUSTED";
inline constexpr std::string_view kNeverSent = "NEVER_SENT";
// An executor's word for "this client order id is in use": the order may be there, so it is asked
// for, not rejected.
inline constexpr std::string_view kDuplicateOrder = "DUPLICATE_ORDER";
// Before a live venue, in the order they are asked; see risk/safety_guard.hpp.
inline constexpr std::string_view kLiveMode = "LIVE_MODE";
inline constexpr std::string_view kLiveNotEnabled = "LIVE_NOT_ENABLED";
inline constexpr std::string_view kLiveNotArmed = "LIVE_NOT_ARMED";
inline constexpr std::string_view kLiveToken = "LIVE_TOKEN";
inline constexpr std::string_view kLiveDryRun = "LIVE_DRY_RUN";
}  // namespace reason

inline constexpr ReasonCode kReasonCodes[] = {
    {reason::kKillSwitch, "the kill switch is engaged, or whether it is can't be read"},
    {reason::kPluginFault, "a rule did not answer, answered nonsense, or is quarantined"},
    {reason::kResizeLimit,
     "rules kept resizing the order past the bound on passes through the chain"},
    {reason::kPositionOverflow, "the position could become larger than a quantity can be"},
    {reason::kReserveFailed,
     "the budget left does not cover the order at its worst price, fees included"},
    {reason::kMinNotional, "the order is worth less than router.min_notional"},
    {reason::kNoReferencePrice, "there is no price to value the order at"},
    {reason::kTooManyOpenOrders, "as many orders are open as may be; cancel some"},
    {reason::kDuplicateIntent, "the same intent was routed before; the known order stands"},
    {reason::kIntentConflict, "an intent with this id and other content was routed before"},
    {reason::kStaleIntent, "the intent was decided before the newest decision routed"},
    {reason::kVenueRejected, "the venue refused the order and gave no code of its own"},
    {reason::kHalted, "routing is halted until an operator releases it"},
    {reason::kNotReconciled, "there is no complete reconciliation with the venue yet"},
    {reason::kRetriesExhausted,
     "the order is provably not at the venue, and may not be sent again"},
    {reason::kNeverSent, "the process ended between the reservation and the sending"},
    {reason::kLiveMode, "live orders, and environment.mode is not live"},
    {reason::kLiveNotEnabled, "gate 1 before live orders is closed: the config does not open it"},
    {reason::kLiveNotArmed, "gate 2 is closed: nobody has armed, or it expired or became void"},
    {reason::kLiveToken, "the confirm token is missing, or whoever armed did not show it"},
    {reason::kLiveDryRun, "no live order leaves this build"},
    {reason::kDuplicateOrder, "the venue knows the order already; it is asked how it stands"},
};

}  // namespace sluice
