// SPDX-License-Identifier: Apache-2.0
//
// signal.hpp: what a session would do now, before it is an order: open a position, or close one.
//
// Place: sessions; pure values and their text in the journal (docs/formats/audit.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/intent.hpp"
#include "core/order.hpp"

namespace sluice::sessions {

enum class SignalKind : std::uint8_t { kEntry, kExit };
enum class SignalState : std::uint8_t {
  kPending,   // waits for a person
  kOrdering,  // decided; journalled before the order is
  kOrdered,   // it became an order
  kNoted,     // signal_only: that is all
  kBlocked,   // a control or the gate refused it
  kDeclined,  // a person did
  kExpired,   // nobody answered in time, or it was interrupted for too long
};
inline constexpr std::size_t kSignalStateCount = 7;
[[nodiscard]] std::string_view name(SignalKind kind) noexcept;
[[nodiscard]] std::string_view name(SignalState state) noexcept;
// Nothing more becomes of it.
[[nodiscard]] constexpr bool is_over(SignalState state) noexcept {
  return state != SignalState::kPending && state != SignalState::kOrdering;
}

struct Signal {
  std::uint64_t id = 0;  // from 1, in a session
  InstrumentId instrument = 0;
  SignalKind kind = SignalKind::kEntry;
  Side side = Side::kBuy;
  SignalState state = SignalState::kPending;
  Quantity quantity;   // > 0
  Price reference;     // the price it was decided at
  Timestamp time;      // when it came up
  Timestamp candle;    // that the strategy's wish followed from
  Timestamp expires;   // of one that is pending
  Timestamp decided;   // when it was to become an order; 0: it was not
  OrderId order = 0;   // of one that is ordered
  std::string who;     // decided, where a person did
  std::string reason;  // of one that is blocked, declined or expired
};

// One line: key=value, the reason last. The symbol stands for the instrument.
[[nodiscard]] std::string to_text(const Signal& signal, std::string_view symbol);
// What to_text wrote, for who has no universe: `instrument` is left as it is. Nothing where it did
// not.
struct ToldSignal {
  Signal signal;
  std::string symbol;
};
[[nodiscard]] std::optional<ToldSignal> parse_signal(std::string_view text);
// Nothing also where the symbol is not in the universe.
[[nodiscard]] std::optional<Signal> parse_signal(std::string_view text,
                                                 const InstrumentTable& instruments);

}  // namespace sluice::sessions
