// SPDX-License-Identifier: Apache-2.0
#include "drivers/track_rules.hpp"

#include <algorithm>
#include <array>
#include <sstream>
#include <string_view>

#include "core/reason_codes.hpp"

namespace sluice::drivers {
namespace {

constexpr const char* kRole = "broken_rules";
constexpr std::string_view kNamesRule = ": rule=";

// Of refusals that say nothing of the order. QA_BLOCK is none: the day itself may be the reason.
constexpr std::array<std::string_view, 6> kCodes{
    reason::kPluginFault,         "RULE_NOT_LOADED",    "RULE_BREAKER",
    "RESTRICTED_LIST_UNREADABLE", "LOCATES_UNREADABLE", "APPROVED_HASHES_UNREADABLE"};

struct Refusal {
  std::string_view code;
  std::string_view rule;
};

// Of "CODE: rule=NAME, key=value; CODE: …", the broken rules' among them.
std::vector<Refusal> broken_in(std::string_view reason) {
  std::vector<Refusal> found;
  while (!reason.empty()) {
    const auto end = std::min(reason.find("; "), reason.size());
    const std::string_view one = reason.substr(0, end);
    reason.remove_prefix(std::min(end + 2, reason.size()));
    const auto names = one.find(kNamesRule);
    if (names == std::string_view::npos) continue;
    const std::string_view code = one.substr(0, names);
    if (std::find(kCodes.begin(), kCodes.end(), code) == kCodes.end()) continue;
    const std::string_view rest = one.substr(names + kNamesRule.size());
    found.push_back({code, rest.substr(0, rest.find(", "))});
  }
  return found;
}

BrokenRule& entry_of(std::vector<BrokenRule>& all, const Refusal& refusal, Timestamp time) {
  const auto known = std::find_if(all.begin(), all.end(),
                                  [&](const BrokenRule& one) { return one.rule == refusal.rule; });
  if (known != all.end()) return *known;
  all.push_back({std::string{refusal.rule}, std::string{refusal.code}, time, 0});
  return all.back();
}

void keep(const std::vector<BrokenRule>& all, records::TrackState& state) {
  if (all.empty()) return;
  std::string text;
  // The name is the last: it may have blanks.
  for (const BrokenRule& one : all)
    text += one.since.to_string() + " " + one.code + " " + std::to_string(one.blocked) + " " +
            one.rule + "\n";
  state.components[kRole] = std::move(text);
}

}  // namespace

std::vector<BrokenRule> broken_rules(const records::TrackState& state) {
  std::vector<BrokenRule> all;
  const auto kept = state.components.find(kRole);
  if (kept == state.components.end()) return all;
  std::istringstream lines{kept->second};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words{line};
    std::string since;
    BrokenRule one;
    words >> since >> one.code >> one.blocked >> std::ws;
    const auto time = Timestamp::parse(since);
    if (!time || !std::getline(words, one.rule)) continue;
    one.since = *time;
    all.push_back(std::move(one));
  }
  return all;
}

void note_broken_rules(const records::Day& day, std::span<const std::string> names,
                       const records::TrackState& before, records::TrackState& next,
                       std::map<std::string, std::uint64_t>& blocked) {
  std::vector<BrokenRule> all = broken_rules(before);
  std::map<std::string, std::uint64_t> today;
  bool has_passed = false;
  for (const records::OrderRow& order : day.orders) {
    has_passed |= order.order_id != 0;
    if (order.order_id != 0) continue;
    for (const Refusal& refusal : broken_in(order.reason)) {
      BrokenRule& one = entry_of(all, refusal, order.time);
      one.code = refusal.code;
      ++one.blocked;
      ++today[one.rule];
    }
  }
  std::erase_if(all, [&](const BrokenRule& one) {
    const bool is_mended = has_passed && !today.contains(one.rule);
    return is_mended || std::find(names.begin(), names.end(), one.rule) == names.end();
  });
  for (const auto& [rule, count] : today) blocked[rule] += count;
  keep(all, next);
}

std::string text_of(const BrokenRule& broken) {
  return "rule " + broken.rule + ": " + broken.code + " since " + broken.since.date().to_string() +
         ", " + std::to_string(broken.blocked) + (broken.blocked == 1 ? " order" : " orders") +
         " blocked";
}

}  // namespace sluice::drivers
