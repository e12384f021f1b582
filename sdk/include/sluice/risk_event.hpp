// SPDX-License-Identifier: Apache-2.0
//
// risk_event.hpp: what happened to an order, as a rule hears it.
//
// Place: SDK. Owns nothing: a thin view of the C struct, borrowed for the call. Every event is told
// once, in the order it happened. Units: see sluice/c/risk_rule.h. Thread: values; any.
#pragma once

#include <cstdint>
#include <optional>

#include <sluice/c/risk_rule.h>
#include <sluice/order_view.hpp>

namespace sluice {

enum class RiskEventKind : std::uint32_t {
  kApproved = SLUICE_RISK_EVENT_APPROVED,
  kRefused = SLUICE_RISK_EVENT_REFUSED,    // by the gate
  kDenied = SLUICE_RISK_EVENT_DENIED,      // by the router: no budget, a copy, never sent
  kSent = SLUICE_RISK_EVENT_SENT,          // a message left: an order
  kCancel = SLUICE_RISK_EVENT_CANCEL,      // a message left: a cancel
  kReplace = SLUICE_RISK_EVENT_REPLACE,    // a message left: new terms
  kAcked = SLUICE_RISK_EVENT_ACKED,        // by the venue
  kRejected = SLUICE_RISK_EVENT_REJECTED,  // by the venue
  kUnknown = SLUICE_RISK_EVENT_UNKNOWN,    // its fate is not known
  kFilled = SLUICE_RISK_EVENT_FILLED,      // quantity and price of one execution
  kEnded = SLUICE_RISK_EVENT_ENDED,        // quantity: what did not fill
  kBusted = SLUICE_RISK_EVENT_BUSTED,      // quantity and price of an execution taken back
  kReleased = SLUICE_RISK_EVENT_RELEASED   // a person released this rule's halts: begin anew
};

class RiskEvent {
 public:
  using C = sluice_risk_event;
  constexpr explicit RiskEvent(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] RiskEventKind kind() const noexcept { return RiskEventKind{raw_->kind}; }
  [[nodiscard]] Timestamp time() const noexcept { return Timestamp::from_nanoseconds(raw_->time); }
  // False for kReleased.
  [[nodiscard]] bool has_order() const noexcept { return raw_->order != nullptr; }
  // Of zeros where there is none.
  [[nodiscard]] Order order() const noexcept {
    static constexpr sluice_order kNone{};
    return Order{has_order() ? raw_->order : &kNone};
  }
  [[nodiscard]] Quantity quantity() const noexcept { return Quantity::from_raw(raw_->quantity); }
  [[nodiscard]] std::optional<Price> price() const noexcept {
    return detail::known<Price>(raw_->price);
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

}  // namespace sluice
