// SPDX-License-Identifier: Apache-2.0
//
// anchor.hpp: keeps the head of a trail outside of it, so that a cut tail is seen.
//
// Place: room `journal`; Log tells it, `audit verify --anchor` and the next Log::open ask it. A
// trail proves itself whole up to its last line; only somebody else can know which line was last.
// Thread: the log's. Errors: an anchor that cannot be kept poisons the log: what it exists for is
// gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/format.hpp"

namespace sluice::journal {

// "SEQ HASH", as a line of an anchor file has it; SEQ:HASH with another separator.
std::optional<Head> parse_head(std::string_view text, char separator = ' ');

class Anchor {
 public:
  virtual ~Anchor() = default;
  // Everything up to this record is durable.
  virtual Result<void> keep(const Head& head) = 0;
  // The newest one kept; nullopt if there is none.
  virtual Result<std::optional<Head>> last() = 0;
};

// Lines "seq hash" in a file that is only ever appended to; best on another disk than the trail.
class FileAnchor final : public Anchor {
 public:
  // Creates the file when missing; its directory must exist. A torn last line is passed over.
  static Result<FileAnchor> open(files::Disk& disk, const std::filesystem::path& path);

  Result<void> keep(const Head& head) override;
  Result<std::optional<Head>> last() override { return last_; }

 private:
  FileAnchor(std::unique_ptr<files::DiskFile> file, std::uint64_t size, std::optional<Head> last)
      : file_{std::move(file)}, size_{size}, last_{last} {}

  std::unique_ptr<files::DiskFile> file_;
  std::uint64_t size_ = 0;
  std::optional<Head> last_;
};

// The newest head in an anchor file, for who only reads it. A file without one is an error: nothing
// could be held against it.
Result<Head> read_anchor(files::Disk& disk, const std::filesystem::path& path);

}  // namespace sluice::journal
