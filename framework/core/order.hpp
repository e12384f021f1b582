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
#include <vector>

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

// What can be true of an order in any state.
struct OrderFlags {
  bool unknown = false;   // it may or may not be at the venue; never sent again while this is so
  bool disputed = false;  // the venue and we tell different stories; an operator has to look
  bool pending_cancel = false;
  bool pending_replace = false;

  friend bool operator==(const OrderFlags&, const OrderFlags&) = default;
};

// One execution as the venue told it.
struct Execution {
  std::uint64_t id = 0;
  std::uint32_t venue_epoch = 0;
  Quantity quantity;
  Price price;
  Money commission;

  friend bool operator==(const Execution&, const Execution&) = default;
};

struct Order {
  OrderId id = 0;
  Intent intent;  // the terms in force: a replace changes its quantity and limit
  OrderState state = OrderState::kNew;
  OrderFlags flags;
  std::uint32_t attempts = 0;  // how often it was sent
  Timestamp sent_at;           // the last time
  Quantity filled;
  Money reserved;  // budget held for it: cost of a buy, or minus the proceeds expected of a sell
  std::vector<Execution> executions;
  Quantity replace_quantity;  // pending_replace: the terms asked for
  Price replace_limit;
  std::array<char, 64> reason{};  // of a denial, rejection or dispute: a code, terminated

  [[nodiscard]] Quantity remaining() const noexcept {
    return filled < intent.quantity ? Quantity::from_raw(intent.quantity.raw() - filled.raw())
                                    : Quantity{};
  }
};

struct Fill {
  OrderId order_id = 0;
  IntentId intent_id;
  InstrumentId instrument = 0;
  Side side = Side::kBuy;
  std::uint64_t execution_id = 0;  // the venue's
  std::uint32_t venue_epoch = 0;
  Quantity quantity;  // > 0
  Price price;        // spread and impact included
  Price base_price;   // before spread and impact; 0: unknown
  Money commission;
  Timestamp time;
  Quantity from_working;  // the part that was counted as working until now
};

}  // namespace sluice
