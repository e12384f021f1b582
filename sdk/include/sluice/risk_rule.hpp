// SPDX-License-Identifier: Apache-2.0
//
// risk_rule.hpp: sluice::risk_rule<T>, a struct as a component of the interface sluice.risk_rule/1.
//
//   Verdict check(const Order&, const RiskView&) const noexcept;   // [lane_hot]
// Optional:
//   void on_session(const RiskView&);                              // [lane]
//   void on_fills(Rows<Fill>);                                     // [lane]
//   std::uint32_t lookback_sessions() const noexcept;              // [control]
//   void on_event(const RiskEvent&) noexcept;                      // [lane_hot]
//   Verdict assess(const RiskView&) const noexcept;                // [lane_hot] halt, no order
//   std::string explain() const;                                   // [lane] a JSON object, or ""
//   std::string_view instance_version() const;                     // [lane]
// State that outlives the process, all three or none:
//   std::uint64_t state_version() const noexcept;                  // [lane_hot]
//   std::string save_state() const;                                // [lane] at most 64 KiB
//   void restore_state(std::string_view);                          // [lane]
// A rule whose source is a file, both or none of the first two:
//   bool prepare();          // [worker] reads it anew; false: nothing has changed
//   void adopt() noexcept;   // [lane] puts what was prepared and tested in its place
//   std::string_view prepared_version() const;   // [worker] what instance_version will be then
//
// Place: SDK. A judgement changes nothing, which the type says: check and assess are const; what a
// rule remembers changes in on_event. `check` costs the indirect call and one copy of the verdict:
// no allocation, no lock. Errors: an exception in functions that may throw becomes
// SLUICE_ERROR_FAULT, a Failure its own status.
#pragma once

#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include <sluice/component.hpp>
#include <sluice/detail/risk_rule_facts.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

namespace sluice::detail {

// Of what save_state gives, for risk rules.
inline constexpr std::size_t kRuleStateLimit = 64 * 1024;

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
  static const T& judge(void* instance) noexcept {
    return rule<T>(instance);
  }
  // The verdict is made in the host's memory: copied there, it would cost more than most rules.
  // What the host knows and this SDK does not stays as it is; an older host gets what it has room
  // for.
  template <typename Judge>
  static void answer(sluice_verdict* out, Judge&& made) noexcept {
    static_assert(std::is_standard_layout_v<Verdict> && sizeof(Verdict) == sizeof(sluice_verdict));
    const std::uint32_t size = out->size;
    if (size < sizeof(sluice_verdict)) return made().write(out);
    ::new (static_cast<void*>(out)) Verdict{made()};
    out->size = size;
  }
  template <typename T>
  static void check(void* instance, const sluice_order* order, const sluice_risk_view* view,
                    sluice_verdict* verdict) noexcept {
    answer(verdict, [&] { return judge<T>(instance).check(Order{order}, RiskView{view}); });
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
    return judge<T>(instance).lookback_sessions();
  }
  template <typename T>
  static void on_event(void* instance, const sluice_risk_event* event) noexcept {
    rule<T>(instance).on_event(RiskEvent{event});
  }
  template <typename T>
  static void assess(void* instance, const sluice_risk_view* view,
                     sluice_verdict* verdict) noexcept {
    answer(verdict, [&] { return judge<T>(instance).assess(RiskView{view}); });
  }
  template <typename T>
  static std::uint64_t state_version(void* instance) noexcept {
    return judge<T>(instance).state_version();
  }
  template <typename T>
  static sluice_status save_state(void* instance, const sluice_sink* sink,
                                  sluice_error* error) noexcept {
    return guarded(error, [&]() -> sluice_status {
      const std::string state = judge<T>(instance).save_state();
      if (state.size() > kRuleStateLimit)
        throw Failure(SLUICE_ERROR_LIMIT, "the state has " + std::to_string(state.size()) +
                                              " bytes, the limit is " +
                                              std::to_string(kRuleStateLimit));
      Sink{*sink}.write(state);
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status restore_state(void* instance, sluice_str state,
                                     sluice_error* error) noexcept {
    return guarded(error, [&] {
      rule<T>(instance).restore_state(view_of(state));
      return SLUICE_OK;
    });
  }
  template <typename T>
  static sluice_status explain(void* instance, const sluice_sink* sink,
                               sluice_error* error) noexcept {
    return guarded(error, [&] {
      const std::string told = judge<T>(instance).explain();
      if (!told.empty()) Sink{*sink}.write(told);
      return SLUICE_OK;
    });
  }
  template <typename Tell>
  static sluice_str told_version(Tell tell) noexcept {
    sluice_str version{};
    guarded(nullptr, [&] {
      version = to_c(std::string_view{tell()});
      return SLUICE_OK;
    });
    return version;
  }
  template <typename T>
  static sluice_str instance_version(void* instance) noexcept {
    return told_version([&] { return judge<T>(instance).instance_version(); });
  }
  template <typename T>
  static sluice_str prepared_version(void* instance) noexcept {
    return told_version([&] { return judge<T>(instance).prepared_version(); });
  }
  template <typename T>
  static sluice_status prepare(void* instance, sluice_error* error) noexcept {
    return guarded(error, [&]() -> sluice_status {
      return rule<T>(instance).prepare() ? SLUICE_OK : SLUICE_END;
    });
  }
  template <typename T>
  static void adopt(void* instance) noexcept {
    rule<T>(instance).adopt();
  }

  template <typename T>
  static constexpr void add_memory(sluice_risk_rule_v1& table) {
    using Facts = RiskRuleFacts<T>;
    if constexpr (Facts::kHearsEvents) table.on_event = &on_event<T>;
    if constexpr (Facts::kKeepsState) {
      table.state_version = &state_version<T>;
      table.save_state = &save_state<T>;
      table.restore_state = &restore_state<T>;
    }
    if constexpr (Facts::kReloads) {
      table.prepare = &prepare<T>;
      table.adopt = &adopt<T>;
    }
    if constexpr (Facts::kTellsPrepared) table.prepared_version = &prepared_version<T>;
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
    if constexpr (RiskRuleFacts<T>::kAssesses) table.assess = &assess<T>;
    if constexpr (requires(const T& t) { std::string{t.explain()}; }) table.explain = &explain<T>;
    if constexpr (requires(const T& t) { std::string_view{t.instance_version()}; })
      table.instance_version = &instance_version<T>;
    add_memory<T>(table);
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
