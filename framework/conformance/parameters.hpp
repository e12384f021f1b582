// SPDX-License-Identifier: Apache-2.0
//
// parameters.hpp: parameters to check a component with: an author's own, or made from the schema.
//
// Place: conformance. The author's stand in NAME.check.json beside the library, by component id:
//   {"csv": {"params": {"path": "prices.csv", "cache_dir": "@scratch/cache"}, "symbols": ["AAA"]}}
// Relative paths start at that file's folder; "@scratch" is an empty folder of the instance's own.
// Thread: any. Errors: faults of the file, and parameters that the schema refuses.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "config/value.hpp"
#include "conformance/random.hpp"

namespace sluice::conformance {

inline constexpr std::string_view kScratchWord = "@scratch";

struct ComponentHints {
  config::Value params;              // null: none are given
  std::vector<std::string> symbols;  // of the scenes; empty: made up
};

struct CheckFile {
  std::filesystem::path folder;
  std::map<std::string, ComponentHints, std::less<>> components;
};

// An empty path gives an empty CheckFile.
[[nodiscard]] Result<CheckFile> read_check_file(const std::filesystem::path& file);
// NAME.check.json beside NAME.so if it is there, else an empty path.
[[nodiscard]] std::filesystem::path check_file_beside(const std::filesystem::path& library);

// Every parameter of the component, as the host would give it to create: required ones that the
// file does not name are made from the schema.
[[nodiscard]] Result<std::string> complete_params(std::string_view schema_json,
                                                  const CheckFile& file, std::string_view id,
                                                  const std::filesystem::path& scratch);

// Valid against the schema, by chance. `scratch` stands for paths.
[[nodiscard]] std::string random_params(std::string_view schema_json, const CheckFile& file,
                                        std::string_view id, const std::filesystem::path& scratch,
                                        Random& random);

// Parameters that differ from good ones in one fault.
struct Violation {
  std::string what;  // "'cap' is below its minimum"
  std::string params;
};
[[nodiscard]] std::vector<Violation> violations_of(std::string_view schema_json,
                                                   const std::string& good_params);

}  // namespace sluice::conformance
