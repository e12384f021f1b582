// SPDX-License-Identifier: Apache-2.0
//
// journal_audit.hpp: the audit trail of an order path, written to the journal; and the one that
// remembers nothing.
//
// Place: drivers. The first record that can't be kept is remembered, and commit reports it: nothing
// is sent after. Thread: the lane.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ports.hpp"
#include "journal/record_sink.hpp"

namespace sluice::drivers {

// Who asked for an intent, and how. What is empty (0, nullopt) is not written.
struct IntentTags {
  std::string_view source = {};  // API, DASHBOARD, CLI_…, STRATEGY
  std::string_view route = {};
  std::string_view client_order_id = {};  // as the client calls it, not the venue
  std::string_view request = {};          // the idempotency key
  std::uint64_t request_hash = 0;         // of what was asked under that key
  std::string_view actor = {};
  std::optional<IntentId> amends = {};  // the intent of the order that a replace is about
};

// nullptr: nothing is known of it. What it points at must live until the next call.
using TagLookup = std::function<const IntentTags*(const IntentId&)>;

class JournalAudit final : public AuditTrail {
 public:
  // `rules` are the gate's, in chain order: "id@version". Nothing may be told before write_to.
  JournalAudit(const InstrumentTable& instruments, std::vector<std::string> rules);

  void on_intent(const Intent& intent) override;
  void on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts, Outcome outcome,
                   std::string_view reason) override;
  void on_order(const Order& order, Timestamp time) override;
  void on_fill(const Order& order, const Fill& fill) override;
  void on_note(const Order& order, OrderNote note, Timestamp time,
               const NoteDetails& details) override;
  void on_certificate(const Certificate& certificate) override;
  void on_event(std::string_view type, Timestamp time, std::string_view text) override;
  void on_rule_state(const RuleStateRecord& record, Timestamp time) override;
  void on_rule_version(std::uint32_t rule, std::string_view name, Timestamp time) override;
  [[nodiscard]] bool keeps_explanations() const override { return true; }
  Result<void> commit() override;

  // While held, commit() leaves what was told for the next one that is not.
  void hold_commits(bool held) noexcept { is_held_ = held; }

  // Where the next unit of work is told: the sink must outlive that.
  void write_to(journal::RecordSink& sink) { sink_ = &sink; }
  // Asked for every intent that is told from here on.
  void look_up_tags(TagLookup tags) { tags_ = std::move(tags); }

 private:
  journal::RecordBuilder& begin(std::string_view type, Timestamp time, const IntentId& id,
                                std::string_view state);
  void append();
  [[nodiscard]] std::string_view rule_name(std::uint32_t rule) const;

  journal::RecordSink* sink_ = nullptr;
  const InstrumentTable& instruments_;
  std::vector<std::string> rules_;
  TagLookup tags_;
  bool is_held_ = false;
  Result<void> error_;
};

// For runs that keep no trail (--no-audit).
class NoAudit : public AuditTrail {
 public:
  void on_intent(const Intent&) override {}
  void on_verdicts(const Intent&, std::span<const RuleVerdict>, Outcome,
                   std::string_view) override {}
  void on_order(const Order&, Timestamp) override {}
  void on_fill(const Order&, const Fill&) override {}
  void on_note(const Order&, OrderNote, Timestamp, const NoteDetails&) override {}
  void on_certificate(const Certificate&) override {}
  void on_event(std::string_view, Timestamp, std::string_view) override {}
  Result<void> commit() override { return {}; }
};

}  // namespace sluice::drivers
