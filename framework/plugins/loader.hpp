// SPDX-License-Identifier: Apache-2.0
//
// loader.hpp: from a file to functions that may be called.
//
// Place: plugins, private. A loaded library is never unloaded. Thread: control. Errors: one message
// with the path; whatever the library changed in the process has been put back.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include <sluice/c/library.h>
#include <sluice/result.hpp>

#include "plugins/allow_list.hpp"
#include "plugins/library_file.hpp"
#include "plugins/manifest.hpp"

namespace sluice::plugins {

// Asked before the code of a library first runs in this process; an error refuses the library.
using BeforeLoad =
    std::function<Result<void>(const std::filesystem::path& path, const std::string& sha256)>;

using EntryFunction = const sluice_library*();

class LoadedLibrary {
 public:
  // `entry` gave `block`.
  LoadedLibrary(std::filesystem::path path, std::string sha256, Manifest manifest,
                EntryFunction* entry, const sluice_library& block)
      : path_{std::move(path)},
        sha256_{std::move(sha256)},
        manifest_{std::move(manifest)},
        entry_{entry},
        block_{&block} {}

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  [[nodiscard]] const std::string& sha256() const noexcept { return sha256_; }
  [[nodiscard]] const Manifest& manifest() const noexcept { return manifest_; }
  [[nodiscard]] const sluice_component& component(std::size_t index) const noexcept;
  // Asks the entry function once more: it may be called any number of times, gives the same block
  // and leaves the process alone.
  [[nodiscard]] Result<void> enter_again() const;

 private:
  std::filesystem::path path_;
  std::string sha256_;
  Manifest manifest_;
  EntryFunction* entry_;
  const sluice_library* block_;
};

// One component of a loaded library.
struct LoadedComponent {
  std::shared_ptr<const LoadedLibrary> library;
  std::size_t index = 0;

  [[nodiscard]] const ComponentInfo& info() const noexcept {
    return library->manifest().components[index];
  }
  [[nodiscard]] const sluice_component& row() const noexcept { return library->component(index); }
};

// `scanned` is the manifest the host has decided by: a file that says something else now is
// refused.
[[nodiscard]] Result<std::shared_ptr<const LoadedLibrary>> load_library(
    LibraryFile& file, const Manifest& scanned, const AllowList& allow_list,
    const BeforeLoad& before_load);

}  // namespace sluice::plugins
