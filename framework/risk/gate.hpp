// SPDX-License-Identifier: Apache-2.0
//
// gate.hpp: judges intents. The only maker of an ApprovedOrder.
//
// Place: risk. Every rule is asked about every order and every answer is recorded, unless `explain`
// is off; the kill switch has the last word. Orders of a batch are judged in sequence, each against
// a book that contains those approved before it. Thread: the lane; no allocation once warm for
// orders that pass.
#pragma once

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

namespace sluice::risk {

struct ChainedRule {
  std::unique_ptr<Rule> rule;
  RuleMode mode = RuleMode::kEnforce;
};

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

  [[nodiscard]] std::span<const ChainedRule> rules() const noexcept { return rules_; }

 private:
  struct Judgement {
    Quantity quantity;  // approved; may be below what was asked
    const RuleVerdict* refusal = nullptr;
  };
  void judge_one(const Intent& intent, RiskBook& book, BatchResult& result);
  [[nodiscard]] Judgement run_chain(const Intent& intent, const RiskBook& book);
  void ask_rules(const sluice_order& order, const RiskBook& book, std::size_t first);
  void halt(const Rule& rule, const sluice_verdict& verdict, std::string_view symbol,
            const RiskBook& book);
  bool journal_halts(Timestamp now);
  void show_trading_states(RiskBook& book);
  void ask_kill_switch(const sluice_order& order, const RiskBook& book);
  void refuse(const Intent& intent, const RuleVerdict& headline, BatchResult& result);
  [[nodiscard]] std::string_view rule_id(const RuleVerdict& verdict) const;

  GateConfig config_;
  std::vector<ChainedRule> rules_;
  std::vector<bool> unprepared_;  // on_session failed: refuses everything
  KillSwitch& kill_switch_;
  AuditTrail& audit_;
  const RiskBook* shown_to_ = nullptr;  // the book that knows of shown_version_
  std::uint64_t shown_version_ = 0;
  std::string stopped_by_;             // the halt that refused the order being judged
  std::vector<RuleVerdict> verdicts_;  // of the order being judged, all passes
};

}  // namespace sluice::risk
