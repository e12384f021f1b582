// SPDX-License-Identifier: Apache-2.0
//
// lifecycle.hpp: the states of an order, what can happen to it, and where that leads.
//
// Place: core. The table is the whole truth: a pair that is not in it is not allowed, and the
// router treats it as a fault of whoever reported it. `pending_cancel` and the like are flags of an
// order, not states.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace sluice {

enum class OrderState : std::uint8_t {
  kNew,       // an intent, not judged yet
  kDenied,    // refused by our own gate or reservation; nothing was sent
  kApproved,  // passed the gate
  kReserved,  // budget is taken
  kSending,   // about to leave; journalled before the first byte does
  kAcked,     // the venue has it
  kPartial,   // some of it is filled
  kFilled,    // all of it is filled
  kCanceled,  // ended by a cancel
  kRejected,  // refused by the venue
  kExpired,   // ended by its time in force
};
inline constexpr std::size_t kOrderStateCount = 11;

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
};
inline constexpr std::size_t kOrderEventCount = 11;

struct Edge {
  OrderState from;
  OrderEvent on;
  OrderState to;
  const char* why;  // for edges that surprise
};

inline constexpr Edge kEdges[] = {
    {OrderState::kNew, OrderEvent::kApprove, OrderState::kApproved, ""},
    {OrderState::kNew, OrderEvent::kDeny, OrderState::kDenied, ""},
    {OrderState::kApproved, OrderEvent::kReserve, OrderState::kReserved, ""},
    {OrderState::kApproved, OrderEvent::kReserveFail, OrderState::kDenied,
     "the budget is used up: nothing is sent"},
    {OrderState::kReserved, OrderEvent::kSend, OrderState::kSending, ""},
    {OrderState::kSending, OrderEvent::kAck, OrderState::kAcked, ""},
    {OrderState::kSending, OrderEvent::kPartialFill, OrderState::kPartial,
     "the fill overtook its acknowledgement"},
    {OrderState::kSending, OrderEvent::kFill, OrderState::kFilled,
     "the fill overtook its acknowledgement"},
    {OrderState::kSending, OrderEvent::kReject, OrderState::kRejected, ""},
    {OrderState::kSending, OrderEvent::kExpire, OrderState::kExpired,
     "an IOC may end without an acknowledgement"},
    {OrderState::kAcked, OrderEvent::kPartialFill, OrderState::kPartial, ""},
    {OrderState::kAcked, OrderEvent::kFill, OrderState::kFilled, ""},
    {OrderState::kAcked, OrderEvent::kCancel, OrderState::kCanceled, ""},
    {OrderState::kAcked, OrderEvent::kReject, OrderState::kRejected,
     "venues may refuse after they acknowledged"},
    {OrderState::kAcked, OrderEvent::kExpire, OrderState::kExpired, ""},
    {OrderState::kPartial, OrderEvent::kAck, OrderState::kPartial,
     "a late acknowledgement says nothing new"},
    {OrderState::kPartial, OrderEvent::kPartialFill, OrderState::kPartial, ""},
    {OrderState::kPartial, OrderEvent::kFill, OrderState::kFilled, ""},
    {OrderState::kPartial, OrderEvent::kCancel, OrderState::kCanceled,
     "what was filled stays filled"},
    {OrderState::kPartial, OrderEvent::kExpire, OrderState::kExpired,
     "what was filled stays filled"},
    {OrderState::kFilled, OrderEvent::kAck, OrderState::kFilled,
     "a late acknowledgement says nothing new"},
};

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
         state == OrderState::kExpired;
}

[[nodiscard]] constexpr std::string_view name(OrderState state) noexcept {
  constexpr std::string_view kNames[kOrderStateCount] = {
      "NEW",     "DENIED", "APPROVED", "RESERVED", "SENDING", "ACKED",
      "PARTIAL", "FILLED", "CANCELED", "REJECTED", "EXPIRED"};
  return kNames[static_cast<std::size_t>(state)];
}

[[nodiscard]] constexpr std::string_view name(OrderEvent event) noexcept {
  constexpr std::string_view kNames[kOrderEventCount] = {
      "approve",      "deny", "reserve", "reserve_fail", "send",  "ack",
      "partial_fill", "fill", "cancel",  "reject",       "expire"};
  return kNames[static_cast<std::size_t>(event)];
}

}  // namespace sluice
