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

// What may be traded; unknown counts as halted.
enum class TradingState : std::uint32_t {
  kUnknown = SLUICE_TRADING_UNKNOWN,
  kActive = SLUICE_TRADING_ACTIVE,
  kReducing = SLUICE_TRADING_REDUCING,  // only orders that make a position smaller
  kHalted = SLUICE_TRADING_HALTED
};

namespace detail {

[[nodiscard]] constexpr std::optional<Timestamp> known_time(sluice_time raw) noexcept {
  return raw == 0 ? std::nullopt : std::optional{Timestamp::from_nanoseconds(raw)};
}

}  // namespace detail

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
  // Of bid and ask.
  [[nodiscard]] Timestamp quote_time() const noexcept {
    return Timestamp::from_nanoseconds(raw_->quote_time);
  }
  [[nodiscard]] Price tick() const noexcept { return Price::from_raw(raw_->tick); }
  // Limits of one order.
  [[nodiscard]] std::optional<Quantity> min_quantity() const noexcept {
    return detail::known<Quantity>(raw_->min_quantity);
  }
  [[nodiscard]] std::optional<Quantity> max_quantity() const noexcept {
    return detail::known<Quantity>(raw_->max_quantity);
  }
  [[nodiscard]] std::optional<Money> min_notional() const noexcept {
    const Money least = Money::from_c(raw_->min_notional);
    return least.is_zero() ? std::nullopt : std::optional{least};
  }
  // As the venue told it last.
  [[nodiscard]] std::optional<Quantity> venue_position() const noexcept {
    return raw_->has_venue_position != 0 ? std::optional{Quantity::from_raw(raw_->venue_position)}
                                         : std::nullopt;
  }
  // Of everything that concerns the instrument.
  [[nodiscard]] TradingState trading_state() const noexcept {
    return TradingState{raw_->trading_state};
  }
  // How many orders of it are approved and not yet final.
  [[nodiscard]] std::uint32_t working_orders() const noexcept { return raw_->working_orders; }
  // Of what works: orders with a limit or a stop, which may never fill. None in an offline run.
  [[nodiscard]] Quantity resting_buy() const noexcept {
    return Quantity::from_raw(raw_->resting_buy);
  }
  [[nodiscard]] Quantity resting_sell() const noexcept {
    return Quantity::from_raw(raw_->resting_sell);
  }
  // By how much the position may be worth more, in magnitude, than projected_value().
  [[nodiscard]] Money resting_value() const noexcept { return Money::from_c(raw_->resting_value); }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

// An order that is approved and not yet final.
class WorkingOrder {
 public:
  using C = sluice_working_order;
  constexpr explicit WorkingOrder(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] IntentKey intent_id() const noexcept { return IntentKey::from_c(raw_->intent_id); }
  // 0: approved, not yet routed.
  [[nodiscard]] std::uint64_t order_id() const noexcept { return raw_->order_id; }
  [[nodiscard]] std::uint32_t instrument() const noexcept { return raw_->instrument; }
  [[nodiscard]] Side side() const noexcept { return Side{raw_->side}; }
  [[nodiscard]] bool is_buy() const noexcept { return raw_->side == SLUICE_SIDE_BUY; }
  [[nodiscard]] OrderType type() const noexcept { return OrderType{raw_->type}; }
  // It may or may not be at the venue.
  [[nodiscard]] bool is_unknown() const noexcept { return raw_->unknown != 0; }
  [[nodiscard]] Quantity quantity() const noexcept { return Quantity::from_raw(raw_->quantity); }
  [[nodiscard]] Quantity remaining() const noexcept { return Quantity::from_raw(raw_->remaining); }
  // The limit, else the stop, else the reference price.
  [[nodiscard]] std::optional<Price> price() const noexcept {
    return detail::known<Price>(raw_->price);
  }
  [[nodiscard]] Timestamp decision_time() const noexcept {
    return Timestamp::from_nanoseconds(raw_->decision_time);
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
  // How much more it may be, whichever of the resting orders fill.
  [[nodiscard]] Money resting_exposure() const noexcept {
    return Money::from_c(raw_->resting_exposure);
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
  // Approved and not yet final, oldest first.
  [[nodiscard]] Rows<WorkingOrder> working_orders() const noexcept {
    return Rows<WorkingOrder>{raw_->working_orders};
  }
  // Sum of remaining * price of the working orders.
  [[nodiscard]] Money working_notional() const noexcept {
    return Money::from_c(raw_->working_notional);
  }
  // Held by the router for orders on their way.
  [[nodiscard]] Money reserved_cash() const noexcept { return Money::from_c(raw_->reserved_cash); }
  // Of account, session, strategy and route.
  [[nodiscard]] TradingState trading_state() const noexcept {
    return TradingState{raw_->trading_state};
  }
  // Instruments whose position, everything filled, is not 0.
  [[nodiscard]] std::uint32_t open_positions() const noexcept { return raw_->open_positions; }
  // Of the trading calendar; nothing: not known.
  [[nodiscard]] std::optional<Timestamp> session_open() const noexcept {
    return detail::known_time(raw_->session_open);
  }
  [[nodiscard]] std::optional<Timestamp> session_close() const noexcept {
    return detail::known_time(raw_->session_close);
  }
  // When the venue was last heard; nothing: never.
  [[nodiscard]] std::optional<Timestamp> venue_heartbeat() const noexcept {
    return detail::known_time(raw_->venue_heartbeat);
  }
  [[nodiscard]] std::string_view account() const noexcept { return view_of(raw_->account); }
  [[nodiscard]] std::string_view session() const noexcept { return view_of(raw_->session); }
  [[nodiscard]] std::string_view strategy() const noexcept { return view_of(raw_->strategy); }
  [[nodiscard]] std::string_view route() const noexcept { return view_of(raw_->route); }
  // SHA-256 of config and plugins; empty: not known.
  [[nodiscard]] std::string_view config_hash() const noexcept { return view_of(raw_->config_hash); }
  // A backtest or daily run: there is no venue to hear of.
  [[nodiscard]] bool is_offline() const noexcept { return raw_->offline != 0; }
  // How much more than gross_exposure() there may be, whichever of the resting orders fill.
  [[nodiscard]] Money resting_exposure() const noexcept {
    return Money::from_c(raw_->resting_exposure);
  }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  [[nodiscard]] static RiskGroup group(const sluice_rows& groups, std::uint32_t index) noexcept {
    static constexpr sluice_risk_group kNone{};
    return index < groups.count ? RiskGroup{SLUICE_ROW(groups, sluice_risk_group, index)}
                                : RiskGroup{&kNone};
  }
  const C* raw_;
};

// The most an order can be worth: its limit price, else its stop price, else its reference price,
// times its quantity, rounded up. Nothing if there is no price. Unit: the instrument's quote
// currency.
[[nodiscard]] inline std::optional<Money> worst_case_notional(const Order& order,
                                                              const RiskView&) noexcept {
  const auto stop = order.stop_price();
  const auto price = order.has_limit() ? order.limit_price()
                     : stop            ? stop
                                       : order.reference_price();
  if (!price) return std::nullopt;
  return notional(*price, order.quantity(), Rounding::kUp);
}

}  // namespace sluice
