// SPDX-License-Identifier: Apache-2.0
//
// lua_rule.hpp: the component `lua`: a risk rule written in Lua.
//
// Place: plugin, in the gate. State: what the script keeps through `state`, and how often it broke
// its bounds; both change in on_event alone. Errors: whatever a script does, the order is refused
// with one of the codes of verdicts.hpp; after `breaker_after` violations the breaker trips: the
// script is not asked any more, every order is refused, until a person releases it or another
// version of the file is adopted. A file that can't be loaded refuses everything.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <sluice/host.hpp>
#include <sluice/params.hpp>
#include <sluice/risk_event.hpp>
#include <sluice/risk_view.hpp>
#include <sluice/verdict.hpp>

namespace sluice::lua {

struct LuaRule {
  static constexpr auto id = "lua";
  static constexpr auto version = "1.0.0";
  static constexpr auto summary = "a rule written in Lua, in a sandbox with budgets";
  struct Params {
    std::string file;
    ValuesByName params;
    std::int64_t breaker_after = 0;
    std::int64_t instructions = 0;
    std::int64_t memory_kib = 0;
    std::int64_t cpu_us = 0;
    bool counts_exactly = false;
    bool inspect = false;
  };
  static constexpr auto parameters = sluice::params(
      sluice::param("file", &Params::file).required().path().help("the rule's .lua file"),
      sluice::param("params", &Params::params)
          .help("values the script reads as params.NAME: numbers are exact"),
      sluice::param("breaker_after", &Params::breaker_after)
          .def(10)
          .min(1)
          .max(1'000'000)
          .help("violations after which the rule refuses everything until a person releases it"),
      sluice::param("instructions", &Params::instructions)
          .def(10'000)
          .min(100)
          .max(1'000'000)
          .help("a call may use so many"),
      sluice::param("memory_kib", &Params::memory_kib)
          .def(256)
          .min(64)
          .max(4096)
          .help("the rule may hold so much"),
      sluice::param("cpu_us", &Params::cpu_us)
          .def(1000)
          .min(10)
          .max(100'000)
          .help("thread CPU time of a call, the backstop"),
      sluice::param("counts_exactly", &Params::counts_exactly)
          .def(false)
          .help("count each instruction, slowly: for tests of rules"),
      sluice::param("inspect", &Params::inspect)
          .def(false)
          .help("explanations tell which lines ran and what a reader would mind: for sluice rule"));

  LuaRule(Params params, Host host);
  LuaRule(const LuaRule&) = delete;
  LuaRule& operator=(const LuaRule&) = delete;
  ~LuaRule();

  void on_session(const RiskView& view);
  Verdict check(const Order& order, const RiskView& view) const noexcept;
  void on_event(const RiskEvent& event) noexcept;

  [[nodiscard]] std::uint64_t state_version() const noexcept;
  [[nodiscard]] std::string save_state() const;
  void restore_state(std::string_view text);

  [[nodiscard]] std::string explain() const;
  // SHA-256 of the script that judges.
  [[nodiscard]] std::string_view instance_version() const;

  bool prepare();
  // SHA-256 of the script that adopt would let judge; empty: there is none.
  [[nodiscard]] std::string_view prepared_version() const;
  void adopt() noexcept;

 private:
  class Keeper;
  std::unique_ptr<Keeper> keeper_;
};

}  // namespace sluice::lua
