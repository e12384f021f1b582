// SPDX-License-Identifier: Apache-2.0
//
// rule_trail.hpp: the audit trail that rules listen to.
//
// Everything that happens to an order is told to the trail once, in its order; this one passes it
// on, tells the rules, and keeps the book's working orders current where only the trail hears of a
// change. Before a commit it adds what rules remember, where that has changed: whoever recovers the
// order recovers what the rules made of it.
//
// An order that was approved ends once for the rules: DENIED, or ENDED whatever ended it, after
// REJECTED and after the last FILLED too. One that the venue brings back to life ends again.
//
// Place: risk; between router and journal. Thread: the lane. Errors: a rule whose state can't be
// saved or restored is lost: it refuses every order from then on.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "risk/risk_book.hpp"

namespace sluice::risk {

// Why a rule of the chain is not simply asked; bits.
enum RuleMark : std::uint8_t {
  kUnprepared = 1,  // it could not prepare for the session: it refuses
  kLost = 2,        // what it remembered is lost: it refuses
  kExplains = 4     // its verdicts are explained
};
using RuleMarks = std::vector<std::uint8_t>;  // by index in the chain

class RuleTrail final : public AuditTrail {
 public:
  // Marks a rule of `marks` that is lost.
  RuleTrail(AuditTrail& kept, RuleMarks& marks) : kept_{kept}, marks_{marks} {}

  // A rule of the chain; `name` is unique and outlives this.
  void add(Rule& rule, std::size_t index, std::string_view name);
  void follow(RiskBook& book) noexcept { book_ = &book; }

  [[nodiscard]] bool has_listeners() const noexcept { return !listeners_.empty(); }
  [[nodiscard]] bool has_memory() const noexcept { return !memories_.empty(); }
  void tell(std::uint32_t kind, const Intent& intent, Timestamp time, Quantity quantity,
            Price price);
  // The halts of this rule were released.
  void tell_released(std::string_view name, Timestamp time);
  // What rules remembered when an earlier process ended, by name.
  void restore(const std::map<std::string, std::string>& states, Timestamp now);

  void on_intent(const Intent& intent) override { kept_.on_intent(intent); }
  void on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts, Outcome outcome,
                   std::string_view reason) override {
    kept_.on_verdicts(intent, verdicts, outcome, reason);
  }
  void on_order(const Order& order, Timestamp time) override;
  void on_fill(const Order& order, const Fill& fill) override;
  void on_note(const Order& order, OrderNote note, Timestamp time,
               const NoteDetails& details) override;
  void on_certificate(const Certificate& certificate) override {
    kept_.on_certificate(certificate);
  }
  void on_event(std::string_view type, Timestamp time, std::string_view text) override {
    kept_.on_event(type, time, text);
  }
  void on_rule_state(const RuleStateRecord& record, Timestamp time) override {
    kept_.on_rule_state(record, time);
  }
  void on_rule_version(std::uint32_t rule, std::string_view name, Timestamp time) override {
    kept_.on_rule_version(rule, name, time);
  }
  [[nodiscard]] bool keeps_explanations() const override { return kept_.keeps_explanations(); }
  Result<void> commit() override {
    if (!memories_.empty()) save_states();
    return kept_.commit();
  }

 private:
  struct Listener {
    Rule* rule;
    std::string_view name;
  };
  struct Memory {
    Rule* rule;
    std::string_view name;
    std::size_t index;            // in the chain
    std::uint64_t saved_version;  // of the state the trail has
  };
  void tell(std::uint32_t kind, const Order& order, Timestamp time, Quantity quantity, Price price);
  void tell(const sluice_risk_event& event) noexcept;
  void save_states();
  void lose(const Memory& memory, const std::string& why);

  AuditTrail& kept_;
  RuleMarks& marks_;
  RiskBook* book_ = nullptr;
  std::vector<Listener> listeners_;
  std::vector<Memory> memories_;
  Timestamp now_;  // of what was told last
};

}  // namespace sluice::risk
