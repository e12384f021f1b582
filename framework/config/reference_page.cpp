// SPDX-License-Identifier: Apache-2.0
//
// reference_page.cpp: docs/reference/config.md, rendered from the schema.
#include <algorithm>
#include <string>
#include <vector>

#include "config/path.hpp"
#include "config/run_config_schema.hpp"
#include "config/schema.hpp"
#include "config/schema_rules.hpp"
#include "config/text.hpp"

namespace sluice::config {
namespace {

constexpr const char* kIntroduction =
    "<!-- Generated from framework/config/run_config.schema.json; "
    "SLUICE_REGENERATE=1 with the test config_test rewrites it. -->\n"
    "# Configuration\n\n"
    "One YAML (`.yaml`, `.yml`), JSON (`.json`) or TOML (`.toml`) file describes a run; the three "
    "formats mean the same. `--set path=value` overrides a value, e.g. "
    "`--set trading.rebalance_freq=W` or `--set risk_rules[0].mode=shadow`; the value is read as "
    "YAML. Every fault is reported at once, with file, line, path and the nearest valid name.\n\n"
    "- YAML is read by the YAML 1.2 core schema: `yes`, `no`, `on`, `off` and dates are text. "
    "Duplicate keys and numbers that are not finite are faults.\n"
    "- Input paths (universe, data, instruments, benchmark, rule files, plugin folders, latch "
    "file) "
    "are relative to the folder of the config file. `output.root` is relative to the current "
    "directory.\n"
    "- Amounts are exact: a number of up to 15 digits, or decimal text in quotes.\n"
    "- The hash of a configuration is the SHA-256 of its canonical JSON: every default filled in, "
    "keys sorted (except in `pre_trade`, where the order has a meaning), paths as written, without "
    "`output.root`. It does not depend on the format, and not on the content of the files named.\n"
    "- A file has at most 1 MiB, 64 levels and 100,000 values.\n";

std::string cell(std::string text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? std::string{"\\|"} : std::string(1, c);
  return escaped;
}

std::string description(const Value& schema) {
  const Value* text = schema.find("description");
  return text != nullptr ? *text->text() : std::string{};
}

std::string default_cell(const Value& schema, bool required) {
  if (required) return "required";
  const Value* fallback = schema.find("default");
  return fallback != nullptr ? "`" + to_json(*fallback) + "`" : "not set";
}

bool is_required(const Value& parent, const std::string& key) {
  const Value* required = parent.find("required");
  if (required == nullptr) return false;
  const auto& names = *required->list();
  return std::any_of(names.begin(), names.end(),
                     [&](const Value& name) { return *name.text() == key; });
}

void append_rows(std::string& page, const Value& parent, const std::string& path) {
  const Value* properties = parent.find("properties");
  if (properties == nullptr) return;
  for (const Member& member : *properties->map()) {
    const std::string inner = join_key(path, member.key);
    page += "| `" + inner + "` | " + cell(describe_schema(member.value)) + " | " +
            cell(default_cell(member.value, is_required(parent, member.key))) + " | " +
            cell(description(member.value)) + " |\n";
    append_rows(page, member.value, inner);
  }
}

void append_section(std::string& page, const Member& section, bool required) {
  const std::string default_text = default_cell(section.value, required);
  page += "\n## `" + section.key + "`\n\n" + description(section.value) + "\n\n" +
          "Expected: " + describe_schema(section.value) + ". Default: " + default_text + ".\n";
  const Value* items = section.value.find("items");
  std::string rows;
  append_rows(rows, section.value, section.key);
  if (items != nullptr) append_rows(rows, *items, section.key + "[]");
  if (rows.empty()) return;
  page += "\n| Key | Expected | Default | Meaning |\n|---|---|---|---|\n" + rows;
}

}  // namespace

std::string reference_page() {
  const Schema schema = parse_schema(schema_text(), "run_config.schema.json");
  std::string page = kIntroduction;
  for (const Member& section : *schema.root.find("properties")->map()) {
    append_section(page, section, is_required(schema.root, section.key));
  }
  return page;
}

}  // namespace sluice::config
