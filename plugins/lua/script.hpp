// SPDX-License-Identifier: Apache-2.0
//
// script.hpp: one rule file, compiled in a machine of its own.
//
// A file returns a function check(order, view), or a table with check and optionally id, version,
// params (defaults of its parameters), state (first values) and on_fill(fill).
// Place: between the machine and the component. Owns machine and binding; borrows the state store,
// which outlives a reload. Thread: load on any, judge on the lane. Errors: load throws
// std::invalid_argument naming file and line; judging refuses.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <sluice/params.hpp>

#include "binding.hpp"
#include "state_store.hpp"

namespace sluice::lua {

// What the last call came to, for explanations and the breaker.
struct Account {
  std::string_view code;  // of the machinery; empty: the script answered
  const char* message = "";
  int line = 0;
  std::int64_t instructions = 0;
  std::size_t peak_memory = 0;
};

class Script {
 public:
  struct Source {
    std::string file;  // for messages
    std::string text;
    ValuesByName params;
    Budgets budgets;
  };
  // Throws std::invalid_argument where the file is no rule. What the file declares as its state
  // goes to first_state(); the store itself is left as it was.
  Script(const Source& source, Host host, StateStore& state);
  Script(const Script&) = delete;
  Script& operator=(const Script&) = delete;

  // From now on with this store.
  void use(StateStore& state) noexcept { binding_.state = &state; }

  // Fills in the verdict whatever happens. Changes of the state are left staged in the store, or
  // discarded with a violation.
  void judge(const sluice_order& order, const sluice_risk_view& view,
             sluice_verdict& verdict) noexcept;
  [[nodiscard]] bool hears_fills() const noexcept { return hears_fills_; }
  // False with a violation.
  bool hear_fill(const sluice_risk_event& event, const sluice_instrument* instrument) noexcept;

  [[nodiscard]] const Account& account() const noexcept { return account_; }
  [[nodiscard]] const Binding& binding() const noexcept { return binding_; }
  [[nodiscard]] const Machine& machine() const noexcept { return machine_; }
  // SHA-256 of the text.
  [[nodiscard]] const std::string& hash() const noexcept { return hash_; }
  // What the table form told; "" if nothing.
  [[nodiscard]] const std::string& id() const noexcept { return id_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }
  [[nodiscard]] const Entries& first_state() const noexcept { return first_state_; }

 private:
  friend struct Loader;
  void note(bool is_answered) noexcept;

  Machine machine_;
  Binding binding_;
  bool hears_fills_ = false;
  Account account_;
  std::string hash_;
  std::string id_;
  std::string version_;
  Entries first_state_;
};

}  // namespace sluice::lua
