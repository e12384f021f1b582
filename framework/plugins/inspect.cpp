// SPDX-License-Identifier: Apache-2.0
#include "plugins/inspect.hpp"

#include <utility>

#include "files/sha256.hpp"
#include "plugins/elf.hpp"
#include "plugins/library_file.hpp"
#include "plugins/listing.hpp"
#include "plugins/parameter_table.hpp"
#include "plugins/tables.hpp"

namespace sluice::plugins {
namespace {

std::string joined(const auto& items) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += ", ";
    text += cell(item);
  }
  return text.empty() ? "none" : text;
}

std::string component_text(const ComponentInfo& info) {
  std::string text = "\n" + std::string{kind_name(info.kind)} + " " + info.id + " " + info.version;
  if (!info.summary.empty()) text += "\n  " + cell(info.summary);
  text += "\n  interface  " + info.interface_id + "\n";
  if (info.traits != 0) text += "  traits     " + joined(trait_names(info.traits)) + "\n";
  const auto parameters = parameter_table(info.params_schema);
  if (parameters.empty()) return text + "  parameters none\n";
  std::vector<std::array<std::string, 5>> rows{{"parameter", "type", "default", "range", "help"}};
  for (const ParameterRow& row : parameters)
    rows.push_back({row.name, row.type, row.standard, row.range, row.help});
  return text + aligned(rows, "  ");
}

// A broken file has no facts, and its reason is in `refusal` already.
void add_dynamic_facts(Inspection& result, const std::vector<std::byte>& bytes) {
  auto facts = read_dynamic_facts(bytes);
  if (!facts) return;
  result.exported = std::move(facts->exported);
  result.needed = std::move(facts->needed);
  result.has_gnu_unique = facts->has_gnu_unique;
}

}  // namespace

Inspection inspect_library(const std::filesystem::path& path, const AllowList& allow_list,
                           const std::filesystem::path& state_directory) {
  Inspection result;
  result.path = path;
  const auto file = LibraryFile::open(path);
  const auto bytes = file ? file->read() : Result<std::vector<std::byte>>{file.error()};
  if (!bytes) {
    result.refusal = bytes.error().message;
    return result;
  }
  result.sha256 = files::sha256_hex(*bytes);
  add_dynamic_facts(result, *bytes);
  auto manifest = read_manifest(*bytes);
  if (!manifest) {
    result.refusal = manifest.error().message;
    return result;
  }
  result.manifest = std::move(manifest).value();
  const auto allowed = allow_list.check(path.filename().string(), result.sha256);
  if (!allowed) result.refusal = allowed.error().message;
  if (state_directory.empty()) return result;
  result.trial = trial_status(state_directory, result.sha256);
  if (allowed && result.trial->is_quarantined())
    result.refusal = quarantine_text(result.trial->record);
  return result;
}

std::string trial_words(const TrialStatus& status) {
  const std::string name{trial_state_name(status.state)};
  switch (status.state) {
    case TrialStatus::State::kPassed:
      return name + " " + status.record.time.to_string();
    case TrialStatus::State::kQuarantined:
      return name + " " + status.record.time.to_string() + ": " + status.record.reason;
    case TrialStatus::State::kUnreadable:
      return name + ": " + status.problem;
    case TrialStatus::State::kUntried:
      break;
  }
  return name + "; it is tried when it is first loaded";
}

std::string inspection_text(const Inspection& inspection) {
  std::vector<std::array<std::string, 2>> rows{{"file", cell(inspection.path.string())}};
  if (!inspection.sha256.empty()) rows.push_back({"sha256", inspection.sha256});
  if (const auto& manifest = inspection.manifest) {
    rows.push_back({"library", manifest->library + " " + manifest->version});
    rows.push_back({"abi", abi_text(*manifest)});
    rows.push_back({"layout", digest_text(manifest->layout_digest)});
  }
  if (!inspection.sha256.empty()) {
    rows.push_back({"exports", joined(inspection.exported)});
    rows.push_back({"needs", joined(inspection.needed)});
    rows.push_back({"gnu_unique", inspection.has_gnu_unique ? "yes" : "no"});
  }
  if (inspection.trial) rows.push_back({"trial", trial_words(*inspection.trial)});
  rows.push_back({"loadable", inspection.refusal.empty() ? "yes" : "no: " + inspection.refusal});
  std::string text = aligned(rows, "");
  if (inspection.manifest)
    for (const ComponentInfo& info : inspection.manifest->components) text += component_text(info);
  return text;
}

}  // namespace sluice::plugins
