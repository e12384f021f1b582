// SPDX-License-Identifier: Apache-2.0
//
// opened_library.hpp: the library under test, as bytes and as code.
//
// Place: conformance, in the runner's process. Never unloaded. Thread: control. Errors: in the
// words of whoever found out.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <sluice/c/library.h>
#include <sluice/result.hpp>

#include "plugins/manifest.hpp"

namespace sluice::conformance {

// Without running any of it.
struct LibraryBytes {
  std::vector<std::byte> bytes;
  plugins::Manifest manifest;
};
[[nodiscard]] Result<LibraryBytes> read_library(const std::filesystem::path& path);
// The bytes alone, where the manifest may be no manifest.
[[nodiscard]] Result<std::vector<std::byte>> read_bytes(const std::filesystem::path& path);

class OpenedLibrary {
 public:
  // Loads with RTLD_NOW and runs the entry once; what it gave is not looked at.
  static Result<OpenedLibrary> open(const std::filesystem::path& path);

  [[nodiscard]] const sluice_library* block() const noexcept { return block_; }
  [[nodiscard]] const sluice_library* ask_again() const { return entry_(); }
  [[nodiscard]] const plugins::Manifest& manifest() const noexcept { return manifest_; }
  // Does the block keep what the manifest says? Components may be used only if it does.
  [[nodiscard]] Result<void> check_block() const;
  [[nodiscard]] const sluice_component& row(std::size_t index) const noexcept;

 private:
  using Entry = const sluice_library* (*)();
  OpenedLibrary(plugins::Manifest manifest, Entry entry)
      : manifest_{std::move(manifest)}, entry_{entry} {}

  plugins::Manifest manifest_;
  Entry entry_;
  const sluice_library* block_ = nullptr;
};

}  // namespace sluice::conformance
