// SPDX-License-Identifier: Apache-2.0
#include "plugins/rule_instance.hpp"

#include <algorithm>
#include <utility>

#include "plugins/fill_rows.hpp"
#include "plugins/text.hpp"
#include "plugins/text_sink.hpp"

// May the slot be called? An older plugin's table ends before it.
#define SLUICE_RULE_HAS(slot) SLUICE_HAS_SLOT(&functions_, sluice_risk_rule_v1, slot)

namespace sluice::plugins {
namespace {

constexpr std::string_view kNoVersion = "gave what is not a version";

bool names_a_version(std::string_view told) noexcept {
  return told.size() <= RuleInstance::kMaxVersionBytes && is_utf8(told);
}

}  // namespace

constinit const sluice_verdict kFaultVerdict = [] {
  sluice_verdict verdict{};
  verdict.size = sizeof verdict;
  verdict.action = SLUICE_VERDICT_REJECT;
  std::copy(reason::kPluginFault.begin(), reason::kPluginFault.end(), verdict.code);
  return verdict;
}();

RuleInstance::RuleInstance(LoadedComponent loaded, InstanceOptions options)
    : Component{std::move(loaded), std::move(options)},
      functions_{*static_cast<const sluice_risk_rule_v1*>(table())} {}

Result<void> RuleInstance::on_created() {
  if (auto found = find_traits(); !found) return found;
  ask_version();
  if (quarantined()) return refusal("instance_version");
  if (!SLUICE_RULE_HAS(lookback_sessions)) return {};
  const auto status = attempt("lookback_sessions", [&](sluice_error*) {
    lookback_sessions_ = functions_.lookback_sessions(instance());
    return sluice_status{SLUICE_OK};
  });
  return status ? Result<void>{} : status.error();
}

Result<void> RuleInstance::on_session(const sluice_risk_view& view) {
  auto prepared = call("on_session", [&](sluice_error* error) {
    return SLUICE_RULE_HAS(on_session) ? functions_.on_session(instance(), &view, error)
                                       : sluice_status{SLUICE_OK};
  });
  is_ready_for_session_ = prepared.ok();
  return prepared;
}

Result<void> RuleInstance::on_fill(const Fill& fill) {
  // Most components have no use for fills, and this is called for every one.
  if (!SLUICE_RULE_HAS(on_fills)) return {};
  const sluice_fill row = fill_row(fill);
  return call("on_fills", [&](sluice_error* error) {
    return functions_.on_fills(instance(), {&row, 1, sizeof row}, error);
  });
}

Result<void> RuleInstance::find_traits() {
  const int state_slots = int{SLUICE_RULE_HAS(state_version)} + int{SLUICE_RULE_HAS(save_state)} +
                          int{SLUICE_RULE_HAS(restore_state)};
  if (state_slots != 0 && state_slots != 3)
    return fault("create",
                 "has some of state_version, save_state and restore_state; expected all "
                 "three or none");
  if (SLUICE_RULE_HAS(prepare) != SLUICE_RULE_HAS(adopt))
    return fault("create", "has one of prepare and adopt; expected both or none");
  traits_ = {SLUICE_RULE_HAS(on_event), SLUICE_RULE_HAS(assess), state_slots == 3,
             SLUICE_RULE_HAS(explain), SLUICE_RULE_HAS(prepare)};
  return {};
}

void RuleInstance::ask_version() noexcept {
  if (!SLUICE_RULE_HAS(instance_version) || quarantined()) return;
  try {
    const std::string_view told = view_of(functions_.instance_version(instance()));
    if (!names_a_version(told)) return quarantine("instance_version", kNoVersion);
    instance_version_ = told;
  } catch (...) {
    quarantine("instance_version", "threw an exception");
  }
}

void RuleInstance::assess(const sluice_risk_view& view, sluice_verdict& verdict) noexcept {
  say_nothing(verdict);
  if (!is_serving() || !is_ready_for_session_) return;
  const char* problem = nullptr;
  try {
    const CallMark::Section section{mark(), "assess", Patience::kHot};
    functions_.assess(instance(), &view, &verdict);
    problem = assessment_problem(verdict);
  } catch (...) {
    problem = "threw an exception";
  }
  if (problem != nullptr) quarantine("assess", problem);
  if (is_overdue()) quarantine_overdue();
  if (quarantined() || verdict.action != SLUICE_VERDICT_HALT) say_nothing(verdict);
}

std::uint64_t RuleInstance::state_version() noexcept {
  if (!is_serving()) return 0;
  std::uint64_t version = 0;
  try {
    const CallMark::Section section{mark(), "state_version", Patience::kHot};
    version = functions_.state_version(instance());
  } catch (...) {
    quarantine("state_version", "threw an exception");
  }
  if (is_overdue()) quarantine_overdue();
  return quarantined() ? 0 : version;
}

// What the rule writes, UTF-8 of at most `limit` bytes.
template <typename Write>
Result<std::string> RuleInstance::written(std::string_view what, std::size_t limit, Write&& write) {
  TextSink sink{limit};
  const auto done =
      call(what, [&](sluice_error* error) { return write(instance(), sink.raw(), error); });
  if (sink.is_too_long()) return fault(what, "wrote more than " + std::to_string(limit) + " bytes");
  if (!done) return done.error();
  std::string text = std::move(sink).text();
  if (!is_utf8(text)) return fault(what, "wrote what is not UTF-8");
  return text;
}

Result<std::string> RuleInstance::save_rule_state() {
  return written("save_state", kMaxStateBytes, functions_.save_state);
}

Result<std::string> RuleInstance::explain() {
  return written("explain", kMaxExplanationBytes, functions_.explain);
}

Result<void> RuleInstance::restore_rule_state(std::string_view state) {
  return call("restore_state", [&](sluice_error* error) {
    return functions_.restore_state(instance(), borrow(state), error);
  });
}

Result<bool> RuleInstance::prepare() {
  ErrorBuffer buffer;
  sluice_status status = SLUICE_ERROR_FAULT;
  try {
    status = functions_.prepare(instance(), buffer.raw());
  } catch (...) {
    return error_of("prepare", "threw an exception");
  }
  if (buffer.was_overrun()) return error_of("prepare", "wrote past the end of the error buffer");
  if (status == SLUICE_OK) return true;
  if (status == SLUICE_END) return false;
  const std::string text = buffer.text();
  const std::string_view words = status_words(status);
  if (!text.empty()) return error_of("prepare", text);
  return error_of("prepare", words.empty() ? "answered an unknown status" : words);
}

Result<std::string> RuleInstance::prepared_version() {
  if (!SLUICE_RULE_HAS(prepared_version)) return std::string{};
  try {
    const std::string_view told = view_of(functions_.prepared_version(instance()));
    if (names_a_version(told)) return std::string{told};
  } catch (...) {
    return error_of("prepared_version", "threw an exception");
  }
  return error_of("prepared_version", kNoVersion);
}

void RuleInstance::adopt() noexcept {
  if (!is_serving()) return;
  try {
    const CallMark::Section section{mark(), "adopt", Patience::kLane};
    functions_.adopt(instance());
  } catch (...) {
    return quarantine("adopt", "threw an exception");
  }
  if (is_overdue()) return quarantine_overdue();
  ask_version();
}

}  // namespace sluice::plugins
