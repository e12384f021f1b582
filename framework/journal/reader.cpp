// SPDX-License-Identifier: Apache-2.0
#include "journal/reader.hpp"

#include <algorithm>
#include <system_error>
#include <vector>

#include "files/atomic_file.hpp"
#include "files/file.hpp"
#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"

namespace sluice::journal {

struct Reader::State {
  LineSource lines;
};

Reader::Reader(std::unique_ptr<State> state) : state_{std::move(state)} {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Result<Reader> Reader::open(const std::filesystem::path& path) {
  auto lines = LineSource::open(path);
  if (!lines) return lines.error();
  return Reader{std::make_unique<State>(State{std::move(*lines)})};
}

Result<std::optional<Record>> Reader::next() {
  const auto line = state_->lines.next();
  if (!line) return line.error();
  if (!*line) return std::optional<Record>{};
  if (!is_whole_record((*line)->text))
    return Error{state_->lines.path().native() + ":" + std::to_string((*line)->number) +
                 ": not a whole record of an audit trail; 'audit verify' says what is wrong"};
  return std::optional{Record{(*line)->text, (*line)->number}};
}

namespace {

namespace fs = std::filesystem;

// Newest first, at most `count`.
Result<std::vector<fs::path>> newest_segments(const fs::path& directory, std::size_t count) {
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end;
       entry.increment(error))
    if (entry->path().extension() == ".jsonl") paths.push_back(entry->path());
  if (error && error != std::errc::no_such_file_or_directory)
    return files::system_error("list", directory, error.value());
  std::sort(paths.rbegin(), paths.rend());
  if (paths.size() > count) paths.resize(count);
  return paths;
}

std::optional<std::string> find_last_in(std::string_view bytes, std::string_view type) {
  while (!bytes.empty()) {
    // The newline before the last line; the one that ends it is not looked at.
    const std::size_t before = bytes.substr(0, bytes.size() - 1).rfind('\n');
    const std::size_t start = before == std::string_view::npos ? 0 : before + 1;
    const std::string_view line = bytes.substr(start);
    if (Record{line, 0}.type() == type && is_whole_record(line)) return std::string{line};
    bytes = bytes.substr(0, start);
  }
  return std::nullopt;
}

}  // namespace

Result<std::optional<FoundRecord>> find_last(const fs::path& directory, std::string_view type,
                                             std::size_t segments) {
  const auto paths = newest_segments(directory, segments);
  if (!paths) return paths.error();
  for (const auto& path : *paths) {
    const auto bytes = files::read_file(path, kMaxResumedBytes);
    if (!bytes) return bytes.error();
    if (auto line = find_last_in(*bytes, type))
      return std::optional{FoundRecord{path, std::move(*line)}};
  }
  return std::optional<FoundRecord>{};
}

}  // namespace sluice::journal
