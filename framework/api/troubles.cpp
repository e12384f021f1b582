// SPDX-License-Identifier: Apache-2.0
#include "api/troubles.hpp"

#include <utility>

#include "journal/record_types.hpp"

namespace sluice::api {
namespace {

// What is in the log of each, and the words before what the record tells.
struct Told {
  std::string_view type, words;
};
constexpr Told kTold[] = {
    {journal::kKillSwitch, "the kill switch is engaged: "},
    {journal::kKillSwitchReleased, "the kill switch is released: "},
    {journal::kHalt, "routing is halted: "},
    {journal::kHaltReleased, "routing goes on: "},
    {journal::kPluginQuarantined, "quarantined: "},
    {journal::kFault, ""},
};

// The gate's words (risk/gate_rules.cpp, risk/rule_trail.cpp) between the name of a rule and why.
constexpr std::string_view kRule = "rule ";
constexpr std::string_view kBadSource = " goes on as it was, its new source is no good: ";
constexpr std::string_view kLostState = " refuses every order: ";
// And how a fault of the latch begins. A rule that is broken may have one for every fill.
constexpr std::string_view kLatch = "the latch ";

bool is_for_the_log(std::string_view type, std::string_view text) {
  return type != journal::kFault || text.starts_with(kRule) || text.starts_with(kLatch);
}

}  // namespace

void Troubles::take(const journal::Record& record) {
  const auto type = record.type();
  if (type == journal::kEpoch) {
    const std::lock_guard hold{lock_};
    problems_.clear();
    return;
  }
  if (type == journal::kRuleVersion) {
    const std::string rule = record.text("rule").value_or("");
    const std::lock_guard hold{lock_};
    problems_.erase(std::string{kRule}.append(rule, 0, rule.rfind('@')).append(kBadSource));
    return;
  }
  for (const Told& told : kTold) {
    if (told.type != type) continue;
    const std::string text = record.text("text").value_or("");
    if (type == journal::kPluginQuarantined) set(text.substr(0, text.find(':')), text);
    if (type == journal::kFault) take_fault(text);
    if (record.seq() >= first_ && is_for_the_log(type, text)) warn_(std::string{told.words} + text);
    return;
  }
}

// Other faults have passed when they are told.
void Troubles::take_fault(const std::string& text) {
  if (!text.starts_with(kRule)) return;
  for (const std::string_view words : {kBadSource, kLostState})
    if (const auto at = text.find(words); at != text.npos)
      return set(text.substr(0, at + words.size()), text);
}

void Troubles::set(std::string kind, const std::string& text) {
  const std::lock_guard hold{lock_};
  problems_[std::move(kind)] = text;
}

std::vector<std::string> Troubles::list() const {
  const std::lock_guard hold{lock_};
  std::vector<std::string> all;
  for (const auto& [kind, text] : problems_) all.push_back(text);
  return all;
}

}  // namespace sluice::api
