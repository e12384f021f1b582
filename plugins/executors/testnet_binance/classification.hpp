// SPDX-License-Identifier: Apache-2.0
//
// classification.hpp: what an answer of the venue says about the fate of a request.
//
// One table, first row that fits. Whatever no row knows is kUnknown: only what the venue is
// documented to say before its engine has seen a request is taken for a proof that it did nothing.
// Place: executor plugin. Pure. Source: the venue's page of error codes, 2025-01.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sluice::testnet {

enum class Meaning : std::uint8_t {
  kAccepted,    // a body that could be read says the rest
  kRejected,    // definitive: the same request will be refused again
  kDuplicate,   // the venue has an open order of this client id: ask about it
  kNotSent,     // the engine has not seen it; it may be sent again
  kThrottled,   // the same, and not before a time that is told
  kWrongClock,  // the same, once the clock was measured anew
  kUnknown,     // it may have been executed
  kNotFound,    // of a query: the venue does not know the order
  kNoSuchOrder  // of a cancel or change: there is no such open order
};

// How the exchange of a request for an answer ended.
enum class End : std::uint8_t {
  kAnswered,
  kNeverSent,  // not one byte was written
  kLost,       // the connection broke after the first byte may have left
  kTimedOut    // no whole answer in time
};
inline constexpr std::size_t kEndCount = 4;

struct ClassRow {
  int status_from;  // HTTP
  int status_to;
  int code_from;  // the venue's; -1 is smaller than 0, so `from` is the larger number
  int code_to;
  std::string_view words;  // a part of its message; empty: any
  Meaning meaning;
  std::string_view reason;  // what the order's reports say
};
// The account, whatever the key: it may be allowed to trade again one day.
inline constexpr std::string_view kAccountRestricted = "ACCOUNT_RESTRICTED";
inline constexpr int kNoCode = 0;  // the body held none

struct Classified {
  Meaning meaning = Meaning::kUnknown;
  std::string reason;
  // The key, its permissions or the signature: every request will be refused.
  bool is_key_fault = false;
};

[[nodiscard]] std::span<const ClassRow> class_rows() noexcept;
// Of an answer that is no 200.
[[nodiscard]] Classified classify(int status, int code, std::string_view message);
// Of an exchange without an answer.
[[nodiscard]] Classified classify(End end);

}  // namespace sluice::testnet
