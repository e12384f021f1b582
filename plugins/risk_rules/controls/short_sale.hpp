// SPDX-License-Identifier: Apache-2.0
//
// short_sale: sells what is held, or what was located to be borrowed.
//
//   short after = open sells + quantity - position, at least 0                              [units]
//   short after <= located today, 0 where there are no locates
//
// Open buys may be cancelled: they cover nothing. Locates come from a table (docs/formats/
// locates.md): symbol, from, until, quantity; lines in force add up; it is read at the start of
// every session. Place: native rule in the gate. State: the locates of the run's instruments, of
// this session. Offline: open buys of the batch cover nothing either. Errors: a file that is
// missing or faulty, or a session never announced: LOCATES_UNREADABLE for sells that are not
// covered by what is held.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "rule_file.hpp"

namespace sluice::risk_rules {

class ShortSale {
 public:
  static constexpr auto id = "short_sale";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "refuses sells of more than is held and located";
  struct Params {
    std::optional<std::string> locates;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("locates", &Params::locates)
          .path()
          .help("CSV of symbol, from, until and quantity (docs/formats/locates.md); none: no "
                "short sales"));

  ShortSale(Params params, Host host) : file_{std::move(params.locates)}, host_{host} {}

  void on_session(const RiskView& view);

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    if (order.is_buy()) return approve();
    const sluice_risk_row& row = view.row(order.instrument()).raw();
    const int128 after = int128{row.working_sell} + order.raw().quantity - row.position;
    const auto measured =
        Quantity::from_raw(detail::narrow(std::max<int128>(after, 0)).value_or(INT64_MAX));
    const bool passes_covered = after <= 0;
    if (passes_covered) return approve(measured, Quantity{});
    if (file_ && (!is_read_ || order.instrument() >= located_.size()))
      return reject(code::kLocatesUnreadable);
    const auto limit =
        file_ ? located_on(order.instrument(), view.now().date().days()) : Quantity{};
    const bool passes = after <= limit.raw();
    return passes ? approve(measured, limit) : reject(code::kShortSale, measured, limit);
  }

 private:
  struct Located {
    DateSpan span;
    Quantity quantity;
  };
  Result<void> read(const RiskView& view);
  Result<void> take(const FileRow& row, const RiskView& view);
  [[nodiscard]] Quantity located_on(std::uint32_t instrument, sluice_date day) const noexcept {
    Quantity sum;
    for (const Located& each : located_[instrument])
      if (each.span.holds(day)) sum = checked_add(sum, each.quantity).value_or(sum);
    return sum;
  }

  std::optional<std::string> file_;
  Host host_;
  bool is_read_ = false;
  std::vector<std::vector<Located>> located_;  // by instrument
};

}  // namespace sluice::risk_rules
