// SPDX-License-Identifier: Apache-2.0
#include "plugins/inspect.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "files/sha256.hpp"
#include "plugins/elf.hpp"
#include "plugins/library_file.hpp"
#include "plugins/parameter_table.hpp"
#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxCellBytes = 400;

std::string cell(std::string_view text) { return printable(text, kMaxCellBytes); }

std::string joined(const auto& items) {
  std::string text;
  for (const auto& item : items) {
    if (!text.empty()) text += ", ";
    text += cell(item);
  }
  return text.empty() ? "none" : text;
}

std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// Rows with their columns aligned; the last column is not filled up.
template <std::size_t Columns>
std::string aligned(const std::vector<std::array<std::string, Columns>>& rows,
                    std::string_view indent) {
  std::array<std::size_t, Columns> widths{};
  for (const auto& row : rows)
    for (std::size_t i = 0; i < Columns; ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line{indent};
    for (std::size_t i = 0; i < Columns; ++i)
      line += row[i] + std::string(i + 1 < Columns ? widths[i] - row[i].size() + 2 : 0, ' ');
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string abi_text(const Manifest& manifest) {
  return std::to_string(manifest.abi_major) + "." + std::to_string(manifest.abi_minor);
}

std::string digest_text(std::uint64_t digest) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kHex[(digest >> shift) & 15];
  return text;
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

Json component_json(const ComponentInfo& info) {
  return {{"kind", kind_name(info.kind)},
          {"id", info.id},
          {"version", info.version},
          {"interface", info.interface_id},
          {"summary", info.summary},
          {"traits", trait_names(info.traits)},
          {"params", Json::parse(info.params_schema, nullptr, false)}};
}

Json optional_text(const std::string& text) { return text.empty() ? Json{} : Json(text); }

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

// A broken file has no facts, and its reason is in `refusal` already.
void add_dynamic_facts(Inspection& result, const std::vector<std::byte>& bytes) {
  auto facts = read_dynamic_facts(bytes);
  if (!facts) return;
  result.exported = std::move(facts->exported);
  result.needed = std::move(facts->needed);
  result.has_gnu_unique = facts->has_gnu_unique;
}

}  // namespace

Inspection inspect_library(const std::filesystem::path& path, const AllowList& allow_list) {
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
  return result;
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
  rows.push_back({"loadable", inspection.refusal.empty() ? "yes" : "no: " + inspection.refusal});
  std::string text = aligned(rows, "");
  if (inspection.manifest)
    for (const ComponentInfo& info : inspection.manifest->components) text += component_text(info);
  return text;
}

std::string inspection_json(const Inspection& inspection) {
  Json json{
      {"file", inspection.path.string()},       {"sha256", optional_text(inspection.sha256)},
      {"loadable", inspection.refusal.empty()}, {"refusal", optional_text(inspection.refusal)},
      {"exports", inspection.exported},         {"needs", inspection.needed},
      {"gnu_unique", inspection.has_gnu_unique}};
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

std::string list_text(const Registry& registry) {
  std::vector<std::array<std::string, 5>> rows{{"kind", "id", "version", "library", "summary"}};
  for (const ComponentInfo* info : offered(registry))
    rows.push_back({std::string{kind_name(info->kind)}, info->id, info->version,
                    cell(registry.library_of(info->id)->path.filename().string()),
                    cell(info->summary)});
  std::string text;
  if (rows.size() == 1) {
    text = "no plugins found; searched:\n";
    for (const auto& place : registry.places()) text += "  " + cell(place.string()) + "\n";
  } else {
    text = aligned(rows, "");
  }
  for (const Notice& notice : registry.notices())
    text += std::string{severity_name(notice.severity)} + ": " + cell(notice.path.string()) + ": " +
            notice.message + "\n";
  return text;
}

std::string list_json(const Registry& registry) {
  Json json{{"places", Json::array()}, {"components", Json::array()}, {"notices", Json::array()}};
  for (const auto& place : registry.places()) json["places"].push_back(place.string());
  for (const ComponentInfo* info : offered(registry)) {
    Json row = component_json(*info);
    row["library"] = registry.library_of(info->id)->path.string();
    json["components"].push_back(std::move(row));
  }
  for (const Notice& notice : registry.notices())
    json["notices"].push_back({{"severity", severity_name(notice.severity)},
                               {"path", notice.path.string()},
                               {"message", notice.message}});
  return dump(json);
}

}  // namespace sluice::plugins
