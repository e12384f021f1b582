// SPDX-License-Identifier: Apache-2.0
#include "structure/source_tree.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace sluice::structure {

namespace fs = std::filesystem;

namespace {

bool is_left_out(const fs::path& folder, const fs::path& root) {
  const auto name = folder.filename().string();
  const bool at_top = folder.parent_path() == root;
  return name.starts_with('.') || name == "node_modules" ||
         (at_top && (name == "build" || name == "output"));
}

}  // namespace

fs::path project_directory() { return fs::path{SLUICE_SOURCE_DIR}; }

std::string read_text(const fs::path& file) {
  std::ifstream in{file, std::ios::binary};
  if (!in) throw std::runtime_error{"can't read " + file.string()};
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<SourceFile> files_below(std::string_view folder,
                                    const std::vector<std::string_view>& endings) {
  const auto root = project_directory();
  std::vector<SourceFile> found;
  for (fs::recursive_directory_iterator it{folder.empty() ? root : root / folder}, end; it != end;
       ++it) {
    if (it->is_directory()) {
      if (is_left_out(it->path(), root)) it.disable_recursion_pending();
      continue;
    }
    const auto name = it->path().filename().string();
    const bool wanted = std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
      return name.ends_with(ending);
    });
    if (!wanted || !it->is_regular_file()) continue;
    found.push_back({it->path().lexically_relative(root).generic_string(), read_text(it->path())});
  }
  std::sort(found.begin(), found.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return found;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string at_line(std::string_view path, std::size_t index, std::string_view what) {
  return std::string{path} + ":" + std::to_string(index + 1) + ": " + std::string{what};
}

std::string joined(const Violations& violations) {
  std::string text;
  for (const auto& violation : violations) text += violation + "\n";
  return text;
}

bool regenerating() {
  const char* value = std::getenv("SLUICE_REGENERATE");
  return value != nullptr && std::string_view{value} == "1";
}

}  // namespace sluice::structure
