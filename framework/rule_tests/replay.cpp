// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/replay.hpp"

#include <algorithm>

#include "journal/each_record.hpp"
#include "journal/record_types.hpp"
#include "records/verdict_lines.hpp"

namespace sluice::rule_tests {
namespace {

using journal::Record;

bool is_end(std::string_view type) {
  return type == journal::kRejected || type == journal::kCanceled || type == journal::kExpired ||
         type == journal::kFailedFinal || type == journal::kDenied;
}

// "CODE: key=value" begins with its code.
std::string code_of(const std::string& reason) { return reason.substr(0, reason.find(':')); }

class Replayer {
 public:
  Replayer(ReplayBook& book, MadeRule& made, const RuleSource& source)
      : book_{book}, made_{made}, own_name_{source.component + "@"} {
    result_.rule = source.name();
    result_.version = made.rule->instance_version();
    has_own_verdicts_ = !source.component.empty();
  }

  void take(const Record& record) {
    const auto type = record.type();
    if (type == journal::kNew) return begin_order(record);
    if (type == journal::kVerdict) return judge(record);
    if (type == journal::kMark) return book_.mark(record);
    const std::string intent = record.text("intent_id").value_or("");
    if (intent.empty()) return;
    if (type == journal::kFilled || type == journal::kPartial) return take_fill(record);
    if (type == journal::kSending) tell(SLUICE_RISK_EVENT_SENT, book_.find(intent), record);
    if (type == journal::kAcked) tell(SLUICE_RISK_EVENT_ACKED, book_.find(intent), record);
    if (type == journal::kUnknown) tell(SLUICE_RISK_EVENT_UNKNOWN, book_.find(intent), record);
    if (is_end(type)) take_end(type, intent, record);
  }
  ReplayResult done() && { return std::move(result_); }

 private:
  void begin_order(const Record& record) {
    const auto intent = book_.intent_of(record);
    if (intent)
      intents_[intent->id.to_string()] = *intent;
    else
      ++result_.skipped;
  }

  void judge(const Record& record) {
    const auto found = intents_.find(record.text("intent_id").value_or(""));
    if (found == intents_.end()) return;
    const Intent intent = found->second;
    intents_.erase(found);
    const Timestamp now = intent.decision_time;
    made_.clock->set_now(now);
    const sluice_risk_view& view = book_.view_at(now);
    begin_day(now, view);
    const sluice_order order = to_row(intent, 0);
    sluice_verdict verdict{};
    made_.rule->check(order, view, verdict);
    ++result_.orders;
    compare(intent, verdict, record);
    settle(intent, order, record);
  }

  // Rules prepare once for the decisions of a day.
  void begin_day(Timestamp now, const sluice_risk_view& view) {
    if (day_ == now.date()) return;
    day_ = now.date();
    if (auto prepared = made_.rule->on_session(view); !prepared)
      made_.messages->push_back(prepared.error().message);
  }

  // What really happened, whatever the rule says now.
  void settle(const Intent& intent, const sluice_order& order, const Record& record) {
    const bool approved = record.text("state") == name(OrderState::kApproved);
    sluice_risk_event event{sizeof event,
                            SLUICE_RISK_EVENT_REFUSED,
                            intent.decision_time.nanoseconds(),
                            &order,
                            order.quantity,
                            0};
    if (approved) {
      event.kind = SLUICE_RISK_EVENT_APPROVED;
      book_.approve(intent, quantity_of(record, intent));
    }
    if (made_.rule->traits().hears_events) made_.rule->on_event(event);
  }

  static Quantity quantity_of(const Record& record, const Intent& intent) {
    const auto units = record.decimal("qty");
    const auto narrow = units ? detail::narrow(*units) : std::nullopt;
    return narrow ? std::min(Quantity::from_raw(*narrow), intent.quantity) : intent.quantity;
  }

  void tell(std::uint32_t kind, const Order* order, const Record& record, Quantity quantity = {},
            Price price = {}) {
    if (order == nullptr || !made_.rule->traits().hears_events) return;
    const sluice_order row = to_row(order->intent, order->id);
    const sluice_risk_event event{
        sizeof event, kind,           record.time().value_or(Timestamp{}).nanoseconds(),
        &row,         quantity.raw(), price.raw()};
    made_.rule->on_event(event);
  }

  void take_fill(const Record& record) {
    const Order* order = book_.fill(record);
    if (order == nullptr) return;
    const auto units = [&](std::string_view field) {
      return detail::narrow(record.decimal(field).value_or(0)).value_or(0);
    };
    Fill fill;
    fill.order_id = order->id;
    fill.intent_id = order->intent.id;
    fill.instrument = order->intent.instrument;
    fill.side = order->intent.side;
    fill.quantity = Quantity::from_raw(units("qty"));
    fill.price = Price::from_raw(units("price"));
    fill.time = record.time().value_or(Timestamp{});
    // What a rule has against a fill it says in its log.
    static_cast<void>(made_.rule->on_fill(fill));
    tell(SLUICE_RISK_EVENT_FILLED, order, record, fill.quantity, fill.price);
    if (order->remaining().is_zero()) book_.end(fill.intent_id.to_string());
  }

  void take_end(std::string_view type, const std::string& intent, const Record& record) {
    const Order* order = book_.end(intent);
    const std::uint32_t kind =
        type == journal::kRejected ? static_cast<std::uint32_t>(SLUICE_RISK_EVENT_REJECTED)
        : type == journal::kDenied ? static_cast<std::uint32_t>(SLUICE_RISK_EVENT_DENIED)
                                   : static_cast<std::uint32_t>(SLUICE_RISK_EVENT_ENDED);
    if (order != nullptr) tell(kind, order, record, order->remaining());
  }

  // The rule's own answer of that time, where the trail has it.
  std::optional<ReplayAnswer> own_answer(const Record& record, const Intent& intent) const {
    if (!has_own_verdicts_) return std::nullopt;
    const auto lines = records::parse_verdict_lines(record.json("rules").value_or("[]"));
    if (!lines) return std::nullopt;
    for (const auto& line : *lines)
      if (line.rule.starts_with(own_name_))
        return ReplayAnswer{line.action, line.code,
                            line.action == "approve" ? intent.quantity : Quantity{}};
    return std::nullopt;
  }

  static ReplayAnswer gate_answer(const Record& record, const Intent& intent) {
    if (record.text("state") != name(OrderState::kApproved))
      return {"reject", code_of(record.text("reason").value_or("")), Quantity{}};
    const Quantity quantity = quantity_of(record, intent);
    return {quantity < intent.quantity ? "resize" : "approve", "", quantity};
  }

  static ReplayAnswer answer_of(const sluice_verdict& verdict, const Intent& intent) {
    ReplayAnswer answer{std::string{action_name(verdict.action)}, verdict.code, Quantity{}};
    if (verdict.action == SLUICE_VERDICT_APPROVE) answer.quantity = intent.quantity;
    if (verdict.action == SLUICE_VERDICT_RESIZE)
      answer.quantity = Quantity::from_raw(verdict.resize_quantity);
    return answer;
  }

  void compare(const Intent& intent, const sluice_verdict& verdict, const Record& record) {
    const auto own = own_answer(record, intent);
    result_.against_itself |= own.has_value();
    const ReplayAnswer was = own ? *own : gate_answer(record, intent);
    ReplayAnswer now = answer_of(verdict, intent);
    // A resize's part is not in the line of a verdict: its code and action are held against.
    if (own && own->action == "resize") now.quantity = own->quantity;
    if (was == now || (was.action == "approve" && now.action == "approve")) return;
    Difference difference;
    difference.time = intent.decision_time;
    difference.intent_id = intent.id.to_string();
    difference.symbol = book_.instruments().symbol(intent.instrument);
    difference.side = intent.side;
    difference.quantity = intent.quantity;
    difference.notional = notional(intent.reference_price, intent.quantity, Rounding::kUp);
    difference.was = was;
    difference.now = now;
    count(difference);
    if (result_.kept.size() < kMaxDifferences) result_.kept.push_back(std::move(difference));
  }

  void count(const Difference& difference) {
    ++result_.differences;
    const auto add = [&](Tally& tally) {
      ++tally.orders;
      tally.notional = Money::from_raw(tally.notional.raw() + difference.notional.raw());
    };
    const std::string& code =
        difference.now.code.empty() ? difference.was.code : difference.now.code;
    add(result_.by_verdict[difference.was.action + " -> " + difference.now.action]);
    add(result_.by_code[code.empty() ? "(none)" : code]);
    add(result_.by_symbol[difference.symbol]);
  }

  ReplayBook& book_;
  MadeRule& made_;
  std::string own_name_;  // "max_position@"
  bool has_own_verdicts_ = false;
  std::optional<Date> day_;
  std::map<std::string, Intent> intents_;  // formed, not yet judged
  ReplayResult result_;
};

}  // namespace

Result<ReplayResult> replay(std::span<const std::filesystem::path> segments, ReplayBook& book,
                            MadeRule& made, const RuleSource& source) {
  Replayer replayer{book, made, source};
  const auto done = journal::each_record(
      segments, [&](const auto&, const Record& record) { replayer.take(record); });
  if (!done) return done.error();
  return std::move(replayer).done();
}

}  // namespace sluice::rule_tests
