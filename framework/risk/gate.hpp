// SPDX-License-Identifier: Apache-2.0
//
// gate.hpp: judges intents. The only maker of an ApprovedOrder.
//
// Rules hear what becomes of orders through trail(), which the router has to write to. A rule halts
// with a verdict, or with assess() when no order is there. what_if() judges and changes nothing.
//
// Files: gate.cpp judges; gate_rules.cpp is the rest of a rule's life.
//
// Place: risk. Every rule is asked about every order and every answer is recorded, unless `explain`
// is off; the kill switch has the last word. Orders of a batch are judged in sequence, each against
// a book that contains those approved before it. Thread: the lane; no allocation once warm for
// orders that pass.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/order.hpp"
#include "core/ports.hpp"
#include "core/verdict.hpp"
#include "risk/kill_switch.hpp"
#include "risk/risk_book.hpp"
#include "risk/rule_reload.hpp"
#include "risk/rule_trail.hpp"

namespace sluice::risk {

struct ChainedRule {
  std::unique_ptr<Rule> rule;
  RuleMode mode = RuleMode::kEnforce;
  std::string name;      // empty: the rule's id
  SourceTest test = {};  // of a rule that reloads; without one it is never exchanged
};

// What each rule of a chain is called in verdicts and records: its name, else its id; the second of
// a name is "name#2".
[[nodiscard]] std::vector<std::string> chain_names(std::span<const ChainedRule> rules);

struct GateConfig {
  bool explain = true;         // false: stop at the first refusal
  bool disable_rules = false;  // debugging of offline runs only; said aloud by whoever sets it
};

struct BlockedOrder {
  Intent intent;
  std::string reason;  // CODE: key=value, …
};

struct CodeCount {
  std::string code;
  std::uint64_t count = 0;
};

// What became of one batch.
struct BatchResult {
  std::vector<ApprovedOrder> approved;
  std::vector<BlockedOrder> blocked;
  std::vector<CodeCount> by_code;  // headline codes, in order of first appearance
  std::uint64_t total_orders_before = 0;
  Money notional_before;  // at reference prices
  Money notional_after;
  bool kill_switch_engaged = false;

  [[nodiscard]] bool is_ok() const noexcept { return blocked.empty(); }
  [[nodiscard]] std::uint64_t total_orders_after() const noexcept { return approved.size(); }
  void clear();
};

// What would become of an order. Not copied: the verdicts borrow from it.
struct WhatIf {
  WhatIf() = default;
  WhatIf(WhatIf&&) = default;
  WhatIf& operator=(WhatIf&&) = default;
  bool approved = false;
  Quantity quantity;                   // approved; may be below what was asked
  std::string reason;                  // of a refusal
  std::vector<RuleVerdict> verdicts;   // of every pass
  std::vector<std::string> explained;  // what their explanations are borrowed from
};

class Gate {
 public:
  // How often one order may be resized before it is refused: rules that fight must not loop.
  static constexpr int kMaxPasses = 4;

  Gate(GateConfig config, std::vector<ChainedRule> rules, KillSwitch& kill_switch,
       AuditTrail& audit);

  // Tells the rules that a session's decisions begin. A rule that fails to prepare refuses the
  // session's orders.
  void begin_session(const RiskBook& book);
  // Judges the intents in order and takes the approved ones into the book. `result` is cleared
  // first.
  void judge(std::span<const Intent> intents, RiskBook& book, BatchResult& result);
  void on_fill(const Fill& fill, Timestamp now);

  // Reads the kill switch, journals what was halted since the last time, and shows the book what
  // may be traded. Part of every judgement; for whoever waits without one.
  // True: something is journalled, and not yet committed.
  bool look_at_kill_switch(RiskBook& book, Timestamp now);

  // For the router of this book's orders: what it is told is kept, and rules hear of it.
  [[nodiscard]] AuditTrail& trail(RiskBook& book) noexcept;
  // Whether any rule has use for that.
  [[nodiscard]] bool has_listeners() const noexcept {
    return trail_.has_listeners() || trail_.has_memory();
  }
  [[nodiscard]] bool has_assessors() const noexcept { return !assessors_.empty(); }
  // Time has passed or the market has moved: rules may halt. True: something is journalled, and not
  // yet committed.
  bool assess(RiskBook& book);
  // Judges the order as it would be judged now. Nothing is journalled, halted or remembered.
  [[nodiscard]] WhatIf what_if(const Intent& intent, const RiskBook& book);
  // What rules remembered when an earlier process ended, by name.
  void restore_rule_states(const std::map<std::string, std::string>& states, Timestamp now) {
    trail_.restore(states, now);
  }
  // A person released these halts: the rules they are of begin anew.
  void tell_released(std::span<const Halt> ended, Timestamp now);
  // An order that was approved goes nowhere: the router did not take it.
  void tell_denied(const Intent& intent, Timestamp now);

  // Lets rules whose source is a file look at it again and be tested, beside the lane. False: no
  // rule does, or they are at it already.
  bool request_reload() { return reload_.request(); }
  // Between two orders: takes what is prepared. True: something is journalled, not yet committed.
  bool adopt_prepared(Timestamp now) { return reload_.is_done() && adopt_all(now); }

  [[nodiscard]] std::span<const ChainedRule> rules() const noexcept { return rules_; }
  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  // Of the last order judged, every pass; good until the next.
  [[nodiscard]] std::span<const RuleVerdict> last_verdicts() const noexcept { return verdicts_; }

 private:
  struct Judgement {
    Quantity quantity;  // approved; may be below what was asked
    const RuleVerdict* refusal = nullptr;
  };
  void judge_one(const Intent& intent, RiskBook& book, BatchResult& result);
  [[nodiscard]] Judgement run_chain(const Intent& intent, const RiskBook& book);
  void ask_rules(const sluice_order& order, const RiskBook& book, std::size_t first);
  void explain(std::uint32_t rule, RuleVerdict& answer);
  bool adopt_all(Timestamp now);
  [[nodiscard]] static Halt halt_of(std::string_view rule, const sluice_verdict& verdict,
                                    std::string_view symbol, const RiskBook& book);
  void halt(Halt halt);
  bool take_assessment(std::uint32_t rule, const sluice_verdict& verdict, const RiskBook& book);
  [[nodiscard]] std::string refusal_text(const RuleVerdict& headline) const;
  bool journal_halts(Timestamp now);
  void show_trading_states(RiskBook& book);
  void ask_kill_switch(const sluice_order& order, const RiskBook& book);
  void refuse(const Intent& intent, const RuleVerdict& headline, BatchResult& result);

  GateConfig config_;
  std::vector<ChainedRule> rules_;
  RuleMarks marks_;
  KillSwitch& kill_switch_;
  AuditTrail& audit_;
  std::vector<std::string> names_;  // of the rules
  RuleTrail trail_;
  std::vector<std::uint32_t> assessors_;   // rules that assess
  std::vector<std::string> shadow_halts_;  // by rule: what was told last of a halt in shadow
  std::vector<std::string> bad_sources_;   // by rule: what was told of a source that is no good
  std::vector<std::string> explanations_;  // of verdicts_
  bool is_what_if_ = false;                // judging for what_if: nothing may be changed
  const RiskBook* shown_to_ = nullptr;     // the book that knows of shown_version_
  std::uint64_t shown_version_ = 0;
  std::string stopped_by_;             // the halt that refused the order being judged
  RuleVerdict unanswered_;             // what stands there before a rule is asked
  std::vector<RuleVerdict> verdicts_;  // of the order being judged, all passes
  RuleReload reload_;                  // the last member: its thread ends before the rules do
};

}  // namespace sluice::risk
