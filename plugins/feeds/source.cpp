// SPDX-License-Identifier: Apache-2.0
//
// source.cpp: the files of a price source.
#include "source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "text.hpp"

namespace sluice::feeds {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashChunk = std::size_t{1} << 18;

FileStamp stamp_from(const struct stat& status) noexcept {
  const auto nanoseconds = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
  };
  return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim), status.st_ino, status.st_dev};
}

Error no_csv_files(const std::string& path, const std::string& suffix, const std::string& packed) {
  std::string message =
      "no price file in folder " + path + ": expected one SYMBOL" + suffix + ".csv a symbol";
  if (!packed.empty())
    message += "; " + packed + " is compressed, which is not supported: decompress it first";
  return {message};
}

// "AAPL" of "AAPL_quote.csv" where the suffix is "_quote"; empty: another file.
std::string symbol_of(const std::string& name, const std::string& suffix) {
  constexpr std::size_t kEnding = 4;  // .csv
  if (!lower(name).ends_with(".csv") || name.front() == '.') return {};
  const std::string stem = name.substr(0, name.size() - kEnding);
  return stem.ends_with(suffix) ? stem.substr(0, stem.size() - suffix.size()) : "";
}

Result<Source> find_folder(const std::string& path, const std::string& suffix) {
  Source source{path, true, {}};
  std::string packed;
  std::error_code error;
  fs::directory_iterator entries{path, error};
  for (; !error && entries != fs::directory_iterator{}; entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (lower(name).ends_with(".csv.gz")) packed = name;
    const std::string symbol = symbol_of(name, suffix);
    if (symbol.empty()) continue;
    struct stat status {};
    if (stat(entries->path().c_str(), &status) != 0)
      return Error{system_error("look at", entries->path().string(), errno)};
    if (!S_ISREG(status.st_mode)) continue;
    if (source.files.size() == kMaxFiles)
      return Error{"folder " + path + " holds more than " + std::to_string(kMaxFiles) + " files"};
    source.files.push_back({name, symbol, stamp_from(status)});
  }
  if (error) return Error{system_error("list folder", path, error.value())};
  if (source.files.empty()) return no_csv_files(path, suffix, packed);
  std::sort(source.files.begin(), source.files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.name < b.name; });
  // Sorted by name, AAPL.CSV stands somewhere before AAPL.csv.
  std::set<std::string_view> symbols;
  for (const SourceFile& file : source.files)
    if (!symbols.insert(file.symbol).second)
      return Error{"folder " + path + " holds two files for symbol " + file.symbol};
  return source;
}

}  // namespace

std::string Source::file_path(std::size_t index) const {
  return folder ? (fs::path{path} / files[index].name).string() : path;
}

std::string system_error(std::string_view doing, const std::string& path, int code) {
  return "cannot " + std::string{doing} + " " + path + ": " + std::generic_category().message(code);
}

Result<Source> find_source(const std::string& path, const SourceNames& names) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) return Error{system_error("read prices", path, errno)};
  if (S_ISDIR(status.st_mode)) return find_folder(path, names.suffix);
  if (!S_ISREG(status.st_mode)) return Error{"prices " + path + " are neither file nor folder"};
  if (lower(path).ends_with(".gz"))
    return Error{"prices " + path + " are compressed, which is not supported: decompress the file"};
  return Source{path, false, {{"", names.symbol, stamp_from(status)}}};
}

File::~File() {
  if (is_open()) close(descriptor_);
}
File::File(File&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

Result<File> open_to_read(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return Error{system_error("open", path, errno)};
  return File{descriptor};
}

Result<std::size_t> read_some(const File& file, char* out, std::size_t size) {
  ssize_t count = 0;
  do {
    count = read(file.get(), out, size);
  } while (count < 0 && errno == EINTR);
  if (count < 0) return Error{std::generic_category().message(errno)};
  return static_cast<std::size_t>(count);
}

Result<FileStamp> stamp_of(const File& file) {
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return Error{std::generic_category().message(errno)};
  return stamp_from(status);
}

void SourceHasher::add(const SourceFile& file, const ContentHash& hash) {
  all_.update(file.name.c_str(), file.name.size() + 1);
  all_.update(&file.stamp.size, sizeof file.stamp.size);
  all_.update(&hash, sizeof hash);
  last_ = hash;
}

ContentHash SourceHasher::digest(bool folder) const { return folder ? all_.digest() : last_; }

Result<ContentHash> hash_source(const Source& source) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kHashChunk);
  SourceHasher all;
  for (std::size_t i = 0; i < source.files.size(); ++i) {
    const auto file = open_to_read(source.file_path(i));
    if (!file) return file.error();
    ContentHasher hasher;
    for (;;) {
      const auto count = read_some(*file, buffer.get(), kHashChunk);
      if (!count) return Error{"cannot read " + source.file_path(i) + ": " + count.error().message};
      if (*count == 0) break;
      hasher.update(buffer.get(), *count);
    }
    all.add(source.files[i], hasher.digest());
  }
  return all.digest(source.folder);
}

}  // namespace sluice::feeds
