// SPDX-License-Identifier: Apache-2.0
//
// source_tree.hpp: the files of the project, as the structure tests read them.
//
// Place: tests. Errors: what can't be read throws, which fails the test.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sluice::structure {

// One finding each: `path:line: what is wrong`, or `path: what is wrong`.
using Violations = std::vector<std::string>;

struct SourceFile {
  std::string path;  // relative to the project, with '/'
  std::string text;
};

std::filesystem::path project_directory();
std::string read_text(const std::filesystem::path& file);

// Files below `folder` ("" = the whole project) whose name ends in one of `endings`, by path.
// Hidden folders, and build/ and output/ at the top, are left out.
std::vector<SourceFile> files_below(std::string_view folder,
                                    const std::vector<std::string_view>& endings);

std::vector<std::string_view> lines_of(std::string_view text);
std::string at_line(std::string_view path, std::size_t index, std::string_view what);
std::string joined(const Violations& violations);

// SLUICE_REGENERATE=1: files that are generated are written anew.
bool regenerating();

}  // namespace sluice::structure
