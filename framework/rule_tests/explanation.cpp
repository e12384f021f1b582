// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/explanation.hpp"

#include "config/document.hpp"

namespace sluice::rule_tests {
namespace {

std::string text_at(const config::Value& map, std::string_view key) {
  const config::Value* value = map.find(key);
  return value != nullptr && value->text() != nullptr ? *value->text() : "";
}

std::optional<std::int64_t> whole_at(const config::Value& map, std::string_view key) {
  const config::Value* value = map.find(key);
  if (value == nullptr || value->integer() == nullptr) return std::nullopt;
  return *value->integer();
}

void read_findings(const config::Value* list, std::vector<Finding>& findings) {
  if (list == nullptr || list->list() == nullptr) return;
  for (const config::Value& item : *list->list())
    findings.push_back(
        {static_cast<int>(whole_at(item, "line").value_or(0)), text_at(item, "message")});
}

}  // namespace

Explanation read_explanation(const std::string& json) {
  Explanation told;
  if (json.empty()) return told;
  const auto document = config::parse_document(json, config::Format::Json, "explanation");
  if (!document.faults.empty()) return told;
  told.instructions = whole_at(document.root, "instructions");
  told.peak_memory_bytes = whole_at(document.root, "peak_memory_bytes");
  told.line = whole_at(document.root, "line");
  told.message = text_at(document.root, "message");
  told.lines = text_at(document.root, "lines");
  told.lines_run = text_at(document.root, "lines_run");
  told.fault = text_at(document.root, "fault");
  read_findings(document.root.find("findings"), told.findings);
  return told;
}

}  // namespace sluice::rule_tests
