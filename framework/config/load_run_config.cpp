// SPDX-License-Identifier: Apache-2.0
//
// load_run_config.cpp: read, override, check, complete, build, in this order.
#include "config/load_run_config.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "config/document.hpp"
#include "config/run_config_schema.hpp"
#include "config/run_config_steps.hpp"
#include "config/schema.hpp"
#include "config/text.hpp"
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

std::string hash_of(Value root) {
  if (Value* output = root.find("output")) output->erase("root");
  root.erase("api");
  return files::sha256_hex(to_json(root));
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
    Value root = fill_defaults(document.root, schema.root);
    normalise_run_config(root);
    sort_keys(root, kOrderedSection);
    check_run_config(document.root, root, result.faults);
    result.config = build_run_config(root, folder);
    read_inputs(root, folder, result.config, result.faults);
    if (result.faults.empty()) {
      result.normalised_yaml = to_yaml(root);
      result.normalised_json = to_json(root);
      result.hash = hash_of(std::move(root));
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
