// SPDX-License-Identifier: Apache-2.0
//
// registry.hpp: every component the host can offer, by kind and id.
//
// Place: plugins; the door of this room. Scanning reads manifests and runs no code of any library;
// a library is loaded when its first component is created. Owns: the opened library files. Thread:
// control. Errors: an unknown id names the nearest one of its kind and the places searched.
// Libraries that can't be used are listed with the reason, and do not stop the others; whoever
// reports unknown ids tells of these libraries once.
#pragma once

#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "plugins/allow_list.hpp"
#include "plugins/component.hpp"
#include "plugins/loader.hpp"
#include "plugins/manifest.hpp"
#include "plugins/search.hpp"
#include "plugins/trial.hpp"

namespace sluice::plugins {

struct ScanOptions {
  SearchInputs search;
  AllowList allow_list;
  // Refuse components that a run can't be repeated with.
  bool require_deterministic = false;
  // Even so executors and feeds may own threads and sockets: a session's venue is elsewhere.
  bool is_venue_elsewhere = false;
  // Libraries are tried in a process of their own first. None: they are trusted; for those who
  // load what they have built themselves.
  std::optional<TrialOptions> trial;
  BeforeLoad before_load;
};

// One library file that was found.
struct LibraryEntry {
  std::filesystem::path path;
  std::string sha256;                // empty where nothing asked for it yet
  std::optional<Manifest> manifest;  // none: it is refused
  std::string refusal;               // why it is not used; empty: it is
};

class Registry {
 public:
  static Registry scan(ScanOptions options);

  // Pointers stay valid as long as the registry.
  [[nodiscard]] Result<const ComponentInfo*> find(Kind kind, std::string_view id) const;
  // Loads the library if need be, then creates: see component.hpp.
  template <typename Instance>
  Result<std::unique_ptr<Instance>> create(std::string_view id, std::string_view params_json,
                                           InstanceOptions options) {
    auto loaded = load(Instance::kKind, id);
    if (!loaded) return loaded.error();
    return create_instance<Instance>(std::move(loaded).value(), params_json, std::move(options));
  }
  // A failure to load is remembered: the second attempt gives the same error.
  Result<LoadedComponent> load(Kind kind, std::string_view id);

  // Whether libraries are tried before they are loaded; null: they are not.
  [[nodiscard]] const TrialOptions* trial() const noexcept {
    return options_.trial ? &*options_.trial : nullptr;
  }
  // In the order of the search path.
  [[nodiscard]] const std::deque<LibraryEntry>& libraries() const noexcept { return libraries_; }
  // The library that offers the component of this id, or null.
  [[nodiscard]] const LibraryEntry* library_of(std::string_view id) const noexcept;
  // Components hidden by an earlier one of the same id, refused libraries, and doubtful places.
  [[nodiscard]] const std::vector<Notice>& notices() const noexcept { return notices_; }
  [[nodiscard]] const std::vector<std::filesystem::path>& places() const noexcept {
    return places_;
  }

 private:
  struct Place {
    std::size_t library = 0;
    std::size_t component = 0;
  };

  explicit Registry(ScanOptions options) : options_{std::move(options)} {}
  void add_library(const std::filesystem::path& path);
  Result<Manifest> read(LibraryFile& file, LibraryEntry& entry) const;
  Result<void> may_load(const std::filesystem::path& path, const std::string& sha256);
  void add_components(std::size_t library);
  const ComponentInfo& info_at(Place place) const;
  Error unknown(Kind kind, std::string_view id) const;

  ScanOptions options_;
  std::deque<LibraryEntry> libraries_;
  std::vector<std::optional<LibraryFile>> files_;             // of library i
  std::vector<std::shared_ptr<const LoadedLibrary>> loaded_;  // of library i; null: not yet
  std::map<std::string, Place, std::less<>> components_;
  std::vector<Notice> notices_;
  std::vector<std::filesystem::path> places_;
};

}  // namespace sluice::plugins
