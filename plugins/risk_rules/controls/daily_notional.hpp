// SPDX-License-Identifier: Apache-2.0
//
// daily_notional: caps what is traded in a day.
//
//   filled today + value of the open orders + the order's worst-case value <= limit      [currency]
//
// rounded up; a day is a UTC date. From `alert` of the limit on an approval carries the code
// DAILY_NOTIONAL_ALERT, and the first fill past it on a day is logged. Place: native rule in the
// gate. State: what was filled today; saved. An execution that is taken back stays counted.
// Offline: the same, a day is a session. Errors: NO_REFERENCE_PRICE, NO_EQUITY, VALUE_OVERFLOW.
#pragma once

#include <array>
#include <cstdio>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "cap.hpp"
#include "order_input.hpp"
#include "state_text.hpp"

namespace sluice::risk_rules {

class DailyNotional {
 public:
  static constexpr auto id = "daily_notional";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps the value traded and reserved in a day";
  struct Params {
    Limit limit;
    Ratio alert;
    Ratio slippage;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("limit", &Params::limit)
                         .required()
                         .above(0)
                         .help("largest value: an amount, or a multiple of equity like \"2x\""),
                     sluice::param("alert", &Params::alert)
                         .def("0.7")
                         .above(0)
                         .max(1)
                         .help("share of the limit from which on it is said aloud: 0.7 is 70 %"),
                     sluice::param("slippage", &Params::slippage)
                         .def("0.01")
                         .min(0)
                         .help("how far above the ask an order without a limit may trade"));

  DailyNotional(Params params, Host host) noexcept
      : limit_{params.limit},
        alert_{share_of_limit(params.limit, params.alert)},
        slippage_{params.slippage},
        host_{host} {}

  // What a fill is compared with: a multiple is of the equity the session begins with.
  void on_session(const RiskView& view) {
    const Cap cap = cap_of(alert_, view);
    alert_amount_ = cap.fault.empty() ? std::optional{cap.amount} : std::nullopt;
  }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const auto price = worst_price(order, view.row(order.instrument()).raw(), slippage_);
    if (!price) return reject(code::kNoReferencePrice);
    const Money asked = notional(Price::from_raw(*price), order.quantity(), Rounding::kUp);
    const auto open = checked_add(view.working_notional(), asked);
    const auto measured =
        open ? checked_add(*open, filled_on(view.now().date().days())) : std::nullopt;
    const Cap cap = cap_of(limit_, view);
    if (!measured) return reject(code::kValueOverflow);
    if (!cap.fault.empty()) return reject(cap.fault);
    const bool passes = *measured <= cap.amount;
    if (!passes) return reject(code::kDailyNotional, *measured, cap.amount);
    const auto alert = alert_.resolve(view.equity());
    const bool breaches_alert = alert && *measured >= *alert;
    return breaches_alert ? Verdict::make(SLUICE_VERDICT_APPROVE, code::kDailyNotionalAlert)
                                .with(*measured, cap.amount)
                          : approve(*measured, cap.amount);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() != RiskEventKind::kFilled) return;
    const sluice_date day = event.time().date().days();
    if (day > day_) {
      day_ = day;
      filled_ = Money{};
      alerted_ = false;
    }
    const Price price = event.price().value_or(
        event.order().reference_price().value_or(Price::from_raw(INT64_MAX)));
    const auto sum = checked_add(filled_, notional(price, event.quantity(), Rounding::kUp));
    filled_ = sum.value_or(filled_);
    ++changes_;
    if (alert_amount_ && filled_ >= *alert_amount_ && !alerted_) say_aloud();
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    out.add(std::int64_t{day_}).add(std::string_view{filled_.to_string()});
    out.add(std::int64_t{alerted_ ? 1 : 0});
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    const auto day = in.number<sluice_date>();
    const auto filled = Money::parse(in.word());
    const bool alerted = in.size(1) == 1;
    in.end();
    if (!filled) throw std::invalid_argument("saved state of daily_notional: no amount of money");
    day_ = day;
    filled_ = *filled;
    alerted_ = alerted;
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "daily_notional/1";

  // The part of a limit to be said aloud, rounded down; the whole of one too large to be divided.
  static Limit share_of_limit(const Limit& limit, Ratio share) noexcept {
    if (limit.kind == Limit::kAmount)
      return Limit::of(
          checked_multiply(limit.amount, share, Rounding::kDown).value_or(limit.amount));
    const auto part = detail::narrow(detail::divide_rounded(
        int128{limit.multiple.raw()} * share.raw(), kScale, Rounding::kDown));
    return Limit::of(part ? Ratio::from_raw(*part) : limit.multiple);
  }
  [[nodiscard]] Money filled_on(sluice_date day) const noexcept {
    return day <= day_ ? filled_ : Money{};
  }
  void say_aloud() noexcept {
    alerted_ = true;
    std::array<char, 160> text{};
    std::array<char, detail::kDecimalTextSize + 1> filled{};
    detail::write_decimal(filled.data(), filled_.raw());
    const int size = std::snprintf(text.data(), text.size(),
                                   "daily_notional: DAILY_NOTIONAL_ALERT: filled today=%s, which "
                                   "is past the share of the limit that is said aloud",
                                   filled.data());
    host_.log(LogLevel::kWarning,
              {text.data(), std::min(static_cast<std::size_t>(size), text.size() - 1)});
  }

  AmountLimit limit_;
  AmountLimit alert_;
  Ratio slippage_;
  Host host_;
  std::optional<Money> alert_amount_;
  sluice_date day_ = 0;
  Money filled_;
  bool alerted_ = false;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
