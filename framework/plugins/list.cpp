// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "files/sha256.hpp"
#include "plugins/inspect.hpp"
#include "plugins/library_file.hpp"
#include "plugins/tables.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

// Components the registry offers, by kind, then id.
std::vector<const ComponentInfo*> offered(const Registry& registry) {
  std::vector<const ComponentInfo*> found;
  for (const LibraryEntry& entry : registry.libraries()) {
    if (!entry.manifest) continue;
    for (const ComponentInfo& info : entry.manifest->components)
      if (registry.library_of(info.id) == &entry) found.push_back(&info);
  }
  std::sort(found.begin(), found.end(), [](const ComponentInfo* a, const ComponentInfo* b) {
    return std::pair{a->kind, a->id} < std::pair{b->kind, b->id};
  });
  return found;
}

std::string_view severity_name(Notice::Severity severity) {
  return severity == Notice::Severity::kRefused ? "refused" : "warning";
}

// A library that could be loaded, and what is known of its trial.
struct ListedLibrary {
  const LibraryEntry* entry;
  std::string sha256;
  TrialStatus trial;
};

// Of those that have a manifest. Nothing where libraries are not tried.
std::vector<ListedLibrary> listed(const Registry& registry) {
  std::vector<ListedLibrary> libraries;
  if (registry.trial() == nullptr) return libraries;
  for (const LibraryEntry& entry : registry.libraries()) {
    if (!entry.manifest) continue;
    const auto file = LibraryFile::open(entry.path);
    const auto bytes = file ? file->read() : Result<std::vector<std::byte>>{file.error()};
    if (!bytes) {
      libraries.push_back(
          {&entry, {}, {TrialStatus::State::kUnreadable, {}, bytes.error().message}});
      continue;
    }
    std::string sha256 = files::sha256_hex(*bytes);
    auto status = trial_status(registry.trial()->state_directory, sha256);
    libraries.push_back({&entry, std::move(sha256), std::move(status)});
  }
  return libraries;
}

const ListedLibrary* find(const std::vector<ListedLibrary>& libraries, const LibraryEntry* entry) {
  for (const ListedLibrary& library : libraries)
    if (library.entry == entry) return &library;
  return nullptr;
}

// What the state folder has of libraries that were not found now.
std::vector<TrialRecord> elsewhere(const Registry& registry,
                                   const std::vector<ListedLibrary>& libraries) {
  if (registry.trial() == nullptr || registry.trial()->state_directory.empty()) return {};
  auto records = TrialStore{registry.trial()->state_directory}.quarantined();
  std::erase_if(records, [&](const TrialRecord& record) {
    return std::any_of(libraries.begin(), libraries.end(),
                       [&](const ListedLibrary& one) { return one.sha256 == record.sha256; });
  });
  return records;
}

std::string quarantine_line(const std::string& library, const TrialRecord& record) {
  return "quarantined: " + cell(library) + ": " + quarantine_text(record) + "\n";
}

std::string quarantine_lines(const Registry& registry,
                             const std::vector<ListedLibrary>& libraries) {
  std::string text;
  for (const ListedLibrary& library : libraries) {
    if (library.trial.is_quarantined())
      text += quarantine_line(library.entry->path.string(), library.trial.record);
    else if (!library.trial.problem.empty())
      text += "warning: " + cell(library.entry->path.string()) + ": " + library.trial.problem +
              "; it is tried again when it is loaded\n";
  }
  for (const TrialRecord& record : elsewhere(registry, libraries))
    text += quarantine_line(record.library, record);
  return text;
}

std::string component_rows(const Registry& registry, const std::vector<ListedLibrary>& libraries) {
  std::vector<std::array<std::string, 6>> rows{
      {"kind", "id", "version", "library", "trial", "summary"}};
  for (const ComponentInfo* info : offered(registry)) {
    const LibraryEntry* const entry = registry.library_of(info->id);
    const ListedLibrary* const library = find(libraries, entry);
    rows.push_back({std::string{kind_name(info->kind)}, info->id, info->version,
                    cell(entry->path.filename().string()),
                    library == nullptr ? "" : std::string{trial_state_name(library->trial.state)},
                    cell(info->summary)});
  }
  if (rows.size() == 1) return {};
  if (registry.trial() != nullptr) return aligned(rows, "");
  std::vector<std::array<std::string, 5>> without_trials;
  for (auto& row : rows) without_trials.push_back({row[0], row[1], row[2], row[3], row[5]});
  return aligned(without_trials, "");
}

}  // namespace

std::string list_text(const Registry& registry, const std::vector<RunFault>& faults) {
  const auto libraries = listed(registry);
  std::string text = component_rows(registry, libraries);
  if (text.empty()) {
    text = "no plugins found; searched:\n";
    for (const auto& place : registry.places()) text += "  " + cell(place.string()) + "\n";
  }
  for (const Notice& notice : registry.notices())
    text += std::string{severity_name(notice.severity)} + ": " + cell(notice.path.string()) + ": " +
            notice.message + "\n";
  text += quarantine_lines(registry, libraries);
  for (const RunFault& fault : faults)
    text +=
        "fault: " + cell(fault.where.string()) + ": " + fault.time + " " + cell(fault.text) + "\n";
  return text;
}

std::string list_json(const Registry& registry, const std::vector<RunFault>& faults) {
  const auto libraries = listed(registry);
  Json json{{"places", Json::array()}, {"components", Json::array()}, {"notices", Json::array()}};
  for (const auto& place : registry.places()) json["places"].push_back(place.string());
  for (const ComponentInfo* info : offered(registry)) {
    Json row = component_json(*info);
    const LibraryEntry* const entry = registry.library_of(info->id);
    row["library"] = entry->path.string();
    if (const auto* library = find(libraries, entry))
      row["trial"] = trial_state_name(library->trial.state);
    json["components"].push_back(std::move(row));
  }
  for (const Notice& notice : registry.notices())
    json["notices"].push_back({{"severity", severity_name(notice.severity)},
                               {"path", notice.path.string()},
                               {"message", notice.message}});
  json["faults"] = Json::array();
  for (const RunFault& fault : faults)
    json["faults"].push_back(
        {{"where", fault.where.string()}, {"time", fault.time}, {"text", fault.text}});
  if (registry.trial() == nullptr) return dump(json);
  json["state_directory"] = registry.trial()->state_directory.string();
  json["libraries"] = Json::array();
  for (const ListedLibrary& library : libraries)
    json["libraries"].push_back({{"path", library.entry->path.string()},
                                 {"sha256", optional_text(library.sha256)},
                                 {"trial", trial_json(library.trial)}});
  json["quarantined_elsewhere"] = Json::array();
  for (const TrialRecord& record : elsewhere(registry, libraries)) {
    Json row = trial_json({TrialStatus::State::kQuarantined, record, {}});
    row["sha256"] = record.sha256;
    json["quarantined_elsewhere"].push_back(std::move(row));
  }
  return dump(json);
}

}  // namespace sluice::plugins
