// SPDX-License-Identifier: Apache-2.0
//
// risk_view.hpp: the account as one order sees it.
//
// Place: SDK. Owns nothing: thin views of the C structs, borrowed for the call. Quantities and
// values include every order approved and not yet final. Units: see sluice/c/risk_rule.h. Thread:
// values; any. An instrument outside the run gives a row of zeros: no price, no position.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <sluice/c/risk_rule.h>
#include <sluice/market_view.hpp>
#include <sluice/order_view.hpp>

namespace sluice {

class RiskRow {
 public:
  using C = sluice_risk_row;
  constexpr explicit RiskRow(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] Quantity position() const noexcept { return Quantity::from_raw(raw_->position); }
  [[nodiscard]] Quantity working_buy() const noexcept {
    return Quantity::from_raw(raw_->working_buy);
  }
  [[nodiscard]] Quantity working_sell() const noexcept {
    return Quantity::from_raw(raw_->working_sell);
  }
  [[nodiscard]] std::optional<Price> last() const noexcept {
    return detail::known<Price>(raw_->last);
  }
  [[nodiscard]] std::optional<Price> bid() const noexcept {
    return detail::known<Price>(raw_->bid);
  }
  [[nodiscard]] std::optional<Price> ask() const noexcept {
    return detail::known<Price>(raw_->ask);
  }
  [[nodiscard]] Timestamp last_time() const noexcept {
    return Timestamp::from_nanoseconds(raw_->last_time);
  }
  [[nodiscard]] std::optional<Quantity> average_daily_volume() const noexcept {
    return detail::known<Quantity>(raw_->average_daily_volume);
  }
  [[nodiscard]] Quantity lot() const noexcept { return Quantity::from_raw(raw_->lot); }
  [[nodiscard]] std::uint32_t sector() const noexcept { return raw_->sector; }
  [[nodiscard]] std::uint32_t region() const noexcept { return raw_->region; }
  // The position once everything approved is filled; nothing if it does not fit 64 bits.
  [[nodiscard]] std::optional<Quantity> projected_quantity() const noexcept {
    const auto bought = checked_add(position(), working_buy());
    return bought ? checked_subtract(*bought, working_sell()) : std::nullopt;
  }
  // Its value, signed.
  [[nodiscard]] Money projected_value() const noexcept {
    return Money::from_c(raw_->projected_value);
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

// A sector or region; group 0 is "unknown" and has an empty name.
class RiskGroup {
 public:
  using C = sluice_risk_group;
  constexpr explicit RiskGroup(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] std::string_view name() const noexcept { return view_of(raw_->name); }
  [[nodiscard]] Money gross_exposure() const noexcept {
    return Money::from_c(raw_->gross_exposure);
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

class RiskView {
 public:
  using C = sluice_risk_view;
  constexpr explicit RiskView(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] Timestamp now() const noexcept { return Timestamp::from_nanoseconds(raw_->now); }
  [[nodiscard]] RiskRow row(std::uint32_t instrument) const noexcept {
    static constexpr sluice_risk_row kNone{};
    return instrument < raw_->instruments.count
               ? RiskRow{SLUICE_ROW(raw_->instruments, sluice_risk_row, instrument)}
               : RiskRow{&kNone};
  }
  [[nodiscard]] Rows<RiskRow> rows() const noexcept { return Rows<RiskRow>{raw_->instruments}; }
  [[nodiscard]] Money cash() const noexcept { return Money::from_c(raw_->cash); }
  [[nodiscard]] Money equity() const noexcept { return Money::from_c(raw_->equity); }
  [[nodiscard]] Money gross_exposure() const noexcept {
    return Money::from_c(raw_->gross_exposure);
  }
  [[nodiscard]] Money net_exposure() const noexcept { return Money::from_c(raw_->net_exposure); }
  [[nodiscard]] Money day_pnl() const noexcept { return Money::from_c(raw_->day_pnl); }
  [[nodiscard]] Money peak_equity() const noexcept { return Money::from_c(raw_->peak_equity); }
  [[nodiscard]] Rows<RiskGroup> sectors() const noexcept { return Rows<RiskGroup>{raw_->sectors}; }
  [[nodiscard]] Rows<RiskGroup> regions() const noexcept { return Rows<RiskGroup>{raw_->regions}; }
  // An index outside the list is the unknown group's: an empty name and no exposure.
  [[nodiscard]] RiskGroup sector(std::uint32_t index) const noexcept {
    return group(raw_->sectors, index);
  }
  [[nodiscard]] RiskGroup region(std::uint32_t index) const noexcept {
    return group(raw_->regions, index);
  }
  [[nodiscard]] MarketView market() const noexcept { return MarketView{raw_->market}; }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  [[nodiscard]] static RiskGroup group(const sluice_rows& groups, std::uint32_t index) noexcept {
    static constexpr sluice_risk_group kNone{};
    return index < groups.count ? RiskGroup{SLUICE_ROW(groups, sluice_risk_group, index)}
                                : RiskGroup{&kNone};
  }
  const C* raw_;
};

// The most an order can be worth: its limit price, else its reference price, times its quantity,
// rounded up. Nothing if there is no price. Unit: the instrument's quote currency.
[[nodiscard]] inline std::optional<Money> worst_case_notional(const Order& order,
                                                              const RiskView&) noexcept {
  const auto price =
      order.type() == OrderType::kLimit ? order.limit_price() : order.reference_price();
  if (!price) return std::nullopt;
  return notional(*price, order.quantity(), Rounding::kUp);
}

}  // namespace sluice
