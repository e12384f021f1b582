// SPDX-License-Identifier: Apache-2.0
//
// account.hpp: an account whose totals follow from its rows, and short words for verdicts.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sluice/plugin.hpp>
#include <sluice/testing/testing.hpp>

namespace sluice::risk_rules::test {

using testing::limit_order;
using testing::market_order;
using testing::MockHost;
using testing::MockRule;
using testing::money;
using testing::units;

inline constexpr Side kBuy = Side::kBuy;
inline constexpr Side kSell = Side::kSell;

inline Money raw_money(sluice_money value) { return Money::from_c(value); }

class Account {
 public:
  explicit Account(std::size_t instruments, std::string_view equity = "100000")
      : view_{instruments}, size_{instruments} {
    view_.fields.equity = money(equity).to_c();
    for (std::uint32_t i = 0; i < size_; ++i) set_price(i, "100");
  }
  void set_equity(std::string_view equity) { view_.fields.equity = money(equity).to_c(); }
  void set_price(std::uint32_t id, std::string_view price) { view_.row(id).last = units(price); }
  void hold(std::uint32_t id, std::string_view quantity) {
    view_.row(id).position = units(quantity);
  }
  // What the gate does with an order that every rule approved.
  void approve(const sluice_order& order) {
    sluice_risk_row& row = view_.row(order.instrument);
    (order.side == SLUICE_SIDE_BUY ? row.working_buy : row.working_sell) += order.quantity;
  }
  // The same, and it is in the list of what works.
  void works(const sluice_order& order) { view_.add_working_order(order); }
  sluice_risk_row& row(std::uint32_t id) { return view_.row(id); }
  std::uint32_t add_sector(std::string name) { return view_.add_sector(std::move(name), {}); }
  std::uint32_t add_region(std::string name) { return view_.add_region(std::move(name), {}); }
  sluice_risk_view& fields() { return view_.fields; }

  // Values, gross and net from positions, working quantities and prices.
  const sluice_risk_view* view() {
    int128 gross = 0;
    int128 net = 0;
    int128 resting = 0;
    for (std::uint32_t i = 0; i < size_; ++i) {
      sluice_risk_row& row = view_.row(i);
      const auto quantity = Quantity::from_raw(row.position + row.working_buy - row.working_sell);
      const Money value = notional(Price::from_raw(row.last), quantity, Rounding::kHalfEven);
      row.projected_value = value.to_c();
      row.resting_value = resting_value(row).to_c();
      resting += resting_value(row).raw();
      gross += value.is_negative() ? -value.raw() : value.raw();
      net += value.raw();
    }
    view_.fields.gross_exposure = Money::from_raw(gross).to_c();
    view_.fields.net_exposure = Money::from_raw(net).to_c();
    view_.fields.resting_exposure = Money::from_raw(resting).to_c();
    set_groups();
    return view_.raw();
  }

 private:
  // What the header says it is.
  static Money resting_value(const sluice_risk_row& row) {
    const auto worth = [&row](std::int64_t quantity) {
      const Money value =
          notional(Price::from_raw(row.last), Quantity::from_raw(quantity), Rounding::kHalfEven);
      return value.is_negative() ? -value.raw() : value.raw();
    };
    const std::int64_t projected = row.position + row.working_buy - row.working_sell;
    return Money::from_raw(
        std::max(worth(projected + row.resting_sell), worth(projected - row.resting_buy)) -
        worth(projected));
  }
  void set_groups() {
    const sluice_risk_view* raw = view_.raw();
    for (const sluice_rows groups : {raw->sectors, raw->regions}) {
      const bool is_sector = groups.base == raw->sectors.base;
      for (std::uint32_t g = 0; g < groups.count; ++g) {
        int128 gross = 0;
        int128 resting = 0;
        for (std::uint32_t i = 0; i < size_; ++i) {
          const sluice_risk_row& row = view_.row(i);
          if ((is_sector ? row.sector : row.region) != g) continue;
          const int128 value = Money::from_c(row.projected_value).raw();
          gross += value < 0 ? -value : value;
          resting += Money::from_c(row.resting_value).raw();
        }
        auto* const group =
            const_cast<sluice_risk_group*>(SLUICE_ROW(groups, sluice_risk_group, g));
        group->gross_exposure = Money::from_raw(gross).to_c();
        group->resting_exposure = Money::from_raw(resting).to_c();
      }
    }
  }
  testing::MockRiskView view_;
  std::size_t size_;
};

MATCHER_P2(Approves, measured, limit, "") {
  *result_listener << arg.code << " measured " << raw_money(arg.measured).to_string() << " limit "
                   << raw_money(arg.limit).to_string();
  return arg.action == SLUICE_VERDICT_APPROVE && arg.code[0] == '\0' &&
         raw_money(arg.measured) == money(measured) && raw_money(arg.limit) == money(limit);
}
MATCHER_P3(Refuses, code, measured, limit, "") {
  *result_listener << "action " << arg.action << " " << arg.code << " measured "
                   << raw_money(arg.measured).to_string() << " limit "
                   << raw_money(arg.limit).to_string();
  return arg.action == SLUICE_VERDICT_REJECT && std::string_view{arg.code} == code &&
         raw_money(arg.measured) == money(measured) && raw_money(arg.limit) == money(limit);
}
// Whatever was measured.
MATCHER_P(RefusesWith, code, "") {
  *result_listener << "action " << arg.action << " " << arg.code;
  return arg.action == SLUICE_VERDICT_REJECT && std::string_view{arg.code} == code;
}
MATCHER(ApprovesUnmeasured, "") {
  *result_listener << "action " << arg.action << " " << arg.code;
  return arg.action == SLUICE_VERDICT_APPROVE && arg.unit == SLUICE_UNIT_NONE;
}

}  // namespace sluice::risk_rules::test
