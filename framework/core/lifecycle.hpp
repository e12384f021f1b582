// SPDX-License-Identifier: Apache-2.0
//
// lifecycle.hpp: the states of an order, what can happen to it, and where that leads.
//
// Place: core. The table is the whole truth: a pair that is not in it is not allowed, and the
// router treats it as a fault of whoever reported it. Whether its fate is unknown, or a cancel is
// on its way, are flags of an order (OrderFlags), not states.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

enum class OrderState : std::uint8_t {
  kNew,          // an intent, not judged yet
  kDenied,       // refused by our own gate or reservation; nothing was sent
  kApproved,     // passed the gate
  kReserved,     // budget is taken
  kSending,      // about to leave; journalled before the first byte does
  kAcked,        // the venue has it
  kPartial,      // some of it is filled
  kFilled,       // all of it is filled
  kCanceled,     // ended by a cancel
  kRejected,     // refused by the venue
  kExpired,      // ended by its time in force
  kRetry,        // proven not to be at the venue; it will be sent again
  kFailedFinal,  // proven not to be at the venue, and it stays so
};
inline constexpr std::size_t kOrderStateCount = 13;

enum class OrderEvent : std::uint8_t {
  kApprove,
  kDeny,
  kReserve,
  kReserveFail,
  kSend,
  kAck,
  kPartialFill,
  kFill,
  kCancel,
  kReject,
  kExpire,
  kNotSent,  // proven: the venue does not have it and never will
  kGiveUp,   // it is not sent again
};
inline constexpr std::size_t kOrderEventCount = 13;

struct Edge {
  OrderState from;
  OrderEvent on;
  OrderState to;
  const char* why;  // for edges that surprise
};

// clang-format off
inline constexpr Edge kEdges[] = {
    // from                     on                        to                        why it exists
    {OrderState::kNew,          OrderEvent::kApprove,     OrderState::kApproved,    ""},
    {OrderState::kNew,          OrderEvent::kDeny,        OrderState::kDenied,      ""},
    {OrderState::kApproved,     OrderEvent::kReserve,     OrderState::kReserved,    ""},
    {OrderState::kApproved,     OrderEvent::kReserveFail, OrderState::kDenied,      "the budget is used up: nothing is sent"},

    {OrderState::kReserved,     OrderEvent::kSend,        OrderState::kSending,     ""},
    {OrderState::kReserved,     OrderEvent::kCancel,      OrderState::kCanceled,    "it never left: the cancel is ours alone"},
    {OrderState::kReserved,     OrderEvent::kGiveUp,      OrderState::kFailedFinal, "a crash or a halt came before it was sent"},

    {OrderState::kSending,      OrderEvent::kAck,         OrderState::kAcked,       ""},
    {OrderState::kSending,      OrderEvent::kPartialFill, OrderState::kPartial,     "the fill overtook its acknowledgement"},
    {OrderState::kSending,      OrderEvent::kFill,        OrderState::kFilled,      "the fill overtook its acknowledgement"},
    {OrderState::kSending,      OrderEvent::kReject,      OrderState::kRejected,    ""},
    {OrderState::kSending,      OrderEvent::kExpire,      OrderState::kExpired,     "an IOC may end without an acknowledgement"},
    {OrderState::kSending,      OrderEvent::kCancel,      OrderState::kCanceled,    "the cancel overtook the acknowledgement"},
    {OrderState::kSending,      OrderEvent::kNotSent,     OrderState::kRetry,       "proven not to be there: it may be sent again"},

    {OrderState::kRetry,        OrderEvent::kSend,        OrderState::kSending,     ""},
    {OrderState::kRetry,        OrderEvent::kGiveUp,      OrderState::kFailedFinal, ""},
    {OrderState::kRetry,        OrderEvent::kCancel,      OrderState::kCanceled,    "it is not at the venue: the cancel is ours alone"},
    {OrderState::kRetry,        OrderEvent::kAck,         OrderState::kAcked,       "the proof was wrong, it is there: it must not be sent again"},
    {OrderState::kRetry,        OrderEvent::kPartialFill, OrderState::kPartial,     "the proof was wrong, it is there: it must not be sent again"},
    {OrderState::kRetry,        OrderEvent::kFill,        OrderState::kFilled,      "the proof was wrong, it is there: it must not be sent again"},
    {OrderState::kRetry,        OrderEvent::kReject,      OrderState::kRejected,    ""},
    {OrderState::kRetry,        OrderEvent::kExpire,      OrderState::kExpired,     ""},

    {OrderState::kAcked,        OrderEvent::kAck,         OrderState::kAcked,       "said twice"},
    {OrderState::kAcked,        OrderEvent::kPartialFill, OrderState::kPartial,     ""},
    {OrderState::kAcked,        OrderEvent::kFill,        OrderState::kFilled,      ""},
    {OrderState::kAcked,        OrderEvent::kCancel,      OrderState::kCanceled,    ""},
    {OrderState::kAcked,        OrderEvent::kReject,      OrderState::kRejected,    "venues may refuse after they acknowledged"},
    {OrderState::kAcked,        OrderEvent::kExpire,      OrderState::kExpired,     ""},

    {OrderState::kPartial,      OrderEvent::kAck,         OrderState::kPartial,     "a late acknowledgement says nothing new"},
    {OrderState::kPartial,      OrderEvent::kPartialFill, OrderState::kPartial,     ""},
    {OrderState::kPartial,      OrderEvent::kFill,        OrderState::kFilled,      ""},
    {OrderState::kPartial,      OrderEvent::kCancel,      OrderState::kCanceled,    "what was filled stays filled"},
    {OrderState::kPartial,      OrderEvent::kExpire,      OrderState::kExpired,     "what was filled stays filled"},
    {OrderState::kPartial,      OrderEvent::kReject,      OrderState::kCanceled,    "the venue refuses the rest: what was filled stays filled"},

    {OrderState::kFilled,       OrderEvent::kAck,         OrderState::kFilled,      "a late acknowledgement says nothing new"},
    {OrderState::kFilled,       OrderEvent::kFill,        OrderState::kFilled,      "more than was ordered: booked, disputed"},
    {OrderState::kFilled,       OrderEvent::kCancel,      OrderState::kFilled,      "there was nothing left to cancel"},
    {OrderState::kFilled,       OrderEvent::kExpire,      OrderState::kFilled,      "there was nothing left to expire"},

    {OrderState::kCanceled,     OrderEvent::kAck,         OrderState::kCanceled,    "a late acknowledgement says nothing new"},
    {OrderState::kCanceled,     OrderEvent::kPartialFill, OrderState::kCanceled,    "it was filled before the cancel arrived: book it, keep the state"},
    {OrderState::kCanceled,     OrderEvent::kFill,        OrderState::kCanceled,    "it was filled before the cancel arrived: book it, keep the state"},
    {OrderState::kCanceled,     OrderEvent::kCancel,      OrderState::kCanceled,    "said twice"},
    {OrderState::kCanceled,     OrderEvent::kExpire,      OrderState::kCanceled,    "it is over already"},
    {OrderState::kCanceled,     OrderEvent::kReject,      OrderState::kCanceled,    "it is over already"},

    {OrderState::kExpired,      OrderEvent::kAck,         OrderState::kExpired,     "a late acknowledgement says nothing new"},
    {OrderState::kExpired,      OrderEvent::kPartialFill, OrderState::kExpired,     "it was filled before it expired: book it, keep the state"},
    {OrderState::kExpired,      OrderEvent::kFill,        OrderState::kExpired,     "it was filled before it expired: book it, keep the state"},
    {OrderState::kExpired,      OrderEvent::kCancel,      OrderState::kExpired,     "it is over already"},
    {OrderState::kExpired,      OrderEvent::kExpire,      OrderState::kExpired,     "said twice"},

    {OrderState::kRejected,     OrderEvent::kAck,         OrderState::kRejected,    "a late acknowledgement says nothing new"},
    {OrderState::kRejected,     OrderEvent::kReject,      OrderState::kRejected,    "said twice"},
    {OrderState::kRejected,     OrderEvent::kPartialFill, OrderState::kRejected,    "it can't be: booked, disputed"},
    {OrderState::kRejected,     OrderEvent::kFill,        OrderState::kRejected,    "it can't be: booked, disputed"},

    {OrderState::kFailedFinal,  OrderEvent::kAck,         OrderState::kAcked,       "the venue has it after all: it lives, disputed"},
    {OrderState::kFailedFinal,  OrderEvent::kPartialFill, OrderState::kPartial,     "the venue has it after all: it lives, disputed"},
    {OrderState::kFailedFinal,  OrderEvent::kFill,        OrderState::kFilled,      "the venue had it after all: booked, disputed"},
    {OrderState::kFailedFinal,  OrderEvent::kReject,      OrderState::kFailedFinal, "it is over already"},
    {OrderState::kFailedFinal,  OrderEvent::kCancel,      OrderState::kFailedFinal, "it is over already"},
    {OrderState::kFailedFinal,  OrderEvent::kExpire,      OrderState::kFailedFinal, "it is over already"},
};
// clang-format on

namespace detail {

constexpr std::size_t edge_index(OrderState from, OrderEvent on) noexcept {
  return static_cast<std::size_t>(from) * kOrderEventCount + static_cast<std::size_t>(on);
}

consteval bool every_pair_is_unique() {
  std::array<bool, kOrderStateCount * kOrderEventCount> seen{};
  for (const Edge& edge : kEdges) {
    if (seen[edge_index(edge.from, edge.on)]) return false;
    seen[edge_index(edge.from, edge.on)] = true;
  }
  return true;
}
static_assert(every_pair_is_unique());

inline constexpr std::uint8_t kNoEdge = 0xff;

consteval auto build_transitions() {
  std::array<std::uint8_t, kOrderStateCount * kOrderEventCount> to{};
  to.fill(kNoEdge);
  for (const Edge& edge : kEdges)
    to[edge_index(edge.from, edge.on)] = static_cast<std::uint8_t>(edge.to);
  return to;
}
inline constexpr auto kTransitions = build_transitions();

}  // namespace detail

// Where `event` leads from `state`, or nothing where it is not allowed.
[[nodiscard]] constexpr std::optional<OrderState> next_state(OrderState state,
                                                             OrderEvent event) noexcept {
  const std::uint8_t to = detail::kTransitions[detail::edge_index(state, event)];
  if (to == detail::kNoEdge) return std::nullopt;
  return static_cast<OrderState>(to);
}

// No further event is expected: reservations are released.
[[nodiscard]] constexpr bool is_final(OrderState state) noexcept {
  return state == OrderState::kDenied || state == OrderState::kFilled ||
         state == OrderState::kCanceled || state == OrderState::kRejected ||
         state == OrderState::kExpired || state == OrderState::kFailedFinal;
}

[[nodiscard]] constexpr std::string_view name(OrderState state) noexcept {
  constexpr std::string_view kNames[kOrderStateCount] = {
      "NEW",    "DENIED",   "APPROVED", "RESERVED", "SENDING", "ACKED",       "PARTIAL",
      "FILLED", "CANCELED", "REJECTED", "EXPIRED",  "RETRY",   "FAILED_FINAL"};
  return kNames[static_cast<std::size_t>(state)];
}

[[nodiscard]] constexpr std::string_view name(OrderEvent event) noexcept {
  constexpr std::string_view kNames[kOrderEventCount] = {
      "approve", "deny",   "reserve", "reserve_fail", "send",     "ack",    "partial_fill",
      "fill",    "cancel", "reject",  "expire",       "not_sent", "give_up"};
  return kNames[static_cast<std::size_t>(event)];
}

}  // namespace sluice
