// SPDX-License-Identifier: Apache-2.0
#include "risk/gate.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "core/reason_codes.hpp"
#include "risk/trading_state.hpp"

namespace sluice::risk {
namespace {

void set_code(sluice_verdict& verdict, std::string_view code) noexcept {
  const std::size_t size = std::min(code.size(), sizeof verdict.code - 1);
  code.copy(verdict.code,
            size);  // of nothing it is nothing, where memcpy of a null pointer is not defined
  verdict.code[size] = '\0';
}

// The host's own answer to an order.
void set_host_verdict(RuleVerdict& answer, std::int32_t action, std::string_view code) noexcept {
  answer.rule = kKillSwitchRule;
  answer.verdict.size = sizeof answer.verdict;
  answer.verdict.action = action;
  set_code(answer.verdict, code);
}

bool is_kill_switch(const RuleVerdict& verdict) noexcept {
  return verdict.rule == kKillSwitchRule && verdict.code() == reason::kKillSwitch;
}

// Whether quantities can hold what works, and the position if all of one side is filled first.
bool can_be_held(const sluice_order& order, const sluice_risk_row& row) noexcept {
  const bool buys = order.side == static_cast<std::uint8_t>(Side::kBuy);
  const int128 works = int128{buys ? row.working_buy : row.working_sell} + order.quantity;
  const int128 position = buys ? int128{row.position} : -int128{row.position};
  return std::max(works, position + works) <= std::numeric_limits<std::int64_t>::max();
}

Money worth(const Intent& intent) noexcept {
  const Price price =
      intent.type == OrderType::kLimit ? intent.limit_price : intent.reference_price;
  return notional(price, intent.quantity, Rounding::kUp);
}

void count_code(std::vector<CodeCount>& counts, std::string_view code) {
  const auto found =
      std::find_if(counts.begin(), counts.end(), [&](const auto& c) { return c.code == code; });
  if (found != counts.end())
    ++found->count;
  else
    counts.push_back({std::string{code}, 1});
}

// Whom a rule's halt stops. What is not known by name is stopped everywhere.
std::string_view name_in(HaltScope scope, const HaltNames& names,
                         std::string_view symbol) noexcept {
  switch (scope) {
    case HaltScope::kAll:
      return {};
    case HaltScope::kAccount:
      return names.account;
    case HaltScope::kSession:
      return names.session;
    case HaltScope::kStrategy:
      return names.strategy;
    case HaltScope::kRoute:
      return names.route;
    case HaltScope::kSymbol:
      return symbol;
  }
  return {};
}

// In (0, asked) and a multiple of the lot; anything else would let a rule enlarge an order or
// invent a fraction.
bool is_valid_resize(Quantity quantity, Quantity asked, std::int64_t lot) noexcept {
  return quantity.is_positive() && quantity < asked && (lot <= 0 || quantity.raw() % lot == 0);
}

}  // namespace

void BatchResult::clear() {
  approved.clear();
  blocked.clear();
  by_code.clear();
  total_orders_before = 0;
  notional_before = notional_after = Money{};
  kill_switch_engaged = false;
}

Gate::Gate(GateConfig config, std::vector<ChainedRule> rules, KillSwitch& kill_switch,
           AuditTrail& audit)
    : config_{config},
      rules_{std::move(rules)},
      marks_(rules_.size()),
      kill_switch_{kill_switch},
      audit_{audit},
      names_{chain_names(rules_)},
      trail_{audit, marks_},
      shadow_halts_(rules_.size()),
      bad_sources_(rules_.size()) {
  set_host_verdict(unanswered_, SLUICE_VERDICT_REJECT, reason::kPluginFault);
  verdicts_.reserve((rules_.size() + 1) * kMaxPasses);
  explanations_.reserve(verdicts_.capacity());
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    Rule& rule = *rules_[i].rule;
    const RuleTraits traits = rule.traits();
    trail_.add(rule, i, names_[i]);
    if (traits.assesses) assessors_.push_back(i);
    if (traits.reloads) reload_.add(rule, i, rules_[i].test);
    if (traits.explains && audit.keeps_explanations()) marks_[i] |= kExplains;
  }
}

void Gate::begin_session(const RiskBook& book) {
  for (std::size_t i = 0; i < rules_.size(); ++i) {
    const auto prepared = rules_[i].rule->on_session(book.view());
    marks_[i] &= static_cast<std::uint8_t>(~kUnprepared);
    if (prepared.ok()) continue;
    marks_[i] |= kUnprepared;
    audit_.on_event(
        "FAULT", Timestamp::from_nanoseconds(book.view().now),
        "rule " + names_[i] + " refuses every order of this session: " + prepared.error().message);
  }
}

void Gate::judge(std::span<const Intent> intents, RiskBook& book, BatchResult& result) {
  result.clear();
  result.total_orders_before = intents.size();
  look_at_kill_switch(book, Timestamp::from_nanoseconds(book.view().now));
  for (const Intent& intent : intents) judge_one(intent, book, result);
}

bool Gate::look_at_kill_switch(RiskBook& book, Timestamp now) {
  kill_switch_.poll(now);
  const bool has_news = journal_halts(now);
  show_trading_states(book);
  return has_news;
}

bool Gate::journal_halts(Timestamp now) {
  const auto all = kill_switch_.take_news();
  for (const auto& news : all) {
    audit_.on_event("KILL_SWITCH", now, text_of(news.halt));
    if (!news.fault.empty())
      audit_.on_event("FAULT", now,
                      "the latch of the kill switch could not be written: " + news.fault);
  }
  return !all.empty();
}

void Gate::show_trading_states(RiskBook& book) {
  if (shown_to_ == &book && shown_version_ == kill_switch_.version()) return;
  shown_to_ = &book;
  shown_version_ = kill_switch_.version();
  const HaltNames names = names_of(book.view());
  const bool is_free = kill_switch_.halts().empty() || kill_switch_.is_ignored();
  for (InstrumentId id = 0; id < book.instruments().size(); ++id)
    book.set_trading_state(id, is_free ? static_cast<std::uint32_t>(SLUICE_TRADING_ACTIVE)
                                       : trading_state_under(kill_switch_.halt_for(
                                             names, book.instruments().symbol(id))));
  book.set_account_state(is_free ? static_cast<std::uint32_t>(SLUICE_TRADING_ACTIVE)
                                 : trading_state_under(kill_switch_.halt_for(names, {})));
}

void Gate::on_fill(const Fill& fill, Timestamp now) {
  for (auto& chained : rules_) {
    const auto told = chained.rule->on_fill(fill);
    if (!told.ok()) audit_.on_event("FAULT", now, told.error().message);
  }
}

void Gate::judge_one(const Intent& intent, RiskBook& book, BatchResult& result) {
  audit_.on_intent(intent);
  const auto before = checked_add(result.notional_before, worth(intent));
  if (before) result.notional_before = *before;
  const Judgement judgement = run_chain(intent, book);
  show_trading_states(book);  // a rule may have halted
  if (judgement.refusal != nullptr) {
    refuse(intent, *judgement.refusal, result);
    if (trail_.has_listeners())
      trail_.tell(SLUICE_RISK_EVENT_REFUSED, intent, Timestamp::from_nanoseconds(book.view().now),
                  intent.quantity, intent.reference_price);
    return;
  }
  ApprovedOrder order{intent};
  order.intent_.quantity = judgement.quantity;
  const Intent& approved = order.intent();
  const auto after = checked_add(result.notional_after, worth(approved));
  if (after) result.notional_after = *after;
  audit_.on_verdicts(approved, verdicts_, Outcome::kApproved, {});
  if (trail_.has_listeners())
    trail_.tell(SLUICE_RISK_EVENT_APPROVED, approved, Timestamp::from_nanoseconds(book.view().now),
                approved.quantity, approved.reference_price);
  book.add_working(approved);
  result.approved.push_back(order);
}

Gate::Judgement Gate::run_chain(const Intent& intent, const RiskBook& book) {
  verdicts_.clear();
  explanations_.clear();
  sluice_order order = to_row(intent, 0);
  for (int pass = 0;; ++pass) {
    const std::size_t first = verdicts_.size();
    if (!config_.disable_rules) ask_rules(order, book, first);
    ask_kill_switch(order, book);
    if (!can_be_held(order, book.row(order.instrument)))
      set_host_verdict(verdicts_.emplace_back(), SLUICE_VERDICT_REJECT, reason::kPositionOverflow);
    const std::span pass_verdicts{verdicts_.data() + first, verdicts_.size() - first};
    const auto refusal = std::find_if(pass_verdicts.begin(), pass_verdicts.end(),
                                      [](const auto& v) { return v.refuses(); });
    if (refusal != pass_verdicts.end()) return {{}, &*refusal};
    const auto resize = std::find_if(pass_verdicts.begin(), pass_verdicts.end(), [](const auto& v) {
      return v.mode == RuleMode::kEnforce && v.verdict.action == SLUICE_VERDICT_RESIZE;
    });
    if (resize == pass_verdicts.end()) return {Quantity::from_raw(order.quantity), nullptr};
    const auto smaller = Quantity::from_raw(resize->verdict.resize_quantity);
    const bool valid = is_valid_resize(smaller, Quantity::from_raw(order.quantity),
                                       book.row(order.instrument).lot);
    if (!valid || pass + 1 == kMaxPasses) {
      resize->verdict.action = SLUICE_VERDICT_REJECT;
      set_code(resize->verdict, valid ? reason::kResizeLimit : reason::kPluginFault);
      return {{}, &*resize};
    }
    order.quantity = smaller.raw();
  }
}

void Gate::ask_rules(const sluice_order& order, const RiskBook& book, std::size_t first) {
  for (std::uint32_t i = 0; i < rules_.size(); ++i) {
    RuleVerdict& answer = verdicts_.emplace_back(unanswered_);
    answer.rule = i;
    answer.mode = rules_[i].mode;
    if ((marks_[i] & (kUnprepared | kLost)) == 0)
      rules_[i].rule->check(order, book.view(), answer.verdict);
    if (marks_[i] != 0) explain(i, answer);
    if (answer.verdict.action == SLUICE_VERDICT_HALT && answer.mode == RuleMode::kEnforce &&
        !is_what_if_)
      halt(halt_of(names_[i], answer.verdict, book.instruments().symbol(order.instrument), book));
    if (!config_.explain && verdicts_[first + i].refuses()) return;
  }
}

Halt Gate::halt_of(std::string_view rule, const sluice_verdict& verdict, std::string_view symbol,
                   const RiskBook& book) {
  Halt halt;
  halt.scope = halt_scope_of(verdict.halt_scope);
  halt.name = name_in(halt.scope, names_of(book.view()), symbol);
  halt.level = halt_level_of(verdict.halt_level);
  halt.source = "rule " + std::string{rule};
  halt.why = verdict.code;
  halt.since = Timestamp::from_nanoseconds(book.view().now);
  return halt;
}

void Gate::halt(Halt halt) {
  const Timestamp now = halt.since;
  (void)kill_switch_.engage(std::move(halt));  // a latch that can't be written is among the news
  journal_halts(now);
}

void Gate::ask_kill_switch(const sluice_order& order, const RiskBook& book) {
  const Halt* halt = nullptr;
  // What might be is judged by what is known.
  if (is_what_if_ ? !kill_switch_.is_ignored() : kill_switch_.is_engaged())
    halt =
        kill_switch_.halt_for(names_of(book.view()), book.instruments().symbol(order.instrument));
  const bool stops =
      halt != nullptr && !lets_through(*halt, order, book.row(order.instrument), false);
  if (stops) stopped_by_ = words_of(*halt);
  set_host_verdict(verdicts_.emplace_back(), stops ? SLUICE_VERDICT_REJECT : SLUICE_VERDICT_APPROVE,
                   stops ? reason::kKillSwitch : std::string_view{});
}

// The headline first, then the other reasons of the same judgement.
std::string Gate::refusal_text(const RuleVerdict& headline) const {
  std::string text = is_kill_switch(headline) ? std::string{reason::kKillSwitch} +
                                                    ": Kill switch is engaged, " + stopped_by_
                     : headline.rule == kKillSwitchRule
                         ? std::string{headline.code()}
                         : reason_text(headline.code(), names_[headline.rule], headline.verdict);
  for (const RuleVerdict& other : verdicts_) {
    if (&other == &headline || !other.refuses()) continue;
    text += is_kill_switch(other)
                ? "; " + std::string{reason::kKillSwitch} + ": Kill switch is engaged"
            : other.rule == kKillSwitchRule
                ? "; " + std::string{other.code()}
                : "; " + reason_text(other.code(), names_[other.rule], other.verdict);
  }
  return text;
}

void Gate::refuse(const Intent& intent, const RuleVerdict& headline, BatchResult& result) {
  std::string text = refusal_text(headline);
  result.kill_switch_engaged |= std::any_of(verdicts_.begin(), verdicts_.end(), is_kill_switch);
  audit_.on_verdicts(intent, verdicts_, Outcome::kRefused, text);
  count_code(result.by_code, headline.code());
  result.blocked.push_back({intent, std::move(text)});
}

}  // namespace sluice::risk
