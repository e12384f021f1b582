// SPDX-License-Identifier: Apache-2.0
//
// load_run_config.cpp: read, override, check, complete, build, in this order.
#include "config/load_run_config.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "config/document.hpp"
#include "config/limits.hpp"
#include "config/run_config_schema.hpp"
#include "config/run_config_steps.hpp"
#include "config/schema.hpp"
#include "config/text.hpp"
#include "files/atomic_file.hpp"
#include "files/sha256.hpp"

namespace sluice::config {
namespace {

// The order of pre-trade rules has a meaning; every other order of keys has none.
constexpr std::string_view kOrderedSection = "pre_trade";

Schema contract() {
  Schema schema = parse_schema(schema_text(), "run_config.schema.json");
  if (!schema.faults.empty()) throw std::logic_error(format(schema.faults));
  return schema;
}

// The config file's own faults by line; those of other files and of overrides after them.
void sort_faults(Faults& faults, const std::string& file) {
  std::stable_sort(faults.begin(), faults.end(), [&](const Fault& a, const Fault& b) {
    const bool a_own = a.file == file;
    const bool b_own = b.file == file;
    if (a_own != b_own) return a_own;
    return a_own && a.line < b.line;
  });
}

// Files that say what a strategy does. Others are data, which grows from day to day.
constexpr std::array<std::string_view, 5> kTellingFiles = {".json", ".lua", ".toml", ".yaml",
                                                           ".yml"};

// One line for each file that the strategy's parameters name: its key and digest. A file that can't
// be read is told by the strategy.
std::string strategy_files(const ComponentConfig& strategy) {
  std::string lines;
  if (strategy.params.map() == nullptr) return lines;
  for (const Member& member : *strategy.params.map()) {
    const std::string* const text = member.value.text();
    if (text == nullptr) continue;
    const std::filesystem::path file = strategy.folder / *text;
    if (std::find(kTellingFiles.begin(), kTellingFiles.end(), file.extension()) ==
        kTellingFiles.end())
      continue;
    if (const auto content = files::read_file(file, kMaxFileBytes))
      lines += "\n" + member.key + " " + files::sha256_hex(*content);
  }
  return lines;
}

std::string hash_of(Value root, const std::string& files) {
  if (Value* output = root.find("output")) output->erase("root");
  root.erase("api");
  root.erase("alerts");
  return files::sha256_hex(to_json(root) + files);
}

// What decides, and what it is charged: the same whatever it trades on.
constexpr std::array<std::string_view, 9> kDecidingSections = {
    "costs",    "portfolio",     "pre_trade", "risk_rules", "router",
    "strategy", "strategy_name", "trading",   "universe"};

std::string evidence_hash_of(const Value& root, const std::string& files) {
  Value deciding = make_value(Value::Map{}, root.where);
  for (const std::string_view section : kDecidingSections)
    if (const Value* value = root.find(section)) deciding.set(section, *value);
  return files::sha256_hex(to_json(deciding) + files);
}

}  // namespace

LoadResult load_run_config(const std::filesystem::path& file,
                           const std::vector<std::string>& overrides) {
  LoadResult result;
  result.file = file.string();
  Document document = read_document(file);
  for (const std::string& assignment : overrides) apply_override(document, assignment);
  result.faults = std::move(document.faults);
  if (document.root.map() == nullptr && !result.faults.empty()) return result;

  const Schema schema = contract();
  for (Fault& fault : check_schema(document.root, "", schema.root)) {
    result.faults.push_back(std::move(fault));
  }
  if (document.root.map() != nullptr) {
    const Folder folder{file.parent_path(), std::filesystem::absolute(file).parent_path()};
    choose_executor(document.root);
    Value root = fill_defaults(document.root, schema.root);
    normalise_run_config(root);
    sort_keys(root, kOrderedSection);
    check_run_config(document.root, root, result.faults);
    result.config = build_run_config(root, folder);
    read_inputs(root, folder, result.config, result.faults);
    if (result.faults.empty()) {
      result.normalised_yaml = to_yaml(root);
      result.normalised_json = to_json(root);
      const std::string files = strategy_files(result.config.strategy);
      result.evidence_hash = evidence_hash_of(root, files);
      result.hash = hash_of(std::move(root), files);
    }
  }
  sort_faults(result.faults, result.file);
  return result;
}

void LoadResult::add(const Faults& more) {
  for (const Fault& fault : more) {
    const bool told = std::any_of(faults.begin(), faults.end(), [&](const Fault& known) {
      return known.path == fault.path && known.line == fault.line;
    });
    if (!told) faults.push_back(fault);
  }
  sort_faults(faults, file);
}

}  // namespace sluice::config
