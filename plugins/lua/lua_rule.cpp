// SPDX-License-Identifier: Apache-2.0
#include "lua_rule.hpp"

#include <charconv>
#include <deque>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "explanation.hpp"
#include "inspection.hpp"
#include "judgements.hpp"
#include "script.hpp"
#include "verdicts.hpp"

namespace sluice::lua {
namespace {

constexpr std::string_view kStateHeader = "sluice_lua_state 1\n";
constexpr std::string_view kViolations = "violations ";

std::string read_source(const std::string& file) {
  std::ifstream stream{file, std::ios::binary};
  // One byte more than a source may have: the loader then says that it is too long.
  std::string text(kSourceBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!stream.is_open() || stream.bad())
    throw Failure(SLUICE_ERROR_IO, file + ": the rule's file can't be read");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

Budgets budgets_of(const LuaRule::Params& params) {
  Budgets budgets;
  budgets.instructions = params.instructions;
  budgets.memory_bytes = static_cast<std::size_t>(params.memory_kib) * 1024;
  budgets.cpu_ns = params.cpu_us * 1000;
  budgets.counts_exactly = params.counts_exactly;
  return budgets;
}

}  // namespace

// Everything the component owns, behind a pointer: a judgement is const, its bookkeeping is not.
class LuaRule::Keeper {
 public:
  Keeper(Params params, Host host) : params_{std::move(params)}, host_{host} {
    try {
      const std::string text = read_source(params_.file);
      if (params_.inspect) inspection_.emplace(file_name(), text, host_);
      script_ = load(text, state_);
      state_.replace_all(script_->first_state());
    } catch (const std::exception& fault) {
      if (inspection_) inspection_->set_fault(fault.what());
      host_.log(LogLevel::kError, std::string{fault.what()} + "; every order is refused");
    }
  }

  void remember_symbols(const RiskView& view) {
    symbols_.clear();
    instruments_.clear();
    if (view.raw().market == nullptr) return;
    for (const sluice_instrument& row : Rows<sluice_instrument>{view.raw().market->instruments}) {
      sluice_instrument& kept = instruments_.emplace_back();
      kept.id = row.id;
      kept.symbol = to_c(symbols_.emplace_back(view_of(row.symbol)));
    }
  }

  void judge(const sluice_order& order, const sluice_risk_view& view,
             sluice_verdict& verdict) noexcept {
    has_judged_ = false;
    if (script_ == nullptr || is_broken()) {
      verdict = refusal(script_ == nullptr ? code::kRuleNotLoaded : code::kRuleBreaker);
      return;
    }
    script_->judge(order, view, verdict);
    has_judged_ = true;
    judged_ = order.intent_id;
    judgements_.put(order.intent_id, {state_.take_changes(), !script_->account().code.empty()});
  }

  void on_event(const sluice_risk_event& event) noexcept {
    switch (event.kind) {
      case SLUICE_RISK_EVENT_APPROVED:
      case SLUICE_RISK_EVENT_REFUSED:
        if (event.order != nullptr) settle(event.order->intent_id);
        return;
      case SLUICE_RISK_EVENT_FILLED:
        return hear_fill(event);
      case SLUICE_RISK_EVENT_RELEASED:
        return begin_anew();
      default:
        return;
    }
  }

  [[nodiscard]] std::uint64_t version() const noexcept { return version_; }
  [[nodiscard]] std::string save() const {
    std::string text{kStateHeader};
    text += kViolations;
    text += std::to_string(violations_) + "\n";
    for (const auto& [name, entry] : state_.entries()) text += entry_line(name, entry);
    return text;
  }
  void restore(std::string_view text) {
    if (!text.starts_with(kStateHeader))
      throw std::invalid_argument("the saved state does not begin with '" +
                                  std::string{kStateHeader.substr(0, kStateHeader.size() - 1)} +
                                  "'");
    text.remove_prefix(kStateHeader.size());
    const std::size_t end = text.find('\n');
    std::int64_t violations = 0;
    if (!text.starts_with(kViolations) || end == text.npos ||
        std::from_chars(text.data() + kViolations.size(), text.data() + end, violations).ptr !=
            text.data() + end ||
        violations < 0)
      throw std::invalid_argument("the saved state does not tell the violations");
    state_.replace_all(read_entries(text.substr(end + 1)));
    violations_ = violations;
    ++version_;
  }

  [[nodiscard]] std::string explain() const {
    const std::string judged = has_judged_ && script_ != nullptr
                                   ? explanation(*script_, touched(), violations_)
                                   : std::string{};
    if (!inspection_) return judged;
    return "{" + inspection_->members() + (judged.empty() ? "}" : "," + judged.substr(1));
  }
  [[nodiscard]] std::string_view hash() const {
    return script_ == nullptr ? std::string_view{"not loaded"} : script_->hash();
  }

  bool prepare() {
    next_.reset();
    StateStore scratch;
    const std::string text = read_source(params_.file);
    auto script = load(text, scratch);
    if (script_ != nullptr && script->hash() == script_->hash()) return false;
    next_ = std::move(script);
    return true;
  }
  [[nodiscard]] std::string_view prepared_hash() const {
    return next_ == nullptr ? std::string_view{} : next_->hash();
  }
  void adopt() noexcept {
    if (next_ == nullptr) return;
    script_ = std::move(next_);
    script_->use(state_);
    has_judged_ = false;
    violations_ = 0;
    ++version_;
    try {
      Entries entries = state_.entries();
      for (const auto& [name, entry] : script_->first_state()) entries.emplace(name, entry);
      state_.replace_all(entries);
    } catch (const std::bad_alloc&) {
      script_.reset();  // without its first state it must not judge
    }
  }

 private:
  [[nodiscard]] bool is_broken() const noexcept { return violations_ >= params_.breaker_after; }

  [[nodiscard]] std::string file_name() const {
    return std::filesystem::path{params_.file}.filename().string();
  }
  [[nodiscard]] std::unique_ptr<Script> load(const std::string& text, StateStore& state) {
    Script::Source source{file_name(), text, params_.params, budgets_of(params_)};
    if (inspection_) source.budgets.lines_run = &inspection_->lines_run();
    return std::make_unique<Script>(source, host_, state);
  }

  void settle(sluice_intent_id intent) noexcept {
    auto judgement = judgements_.take(intent);
    if (!judgement) return;
    if (judgement->is_violation) return count_violation();
    keep(std::move(judgement->changes));
  }

  void keep(Changes&& changes) noexcept {
    try {
      if (state_.commit(std::move(changes))) ++version_;
    } catch (const std::bad_alloc&) {
      count_violation();  // the rule has forgotten something
    }
  }

  void count_violation() noexcept {
    ++version_;
    if (++violations_ != params_.breaker_after) return;
    host_.log(LogLevel::kError,
              "the breaker of a rule has tripped: it refuses every order until a person "
              "releases it or its file is changed");
  }

  void hear_fill(const sluice_risk_event& event) noexcept {
    if (script_ == nullptr || !script_->hears_fills() || is_broken() || event.order == nullptr)
      return;
    const std::uint32_t number = event.order->instrument;
    const bool is_good =
        script_->hear_fill(event, number < instruments_.size() ? &instruments_[number] : nullptr);
    has_judged_ = false;
    if (!is_good) return count_violation();
    keep(state_.take_changes());
  }

  void begin_anew() noexcept {
    violations_ = 0;
    ++version_;
    try {
      if (script_ == nullptr)
        state_.replace_all({});
      else
        state_.replace_all(script_->first_state());
    } catch (const std::bad_alloc&) {
      violations_ = params_.breaker_after;
    }
  }

  // What the last judgement would change, until it is settled.
  [[nodiscard]] TouchedValues touched() const {
    const Changes* changes = judgements_.changes_of(judged_);
    return changes == nullptr ? TouchedValues{} : touched_values(*changes, state_.entries());
  }

  Params params_;
  Host host_;
  std::optional<Inspection> inspection_;
  StateStore state_;
  std::unique_ptr<Script> script_;
  std::unique_ptr<Script> next_;
  Judgements judgements_;
  std::deque<std::string> symbols_;
  std::vector<sluice_instrument> instruments_;
  bool has_judged_ = false;
  sluice_intent_id judged_{};  // the order
  std::int64_t violations_ = 0;
  std::uint64_t version_ = 1;
};

LuaRule::LuaRule(Params params, Host host)
    : keeper_{std::make_unique<Keeper>(std::move(params), host)} {}
LuaRule::~LuaRule() = default;

void LuaRule::on_session(const RiskView& view) { keeper_->remember_symbols(view); }

Verdict LuaRule::check(const Order& order, const RiskView& view) const noexcept {
  sluice_verdict verdict{};
  keeper_->judge(order.raw(), view.raw(), verdict);
  return Verdict::from_raw(verdict);
}
void LuaRule::on_event(const RiskEvent& event) noexcept { keeper_->on_event(event.raw()); }

std::uint64_t LuaRule::state_version() const noexcept { return keeper_->version(); }
std::string LuaRule::save_state() const { return keeper_->save(); }
void LuaRule::restore_state(std::string_view text) { keeper_->restore(text); }
std::string LuaRule::explain() const { return keeper_->explain(); }
std::string_view LuaRule::instance_version() const { return keeper_->hash(); }
bool LuaRule::prepare() { return keeper_->prepare(); }
std::string_view LuaRule::prepared_version() const { return keeper_->prepared_hash(); }
void LuaRule::adopt() noexcept { keeper_->adopt(); }

}  // namespace sluice::lua
