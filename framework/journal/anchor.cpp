// SPDX-License-Identifier: Apache-2.0
#include "journal/anchor.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace sluice::journal {

namespace {

constexpr std::size_t kMaxLine = 20 + 1 + kHashHexSize + 1;

struct AnchorEnd {
  std::uint64_t size = 0;  // up to the end of the last whole line
  std::optional<Head> head;
  std::optional<Head> unfinished;  // of a line that lacks nothing but its end
};

Error no_anchor(const std::filesystem::path& path) {
  return Error{"'" + path.native() + "' is no anchor: expected lines 'SEQ HASH'"};
}

// What a crash may leave of a line: some of it, and NUL bytes where nothing was written.
bool is_torn(std::string_view text) {
  constexpr std::string_view kOfALine{"0123456789abcdef \n\0", 19};
  return text.find_first_not_of(kOfALine) == std::string_view::npos;
}

// The last whole line is within the last three's length: only one is ever unfinished.
Result<AnchorEnd> find_end(files::DiskFile& file, const std::filesystem::path& path) {
  const auto size = file.size();
  if (!size) return size.error();
  const std::uint64_t from = *size - std::min<std::uint64_t>(*size, 3 * kMaxLine);
  std::string bytes(static_cast<std::size_t>(*size - from), '\0');
  const auto got = file.read_at(from, bytes.data(), bytes.size());
  if (!got) return got.error();
  bytes.resize(*got);
  for (std::size_t end = bytes.rfind('\n'); end != std::string::npos && end != 0;
       end = bytes.rfind('\n', end - 1)) {
    const std::size_t before = bytes.rfind('\n', end - 1);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    if (const auto head = parse_head(std::string_view{bytes}.substr(begin, end - begin))) {
      const auto rest = std::string_view{bytes}.substr(end + 1);
      if (!is_torn(rest)) return no_anchor(path);
      return AnchorEnd{from + end + 1, head, parse_head(rest)};
    }
  }
  if (*size > kMaxLine || !is_torn(bytes)) return no_anchor(path);
  return AnchorEnd{0, std::nullopt, parse_head(bytes)};
}

}  // namespace

std::optional<Head> parse_head(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  Head head;
  const auto [end, error] = std::from_chars(text.data(), text.data() + at, head.seq);
  if (error != std::errc{} || end != text.data() + at || head.seq == 0) return std::nullopt;
  const auto hash = Hash::parse(text.substr(at + 1));
  if (!hash) return std::nullopt;
  head.hash = *hash;
  return head;
}

Result<FileAnchor> FileAnchor::open(files::Disk& disk, const std::filesystem::path& path) {
  const auto directory = path.has_parent_path() ? path.parent_path() : std::filesystem::path{"."};
  const auto names = disk.list(directory);
  if (!names) return names.error();
  const std::string name = path.filename().native();
  const bool missing = std::find(names->begin(), names->end(), name) == names->end();
  auto file =
      disk.open(path, missing ? files::Disk::Mode::kCreateNew : files::Disk::Mode::kWriteExisting);
  if (!file) return file.error();
  if (missing)
    if (auto synced = disk.sync_directory(directory); !synced) return synced.error();
  const auto end = find_end(**file, path);
  if (!end) return end.error();
  if (auto cut = (*file)->truncate_to(end->size); !cut) return cut.error();
  return FileAnchor{std::move(*file), end->size, end->head};
}

Result<void> FileAnchor::keep(const Head& head) {
  const std::string line = std::to_string(head.seq) + " " + head.hash.hex() + "\n";
  if (auto written = file_->write_at(size_, line); !written) return written;
  if (auto synced = file_->sync_data(); !synced) return synced;
  size_ += line.size();
  last_ = head;
  return {};
}

Result<Head> read_anchor(files::Disk& disk, const std::filesystem::path& path) {
  auto file = disk.open(path, files::Disk::Mode::kRead);
  if (!file) return file.error();
  const auto end = find_end(**file, path);
  if (!end) return end.error();
  if (end->unfinished) return *end->unfinished;
  if (end->head) return *end->head;
  return Error{"'" + path.native() + "' keeps no record: expected lines 'SEQ HASH'"};
}

}  // namespace sluice::journal
