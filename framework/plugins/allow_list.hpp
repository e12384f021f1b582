// SPDX-License-Identifier: Apache-2.0
//
// allow_list.hpp: which library files may be loaded, by their content.
//
// Place: plugins. Maps a file name (without directory) to its SHA-256. An empty list allows every
// library. Thread: immutable. Errors: name both hashes.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

namespace sluice::plugins {

class AllowList {
 public:
  AllowList() = default;
  // Hashes are 64 hexadecimal digits, in either case.
  static Result<AllowList> from(const std::map<std::string, std::string>& sha256_by_file_name);

  [[nodiscard]] bool is_empty() const noexcept { return sha256_by_file_name_.empty(); }
  [[nodiscard]] Result<void> check(std::string_view file_name, std::string_view sha256) const;

 private:
  std::map<std::string, std::string, std::less<>> sha256_by_file_name_;
};

}  // namespace sluice::plugins
