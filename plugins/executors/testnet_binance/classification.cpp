// SPDX-License-Identifier: Apache-2.0
#include "classification.hpp"

namespace sluice::testnet {
namespace {

constexpr int kAnyFrom = 1 << 20;
constexpr int kAnyTo = -(1 << 20);

// clang-format off
constexpr ClassRow kRows[] = {
    // status    code              words                       meaning                 reason
    // Before the engine, by the venue's gates.
    {400, 499,   -1015, -1015,     "",                         Meaning::kThrottled,    "ORDER_LIMIT"},
    {429, 429,   kAnyFrom, kAnyTo, "",                         Meaning::kThrottled,    "RATE_LIMIT"},
    {418, 418,   kAnyFrom, kAnyTo, "",                         Meaning::kThrottled,    "IP_BANNED"},
    {403, 403,   kNoCode, kNoCode, "",                         Meaning::kThrottled,    "FIREWALL"},
    // The venue says itself that a 5xx may have been executed, whatever the body says.
    {500, 599,   kAnyFrom, kAnyTo, "",                         Meaning::kUnknown,      "VENUE_ERROR"},
    // Faults inside: the request may have passed.
    {400, 499,   -1000, -1001,     "",                         Meaning::kUnknown,      "VENUE_ERROR"},
    {400, 499,   -1006, -1008,     "",                         Meaning::kUnknown,      "VENUE_ERROR"},
    {400, 499,   -1016, -1016,     "",                         Meaning::kUnknown,      "VENUE_ERROR"},
    // Refused at the door; later it may pass.
    {400, 499,   -1003, -1003,     "",                         Meaning::kThrottled,    "RATE_LIMIT"},
    {400, 499,   -1034, -1034,     "",                         Meaning::kThrottled,    "RATE_LIMIT"},
    {400, 499,   -1021, -1021,     "",                         Meaning::kWrongClock,   "CLOCK_OFFSET"},
    // Refused at the door, for good.
    {400, 499,   -1002, -1002,     "",                         Meaning::kRejected,     "UNAUTHORIZED"},
    {400, 499,   -1022, -1022,     "",                         Meaning::kRejected,     "BAD_SIGNATURE"},
    {400, 499,   -2014, -2014,     "",                         Meaning::kRejected,     "BAD_API_KEY"},
    {400, 499,   -2015, -2015,     "",                         Meaning::kRejected,     "KEY_REFUSED"},
    {400, 499,   -1013, -1013,     "",                         Meaning::kRejected,     "INVALID_MESSAGE"},
    {400, 499,   -1014, -1014,     "",                         Meaning::kRejected,     "UNSUPPORTED_ORDER"},
    {400, 499,   -1020, -1020,     "",                         Meaning::kRejected,     "UNSUPPORTED_ORDER"},
    {400, 499,   -1121, -1122,     "",                         Meaning::kRejected,     "UNKNOWN_SYMBOL"},
    {400, 499,   -1099, -1199,     "",                         Meaning::kRejected,     "INVALID_REQUEST"},
    // The engine's word.
    {400, 499,   -2010, -2010,     "Duplicate order",          Meaning::kDuplicate,    "DUPLICATE_ORDER"},
    {400, 499,   -2010, -2010,     "insufficient balance",     Meaning::kRejected,     "INSUFFICIENT_BALANCE"},
    {400, 499,   -2010, -2010,     "Market is closed",         Meaning::kRejected,     "MARKET_CLOSED"},
    {400, 499,   -2010, -2010,     "immediately match",        Meaning::kRejected,     "WOULD_TAKE"},
    {400, 499,   -2010, -2010,     "trigger immediately",      Meaning::kRejected,     "WOULD_TRIGGER"},
    {400, 499,   -2010, -2010,     "account",                  Meaning::kRejected,     kAccountRestricted},
    {400, 499,   -2010, -2010,     "",                         Meaning::kRejected,     "VENUE_REJECTED"},
    {400, 499,   -1010, -1010,     "",                         Meaning::kRejected,     "VENUE_REJECTED"},
    {400, 499,   -2011, -2011,     "Unknown order",            Meaning::kNoSuchOrder,  "UNKNOWN_ORDER"},
    {400, 499,   -2011, -2011,     "",                         Meaning::kRejected,     "CANCEL_REFUSED"},
    {400, 499,   -2038, -2039,     "",                         Meaning::kRejected,     "AMEND_REFUSED"},
    {400, 499,   -2013, -2013,     "",                         Meaning::kNotFound,     "NOT_FOUND"},
};

constexpr struct {
  Meaning meaning;
  std::string_view reason;
} kEnds[kEndCount] = {
    {Meaning::kUnknown, "GARBLED_ANSWER"},    // kAnswered, and nobody could read it
    {Meaning::kNotSent, "NOT_CONNECTED"},     // kNeverSent
    {Meaning::kUnknown, "CONNECTION_LOST"},   // kLost
    {Meaning::kUnknown, "NO_ANSWER"},         // kTimedOut
};
// clang-format on

// Which filter it was is what the user wants to know.
constexpr std::string_view kFilterFailure = "Filter failure: ";

bool is_key_fault(int code) noexcept {
  return code == -1002 || code == -1022 || code == -2014 || code == -2015;
}

}  // namespace

std::span<const ClassRow> class_rows() noexcept { return kRows; }

Classified classify(int status, int code, std::string_view message) {
  for (const ClassRow& row : kRows) {
    if (status < row.status_from || status > row.status_to) continue;
    if (code > row.code_from || code < row.code_to) continue;
    if (message.find(row.words) == message.npos) continue;
    const bool names_filter =
        row.meaning == Meaning::kRejected && message.starts_with(kFilterFailure);
    return {row.meaning,
            std::string{names_filter ? message.substr(kFilterFailure.size()) : row.reason},
            status < 500 && is_key_fault(code)};
  }
  return {Meaning::kUnknown, "UNRECOGNISED_ANSWER", false};
}

Classified classify(End end) {
  const auto& row = kEnds[static_cast<std::size_t>(end)];
  return {row.meaning, std::string{row.reason}, false};
}

}  // namespace sluice::testnet
