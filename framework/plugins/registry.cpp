// SPDX-License-Identifier: Apache-2.0
#include "plugins/registry.hpp"

#include <utility>

#include "core/nearest.hpp"
#include "files/sha256.hpp"
#include "plugins/text.hpp"

namespace sluice::plugins {
namespace {

constexpr std::size_t kMaxListedIds = 20;

template <typename Items, typename ToText>
std::string joined(const Items& items, ToText to_text) {
  std::string text;
  for (const auto& item : items) text += (text.empty() ? "" : ", ") + to_text(item);
  return text;
}

// Errors of files begin with the path, which a notice carries apart.
std::string without_path(const std::string& message, const std::filesystem::path& path) {
  const std::string prefix = path.string() + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

}  // namespace

Registry Registry::scan(ScanOptions options) {
  Registry registry{std::move(options)};
  SearchResult found = find_libraries(registry.options_.search);
  registry.places_ = std::move(found.places);
  registry.notices_ = std::move(found.notices);
  for (const auto& path : found.libraries) registry.add_library(path);
  return registry;
}

Result<Manifest> Registry::read(LibraryFile& file, LibraryEntry& entry) const {
  if (options_.allow_list.is_empty()) {
    // Whoever loads it reads all of it, and compares.
    auto ends = file.read_ends();
    if (!ends) return ends.error();
    if (auto manifest = read_manifest(ends->bytes()); manifest) return manifest;
  }
  const auto bytes = file.read();
  if (!bytes) return bytes.error();
  if (!options_.allow_list.is_empty()) {
    entry.sha256 = files::sha256_hex(*bytes);
    const auto allowed = options_.allow_list.check(entry.path.filename().string(), entry.sha256);
    if (!allowed) return allowed.error();
  }
  return read_manifest(*bytes);
}

void Registry::add_library(const std::filesystem::path& path) {
  LibraryEntry& entry = libraries_.emplace_back();
  entry.path = path;
  loaded_.emplace_back();
  auto& file = files_.emplace_back();
  auto opened = LibraryFile::open(path);
  auto manifest = opened ? read(*opened, entry) : Result<Manifest>{opened.error()};
  if (!manifest) {
    entry.refusal = without_path(manifest.error().message, path);
    notices_.push_back({Notice::Severity::kRefused, path, entry.refusal});
    return;
  }
  file.emplace(std::move(opened).value());
  entry.manifest.emplace(std::move(manifest).value());
  add_components(libraries_.size() - 1);
}

void Registry::add_components(std::size_t library) {
  const LibraryEntry& entry = libraries_[library];
  for (std::size_t i = 0; i < entry.manifest->components.size(); ++i) {
    const std::string& id = entry.manifest->components[i].id;
    const auto [place, is_new] = components_.try_emplace(id, Place{library, i});
    if (is_new) continue;
    const auto& first = libraries_[place->second.library].path;
    notices_.push_back({Notice::Severity::kWarning, entry.path,
                        "its component '" + id + "' is hidden by the one of " + first.string()});
  }
}

const ComponentInfo& Registry::info_at(Place place) const {
  return libraries_[place.library].manifest->components[place.component];
}

const LibraryEntry* Registry::library_of(std::string_view id) const noexcept {
  const auto found = components_.find(id);
  return found == components_.end() ? nullptr : &libraries_[found->second.library];
}

Error Registry::unknown(Kind kind, std::string_view id) const {
  std::vector<std::string> ids;
  for (const auto& [known, place] : components_)
    if (info_at(place).kind == kind) ids.push_back(known);
  const std::string noun{kind_name(kind)};
  std::string message = "unknown " + noun + " '" + printable(id, 80) + "'";
  const std::string suggestion = did_you_mean(id, ids);
  if (!suggestion.empty()) {
    message += suggestion;
  } else if (ids.empty()) {
    message += "; no library offers a " + noun;
  } else {
    if (ids.size() > kMaxListedIds) ids.resize(kMaxListedIds);
    message += "; there is " + joined(ids, [](const std::string& text) { return text; });
  }
  message += " (searched: " +
             (places_.empty() ? std::string{"no place exists"}
                              : joined(places_, [](const auto& path) { return path.string(); })) +
             ")";
  return Error{message};
}

Result<const ComponentInfo*> Registry::find(Kind kind, std::string_view id) const {
  const auto found = components_.find(id);
  if (found == components_.end()) return unknown(kind, id);
  const ComponentInfo& info = info_at(found->second);
  if (info.kind != kind)
    return Error{"'" + info.id + "' is a " + std::string{kind_name(info.kind)} + ", not a " +
                 std::string{kind_name(kind)}};
  const bool is_of_venue = kind == Kind::kExecutor || kind == Kind::kFeed;
  if (options_.require_deterministic && !info.is_deterministic() &&
      !(options_.is_venue_elsewhere && is_of_venue))
    return Error{std::string{kind_name(kind)} + " '" + info.id +
                 "' is declared nondeterministic (it owns threads or sockets, or reads a clock), "
                 "and is refused in a run that must be repeatable"};
  return &info;
}

Result<void> Registry::may_load(const std::filesystem::path& path, const std::string& sha256) {
  if (options_.before_load)
    if (auto allowed = options_.before_load(path, sha256); !allowed) return allowed;
  if (!options_.trial) return {};
  return admit(*options_.trial, path, sha256, [&](const std::string& text) {
    notices_.push_back({Notice::Severity::kWarning, path, text});
  });
}

Result<LoadedComponent> Registry::load(Kind kind, std::string_view id) {
  const auto info = find(kind, id);
  if (!info) return info.error();
  const Place place = components_.find(id)->second;
  LibraryEntry& entry = libraries_[place.library];
  if (!entry.refusal.empty()) return Error{entry.path.string() + ": " + entry.refusal};
  auto& loaded = loaded_[place.library];
  if (!loaded) {
    auto result = load_library(
        *files_[place.library], *entry.manifest, options_.allow_list,
        [this](const auto& path, const auto& sha256) { return may_load(path, sha256); });
    if (!result) {
      entry.refusal = without_path(result.error().message, entry.path);
      notices_.push_back({Notice::Severity::kRefused, entry.path, entry.refusal});
      return result.error();
    }
    loaded = std::move(result).value();
    entry.sha256 = loaded->sha256();
  }
  return LoadedComponent{loaded, place.component};
}

}  // namespace sluice::plugins
