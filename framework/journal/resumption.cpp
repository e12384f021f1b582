// SPDX-License-Identifier: Apache-2.0
#include "journal/resumption.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "files/atomic_file.hpp"
#include "files/file.hpp"
#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"

namespace sluice::journal {

namespace {

namespace fs = std::filesystem;

Error damaged(const fs::path& path, std::uint64_t line, const LineFault& fault) {
  return {path.native() + ":" + std::to_string(line) + ": " + std::string{fault_name(fault.fault)} +
          ": " + fault.detail +
          "; there is more behind it, so this is damage and not an interrupted write. Move the "
          "file away to have it written anew"};
}

// Whether a good record stands in what is left of the source.
Result<bool> has_record(LineSource& source) {
  for (;;) {
    const auto line = source.next();
    if (!line) return line.error();
    if (!*line) return false;
    if (is_whole_record((*line)->text)) return true;
  }
}

// Bytes up to the end of the last good record.
Result<std::uint64_t> measure_whole(const fs::path& path) {
  auto source = LineSource::open(path);
  if (!source) return source.error();
  ChainChecker checker{std::nullopt};
  std::uint64_t whole = 0;
  for (;;) {
    const auto line = source->next();
    if (!line) return line.error();
    if (!*line) return whole;
    if (const auto fault = checker.check(**line)) {
      const std::uint64_t number = (*line)->number;
      const auto more = has_record(*source);
      if (!more) return more.error();
      // No single write is that long, and what follows is not looked at.
      const bool too_long = fault->fault == Fault::kTooLong;
      if (*more || too_long) return damaged(path, number, *fault);
      return whole;
    }
    whole += (*line)->text.size();
  }
}

}  // namespace

Result<Leftover> read_leftover(const fs::path& path) {
  auto bytes = files::read_file(path, kMaxResumedBytes);
  if (!bytes) return bytes.error();
  const auto whole = measure_whole(path);
  if (!whole) return whole.error();
  Leftover leftover;
  leftover.torn_bytes = bytes->size() - *whole;
  leftover.whole = std::move(*bytes);
  leftover.whole.resize(static_cast<std::size_t>(*whole));
  return leftover;
}

Result<fs::path> set_aside(const fs::path& path, bool durable) {
  const auto durability = durable ? files::Durability::kDurable : files::Durability::kVolatile;
  const fs::path directory = path.parent_path() / "interrupted";
  if (auto made = files::make_directories(directory, durability); !made) return made.error();
  fs::path kept;
  std::error_code ignored;
  for (std::uint64_t n = 1;; ++n) {
    kept = directory / (path.filename().native() + "." + std::to_string(n));
    if (!fs::exists(fs::symlink_status(kept, ignored))) break;
  }
  if (std::rename(path.c_str(), kept.c_str()) != 0)
    return files::system_error("set aside", path, errno);
  if (!durable) return kept;
  if (auto synced = files::sync_directory(directory); !synced) return synced.error();
  if (auto synced = files::sync_directory(path.has_parent_path() ? path.parent_path() : ".");
      !synced)
    return synced.error();
  return kept;
}

}  // namespace sluice::journal
