// SPDX-License-Identifier: Apache-2.0
//
// daily_loss: ends the session at a loss, and cancels what is open.
//
//   loss of the day, realised and unrealised, / equity >= limit halts; rounded up           [ratio]
//
// Place: native rule in the gate; also asked without an order. State: how often a person released
// it on which UTC date; saved. RELEASED: each release of a day grants one more limit, for whoever
// releases accepts the loss and not the next one. Offline: the same. Errors: NO_EQUITY refuses;
// with a loss and no equity left it halts.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"
#include "state_text.hpp"

namespace sluice::risk_rules {

class DailyLoss {
 public:
  static constexpr auto id = "daily_loss";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "halts the session and cancels at a loss of the day";
  struct Params {
    Ratio limit;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .def("0.02")
                         .above(0)
                         .max(1)
                         .help("loss of the day that halts, as a share of equity: 0.02 is 2 %"));

  explicit DailyLoss(Params params) noexcept : limit_{params.limit} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    return assess(view);
  }

  // [lane_hot]
  Verdict assess(const RiskView& view) const noexcept {
    const Ratio limit = limit_on(view.now().date().days());
    const auto fall = detail::subtract(0, view.day_pnl().raw());
    if (!fall) return breach();
    const int128 loss = std::max<int128>(*fall, 0);
    if (!view.equity().is_positive()) return loss > 0 ? breach() : reject(code::kNoEquity);
    const auto measured = share_of(Money::from_raw(loss), view.equity());
    if (!measured) return breach();
    const bool breaches = *measured >= limit;
    return breaches ? breach().with(*measured, limit) : approve(*measured, limit);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() != RiskEventKind::kReleased) return;
    const sluice_date day = event.time().date().days();
    releases_ = day == day_ ? std::min(releases_ + 1, kMostReleases) : 1;
    day_ = day;
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    out.add(std::int64_t{day_}).add(releases_);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    const auto day = in.number<sluice_date>();
    const auto releases = in.size(static_cast<std::size_t>(kMostReleases));
    in.end();
    day_ = day;
    releases_ = static_cast<std::int64_t>(releases);
    ++changes_;
  }

 private:
  static Verdict breach() noexcept {
    return halt(Scope::kSession, code::kDailyLoss).with_level(HaltLevel::kAndCancel);
  }

  static constexpr std::string_view kFormat = "daily_loss/1";
  static constexpr std::int64_t kMostReleases = 1000;

  [[nodiscard]] Ratio limit_on(sluice_date day) const noexcept {
    return Ratio::from_raw(limit_.raw() * (day == day_ ? releases_ + 1 : 1));
  }

  Ratio limit_;
  sluice_date day_ = 0;
  std::int64_t releases_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
