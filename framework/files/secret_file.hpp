// SPDX-License-Identifier: Apache-2.0
//
// secret_file.hpp: a secret in a file of its own, and its comparison.
//
// Place: room `files`. Thread: any. Errors name the file and what to do, never what it holds.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

namespace sluice::files {

// The one line of a file that nobody but its owner can read.
[[nodiscard]] Result<std::string> read_secret(const std::filesystem::path& file);

// Takes as long for texts that differ in their first byte as for those that differ in their last.
[[nodiscard]] bool is_equal_secret(std::string_view one, std::string_view other);

}  // namespace sluice::files
