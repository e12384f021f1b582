// SPDX-License-Identifier: Apache-2.0
//
// strategy.hpp: sluice::strategy<T>, a struct as a component of the interface sluice.strategy/1.
//
//   std::uint32_t lookback_sessions() const noexcept;   // [control]
//   void on_bars(const Session&, Decisions&);           // [lane] once for every session
//   void on_fills(Rows<Fill>);                          // optional [lane]
//   void factor_returns(FactorReturns&);                // optional [lane] after on_bars
//
// Place: SDK. Decisions are gathered and given to the host once, at the end of the call; their
// memory is kept, so that a session allocates nothing once warm. Errors: an exception becomes
// SLUICE_ERROR_FAULT and nothing is decided; decisions the host refuses give the host's status.
#pragma once

#include <vector>

#include <sluice/c/strategy.h>
#include <sluice/component.hpp>
#include <sluice/market_view.hpp>
#include <sluice/order_view.hpp>

namespace sluice {

class Session {
 public:
  using C = sluice_session;
  constexpr explicit Session(const C* raw) noexcept : raw_{raw} {}
  [[nodiscard]] Timestamp time() const noexcept { return Timestamp::from_nanoseconds(raw_->time); }
  // Decisions are taken this session; on any other the host refuses them.
  [[nodiscard]] bool rebalance() const noexcept { return raw_->rebalance != 0; }
  [[nodiscard]] MarketView market() const noexcept { return MarketView{raw_->market}; }
  // Of this session, by instrument id.
  [[nodiscard]] Rows<sluice_bar> bars() const noexcept { return Rows<sluice_bar>{raw_->bars}; }
  [[nodiscard]] Quantity position(std::uint32_t instrument) const noexcept {
    return instrument < raw_->positions.count
               ? Quantity::from_raw(*SLUICE_ROW(raw_->positions, sluice_quantity, instrument))
               : Quantity{};
  }
  [[nodiscard]] Money cash() const noexcept { return Money::from_c(raw_->cash); }
  // At this session's closes.
  [[nodiscard]] Money equity() const noexcept { return Money::from_c(raw_->equity); }
  [[nodiscard]] const C& raw() const noexcept { return *raw_; }

 private:
  const C* raw_;
};

class Decisions {
 public:
  // A share of current equity; negative = short.
  void target_weight(std::uint32_t instrument, double weight) {
    targets_.push_back({instrument, SLUICE_TARGET_WEIGHT, weight, 0});
  }
  void target_quantity(std::uint32_t instrument, Quantity quantity) {
    targets_.push_back({instrument, SLUICE_TARGET_QUANTITY, 0.0, quantity.raw()});
  }
  void order(std::uint32_t instrument, Side side, Quantity quantity,
             TimeInForce time_in_force = TimeInForce::kDay) {
    intents_.push_back({instrument, static_cast<std::uint8_t>(side), SLUICE_ORDER_MARKET,
                        static_cast<std::uint8_t>(time_in_force), 0, quantity.raw(), 0});
  }
  void order(std::uint32_t instrument, Side side, Quantity quantity, Price limit_price,
             TimeInForce time_in_force = TimeInForce::kDay) {
    intents_.push_back({instrument, static_cast<std::uint8_t>(side), SLUICE_ORDER_LIMIT,
                        static_cast<std::uint8_t>(time_in_force), 0, quantity.raw(),
                        limit_price.raw()});
  }
  [[nodiscard]] const std::vector<sluice_target>& targets() const noexcept { return targets_; }
  [[nodiscard]] const std::vector<sluice_intent>& intents() const noexcept { return intents_; }

  void clear() noexcept {
    targets_.clear();
    intents_.clear();
  }
  // Hands everything over; throws Failure with the host's status if it is refused.
  void send(const sluice_decision_sink& sink) const {
    if (!targets_.empty()) require(sink.on_targets(sink.context, rows_of(targets_)));
    if (!intents_.empty()) require(sink.on_intents(sink.context, rows_of(intents_)));
  }

 private:
  static void require(sluice_status status) {
    if (status != SLUICE_OK) throw Failure(status, "the host refused the strategy's decisions");
  }
  std::vector<sluice_target> targets_;
  std::vector<sluice_intent> intents_;
};

// What a strategy's factors would have earned over the session just seen. Names are borrowed until
// the call returns.
class FactorReturns {
 public:
  void add(std::string_view name, double value) { rows_.push_back({to_c(name), value}); }
  [[nodiscard]] const std::vector<sluice_factor_return>& rows() const noexcept { return rows_; }
  void clear() noexcept { rows_.clear(); }
  // Throws Failure with the host's status if it is refused.
  void send(const sluice_factor_sink& sink) const {
    if (rows_.empty()) return;
    const sluice_status status = sink.on_factors(sink.context, rows_of(rows_));
    if (status != SLUICE_OK)
      throw Failure(status, "the host refused the strategy's factor returns");
  }

 private:
  std::vector<sluice_factor_return> rows_;
};

// What an instance gathers for its host.
struct StrategyScratch {
  Decisions decisions;
  FactorReturns factors;
};

namespace detail {

template <typename T>
struct StrategyFacts {
  static constexpr bool kHasLookback = requires(const T& strategy) {
    { strategy.lookback_sessions() }
    noexcept->std::same_as<std::uint32_t>;
  };
  static constexpr bool kHasOnBars =
      requires(T & strategy, const Session& session, Decisions& decisions) {
    strategy.on_bars(session, decisions);
  };
  static constexpr bool kOk = kHasLookback && kHasOnBars;
};

template <typename T>
struct StrategyMessages {
  using Facts = StrategyFacts<T>;
  static_assert(Facts::kHasLookback,
                "sluice: a strategy needs `std::uint32_t lookback_sessions() const noexcept`");
  static_assert(Facts::kHasOnBars,
                "sluice: a strategy needs `void on_bars(const Session& session, Decisions& "
                "decisions)`");
};

struct StrategyKind {
  static constexpr std::uint32_t kKind = SLUICE_KIND_STRATEGY;
  static constexpr std::string_view kName = "strategy";
  static constexpr std::string_view kInterface = SLUICE_STRATEGY_ID;
  static constexpr bool kMayKeepState = true;
  using Scratch = StrategyScratch;
  template <typename T>
  using Facts = StrategyFacts<T>;
  template <typename T>
  using Messages = StrategyMessages<T>;

  template <typename T>
  static auto& held(void* instance) noexcept {
    return Lifecycle<T, StrategyKind>::held(instance);
  }
  template <typename T>
  static std::uint32_t lookback_sessions(void* instance) noexcept {
    return std::as_const(held<T>(instance).component).lookback_sessions();
  }
  template <typename T>
  static sluice_status on_bars(void* instance, const sluice_session* session,
                               const sluice_decision_sink* sink, sluice_error* error) noexcept {
    return guarded(error, [&] {
      auto& self = held<T>(instance);
      self.scratch.decisions.clear();
      self.component.on_bars(Session{session}, self.scratch.decisions);
      self.scratch.decisions.send(*sink);
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status on_fills(void* instance, sluice_rows fills, sluice_error* error) noexcept {
    return guarded(error, [&] {
      held<T>(instance).component.on_fills(Rows<Fill>{fills});
      return SLUICE_OK;
    });
  }

  template <typename T>
  static sluice_status factor_returns(void* instance, const sluice_factor_sink* sink,
                                      sluice_error* error) noexcept {
    return guarded(error, [&] {
      auto& self = held<T>(instance);
      self.scratch.factors.clear();
      self.component.factor_returns(self.scratch.factors);
      self.scratch.factors.send(*sink);
      return SLUICE_OK;
    });
  }

  template <typename T>
  static constexpr sluice_strategy_v1 make_table() {
    sluice_strategy_v1 table{};
    table.size = sizeof(table);
    table.lookback_sessions = &lookback_sessions<T>;
    table.on_bars = &on_bars<T>;
    if constexpr (requires(T & t, Rows<Fill> fills) { t.on_fills(fills); })
      table.on_fills = &on_fills<T>;
    if constexpr (requires(T & t, FactorReturns & out) { t.factor_returns(out); })
      table.factor_returns = &factor_returns<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_strategy_v1 kTable = make_table<T>();
};

}  // namespace detail

template <typename T>
inline constexpr detail::Component<T, detail::StrategyKind> strategy{};

}  // namespace sluice
