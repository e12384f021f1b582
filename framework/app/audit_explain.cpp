// SPDX-License-Identifier: Apache-2.0
#include "app/audit_explain.hpp"

#include <algorithm>
#include <iostream>
#include <set>

#include <fmt/format.h>

#include "app/command_line.hpp"
#include "core/reason_codes.hpp"
#include "journal/each_record.hpp"
#include "journal/record_types.hpp"
#include "records/verdict_lines.hpp"

namespace sluice::app {
namespace {

namespace fs = std::filesystem;
using journal::Record;

// A shorter beginning of an intent id is taken for an order's number.
constexpr std::size_t kMinPrefix = 6;

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < kMinPrefix + 13 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The intents that the word may mean.
Result<std::set<std::string>> find_intents(const std::vector<fs::path>& segments,
                                           const std::string& order) {
  std::set<std::string> found;
  const bool as_number = is_number(order);
  const bool as_prefix = order.size() >= kMinPrefix;
  auto done = journal::each_record(segments, [&](const fs::path&, const Record& record) {
    const auto intent = record.text("intent_id");
    if (!intent) return;
    const auto number = as_number ? record.integer("order_id") : std::nullopt;
    if ((number && std::to_string(*number) == order) || (as_prefix && intent->starts_with(order)))
      found.insert(*intent);
  });
  if (!done) return done.error();
  return found;
}

std::string field(const Record& record, std::string_view name) {
  const auto json = record.json(name);
  if (!json) return {};
  return json->starts_with('"') ? record.text(name).value_or("") : std::string{*json};
}

std::string headline(const Record& record) {
  std::string text =
      fmt::format("{} {} {} {} {}", field(record, "side"), field(record, "qty"),
                  field(record, "symbol"), field(record, "order_type"), field(record, "tif"));
  for (const auto& [name, word] : {std::pair{"limit_price", " limit "},
                                   {"stop_price", " stop "},
                                   {"reference_price", ", reference "}})
    if (const auto value = field(record, name); !value.empty()) text += word + value;
  return text;
}

// What a rule tells of its judgement: what it read, where it decided, what it will remember.
void print_explanation(const std::string& json) {
  const auto told = records::parse_explanation(json);
  if (!told || (told->fields.empty() && told->instructions.empty())) {
    std::cout << "        " << json << "\n";
    return;
  }
  std::string read;
  for (const auto& field : told->fields)
    read += fmt::format("{}{}={}", read.empty() ? "" : ", ", field.name,
                        field.value.empty() ? "nil" : field.value);
  if (!read.empty()) std::cout << "        read    " << read << "\n";
  if (!told->line.empty() && told->line != "0")
    std::cout << "        decided on line " << told->line << "\n";
  for (const auto& change : told->state)
    std::cout << fmt::format("        state   {}: {} -> {}\n", change.name,
                             change.before.empty() ? "none" : change.before,
                             change.after.empty() ? "none" : change.after);
  if (!told->violation.empty())
    std::cout << fmt::format("        broke   {} {}\n", told->violation, told->message);
  std::cout << fmt::format("        used    {} instructions, {} bytes of memory at most\n",
                           told->instructions, told->peak_memory_bytes);
}

void print_verdicts(const Record& record) {
  const auto lines = records::parse_verdict_lines(record.json("rules").value_or("[]"));
  if (!lines) {
    std::cout << "    " << lines.error().message << "\n";
    return;
  }
  for (const auto& line : *lines) {
    std::cout << fmt::format("    {:<32} {:<8}", line.rule, line.action);
    if (!line.unit.empty())
      std::cout << fmt::format(" measured {} of {} {}, headroom {}", line.measured, line.limit,
                               line.unit, line.headroom);
    if (!line.quantity.empty()) std::cout << " to " << line.quantity;
    if (!line.code.empty()) std::cout << " " << line.code;
    if (!line.scope.empty()) std::cout << fmt::format(" (stops {}: {})", line.scope, line.level);
    if (!line.mode.empty()) std::cout << " (" << line.mode << ": not enforced)";
    std::cout << "\n";
    if (!line.explanation.empty()) print_explanation(line.explanation);
  }
}

// What else a record of an order says, in the order written.
std::string rest_of(const Record& record) {
  std::string text;
  for (const char* name :
       {"order_id", "attempt", "reserved_qty", "reserved", "execution", "epoch", "qty", "price",
        "commission", "filled_qty", "limit_price", "fills_count", "reason"})
    if (const auto value = field(record, name); !value.empty())
      text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  return text;
}

void print(const Record& record) {
  const auto time = field(record, "time");
  if (record.type() == journal::kNew) {
    std::cout << time << "  NEW           " << headline(record) << "\n";
  } else if (record.type() == journal::kVerdict) {
    std::cout << fmt::format("{}  VERDICT       {}{}\n", time, field(record, "state"),
                             field(record, "reason").empty() ? "" : ": " + field(record, "reason"));
    print_verdicts(record);
  } else if (record.type() == journal::kPluginQuarantined) {
    std::cout << fmt::format("{}  {} {}\n", time, record.type(), field(record, "text"));
  } else {
    std::cout << fmt::format("{}  {:<13} {}\n", time, record.type(), rest_of(record));
  }
}

// What records of the quarantine of a rule begin with, for each that refused this order without an
// answer of its own.
Result<std::set<std::string>> broken_rules(const std::vector<fs::path>& segments,
                                           const std::string& intent) {
  std::set<std::string> beginnings;
  auto done = journal::each_record(segments, [&](const fs::path&, const Record& record) {
    if (record.type() != journal::kVerdict || record.text("intent_id") != intent) return;
    const auto lines = records::parse_verdict_lines(record.json("rules").value_or("[]"));
    if (!lines) return;
    for (const auto& line : *lines)
      if (line.code == reason::kPluginFault)
        beginnings.insert("risk_rule " + line.rule.substr(0, line.rule.find('@')) + ": ");
  });
  if (!done) return done.error();
  return beginnings;
}

bool tells_of(const Record& record, const std::set<std::string>& broken) {
  if (broken.empty() || record.type() != journal::kPluginQuarantined) return false;
  const auto text = record.text("text").value_or("");
  return std::any_of(broken.begin(), broken.end(),
                     [&](const std::string& beginning) { return text.starts_with(beginning); });
}

}  // namespace

int explain_order(const std::vector<fs::path>& segments, const std::string& order, bool json) {
  const auto intents = find_intents(segments, order);
  if (!intents) return report_error(intents.error().message, kExitFailed, json);
  if (intents->empty())
    throw UsageError{"audit explain: no order " + order +
                     " in the trail; expected an order's number, or an intent id (or at least " +
                     std::to_string(kMinPrefix) + " of its digits)"};
  if (intents->size() > 1)
    throw UsageError{"audit explain: " + order + " may mean " + std::to_string(intents->size()) +
                     " orders, among them " + *intents->begin() + " and " + *intents->rbegin() +
                     "; give more digits"};
  const std::string& intent = *intents->begin();
  const auto broken = broken_rules(segments, intent);
  if (!broken) return report_error(broken.error().message, kExitFailed, json);
  const char* before = "[\n";
  if (!json) std::cout << "intent " << intent << "\n";
  const auto done =
      journal::each_record(segments, [&](const fs::path& segment, const Record& record) {
        if (record.text("intent_id") != intent && !tells_of(record, *broken)) return;
        if (json) {
          std::cout << before << record.line().substr(0, record.line().size() - 1);
          before = ",\n";
          return;
        }
        if (record.type() == journal::kNew)
          std::cout << "in     " << segment.filename().string() << ", record " << record.seq()
                    << "\n";
        print(record);
      });
  if (!done) return report_error(done.error().message, kExitFailed, json);
  if (json) std::cout << "\n]\n";
  return kExitOk;
}

}  // namespace sluice::app
