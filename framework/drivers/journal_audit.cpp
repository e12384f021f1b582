// SPDX-License-Identifier: Apache-2.0
#include "drivers/journal_audit.hpp"

#include <utility>

#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

void write_verdict(journal::RecordBuilder& record, std::string_view rule,
                   const RuleVerdict& answer) {
  record.begin_object().text("rule", rule);
  if (answer.mode == RuleMode::kShadow) record.text("mode", "shadow");
  record.text("action", action_name(answer.verdict.action));
  if (!answer.code().empty()) record.text("code", answer.code());
  if (answer.verdict.unit != SLUICE_UNIT_NONE) {
    const int128 measured = Money::from_c(answer.verdict.measured).raw();
    const int128 limit = Money::from_c(answer.verdict.limit).raw();
    record.text("unit", unit_name(answer.verdict.unit))
        .decimal("measured", measured)
        .decimal("limit", limit);
    if (const auto headroom = detail::subtract(limit, measured))
      record.decimal("headroom", *headroom);
  }
  if (answer.verdict.action == SLUICE_VERDICT_RESIZE)
    record.decimal("quantity", Quantity::from_raw(answer.verdict.resize_quantity));
  if (answer.verdict.action == SLUICE_VERDICT_HALT)
    record.text("scope", scope_name(answer.verdict.halt_scope))
        .text("level", level_name(answer.verdict.halt_level));
  if (!answer.explanation.empty()) record.text("explanation", answer.explanation);
  record.end_object();
}

void write_tags(journal::RecordBuilder& record, const IntentTags& tags) {
  const auto text = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) record.text(name, value);
  };
  text("source", tags.source);
  text("route", tags.route);
  text("client_order_id", tags.client_order_id);
  text("request", tags.request);
  if (tags.request_hash != 0) {
    char digits[16];
    std::uint64_t left = tags.request_hash;
    for (std::size_t i = sizeof digits; i-- > 0; left >>= 4)
      digits[i] = "0123456789abcdef"[left & 15];
    record.text("request_hash", {digits, sizeof digits});
  }
  text("actor", tags.actor);
  if (tags.amends) record.text("amends", tags.amends->to_string());
}

}  // namespace

JournalAudit::JournalAudit(const InstrumentTable& instruments, std::vector<std::string> rules)
    : instruments_{instruments}, rules_{std::move(rules)} {}

void JournalAudit::on_intent(const Intent& intent) {
  auto& record = begin(journal::kNew, intent.decision_time, intent.id, name(OrderState::kNew));
  record.text("symbol", instruments_.symbol(intent.instrument))
      .text("side", name(intent.side))
      .text("order_type", name(intent.type))
      .text("tif", name(intent.time_in_force))
      .decimal("qty", intent.quantity);
  if (has_limit(intent.type)) record.decimal("limit_price", intent.limit_price);
  if (has_stop(intent.type)) record.decimal("stop_price", intent.stop_price);
  if (intent.time_in_force == TimeInForce::kGtd) record.time("good_till", intent.good_till);
  if (intent.reduce_only) record.boolean("reduce_only", true);
  if (intent.post_only) record.boolean("post_only", true);
  record.decimal("reference_price", intent.reference_price);
  if (intent.parent_id != IntentId{})
    record.text("parent_id", intent.parent_id.to_string())
        .decimal("parent_qty", intent.parent_quantity);
  if (tags_)
    if (const IntentTags* const tags = tags_(intent.id)) write_tags(record, *tags);
  append();
}

void JournalAudit::on_verdicts(const Intent& intent, std::span<const RuleVerdict> verdicts,
                               Outcome outcome, std::string_view reason) {
  const bool approved = outcome == Outcome::kApproved;
  auto& record = begin(journal::kVerdict, intent.decision_time, intent.id,
                       name(approved ? OrderState::kApproved : OrderState::kDenied));
  record.decimal("qty", intent.quantity).begin_array("rules");
  for (const RuleVerdict& verdict : verdicts)
    write_verdict(record, rule_name(verdict.rule), verdict);
  record.end_array();
  if (!approved) record.text("reason", reason);
  append();
}

void JournalAudit::on_order(const Order& order, Timestamp time) {
  auto& record = begin(name(order.state), time, order.intent.id, name(order.state));
  record.integer("order_id", static_cast<std::int64_t>(order.id));
  if (order.state == OrderState::kReserved)
    record.decimal("reserved_qty", order.intent.quantity).decimal("reserved", order.reserved);
  if (order.state == OrderState::kSending) record.integer("attempt", order.attempts);
  if (order.reason[0] != '\0') record.text("reason", order.reason.data());
  append();
}

void JournalAudit::on_fill(const Order& order, const Fill& fill) {
  auto& record = begin(name(order.state), fill.time, fill.intent_id, name(order.state));
  record.integer("order_id", static_cast<std::int64_t>(order.id))
      .integer("execution", static_cast<std::int64_t>(fill.execution_id))
      .decimal("qty", fill.quantity)
      .decimal("price", fill.price)
      .decimal("base_price", fill.base_price)
      .decimal("commission", fill.commission)
      .decimal("filled_qty", order.filled);
  if (fill.venue_epoch != 0) record.integer("epoch", fill.venue_epoch);
  append();
  if (order.state != OrderState::kFilled) return;
  begin(journal::kReconciled, fill.time, fill.intent_id, name(order.state))
      .integer("order_id", static_cast<std::int64_t>(order.id))
      .integer("fills_count", static_cast<std::int64_t>(order.executions.size()));
  append();
}

void JournalAudit::on_note(const Order& order, OrderNote note, Timestamp time,
                           const NoteDetails& details) {
  auto& record = begin(name(note), time, order.intent.id, name(order.state));
  record.integer("order_id", static_cast<std::int64_t>(order.id));
  if (note == OrderNote::kSlippageGuard) record.decimal("limit_price", order.intent.limit_price);
  if (details.terms != nullptr)
    record.decimal("qty", details.terms->quantity)
        .decimal("limit_price", details.terms->limit_price);
  if (details.execution != nullptr)
    record.integer("execution", static_cast<std::int64_t>(details.execution->id))
        .integer("epoch", details.execution->venue_epoch)
        .decimal("qty", details.execution->quantity)
        .decimal("price", details.execution->price)
        .decimal("commission", details.execution->commission);
  record.decimal("reserved", order.reserved);
  if (!details.reason.empty()) record.text("reason", details.reason);
  append();
}

void JournalAudit::on_certificate(const Certificate& certificate) {
  auto& record = sink_->begin(journal::kCertificate, certificate.time);
  record.text("trigger", certificate.trigger)
      .time("since", certificate.since)
      .integer("open_here", static_cast<std::int64_t>(certificate.open_here))
      .integer("open_there", static_cast<std::int64_t>(certificate.open_there))
      .integer("executions", static_cast<std::int64_t>(certificate.executions_taken))
      .boolean("complete", certificate.complete)
      .begin_array("differences");
  for (const std::string& difference : certificate.differences) record.element(difference);
  record.end_array();
  append();
}

void JournalAudit::on_event(std::string_view type, Timestamp time, std::string_view text) {
  sink_->begin(type, time).text("text", text);
  append();
}

void JournalAudit::on_rule_state(const RuleStateRecord& state, Timestamp time) {
  sink_->begin(journal::kRuleState, time)
      .text("rule", state.rule)
      .text("version", state.version)
      .text("text", state.state);
  append();
}

void JournalAudit::on_rule_version(std::uint32_t rule, std::string_view name, Timestamp time) {
  sink_->begin(journal::kRuleVersion, time).text("rule", name).text("was", rules_[rule]);
  rules_[rule] = name;
  append();
}

Result<void> JournalAudit::commit() {
  if (!error_.ok()) return error_;
  return is_held_ ? Result<void>{} : sink_->commit();
}

journal::RecordBuilder& JournalAudit::begin(std::string_view type, Timestamp time,
                                            const IntentId& id, std::string_view state) {
  return sink_->begin(type, time).intent(id.hi, id.lo).state(state);
}

void JournalAudit::append() {
  auto appended = sink_->append();
  if (!appended && error_.ok()) error_ = std::move(appended);
}

std::string_view JournalAudit::rule_name(std::uint32_t rule) const {
  return rule == kKillSwitchRule ? std::string_view{"kill_switch"} : std::string_view{rules_[rule]};
}

}  // namespace sluice::drivers
