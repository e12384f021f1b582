// SPDX-License-Identifier: Apache-2.0
//
// adv_participation: keeps orders small beside what the market trades.
//
//   quantity / average daily volume <= order                                                [ratio]
//   (filled today + open orders of the symbol + quantity) / average daily volume <= day
//
// both rounded up; the volume is the smaller of the order's and the instrument's, where both are
// known; a day is a UTC date. Place: native rule in the gate. State: what was filled today, by
// symbol; saved. An execution that is taken back stays counted. Offline: the same, a day is a
// session. Errors: NO_AVERAGE_VOLUME, NO_SESSION, VALUE_OVERFLOW.
#pragma once

#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/verdict.hpp>

#include "order_input.hpp"
#include "per_symbol.hpp"

namespace sluice::risk_rules {

struct DayVolume {
  sluice_date day = 0;
  std::int64_t quantity = 0;

  [[nodiscard]] bool is_empty() const noexcept { return quantity == 0; }
  [[nodiscard]] std::int64_t on(sluice_date date) const noexcept {
    return date <= day ? quantity : 0;
  }
  void add(sluice_date date, std::int64_t filled) noexcept {
    if (date > day) *this = {date, 0};
    if (__builtin_add_overflow(quantity, filled, &quantity)) quantity = INT64_MAX;
  }
  void save(StateWriter& out) const { out.add(std::int64_t{day}).add(quantity); }
  void restore(StateReader& in) {
    day = in.number<sluice_date>();
    quantity = in.number<std::int64_t>();
  }
};

class AdvParticipation {
 public:
  static constexpr auto id = "adv_participation";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "caps orders as a share of the average daily volume";
  struct Params {
    Ratio order;
    Ratio day;
  };
  static constexpr auto parameters =
      sluice::params(sluice::param("order", &Params::order)
                         .def("0.01")
                         .above(0)
                         .help("largest share of the average daily volume in one order"),
                     sluice::param("day", &Params::day)
                         .def("0.05")
                         .above(0)
                         .help("largest share of the average daily volume in one day"));

  explicit AdvParticipation(Params params) noexcept : params_{params} {}

  void on_session(const RiskView& view) { filled_.begin(view); }

  // [lane_hot]
  Verdict check(const Order& order, const RiskView& view) const noexcept {
    if (const auto fault = order_fault(order, view); !fault.empty()) return reject(fault);
    const sluice_risk_row& row = view.row(order.instrument()).raw();
    const std::int64_t volume = volume_of(order.raw(), row);
    if (volume <= 0) return reject(code::kNoAverageVolume);
    const DayVolume* filled = filled_.find(order.instrument());
    if (filled == nullptr) return reject(code::kNoSession);
    const int128 today = int128{filled->on(view.now().date().days())} + row.working_buy +
                         row.working_sell + order.raw().quantity;
    const auto order_share = ratio_up(order.raw().quantity, volume);
    const auto day_share = ratio_up(today, volume);
    if (!order_share || !day_share) return reject(code::kValueOverflow);
    const Ratio one = Ratio::from_raw(*order_share);
    const Ratio all = Ratio::from_raw(*day_share);
    const bool passes_order = one <= params_.order;
    if (!passes_order) return reject(code::kAdvOrder, one, params_.order);
    const bool passes_day = all <= params_.day;
    return passes_day ? approve(all, params_.day) : reject(code::kAdvDay, all, params_.day);
  }

  // [lane_hot]
  void on_event(const RiskEvent& event) noexcept {
    if (event.kind() != RiskEventKind::kFilled) return;
    DayVolume* filled = filled_.find(event.order().instrument());
    if (filled == nullptr) return;
    filled->add(event.time().date().days(), event.raw().quantity);
    ++changes_;
  }

  [[nodiscard]] std::uint64_t state_version() const noexcept { return changes_; }
  [[nodiscard]] std::string save_state() const {
    StateWriter out{kFormat};
    filled_.save(out);
    return out.text();
  }
  void restore_state(std::string_view text) {
    StateReader in{text, kFormat};
    filled_.restore(in);
    in.end();
    ++changes_;
  }

 private:
  static constexpr std::string_view kFormat = "adv_participation/1";

  static std::int64_t volume_of(const sluice_order& order, const sluice_risk_row& row) noexcept {
    if (order.average_daily_volume <= 0) return row.average_daily_volume;
    if (row.average_daily_volume <= 0) return order.average_daily_volume;
    return std::min(order.average_daily_volume, row.average_daily_volume);
  }

  Params params_;
  PerSymbol<DayVolume> filled_;
  std::uint64_t changes_ = 0;
};

}  // namespace sluice::risk_rules
