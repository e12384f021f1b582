// SPDX-License-Identifier: Apache-2.0
//
// table_files.hpp: the tables that paths mean: a table, a script with a table beside it, or every
// table below a folder.
//
// Place: rule_tests. Reads names alone. Errors: what is not there, and where no table is.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include <sluice/result.hpp>

namespace sluice::rule_tests {

// In the order of the paths, those of a folder by name; each once.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_tables(
    std::span<const std::string> paths);

// Scripts (.lua): a file, or every one below a folder.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_scripts(
    std::span<const std::string> paths);

// NAME.test.yaml beside NAME.lua.
[[nodiscard]] std::filesystem::path table_beside(const std::filesystem::path& script);

}  // namespace sluice::rule_tests
