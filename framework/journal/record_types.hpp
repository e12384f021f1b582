// SPDX-License-Identifier: Apache-2.0
//
// record_types.hpp: the words a record's "type" can be.
//
// Place: room `journal`; the one list, documented in docs/formats/audit.md. The journal itself
// gives a meaning to OPEN, EPOCH and REPAIRED; the others belong to whoever writes them.
#pragma once

#include <array>
#include <string_view>

namespace sluice::journal {

inline constexpr std::string_view kOpen = "OPEN";          // first record of a segment
inline constexpr std::string_view kEpoch = "EPOCH";        // a writer took over
inline constexpr std::string_view kRepaired = "REPAIRED";  // a torn end was cut off
inline constexpr std::string_view kNew = "NEW";            // an intent was formed
inline constexpr std::string_view kVerdict = "VERDICT";
inline constexpr std::string_view kDenied = "DENIED";      // refused by our gate
inline constexpr std::string_view kReserved = "RESERVED";  // budget taken
inline constexpr std::string_view kSending = "SENDING";    // durable before the first byte leaves
inline constexpr std::string_view kAcked = "ACKED";
inline constexpr std::string_view kPartial = "PARTIAL";
inline constexpr std::string_view kFilled = "FILLED";
inline constexpr std::string_view kRejected = "REJECTED";  // refused by the venue
inline constexpr std::string_view kCanceled = "CANCELED";
inline constexpr std::string_view kExpired = "EXPIRED";
inline constexpr std::string_view kRetry =
    "RETRY";  // proven not to be at the venue; it will be sent again
inline constexpr std::string_view kFailedFinal =
    "FAILED_FINAL";  // proven not to be at the venue, and it stays so
inline constexpr std::string_view kUnknown =
    "UNKNOWN";  // whether the order is at the venue is not known from here on
inline constexpr std::string_view kKnown = "KNOWN";  // it is known again
inline constexpr std::string_view kDisputed =
    "DISPUTED";  // the venue and the trail tell different stories of the order
inline constexpr std::string_view kCancelAsked = "CANCEL_ASKED";  // a cancel is about to leave
inline constexpr std::string_view kCancelRejected =
    "CANCEL_REJECTED";  // the venue did not cancel; the order goes on
inline constexpr std::string_view kReplaceAsked = "REPLACE_ASKED";  // new terms are about to leave
inline constexpr std::string_view kReplaced = "REPLACED";           // the new terms are in force
inline constexpr std::string_view kReplaceRejected =
    "REPLACE_REJECTED";                                // the old terms are in force
inline constexpr std::string_view kBusted = "BUSTED";  // the venue took an execution back
inline constexpr std::string_view kResolved =
    "RESOLVED";  // an operator decided what became of the order
inline constexpr std::string_view kSlippageGuard =
    "SLIPPAGE_GUARD";  // the limit was capped before anything was reserved
inline constexpr std::string_view kQuarantine =
    "QUARANTINE";  // an execution or open order at the venue that is not ours
inline constexpr std::string_view kCertificate =
    "CERTIFICATE";                                 // the books were compared with the venue's
inline constexpr std::string_view kHalt = "HALT";  // routing stopped by itself: cancels only
inline constexpr std::string_view kHaltReleased = "HALT_RELEASED";  // an operator let it go on
inline constexpr std::string_view kReconciled = "RECONCILED";
inline constexpr std::string_view kGroup = "GROUP";             // orders that belong together
inline constexpr std::string_view kVenueState = "VENUE_STATE";  // what a simulated venue remembers
inline constexpr std::string_view kRuleState = "RULE_STATE";    // what a rule remembers
inline constexpr std::string_view kRuleVersion = "RULE_VERSION";  // a rule was exchanged
inline constexpr std::string_view kAssessment = "ASSESSMENT";     // a rule halts without an order
inline constexpr std::string_view kShadowHalt = "SHADOW_HALT";    // it would, but is in shadow
inline constexpr std::string_view kAccount = "ACCOUNT";  // what loss and drawdown are measured from
// What the strategy's factors would have earned over the session.
inline constexpr std::string_view kFactors = "FACTORS";
inline constexpr std::string_view kMark = "MARK";  // the book valued at the day's prices
// A split or a dividend changed a position or the cash.
inline constexpr std::string_view kCorporateAction = "CORPORATE_ACTION";
inline constexpr std::string_view kState = "STATE";  // who, was, now
inline constexpr std::string_view kKillSwitch = "KILL_SWITCH";
inline constexpr std::string_view kKillSwitchReleased = "KILL_SWITCH_RELEASED";
// Gate 2 before live orders was opened or closed, or somebody was refused: who, until when.
inline constexpr std::string_view kLiveGate = "LIVE_GATE";
// What a halt does beside blocking: orders it waits for, positions it closes.
inline constexpr std::string_view kHaltAction = "HALT_ACTION";
// The account begins anew: no positions, the capital it is seeded with. Nothing was open.
inline constexpr std::string_view kReset = "RESET";
inline constexpr std::string_view kPrice = "PRICE";  // of an account whose orders name its prices
inline constexpr std::string_view kApiCall = "API_CALL";  // somebody asked for something, and who
inline constexpr std::string_view kConfig = "CONFIG";
inline constexpr std::string_view kFault = "FAULT";
// A component broke a promise of the ABI and is not called any more.
inline constexpr std::string_view kPluginQuarantined = "PLUGIN_QUARANTINED";
// Somebody asked for what was not known yet, or decided on it.
inline constexpr std::string_view kPitViolation = "PIT_VIOLATION";
// Of an intraday session: its state, kState, and these.
inline constexpr std::string_view kSignal = "SIGNAL";  // what it would do, and what became of it
inline constexpr std::string_view kDecision = "DECISION";  // what the strategy wished for
inline constexpr std::string_view kStrategyState = "STRATEGY_STATE";  // what it remembers
inline constexpr std::string_view kRiskBreach = "RISK_BREACH";        // a session control refused
inline constexpr std::string_view kLossLimit =
    "LOSS_LIMIT";                                    // the day's loss has reached its limit
inline constexpr std::string_view kRerun = "RERUN";  // a unit of work was forced to run again

inline constexpr std::array kRecordTypes{kOpen,
                                         kEpoch,
                                         kRepaired,
                                         kNew,
                                         kVerdict,
                                         kDenied,
                                         kReserved,
                                         kSending,
                                         kAcked,
                                         kPartial,
                                         kFilled,
                                         kRejected,
                                         kCanceled,
                                         kExpired,
                                         kRetry,
                                         kFailedFinal,
                                         kUnknown,
                                         kKnown,
                                         kDisputed,
                                         kCancelAsked,
                                         kCancelRejected,
                                         kReplaceAsked,
                                         kReplaced,
                                         kReplaceRejected,
                                         kBusted,
                                         kResolved,
                                         kSlippageGuard,
                                         kQuarantine,
                                         kCertificate,
                                         kHalt,
                                         kHaltReleased,
                                         kReconciled,
                                         kGroup,
                                         kVenueState,
                                         kRuleState,
                                         kRuleVersion,
                                         kAssessment,
                                         kShadowHalt,
                                         kAccount,
                                         kFactors,
                                         kMark,
                                         kCorporateAction,
                                         kState,
                                         kKillSwitch,
                                         kKillSwitchReleased,
                                         kLiveGate,
                                         kHaltAction,
                                         kReset,
                                         kPrice,
                                         kApiCall,
                                         kConfig,
                                         kFault,
                                         kPluginQuarantined,
                                         kPitViolation,
                                         kSignal,
                                         kDecision,
                                         kStrategyState,
                                         kRiskBreach,
                                         kLossLimit,
                                         kRerun};

}  // namespace sluice::journal
