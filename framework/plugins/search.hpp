// SPDX-License-Identifier: Apache-2.0
//
// search.hpp: where libraries are looked for, and in which order.
//
// Place: plugins. Order: the configured places, then those of $SLUICE_PLUGIN_PATH, then the install
// directory (../lib/sluice/plugins beside the executable's own, and ../plugins in a build tree);
// within one place by file name, byte by byte. Thread: control. Errors: a place that can't be read
// is a notice, not a failure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::plugins {

inline constexpr const char* kSearchPathVariable = "SLUICE_PLUGIN_PATH";
inline constexpr std::size_t kMaxLibraries = 1024;

struct Notice {
  enum class Severity { kWarning, kRefused };
  Severity severity = Severity::kWarning;
  std::filesystem::path path;  // of the place or library it is about
  std::string message;         // without the path
};

struct SearchInputs {
  std::vector<std::filesystem::path> configured;  // directories, or single .so files
  std::string environment;                        // value of $SLUICE_PLUGIN_PATH: a:b:c
  std::filesystem::path executable_directory;     // empty: no install directory
};

// The configured places with the environment and executable of this process.
[[nodiscard]] SearchInputs process_search_inputs(std::vector<std::filesystem::path> configured);

struct SearchResult {
  std::vector<std::filesystem::path> places;  // that were searched; each once
  std::vector<std::filesystem::path> libraries;
  std::vector<Notice> notices;
};
[[nodiscard]] SearchResult find_libraries(const SearchInputs& inputs);

}  // namespace sluice::plugins
