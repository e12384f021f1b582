// SPDX-License-Identifier: Apache-2.0
//
// order.hpp: an approved order on its way, the fills it brings back, and the proof that the gate
// approved it.
//
// Place: core. `ApprovedOrder` can be made by the gate alone: that nothing else can reach the
// router is a property of the types.
#pragma once

#include <array>
#include <cstdint>

#include "core/intent.hpp"
#include "core/lifecycle.hpp"

namespace sluice {

namespace risk {
class Gate;
}

class ApprovedOrder {
 public:
  [[nodiscard]] const Intent& intent() const noexcept { return intent_; }

 private:
  friend class risk::Gate;
  explicit ApprovedOrder(const Intent& intent) noexcept : intent_{intent} {}

  Intent intent_;
};

using OrderId = std::uint64_t;

struct Order {
  OrderId id = 0;
  Intent intent;
  OrderState state = OrderState::kNew;
  Quantity filled;
  Money reserved;  // budget held for it: cost of a buy, or minus the proceeds expected of a sell
  std::uint64_t executions = 0;
  std::array<char, 64> reason{};  // of a denial or rejection: a code, terminated

  [[nodiscard]] Quantity remaining() const noexcept {
    return Quantity::from_raw(intent.quantity.raw() - filled.raw());
  }
};

struct Fill {
  OrderId order_id = 0;
  IntentId intent_id;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  std::uint64_t number = 0;  // of the order's executions, from 1
  Quantity quantity;         // > 0
  Price price;               // spread and impact included
  Price base_price;          // before spread and impact; 0: unknown
  Money commission;
  Timestamp time;
};

}  // namespace sluice
