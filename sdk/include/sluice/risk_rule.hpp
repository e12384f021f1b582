// SPDX-License-Identifier: Apache-2.0
//
// risk_rule.hpp: sluice::risk_rule<T>, a struct as a component of the interface sluice.risk_rule/1.
//
//   Verdict check(const Order&, const RiskView&) const noexcept;   // [lane_hot]
//   void on_session(const RiskView&);                              // optional [lane]
//   void on_fills(Rows<Fill>);                                     // optional [lane]
//   std::uint32_t lookback_sessions() const noexcept;              // optional [control]
//
// Place: SDK. `check` costs the indirect call and one copy of the verdict: no allocation, no lock.
// Errors: an exception in the optional functions becomes SLUICE_ERROR_FAULT; check cannot throw.
#pragma once

#include <utility>

#include <sluice/component.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

namespace sluice::detail {

template <typename T>
struct RiskRuleFacts {
  static constexpr bool kHasCheck = requires(T & rule, const Order& order, const RiskView& view) {
    { rule.check(order, view) } -> std::same_as<Verdict>;
  };
  static constexpr bool kIsNoexcept = requires(T & rule, const Order& order, const RiskView& view) {
    { rule.check(order, view) }
    noexcept;
  };
  static constexpr bool kOk = kHasCheck && kIsNoexcept;
};

template <typename T>
struct RiskRuleMessages {
  using Facts = RiskRuleFacts<T>;
  static_assert(
      Facts::kHasCheck,
      "sluice: a risk rule needs `Verdict check(const Order& order, const RiskView& view) "
      "const noexcept`");
  static_assert(!Facts::kHasCheck || Facts::kIsNoexcept,
                "sluice: a risk rule's check must be noexcept: write `Verdict check(const Order& "
                "order, const RiskView& view) const noexcept`");
};

struct RiskRuleKind {
  static constexpr std::uint32_t kKind = SLUICE_KIND_RISK_RULE;
  static constexpr std::string_view kName = "risk_rule";
  static constexpr std::string_view kInterface = SLUICE_RISK_RULE_ID;
  static constexpr bool kMayKeepState = true;
  struct Scratch {};
  template <typename T>
  using Facts = RiskRuleFacts<T>;
  template <typename T>
  using Messages = RiskRuleMessages<T>;

  template <typename T>
  static T& rule(void* instance) noexcept {
    return Lifecycle<T, RiskRuleKind>::held(instance).component;
  }
  template <typename T>
  static void check(void* instance, const sluice_order* order, const sluice_risk_view* view,
                    sluice_verdict* verdict) noexcept {
    rule<T>(instance).check(Order{order}, RiskView{view}).write(verdict);
  }
  template <typename T>
  static sluice_status on_session(void* instance, const sluice_risk_view* view,
                                  sluice_error* error) noexcept {
    return guarded(error, [&] {
      rule<T>(instance).on_session(RiskView{view});
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status on_fills(void* instance, sluice_rows fills, sluice_error* error) noexcept {
    return guarded(error, [&] {
      rule<T>(instance).on_fills(Rows<Fill>{fills});
      return SLUICE_OK;
    });
  }

  template <typename T>
  static std::uint32_t lookback_sessions(void* instance) noexcept {
    return std::as_const(rule<T>(instance)).lookback_sessions();
  }

  template <typename T>
  static constexpr sluice_risk_rule_v1 make_table() {
    sluice_risk_rule_v1 table{};
    table.size = sizeof(table);
    table.check = &check<T>;
    if constexpr (requires(T & t, const RiskView& view) { t.on_session(view); })
      table.on_session = &on_session<T>;
    if constexpr (requires(T & t, Rows<Fill> fills) { t.on_fills(fills); })
      table.on_fills = &on_fills<T>;
    if constexpr (requires(const T& t) { t.lookback_sessions(); })
      table.lookback_sessions = &lookback_sessions<T>;
    return table;
  }
  template <typename T>
  static constexpr sluice_risk_rule_v1 kTable = make_table<T>();
};

}  // namespace sluice::detail

namespace sluice {

template <typename T>
inline constexpr detail::Component<T, detail::RiskRuleKind> risk_rule{};

}  // namespace sluice
