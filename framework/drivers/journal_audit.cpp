// SPDX-License-Identifier: Apache-2.0
#include "drivers/journal_audit.hpp"

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
  record.end_object();
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
  if (intent.type == OrderType::kLimit) record.decimal("limit_price", intent.limit_price);
  record.decimal("reference_price", intent.reference_price);
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
  if (order.state == OrderState::kSending) record.integer("attempt", 1);
  if (order.reason[0] != '\0') record.text("reason", order.reason.data());
  append();
}

void JournalAudit::on_fill(const Order& order, const Fill& fill) {
  auto& record = begin(name(order.state), fill.time, fill.intent_id, name(order.state));
  record.integer("order_id", static_cast<std::int64_t>(order.id))
      .integer("execution", static_cast<std::int64_t>(fill.number))
      .decimal("qty", fill.quantity)
      .decimal("price", fill.price)
      .decimal("base_price", fill.base_price)
      .decimal("commission", fill.commission)
      .decimal("filled_qty", order.filled);
  append();
  if (order.state != OrderState::kFilled) return;
  begin(journal::kReconciled, fill.time, fill.intent_id, name(order.state))
      .integer("order_id", static_cast<std::int64_t>(order.id))
      .integer("fills_count", static_cast<std::int64_t>(order.executions));
  append();
}

void JournalAudit::on_event(std::string_view type, Timestamp time, std::string_view text) {
  sink_->begin(type, time).text("text", text);
  append();
}

Result<void> JournalAudit::commit() {
  if (!error_.ok()) return error_;
  return sink_->commit();
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
