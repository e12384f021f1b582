// SPDX-License-Identifier: Apache-2.0
//
// replay_report.cpp: the result of a replay for people and for machines.
#include <fmt/format.h>

#include "records/text.hpp"
#include "rule_tests/replay.hpp"

namespace sluice::rule_tests {
namespace {

using records::json_string;

std::string tallies_text(const char* title, const std::map<std::string, Tally>& tallies) {
  std::string out = std::string{title} + "\n";
  for (const auto& [name, tally] : tallies)
    out += fmt::format("  {:<32} {:>8} orders, notional {}\n", name, tally.orders,
                       tally.notional.to_string());
  return out;
}

std::string tallies_json(const std::map<std::string, Tally>& tallies) {
  std::string out;
  for (const auto& [name, tally] : tallies)
    out += fmt::format(R"({}{{"name":{},"orders":{},"notional":"{}"}})", out.empty() ? "" : ",",
                       json_string(name), tally.orders, tally.notional.to_string());
  return "[" + out + "]";
}

std::string answer_json(const ReplayAnswer& answer) {
  return fmt::format(R"({{"verdict":{},"code":{},"quantity":"{}"}})", json_string(answer.action),
                     json_string(answer.code), answer.quantity.to_string());
}

std::string difference_json(const Difference& difference) {
  return fmt::format(
      R"({{"time":"{}","intent_id":"{}","symbol":{},"side":"{}","quantity":"{}","notional":"{}",)"
      R"("was":{},"now":{}}})",
      difference.time.to_string(), difference.intent_id, json_string(difference.symbol),
      name(difference.side), difference.quantity.to_string(), difference.notional.to_string(),
      answer_json(difference.was), answer_json(difference.now));
}

std::string answer_text(const ReplayAnswer& answer) {
  return answer.code.empty() ? answer.action : answer.action + " " + answer.code;
}

const char* compared_with(const ReplayResult& result) {
  return result.against_itself ? "the rule's own verdicts in the trail"
                               : "what the gate decided then";
}

}  // namespace

std::string replay_text(const ReplayResult& result) {
  constexpr std::size_t kShown = 20;
  std::string out =
      fmt::format("{} ({}): {} orders judged again, {} differ from {}\n", result.rule,
                  result.version, result.orders, result.differences, compared_with(result));
  if (result.skipped > 0)
    out += fmt::format("{} orders of the trail could not be read whole\n", result.skipped);
  if (result.differences > 0) {
    out += tallies_text("by verdict", result.by_verdict) + tallies_text("by code", result.by_code) +
           tallies_text("by symbol", result.by_symbol) + "differences\n";
    for (std::size_t i = 0; i < result.kept.size() && i < kShown; ++i) {
      const Difference& each = result.kept[i];
      out += fmt::format("  {} {} {} {} {}: {} -> {}\n", each.time.to_string(),
                         each.intent_id.substr(0, 12), name(each.side), each.quantity.to_string(),
                         each.symbol, answer_text(each.was), answer_text(each.now));
    }
    if (result.differences > kShown)
      out += fmt::format("  and {} more (--json has the first {})\n", result.differences - kShown,
                         kMaxDifferences);
  }
  out += "not rebuilt from the trail:";
  const char* between = " ";
  for (const std::string_view what : kNotRebuilt) {
    out += between + std::string{what};
    between = "; ";
  }
  return out + "\n";
}

std::string replay_json(const ReplayResult& result) {
  std::string list;
  for (const Difference& each : result.kept)
    list += (list.empty() ? "" : ",") + difference_json(each);
  std::string missing;
  for (const std::string_view what : kNotRebuilt)
    missing += (missing.empty() ? "" : ",") + json_string(what);
  return fmt::format(
      R"({{"ok":true,"rule":{},"version":{},"orders":{},"skipped":{},"differences":{},)"
      R"("compared_with":{},"by_verdict":{},"by_code":{},"by_symbol":{},"not_rebuilt":[{}],)"
      R"("list":[{}]}})",
      json_string(result.rule), json_string(result.version), result.orders, result.skipped,
      result.differences, json_string(compared_with(result)), tallies_json(result.by_verdict),
      tallies_json(result.by_code), tallies_json(result.by_symbol), missing, list);
}

}  // namespace sluice::rule_tests
