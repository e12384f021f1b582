// SPDX-License-Identifier: Apache-2.0
//
// risk_rule_facts.hpp: is a struct a risk rule, and if not, what is it lacking?
//
// Place: SDK, not for authors. Compile time only. A member that is there and has the wrong shape is
// an error, never a member that is silently not called.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include <sluice/risk_event.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

namespace sluice::detail {

template <typename T>
struct RiskRuleFacts {
  static constexpr bool kHasCheck = requires(T & rule, const Order& order, const RiskView& view) {
    { rule.check(order, view) } -> std::same_as<Verdict>;
  };
  static constexpr bool kIsConst =
      requires(const T& rule, const Order& order, const RiskView& view) {
    rule.check(order, view);
  };
  static constexpr bool kIsNoexcept = requires(T & rule, const Order& order, const RiskView& view) {
    { rule.check(order, view) }
    noexcept;
  };

  // What is there under the name, whatever it takes.
  static constexpr bool kNamesOnEvent = requires { &T::on_event; };
  static constexpr bool kNamesAssess = requires { &T::assess; };
  static constexpr bool kNamesPrepare = requires { &T::prepare; };
  static constexpr bool kNamesAdopt = requires { &T::adopt; };
  static constexpr bool kNamesPrepared = requires { &T::prepared_version; };
  static constexpr bool kNamesVersion = requires { &T::state_version; };
  static constexpr bool kNamesRestore = requires { &T::restore_state; };
  // load_state makes it the state between runs that every component may keep.
  static constexpr bool kNamesSave = requires { &T::save_state; }
  &&!requires { &T::load_state; };

  static constexpr bool kHearsEvents = requires(T & rule, const RiskEvent& event) {
    { rule.on_event(event) }
    noexcept;
  };
  static constexpr bool kAssesses = requires(const T& rule, const RiskView& view) {
    { rule.assess(view) }
    noexcept->std::same_as<Verdict>;
  };
  static constexpr bool kKeepsState = requires(T & rule, const T& constant, std::string_view text) {
    { constant.state_version() }
    noexcept->std::convertible_to<std::uint64_t>;
    { constant.save_state() } -> std::convertible_to<std::string>;
    rule.restore_state(text);
  };
  static constexpr bool kReloads = requires(T & rule) {
    { rule.prepare() } -> std::same_as<bool>;
    { rule.adopt() }
    noexcept;
  };
  static constexpr bool kTellsPrepared = kReloads && requires(const T& rule) {
    { rule.prepared_version() } -> std::convertible_to<std::string_view>;
  };

  static constexpr bool kEventsOk = kHearsEvents || !kNamesOnEvent;
  static constexpr bool kAssessOk = kAssesses || !kNamesAssess;
  static constexpr bool kStateOk = kKeepsState || !(kNamesVersion || kNamesRestore || kNamesSave);
  static constexpr bool kReloadOk =
      (kReloads || !(kNamesPrepare || kNamesAdopt)) && (kTellsPrepared || !kNamesPrepared);
  static constexpr bool kOk =
      kHasCheck && kIsConst && kIsNoexcept && kEventsOk && kAssessOk && kStateOk && kReloadOk;
};

template <typename T>
struct RiskRuleMessages {
  using Facts = RiskRuleFacts<T>;
  static_assert(
      Facts::kHasCheck,
      "sluice: a risk rule needs `Verdict check(const Order& order, const RiskView& view) "
      "const noexcept`");
  static_assert(!Facts::kHasCheck || Facts::kIsConst,
                "sluice: a risk rule's check must be const, because a judgement changes nothing: "
                "what the rule remembers changes in `void on_event(const RiskEvent&) noexcept`");
  static_assert(!Facts::kHasCheck || !Facts::kIsConst || Facts::kIsNoexcept,
                "sluice: a risk rule's check must be noexcept: write `Verdict check(const Order& "
                "order, const RiskView& view) const noexcept`");
  static_assert(Facts::kEventsOk,
                "sluice: a risk rule's on_event must be `void on_event(const RiskEvent& event) "
                "noexcept`");
  static_assert(Facts::kAssessOk,
                "sluice: a risk rule's assess must be `Verdict assess(const RiskView& view) const "
                "noexcept`");
  static_assert(Facts::kStateOk,
                "sluice: a risk rule that keeps state needs all three of `std::uint64_t "
                "state_version() const noexcept`, `std::string save_state() const` and `void "
                "restore_state(std::string_view state)`");
  static_assert(Facts::kReloadOk,
                "sluice: a risk rule that reloads needs both `bool prepare()` and `void adopt() "
                "noexcept`; `std::string_view prepared_version() const` goes with them");
};

}  // namespace sluice::detail
