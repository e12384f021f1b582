// SPDX-License-Identifier: Apache-2.0
#include "plugins/inspect.hpp"
#include "plugins/listing.hpp"
#include "plugins/tables.hpp"

namespace sluice::plugins {
namespace {

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

}  // namespace sluice::plugins
