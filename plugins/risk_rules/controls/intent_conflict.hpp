// SPDX-License-Identifier: Apache-2.0
//
// intent_conflict: one intent id means one order.
//
//   an order whose intent id is known has the instrument, side, type, quantity and prices known
//
// Known is what is open, and the last `memory` intents judged. A conflict is refused and logged as
// an error. What lies further back, and after a restart is no longer open, is the router's to find:
// it keeps every intent on disk and refuses with INTENT_CONFLICT. Place: native rule in the gate.
// State: the ring; not saved, for what is open comes with the view. Offline: the same. Errors: see
// order_input.hpp. An intent that was resized is known by the quantity that was approved.
#pragma once

#include <array>
#include <cstdio>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "recent_ring.hpp"

namespace sluice::risk_rules {

class IntentConflict {
 public:
  static constexpr auto id = "intent_conflict";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses a known intent id with other content";
  struct Params {
    std::int64_t memory = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("memory", &Params::memory)
                         .def(4096)
                         .min(1)
                         .max(1 << 20)
                         .help("intents remembered, rounded up to a power of two"));

  IntentConflict(Params params, Host host) : known_{params.memory}, host_{host} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const Known asked = Known::of(order);
    const Known* known = find(asked);
    const bool passes = known == nullptr || known->is_same(asked);
    if (!passes) return reject(code::kIntentContent);
    if (known != nullptr) return approve();
    for (const WorkingOrder open : view.working_orders()) {
      if (open.intent_id() != asked.intent) continue;
      const bool passes_open = is_same(open, order);
      if (!passes_open) return reject(code::kIntentContent);
    }
    return approve();
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() != RiskEventKind::kApproved && event.kind() != RiskEventKind::kRefused) return;
    const Known judged = Known::of(event.order());
    const Known* known = find(judged);
    if (known == nullptr)
      known_.push(judged);
    else if (!known->is_same(judged))
      say_aloud(judged.intent);
  }

 private:
  struct Known {
    IntentKey intent;
    std::int64_t quantity = 0;
    std::int64_t limit_price = 0;
    std::int64_t stop_price = 0;
    std::uint32_t instrument = 0;
    std::uint8_t side = 0;
    std::uint8_t type = 0;

    static Known of(const Order& order) noexcept {
      const sluice_order& raw = order.raw();
      return {order.intent_id(), raw.quantity, raw.limit_price, raw.stop_price,
              raw.instrument,    raw.side,     raw.type};
    }
    [[nodiscard]] std::uint64_t key() const noexcept { return mix(intent.hi ^ mix(intent.lo)); }
    [[nodiscard]] bool is_same(const Known& other) const noexcept {
      return quantity == other.quantity && limit_price == other.limit_price &&
             stop_price == other.stop_price && instrument == other.instrument &&
             side == other.side && type == other.type;
    }
  };

  [[nodiscard]] const Known* find(const Known& asked) const noexcept {
    return known_.find(asked.key(), [&](const Known& old) { return old.intent == asked.intent; });
  }
  // The view has one price of an open order: it is compared where the order names one.
  static bool is_same(const WorkingOrder& open, const Order& order) noexcept {
    const auto named = order.has_limit() ? order.limit_price() : order.stop_price();
    return open.instrument() == order.instrument() && open.is_buy() == order.is_buy() &&
           open.type() == order.type() && open.quantity() == order.quantity() &&
           (!named || open.price() == named);
  }
  void say_aloud(IntentKey intent) const noexcept {
    std::array<char, 120> text{};
    const int size = std::snprintf(
        text.data(), text.size(),
        "intent_conflict: intent %016llx%016llx came again with other content",
        static_cast<unsigned long long>(intent.hi), static_cast<unsigned long long>(intent.lo));
    host_.log(LogLevel::kError, {text.data(), static_cast<std::size_t>(size)});
  }

  RecentRing<Known> known_;
  Host host_;
};

}  // namespace sluice::risk_rules
