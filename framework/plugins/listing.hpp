// SPDX-License-Identifier: Apache-2.0
//
// listing.hpp: what the texts and the JSON about libraries have in common.
//
// Place: plugins, private. Runs no code of any library. Thread: control.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/registry.hpp"
#include "plugins/trial_store.hpp"

namespace sluice::plugins {

// "1.1"
[[nodiscard]] std::string abi_text(const Manifest& manifest);
// 16 hexadecimal digits.
[[nodiscard]] std::string digest_text(std::uint64_t digest);
// "refused" or "warning"
[[nodiscard]] std::string_view severity_name(Notice::Severity severity) noexcept;

// Components the registry offers, by kind, then id.
[[nodiscard]] std::vector<const ComponentInfo*> offered(const Registry& registry);

// A library that could be loaded, and what is known of its trial.
struct ListedLibrary {
  const LibraryEntry* entry = nullptr;
  std::string sha256;
  TrialStatus trial;
};

// Of those that have a manifest. Nothing where libraries are not tried.
[[nodiscard]] std::vector<ListedLibrary> listed(const Registry& registry);
[[nodiscard]] const ListedLibrary* find(const std::vector<ListedLibrary>& libraries,
                                        const LibraryEntry* entry) noexcept;
// What the state folder has of libraries that were not found now.
[[nodiscard]] std::vector<TrialRecord> elsewhere(const Registry& registry,
                                                 const std::vector<ListedLibrary>& libraries);

}  // namespace sluice::plugins
