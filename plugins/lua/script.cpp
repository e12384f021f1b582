// SPDX-License-Identifier: Apache-2.0
#include "script.hpp"

#include "verdicts.hpp"

namespace sluice::lua {
namespace {

// Slots of the stack that hold what every call needs; the first is the machine's. Of the proxies,
// one for each turn.
constexpr int kCheckSlot = 2;
constexpr int kOnFillSlot = 3;
constexpr int kOrderSlot = 4;
constexpr int kViewSlot = 6;
constexpr int kFillSlot = 8;

std::string_view code_of(Violation violation) noexcept {
  switch (violation) {
    case Violation::kInstructions:
      return code::kRuleBudgetInstructions;
    case Violation::kTime:
      return code::kRuleBudgetTime;
    case Violation::kMemory:
      return code::kRuleBudgetMemory;
    case Violation::kNone:
      break;
  }
  return code::kRuleError;
}

}  // namespace

void Script::note(bool is_answered) noexcept {
  account_ = {};
  account_.instructions = machine_.instructions();
  account_.peak_memory = machine_.peak_memory();
  account_.line = is_answered ? binding_.verdict_line : machine_.fault_line();
  if (is_answered) return;
  account_.code = code_of(machine_.violation());
  account_.message = machine_.message();
  binding_.state->discard();
}

void Script::judge(const sluice_order& order, const sluice_risk_view& view,
                   sluice_verdict& verdict) noexcept {
  lua_State* const lua = machine_.lua();
  binding_.state->discard();
  binding_.now_ns = view.now;
  binding_.begin(subject_of(order, view));
  lua_pushvalue(lua, kCheckSlot);
  const int turn = static_cast<int>(binding_.turn());
  lua_pushvalue(lua, kOrderSlot + turn);
  lua_pushvalue(lua, kViewSlot + turn);
  const bool is_answered = machine_.call(2, kVerdictValues);
  note(is_answered);
  if (is_answered) {
    sluice_verdict answer{};
    answer.size = sizeof answer;
    account_.message = read_verdict(lua, lua_gettop(lua) - kVerdictValues + 1, binding_, answer);
    lua_pop(lua, kVerdictValues);
    if (account_.message == nullptr) {
      account_.message = "";
      verdict = answer;
    } else {
      account_.code = code::kRuleBadResult;
      binding_.state->discard();
    }
  }
  if (!account_.code.empty()) verdict = refusal(account_.code);
  binding_.end();
}

bool Script::hear_fill(const sluice_risk_event& event,
                       const sluice_instrument* instrument) noexcept {
  lua_State* const lua = machine_.lua();
  Subject subject;
  subject.order = event.order;
  subject.event = &event;
  subject.instrument = instrument;
  binding_.state->discard();
  binding_.now_ns = event.time;
  binding_.begin(subject);
  lua_pushvalue(lua, kOnFillSlot);
  lua_pushvalue(lua, kFillSlot + static_cast<int>(binding_.turn()));
  note(machine_.call(1, 0));
  binding_.end();
  return account_.code.empty();
}

}  // namespace sluice::lua
