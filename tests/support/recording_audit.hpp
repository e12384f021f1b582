// SPDX-License-Identifier: Apache-2.0
//
// recording_audit.hpp: an audit trail that remembers what it was told, one readable line each.
//
// Place: tests. Lines go to a log that other fakes may share, so that the order of calls between
// them can be read off. Commits are lines too; one can be made to fail.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/ports.hpp"

namespace sluice::testing {

using Log = std::vector<std::string>;

class RecordingAudit : public AuditTrail {
 public:
  explicit RecordingAudit(Log& log) : log_{log} {}

  void on_intent(const Intent& intent) override { log_.push_back("NEW " + words(intent)); }
  void on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts, Outcome outcome,
                   std::string_view reason) override {
    std::string line = outcome == Outcome::kApproved ? "APPROVED " : "DENIED ";
    line += words(intent) + " [";
    for (const RuleVerdict& answer : verdicts) {
      if (line.back() != '[') line += ' ';
      line += answer.rule == kKillSwitchRule ? "kill" : std::to_string(answer.rule);
      line += answer.mode == RuleMode::kShadow ? "~" : ":";
      line += action_name(answer.verdict.action);
      if (!answer.code().empty()) line += "=" + std::string{answer.code()};
    }
    line += "]";
    if (!reason.empty()) line += " " + std::string{reason};
    log_.push_back(line);
  }
  void on_order(const Order& order, Timestamp) override {
    std::string line = std::string{name(order.state)} + " order " + std::to_string(order.id);
    if (order.reason[0] != '\0') line += " " + std::string{order.reason.data()};
    log_.push_back(line);
  }
  void on_fill(const Order& order, const Fill& fill) override {
    log_.push_back(std::string{name(order.state)} + " order " + std::to_string(order.id) +
                   " fill " + std::to_string(fill.execution_id) + ": " + fill.quantity.to_string() +
                   " @ " + fill.price.to_string());
  }
  void on_note(const Order& order, OrderNote note, Timestamp, const NoteDetails& details) override {
    std::string line = std::string{name(note)} + " of order " + std::to_string(order.id);
    if (!details.reason.empty()) line += ": " + std::string{details.reason};
    log_.push_back(line);
  }
  void on_certificate(const Certificate& certificate) override {
    std::string line = "CERTIFICATE " + std::string{certificate.trigger} +
                       (certificate.complete ? " complete" : " incomplete");
    for (const std::string& difference : certificate.differences) line += "; " + difference;
    log_.push_back(line);
  }
  void on_event(std::string_view type, Timestamp, std::string_view text) override {
    log_.push_back(std::string{type} + " " + std::string{text});
  }
  void on_rule_state(const RuleStateRecord& record, Timestamp) override {
    log_.push_back("RULE_STATE " + std::string{record.rule} + "@" + std::string{record.version} +
                   " " + std::string{record.state});
  }
  void on_rule_version(std::uint32_t rule, std::string_view name, Timestamp) override {
    log_.push_back("rule " + std::to_string(rule) + " is " + std::string{name});
  }
  Result<void> commit() override {
    log_.emplace_back("commit");
    if (commits_until_failure_ > 0 && --commits_until_failure_ == 0) {
      commits_until_failure_ = 1;  // a trail that failed stays failed
      return Error{"the disk is full"};
    }
    return {};
  }

  // The `nth` commit from now on fails, and all after it.
  void fail_commit(int nth) { commits_until_failure_ = nth; }

 private:
  static std::string words(const Intent& intent) {
    return std::string{name(intent.side)} + " " + intent.quantity.to_string() + " #" +
           std::to_string(intent.instrument);
  }

  Log& log_;
  int commits_until_failure_ = 0;
};

// One that wants explanations too.
class ExplainingAudit final : public RecordingAudit {
 public:
  using RecordingAudit::RecordingAudit;
  [[nodiscard]] bool keeps_explanations() const override { return true; }
};

inline bool has_line(const Log& log, std::string_view part) {
  return std::any_of(log.begin(), log.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace sluice::testing
