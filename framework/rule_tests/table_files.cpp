// SPDX-License-Identifier: Apache-2.0
#include "rule_tests/table_files.hpp"

#include <algorithm>

#include "rule_tests/table.hpp"

namespace sluice::rule_tests {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kScriptSuffix = ".lua";

bool has_suffix(const fs::path& file, std::string_view suffix) {
  return file.filename().string().ends_with(suffix);
}

Error fault(const std::string& path, const std::string& message) {
  return Error{path + ": " + message};
}

void add_once(std::vector<fs::path>& files, const fs::path& file) {
  if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
}

// Every file below the folder with the suffix, by name; hidden folders are an editor's.
std::vector<fs::path> below(const fs::path& folder, std::string_view suffix) {
  std::vector<fs::path> files;
  std::error_code error;
  fs::recursive_directory_iterator entry{folder, error};
  for (; entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    if (entry->is_directory(error) && entry->path().filename().string().starts_with("."))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(error) && has_suffix(entry->path(), suffix))
      files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// `one` turns a path that is a file into the one that is meant.
template <typename One>
Result<std::vector<fs::path>> find(std::span<const std::string> paths, std::string_view suffix,
                                   One one) {
  std::vector<fs::path> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::exists(path, error)) return fault(path, "no such file or folder");
    if (fs::is_directory(path, error)) {
      const auto found = below(path, suffix);
      if (found.empty())
        return fault(path, "there is no file *" + std::string{suffix} + " in this folder");
      for (const fs::path& file : found) add_once(files, file);
      continue;
    }
    const Result<fs::path> file = one(path);
    if (!file) return file.error();
    add_once(files, *file);
  }
  return files;
}

}  // namespace

fs::path table_beside(const fs::path& script) {
  fs::path table = script;
  return table.replace_extension(kTableSuffix);
}

Result<std::vector<fs::path>> find_tables(std::span<const std::string> paths) {
  return find(paths, kTableSuffix, [](const std::string& path) -> Result<fs::path> {
    if (has_suffix(path, kTableSuffix)) return fs::path{path};
    const fs::path beside = table_beside(path);
    std::error_code ignored;
    if (has_suffix(path, kScriptSuffix) && fs::exists(beside, ignored)) return beside;
    if (has_suffix(path, kScriptSuffix))
      return fault(path, "it has no table of tests beside it: expected " + beside.string());
    return fault(path, "expected a table NAME.test.yaml, a script NAME.lua or a folder of them");
  });
}

Result<std::vector<fs::path>> find_scripts(std::span<const std::string> paths) {
  return find(paths, kScriptSuffix, [](const std::string& path) -> Result<fs::path> {
    if (has_suffix(path, kScriptSuffix)) return fs::path{path};
    return fault(path, "expected a script NAME.lua or a folder of them");
  });
}

}  // namespace sluice::rule_tests
