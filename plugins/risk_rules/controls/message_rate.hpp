// SPDX-License-Identifier: Apache-2.0
//
// message_rate: caps the messages a second, and keeps a part of them for cancels.
//
//   messages of the last second + 1 <= limit * (1 - kept), for new orders                  [count]
//
// Messages are orders sent, first and again, cancels and replaces, and orders approved and not
// yet routed. An order the gate refused is none; one the venue refused is. Cancels are never
// blocked, here or anywhere, so they may go past the limit; they leave less for orders. Place:
// native rule in the gate. State: the times of the last messages; saved. RELEASED: none. Offline:
// nothing is sent: approved. Errors: see order_input.hpp.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "sliding_count.hpp"

namespace sluice::risk_rules {

class MessageRate {
 public:
  static constexpr auto id = "message_rate";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps messages a second, with a part kept for cancels";
  struct Params {
    std::int64_t limit = 0;
    Ratio kept;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .def(50)
                         .min(1)
                         .max(100'000)
                         .help("messages a second, cancels included"),
                     sluice::param("kept", &Params::kept)
                         .def("0.2")
                         .min(0)
                         .below(1)
                         .help("share of the messages that only cancels may use: 0.2 is 20 %"));

  explicit MessageRate(Params params)
      : limit_{static_cast<std::int64_t>(int128{params.limit} * (kScale - params.kept.raw()) /
                                         kScale)},
        messages_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.is_offline()) return approve();
    const std::int64_t sent = messages_.count(view.raw().now, kSecond);
    const std::int64_t measured = sent + approved_not_routed(view) + 1;
    const bool passes = measured <= limit_;
    return passes ? approve(count(measured), count(limit_))
                  : reject(code::kMessageRate, count(measured), count(limit_));
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    switch (event.kind()) {
      case RiskEventKind::kSent:
      case RiskEventKind::kCancel:
      case RiskEventKind::kReplace:
        break;
      case RiskEventKind::kReleased:
        messages_.clear();
        ++changes_;
        return;
      default:
        return;
    }
    messages_.push(event.raw().time);
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    messages_.save(out);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    messages_.restore(in);
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "message_rate/1";
  static constexpr std::int64_t kSecond = Timestamp::kNanosecondsPerSecond;

  // They stand last, and are messages in a moment.
  static std::int64_t approved_not_routed(const RiskView& view) noexcept {
    const Rows<WorkingOrder> working = view.working_orders();
    std::size_t first = working.size();
    while (first > 0 && working[first - 1].order_id() == 0) --first;
    return static_cast<std::int64_t>(working.size() - first);
  }

  std::int64_t limit_;  // for orders, rounded down
  SlidingCount messages_;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
