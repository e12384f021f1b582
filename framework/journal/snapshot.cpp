// SPDX-License-Identifier: Apache-2.0
#include "journal/snapshot.hpp"

#include <algorithm>
#include <charconv>

#include "files/file.hpp"
#include "journal/line_source.hpp"
#include "journal/reader.hpp"
#include "journal/segments.hpp"

namespace sluice::journal {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxHeader = 512;

fs::path with_suffix(fs::path path, const char* suffix) {
  path += suffix;
  return path;
}

std::string header_of(const Head& at, std::string_view body) {
  return "{\"format\":1,\"seq\":" + std::to_string(at.seq) + ",\"hash\":\"" + at.hash.hex() +
         "\",\"size\":" + std::to_string(body.size()) + ",\"sha256\":\"" + sha256(body).hex() +
         "\"}\n";
}

Result<bool> is_there(files::Disk& disk, const fs::path& path) {
  const auto names = disk.list(files::directory_of(path));
  if (!names) return names.error();
  return std::find(names->begin(), names->end(), path.filename().native()) != names->end();
}

// Written whole and synchronised under this name; an old one of the name is replaced.
Result<void> write_file(files::Disk& disk, const fs::path& path, const std::string& bytes) {
  const auto old = is_there(disk, path);
  if (!old) return old.error();
  if (*old)
    if (auto removed = disk.remove(path); !removed) return removed;
  auto file = disk.open(path, files::Disk::Mode::kCreateNew);
  if (!file) return file.error();
  if (auto written = (*file)->write_at(0, bytes); !written) return written;
  if (auto synced = (*file)->sync_data(); !synced) return synced;
  return (*file)->close();
}

// The header is rebuilt from what it says: one form, and every byte of it counts.
std::optional<Snapshot> parse(std::string_view bytes) {
  const std::size_t newline = bytes.substr(0, kMaxHeader).find('\n');
  if (newline == std::string_view::npos) return std::nullopt;
  const Record header{bytes.substr(0, newline + 1), 0};
  const auto seq = header.integer("seq");
  const auto hash = Hash::parse(header.text("hash").value_or(""));
  if (!seq || *seq <= 0 || !hash) return std::nullopt;
  const std::string_view body = bytes.substr(newline + 1);
  const Head at{static_cast<std::uint64_t>(*seq), *hash};
  if (header_of(at, body) != header.line()) return std::nullopt;
  return Snapshot{at, std::string{body}};
}

Result<std::optional<Snapshot>> read_snapshot(files::Disk& disk, const fs::path& path) {
  const auto there = is_there(disk, path);
  if (!there) return there.error();
  if (!*there) return std::optional<Snapshot>{};
  auto file = disk.open(path, files::Disk::Mode::kRead);
  if (!file) return file.error();
  const auto size = (*file)->size();
  if (!size) return size.error();
  if (*size > kMaxSnapshotBytes) return std::optional<Snapshot>{};
  std::string bytes(static_cast<std::size_t>(*size), '\0');
  const auto got = (*file)->read_at(0, bytes.data(), bytes.size());
  if (!got) return got.error();
  return parse(std::string_view{bytes}.substr(0, *got));
}

// Whether the segment has the record; nullopt if all its records come before.
Result<std::optional<bool>> holds(files::Disk& disk, const fs::path& segment, const Head& head) {
  auto source = LineSource::open(disk, segment);
  if (!source) return source.error();
  for (;;) {
    const auto line = source->next();
    if (!line) return line.error();
    if (!*line) return std::optional<bool>{};
    const std::uint64_t seq = Record{(*line)->text, 0}.seq();
    if (seq == head.seq) return std::optional{sha256((*line)->text) == head.hash};
    if (seq > head.seq || seq == 0) return std::optional{false};
  }
}

Result<bool> stands_in(files::Disk& disk, const fs::path& directory, const Head& head) {
  const auto segments = list_segments(disk, directory);
  if (!segments) return segments.error();
  // Newest first: the first one that does not begin behind the record is the one.
  for (auto segment = segments->rbegin(); segment != segments->rend(); ++segment) {
    auto source = LineSource::open(disk, segment->path);
    if (!source) return source.error();
    const auto first = source->next();
    if (!first) return first.error();
    if (!*first || Record{(*first)->text, 0}.seq() > head.seq) continue;
    const auto found = holds(disk, segment->path, head);
    if (!found) return found.error();
    return found->value_or(false);
  }
  return false;
}

}  // namespace

Result<void> keep_snapshot(files::Disk& disk, const fs::path& path, const Head& at,
                           std::string_view body) {
  std::string bytes = header_of(at, body);
  bytes += body;
  const fs::path fresh = with_suffix(path, ".new");
  if (auto written = write_file(disk, fresh, bytes); !written) return written;
  const auto old = is_there(disk, path);
  if (!old) return old.error();
  if (*old)
    if (auto kept = disk.rename(path, with_suffix(path, ".backup")); !kept) return kept;
  if (auto moved = disk.rename(fresh, path); !moved) return moved;
  return disk.sync_directory(files::directory_of(path));
}

Result<std::optional<Snapshot>> usable_snapshot(files::Disk& disk, const fs::path& path,
                                                const fs::path& log_directory) {
  for (const fs::path& candidate : {path, with_suffix(path, ".backup")}) {
    auto snapshot = read_snapshot(disk, candidate);
    if (!snapshot) return snapshot.error();
    if (!*snapshot) continue;
    const auto stands = stands_in(disk, log_directory, (*snapshot)->at);
    if (!stands) return stands.error();
    if (*stands) return snapshot;
  }
  return std::optional<Snapshot>{};
}

}  // namespace sluice::journal
