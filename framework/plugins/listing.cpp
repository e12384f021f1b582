// SPDX-License-Identifier: Apache-2.0
#include "plugins/listing.hpp"

#include <algorithm>
#include <utility>

#include "files/sha256.hpp"
#include "plugins/library_file.hpp"

namespace sluice::plugins {

std::string abi_text(const Manifest& manifest) {
  return std::to_string(manifest.abi_major) + "." + std::to_string(manifest.abi_minor);
}

std::string digest_text(std::uint64_t digest) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string text;
  for (int shift = 60; shift >= 0; shift -= 4) text += kHex[(digest >> shift) & 15];
  return text;
}

std::string_view severity_name(Notice::Severity severity) noexcept {
  return severity == Notice::Severity::kRefused ? "refused" : "warning";
}

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

std::vector<ListedLibrary> listed(const Registry& registry) {
  std::vector<ListedLibrary> libraries;
  if (registry.trial() == nullptr) return libraries;
  for (const LibraryEntry& entry : registry.libraries()) {
    if (!entry.manifest) continue;
    const auto file = LibraryFile::open(entry.path);
    const auto bytes = file ? file->read() : Result<std::vector<std::byte>>{file.error()};
    ListedLibrary& library = libraries.emplace_back();
    library.entry = &entry;
    if (!bytes) {
      library.trial.state = TrialStatus::State::kUnreadable;
      library.trial.problem = bytes.error().message;
      continue;
    }
    library.sha256 = files::sha256_hex(*bytes);
    library.trial = trial_status(registry.trial()->state_directory, library.sha256);
  }
  return libraries;
}

const ListedLibrary* find(const std::vector<ListedLibrary>& libraries,
                          const LibraryEntry* entry) noexcept {
  for (const ListedLibrary& library : libraries)
    if (library.entry == entry) return &library;
  return nullptr;
}

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

}  // namespace sluice::plugins
