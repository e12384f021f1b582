// SPDX-License-Identifier: Apache-2.0
//
// drawdown: halts the account at a loss from its highest equity.
//
//   (peak equity - equity) / peak equity >= limit halts; rounded up                         [ratio]
//
// The host keeps the peak, across restarts. Place: native rule in the gate; also asked without an
// order. State: how often a person released it since the last peak; saved. RELEASED: each release
// grants one more limit; a session that begins at a new peak takes them back. Offline: the same.
// Errors: NO_PEAK_EQUITY refuses.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "exposure.hpp"
#include "state_text.hpp"

namespace sluice::risk_rules {

class Drawdown {
 public:
  static constexpr auto id = "drawdown";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "halts the account at a loss from its highest equity";
  struct Params {
    Ratio limit;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .def("0.05")
                         .above(0)
                         .max(1)
                         .help("loss from the peak that halts, as a share of it: 0.05 is 5 %"));

  explicit Drawdown(Params params) noexcept : limit_{params.limit} {}

  void on_session(const RiskView& view) {
    if (releases_ == 0 || view.equity() < view.peak_equity()) return;
    releases_ = 0;
    ++changes_;
  }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    return assess(view);
  }

  // [lane_hot]
  Verdict assess(const RiskView& view) const noexcept {
    if (!view.peak_equity().is_positive()) return reject(code::kNoPeakEquity);
    const Ratio limit = Ratio::from_raw(limit_.raw() * (releases_ + 1));
    const auto fall = detail::subtract(view.peak_equity().raw(), view.equity().raw());
    if (!fall) return breach();
    const auto lost = Money::from_raw(std::max<int128>(*fall, 0));
    const auto measured = share_of(lost, view.peak_equity());
    if (!measured) return breach();
    const bool breaches = *measured >= limit;
    return breaches ? breach().with(*measured, limit) : approve(*measured, limit);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() != RiskEventKind::kReleased) return;
    releases_ = std::min(releases_ + 1, kMostReleases);
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    out.add(releases_);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    const auto releases = in.size(static_cast<std::size_t>(kMostReleases));
    in.end();
    releases_ = static_cast<std::int64_t>(releases);
    ++changes_;
  }

 private:
  static Verdict breach() noexcept {
    return halt(Scope::kAccount, code::kDrawdown).with_level(HaltLevel::kAllOrders);
  }

  static constexpr std::string_view kFormat = "drawdown/1";
  static constexpr std::int64_t kMostReleases = 1000;

  Ratio limit_;
  std::int64_t releases_ = 0;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
