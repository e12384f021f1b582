// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "plugins/inspect.hpp"
#include "plugins/listing.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json optional_text(const std::string& text) { return text.empty() ? Json{} : Json(text); }

Json component_json(const ComponentInfo& info) {
  return {{"kind", kind_name(info.kind)},
          {"id", info.id},
          {"version", info.version},
          {"interface", info.interface_id},
          {"summary", info.summary},
          {"traits", trait_names(info.traits)},
          {"params", Json::parse(info.params_schema, nullptr, false)}};
}

// What `plugin list` and `plugin inspect` say of a trial.
Json trial_json(const TrialStatus& status) {
  Json json{{"state", trial_state_name(status.state)}};
  if (status.state == TrialStatus::State::kUntried) return json;
  if (status.state == TrialStatus::State::kUnreadable) {
    json["problem"] = status.problem;
    return json;
  }
  json["time"] = status.record.time.to_string();
  json["library"] = status.record.library;
  if (!status.is_quarantined()) return json;
  json["step"] = status.record.step;
  json["reason"] = status.record.reason;
  return json;
}

}  // namespace

std::string inspection_json(const Inspection& inspection) {
  Json json{
      {"file", inspection.path.string()},       {"sha256", optional_text(inspection.sha256)},
      {"loadable", inspection.refusal.empty()}, {"refusal", optional_text(inspection.refusal)},
      {"exports", inspection.exported},         {"needs", inspection.needed},
      {"gnu_unique", inspection.has_gnu_unique}};
  if (inspection.trial) json["trial"] = trial_json(*inspection.trial);
  if (const auto& manifest = inspection.manifest) {
    json["library"] = manifest->library;
    json["version"] = manifest->version;
    json["abi"] = abi_text(*manifest);
    json["layout_digest"] = digest_text(manifest->layout_digest);
    json["components"] = Json::array();
    for (const ComponentInfo& info : manifest->components)
      json["components"].push_back(component_json(info));
  }
  return dump(json);
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
