// SPDX-License-Identifier: Apache-2.0
//
// duplicate_order: the same order twice in a moment is a mistake.
//
//   one order with the same symbol, side, quantity and price within window_ms; a rule has one
//   account. Orders that were refused count too: who repeats them is no less wrong.
//
// Place: native rule in the gate. State: a ring of the last `memory` orders; those of the last
// window are saved. RELEASED: forgets. Offline: the same: a batch must not hold an order twice.
// Errors: MEMORY_FULL where the ring holds nothing but orders of the window.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "recent_ring.hpp"
#include "state_text.hpp"

namespace sluice::risk_rules {

class DuplicateOrder {
 public:
  static constexpr auto id = "duplicate_order";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses the same order twice in a moment";
  struct Params {
    std::int64_t window_ms = 0;
    std::int64_t memory = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("window_ms", &Params::window_ms)
                         .def(500)
                         .min(1)
                         .max(86'400'000)
                         .help("how long an order is remembered, milliseconds"),
                     sluice::param("memory", &Params::memory)
                         .def(1024)
                         .min(1)
                         .max(1024)
                         .help("orders remembered at most, rounded up to a power of two"));

  explicit DuplicateOrder(Params params)
      : window_ns_{params.window_ms * 1'000'000}, seen_{params.memory} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const Seen asked = Seen::of(order, view.raw().now);
    sluice_time since = 0;
    // Before all time: everything remembered is within the window.
    if (__builtin_sub_overflow(view.raw().now, window_ns_, &since)) since = INT64_MIN;
    const Seen* twin = seen_.find(asked.key(), [&](const Seen& old) {
      const bool breaches = old.time > since;
      return breaches && old.is_same(asked);
    });
    if (twin != nullptr) return reject(code::kRepeatedOrder, count(2), count(1));
    const bool breaches_memory = seen_.is_full(since);
    return breaches_memory ? reject(code::kMemoryFull) : approve(count(1), count(1));
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() == RiskEventKind::kReleased) {
      seen_.clear();
    } else if (event.kind() == RiskEventKind::kApproved ||
               event.kind() == RiskEventKind::kRefused) {
      newest_ = std::max(newest_, event.raw().time);
      seen_.push(Seen::of(event.order(), newest_));
    } else {
      return;
    }
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    std::uint64_t kept = 0;
    seen_.each([&](const Seen& old) { kept += is_recent(old) ? 1 : 0; });
    out.add(kept);
    sluice_time before = 0;  // times as steps, which are short
    seen_.each([&](const Seen& old) {
      if (!is_recent(old)) return;
      out.add(old.time - before).add(old.quantity).add(old.price);
      out.add(std::uint64_t{old.instrument}).add(std::uint64_t{old.side});
      before = old.time;
    });
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    const std::size_t kept = in.size(seen_.capacity());
    seen_.clear();
    newest_ = 0;
    for (std::size_t i = 0; i < kept; ++i) {
      Seen old;
      old.time = newest_ += in.number<sluice_time>();
      old.quantity = in.number<std::int64_t>();
      old.price = in.number<std::int64_t>();
      old.instrument = in.number<std::uint32_t>();
      old.side = in.number<std::uint32_t>();
      seen_.push(old);
    }
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "duplicate_order/1";

  struct Seen {
    sluice_time time = 0;
    std::int64_t quantity = 0;
    std::int64_t price = 0;  // 0: of an order that names none
    std::uint32_t instrument = 0;
    std::uint32_t side = 0;

    static Seen of(const Order& order, sluice_time time) noexcept {
      const sluice_order& raw = order.raw();
      const std::int64_t price = order.has_limit() ? raw.limit_price : raw.stop_price;
      return {time, raw.quantity, price, raw.instrument, raw.side};
    }
    [[nodiscard]] std::uint64_t key() const noexcept {
      return mix(static_cast<std::uint64_t>(quantity) ^ mix(static_cast<std::uint64_t>(price)) ^
                 (std::uint64_t{instrument} << 8 | side));
    }
    [[nodiscard]] bool is_same(const Seen& other) const noexcept {
      return quantity == other.quantity && price == other.price && instrument == other.instrument &&
             side == other.side;
    }
  };

  [[nodiscard]] bool is_recent(const Seen& old) const noexcept {
    return old.time > newest_ - window_ns_;
  }

  std::int64_t window_ns_;
  RecentRing<Seen> seen_;
  sluice_time newest_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
