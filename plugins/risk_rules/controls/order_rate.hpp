// SPDX-License-Identifier: Apache-2.0
//
// order_rate: a token bucket for orders; who keeps running into it is halted.
//
//   tokens grow by `rate` a second up to `burst`; every order judged takes one, refused ones too
//   an order without a whole token is a breach; the `breaches`th within a minute halts the session
//
// Place: native rule in the gate. State: tokens, their time, the breaches of the last minute,
// whether it has halted; saved. RELEASED: a full bucket, no breaches. Offline: every order of a day
// comes at the same moment: approved. Errors: see order_input.hpp. An order without a token is
// refused whatever else is wrong with it.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "sliding_count.hpp"

namespace sluice::risk_rules {

class OrderRate {
 public:
  static constexpr auto id = "order_rate";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "limits how fast orders come; halts who keeps breaching";
  struct Params {
    std::int64_t rate = 0;
    std::int64_t burst = 0;
    std::int64_t breaches = 0;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("rate", &Params::rate).def(10).min(1).max(1'000'000).help("orders a second"),
      sluice::param("burst", &Params::burst).def(20).min(1).max(1'000'000).help("orders at once"),
      sluice::param("breaches", &Params::breaches)
          .def(3)
          .min(1)
          .max(1000)
          .help("breaches within a minute that halt the session"));

  explicit OrderRate(Params params)
      : params_{params}, breaches_{params.breaches}, tokens_{params.burst * kToken} {}

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (view.is_offline()) return approve();
    const sluice_time now = view.raw().now;
    const std::int64_t tokens = tokens_at(now);
    const bool passes = tokens >= kToken;
    if (!passes || halted_) return judge_breach(now, passes);
    return approve(count(params_.burst + 1 - tokens / kToken), count(params_.burst));
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    const sluice_time now = event.raw().time;
    if (event.kind() == RiskEventKind::kReleased) {
      tokens_ = params_.burst * kToken;
      breaches_.clear();
      halted_ = false;
    } else if (event.kind() == RiskEventKind::kApproved ||
               event.kind() == RiskEventKind::kRefused) {
      tokens_ = tokens_at(now);
      if (tokens_ < kToken) breaches_.push(now);
      if (breaches_.count(now, kMinute) >= params_.breaches) halted_ = true;
      tokens_ = std::max<std::int64_t>(tokens_ - kToken, 0);
    } else {
      return;
    }
    time_ = std::max(time_, now);
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    out.add(tokens_).add(time_).add(std::int64_t{halted_ ? 1 : 0});
    breaches_.save(out);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    tokens_ = std::clamp<std::int64_t>(in.number<std::int64_t>(), 0, params_.burst * kToken);
    time_ = in.number<sluice_time>();
    halted_ = in.size(1) == 1;
    breaches_.restore(in);
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "order_rate/1";
  static constexpr std::int64_t kToken = 1'000'000'000;  // `rate` units of it grow a nanosecond
  static constexpr std::int64_t kMinute = 60 * Timestamp::kNanosecondsPerSecond;

  [[nodiscard]] Verdict judge_breach(sluice_time now, bool has_token) const noexcept {
    const std::int64_t breach = breaches_.count(now, kMinute) + 1;
    const bool breaches_often = !has_token && breach >= params_.breaches;
    return breaches_often || halted_
               ? halt(Scope::kSession, code::kOrderRate, count(breach), count(params_.breaches))
               : reject(code::kOrderRate, count(params_.burst + 1), count(params_.burst));
  }
  [[nodiscard]] std::int64_t tokens_at(sluice_time now) const noexcept {
    const int128 grown = now > time_ ? (int128{now} - time_) * params_.rate : 0;
    return static_cast<std::int64_t>(std::min<int128>(tokens_ + grown, params_.burst * kToken));
  }

  Params params_;
  SlidingCount breaches_;
  std::int64_t tokens_;
  sluice_time time_ = INT64_MIN;
  bool halted_ = false;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
