// SPDX-License-Identifier: Apache-2.0
#include "plugins/search.hpp"

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <utility>

namespace sluice::plugins {
namespace fs = std::filesystem;
namespace {

struct Place {
  fs::path path;
  bool must_exist;
};

std::vector<Place> places_of(const SearchInputs& inputs) {
  std::vector<Place> places;
  for (const fs::path& path : inputs.configured) places.push_back({path, true});
  std::string_view rest = inputs.environment;
  while (!rest.empty()) {
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    if (colon > 0) places.push_back({fs::path{rest.substr(0, colon)}, true});
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  if (!inputs.executable_directory.empty()) {
    const fs::path prefix = inputs.executable_directory.parent_path();
    places.push_back({prefix / "lib" / "sluice" / "plugins", false});
    places.push_back({prefix / "plugins", false});
  }
  return places;
}

void warn(SearchResult& result, const fs::path& path, std::string message) {
  result.notices.push_back({Notice::Severity::kWarning, path, std::move(message)});
}

void warn_of_writers(SearchResult& result, const fs::path& directory) {
  std::error_code error;
  const fs::perms perms = fs::status(directory, error).permissions();
  if (error) return;
  if ((perms & fs::perms::others_write) != fs::perms::none) {
    warn(result, directory, "anybody may put a library into this directory");
  } else if ((perms & fs::perms::group_write) != fs::perms::none) {
    warn(result, directory, "everybody in its group may put a library into this directory");
  }
}

void add_directory(SearchResult& result, const fs::path& directory) {
  warn_of_writers(result, directory);
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator it{directory, error}, end; !error && it != end; it.increment(error))
    if (it->path().extension() == ".so") found.push_back(it->path());
  if (error) warn(result, directory, "cannot be read: " + error.message());
  std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
    return a.filename().native() < b.filename().native();
  });
  result.libraries.insert(result.libraries.end(), found.begin(), found.end());
}

void add_place(SearchResult& result, const Place& place, std::vector<fs::path>& seen) {
  std::error_code error;
  const fs::path canonical = fs::canonical(place.path, error);
  if (error) {
    if (place.must_exist) warn(result, place.path, "this place does not exist: " + error.message());
    return;
  }
  if (std::find(seen.begin(), seen.end(), canonical) != seen.end()) return;
  seen.push_back(canonical);
  if (fs::is_directory(canonical, error)) {
    result.places.push_back(place.path);
    add_directory(result, place.path);
  } else if (place.path.extension() == ".so") {
    result.places.push_back(place.path);
    result.libraries.push_back(place.path);
  } else {
    warn(result, place.path, "is neither a directory nor a .so file");
  }
}

}  // namespace

SearchInputs process_search_inputs(std::vector<fs::path> configured) {
  SearchInputs inputs;
  inputs.configured = std::move(configured);
  if (const char* value = std::getenv(kSearchPathVariable)) inputs.environment = value;
  std::error_code error;
  inputs.executable_directory = fs::read_symlink("/proc/self/exe", error).parent_path();
  return inputs;
}

SearchResult find_libraries(const SearchInputs& inputs) {
  SearchResult result;
  std::vector<fs::path> seen;
  for (const Place& place : places_of(inputs)) add_place(result, place, seen);
  if (result.libraries.size() > kMaxLibraries) {
    warn(result, result.libraries[kMaxLibraries],
         "this library and those after it are left out: the limit is " +
             std::to_string(kMaxLibraries) + " libraries");
    result.libraries.resize(kMaxLibraries);
  }
  return result;
}

}  // namespace sluice::plugins
