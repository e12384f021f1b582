// SPDX-License-Identifier: Apache-2.0
//
// record_types.hpp: the words a record's "type" can be.
//
// Place: room `journal`; the one list, documented in docs/formats/audit.md. The journal itself
// gives a meaning to OPEN alone; the others belong to whoever writes them.
#pragma once

#include <array>
#include <string_view>

namespace sluice::journal {

inline constexpr std::string_view kOpen = "OPEN";  // first record of a segment
inline constexpr std::string_view kNew = "NEW";    // an intent was formed
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
inline constexpr std::string_view kReconciled = "RECONCILED";
inline constexpr std::string_view kMark = "MARK";    // the book valued at the day's prices
inline constexpr std::string_view kState = "STATE";  // who, was, now
inline constexpr std::string_view kKillSwitch = "KILL_SWITCH";
inline constexpr std::string_view kConfig = "CONFIG";
inline constexpr std::string_view kFault = "FAULT";
inline constexpr std::string_view kRerun = "RERUN";  // a unit of work was forced to run again

inline constexpr std::array kRecordTypes{kOpen,       kNew,     kVerdict,    kDenied, kReserved,
                                         kSending,    kAcked,   kPartial,    kFilled, kRejected,
                                         kCanceled,   kExpired, kReconciled, kMark,   kState,
                                         kKillSwitch, kConfig,  kFault,      kRerun};

}  // namespace sluice::journal
