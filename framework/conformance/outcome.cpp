// SPDX-License-Identifier: Apache-2.0
#include "conformance/outcome.hpp"

#include "config/document.hpp"
#include "config/text.hpp"

namespace sluice::conformance {
namespace {

using config::make_value;
using config::Value;

Value text(std::string_view from) { return make_value(std::string{from}); }

std::string member(const Value& object, std::string_view key) {
  const Value* found = object.find(key);
  return found != nullptr && found->text() != nullptr ? *found->text() : std::string{};
}

// The last line that has this member.
std::optional<Value> line_with(std::string_view lines, std::string_view key) {
  std::optional<Value> found;
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end == lines.npos ? lines.size() : end + 1);
    if (line.empty()) continue;
    config::Document document = config::parse_document(line, config::Format::Json, "answer");
    if (document.faults.empty() && document.root.find(key) != nullptr)
      found = std::move(document.root);
  }
  return found;
}

}  // namespace

std::string json_quoted(std::string_view from) { return config::to_json(text(from)); }

std::string outcome_line(const Outcome& outcome) {
  Value findings = make_value(Value::List{});
  for (const Finding& finding : outcome.findings) {
    Value row;
    row.set("component", text(finding.component));
    row.set("saw", text(finding.saw));
    findings.list()->push_back(std::move(row));
  }
  Value root;
  root.set("findings", std::move(findings));
  root.set("skipped", text(outcome.skipped));
  root.set("digest", text(outcome.digest));
  return config::to_json(root) + "\n";
}

std::optional<Outcome> read_outcome(std::string_view lines) {
  const auto line = line_with(lines, "findings");
  if (!line || line->find("findings")->list() == nullptr) return std::nullopt;
  Outcome outcome{member(*line, "skipped"), member(*line, "digest"), {}};
  for (const Value& row : *line->find("findings")->list())
    outcome.findings.push_back({member(row, "component"), member(row, "saw")});
  return outcome;
}

std::optional<LastWords> read_last_words(std::string_view lines) {
  const auto line = line_with(lines, "last_words");
  if (!line) return std::nullopt;
  return LastWords{member(*line, "last_words") == "deadline", member(*line, "component"),
                   member(*line, "function")};
}

}  // namespace sluice::conformance
