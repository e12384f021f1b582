// SPDX-License-Identifier: Apache-2.0
//
// period_collar: stops a symbol whose submitted prices run away.
//
//   (highest - lowest) / lowest of the prices submitted in the last `window_s`, this one included,
//   <= limit, rounded up                                                                    [ratio]
//
// Submitted is what was judged, refused or not; the price is the order's limit, else its stop, else
// the price it was decided at. The window moves in tenths: it is up to a tenth longer. Place:
// native rule in the gate. State: lowest and highest price of each tenth, by symbol; saved as one
// range each. RELEASED: forgets all symbols. Offline: the same, within a session. Errors:
// NO_REFERENCE_PRICE, NO_SESSION, VALUE_OVERFLOW.
#pragma once

#include <array>

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "per_symbol.hpp"

namespace sluice::risk_rules {

// Prices of one symbol, by the tenth of the window they were submitted in.
class PriceRange {
 public:
  struct Bounds {
    std::int64_t low = 0;  // 0: no price
    std::int64_t high = 0;
  };
  static constexpr std::int64_t kTenths = 10;

  void add(std::int64_t tenth, std::int64_t price) noexcept {
    newest_ = std::max(newest_, tenth);
    Slot& slot = slots_[index_of(newest_)];
    if (slot.tenth != newest_ || slot.bounds.low == 0) slot = {newest_, {price, price}};
    slot.bounds = {std::min(slot.bounds.low, price), std::max(slot.bounds.high, price)};
  }
  // With `price` in it, of the tenths that reach into the window before `tenth`.
  [[nodiscard]] Bounds with(std::int64_t tenth, std::int64_t price) const noexcept {
    Bounds all{price, price};
    for (const Slot& slot : slots_) {
      if (slot.bounds.low == 0 || slot.tenth < tenth - kTenths) continue;
      all = {std::min(all.low, slot.bounds.low), std::max(all.high, slot.bounds.high)};
    }
    return all;
  }
  [[nodiscard]] bool is_empty() const noexcept { return newest_ == INT64_MIN; }
  void save(StateWriter& out) const {
    const Slot& newest = slots_[index_of(newest_)];
    const Bounds all = with(newest_, newest.bounds.low);
    out.add(newest_).add(all.low).add(all.high);
  }
  void restore(StateReader& in) {
    const auto tenth = in.number<std::int64_t>();
    add(tenth, in.number<std::int64_t>());
    add(tenth, in.number<std::int64_t>());
  }

 private:
  struct Slot {
    std::int64_t tenth = 0;
    Bounds bounds;
  };
  // The window may begin within a tenth: one more is kept.
  static constexpr std::size_t kSlots = kTenths + 1;
  [[nodiscard]] static std::size_t index_of(std::int64_t tenth) noexcept {
    return static_cast<std::uint64_t>(tenth) % kSlots;
  }
  std::array<Slot, kSlots> slots_{};
  std::int64_t newest_ = INT64_MIN;
};

class PeriodCollar {
 public:
  static constexpr auto id = "period_collar";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "halts a symbol whose submitted prices run away";
  struct Params {
    Ratio limit;
    std::int64_t window_s = 0;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .def("0.1")
                         .min(0)
                         .help("largest drift of the prices submitted: 0.1 is 10 %"),
                     sluice::param("window_s", &Params::window_s)
                         .def(300)
                         .min(1)
                         .max(86'400)
                         .help("how long a price is remembered, seconds"));

  explicit PeriodCollar(Params params)
      : limit_{params.limit},
        tenth_ns_{params.window_s * (Timestamp::kNanosecondsPerSecond / PriceRange::kTenths)} {}

  void on_session(const RiskView& view) { ranges_.begin(view); }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto price = named_price(order);
    if (!price) return reject(code::kNoReferencePrice);
    const PriceRange* range = ranges_.find(order.instrument());
    if (range == nullptr) return reject(code::kNoSession);
    const PriceRange::Bounds bounds = range->with(tenth_of(view.raw().now), *price);
    const auto drift = ratio_up(int128{bounds.high} - bounds.low, bounds.low);
    if (!drift) return reject(code::kValueOverflow);
    const Ratio measured = Ratio::from_raw(*drift);
    const bool passes = measured <= limit_;
    return passes ? approve(measured, limit_)
                  : halt(Scope::kSymbol, code::kPeriodCollar, measured, limit_)
                        .with_level(HaltLevel::kAllOrders);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() == RiskEventKind::kReleased) {
      ranges_.clear();
    } else if (event.kind() == RiskEventKind::kApproved ||
               event.kind() == RiskEventKind::kRefused) {
      const auto price = named_price(event.order());
      PriceRange* range = ranges_.find(event.order().instrument());
      if (!price || range == nullptr) return;
      range->add(tenth_of(event.raw().time), *price);
    } else {
      return;
    }
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    out.add(tenth_ns_);
    ranges_.save(out);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    const bool same_window = in.number<std::int64_t>() == tenth_ns_;
    ranges_.restore(in);
    in.end();
    // Tenths of another window are of another length: they can't be compared.
    if (!same_window) ranges_.clear();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "period_collar/1";

  [[nodiscard]] std::int64_t tenth_of(sluice_time time) const noexcept { return time / tenth_ns_; }

  Ratio limit_;
  std::int64_t tenth_ns_;
  PerSymbol<PriceRange> ranges_;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
