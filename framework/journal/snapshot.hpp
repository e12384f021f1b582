// SPDX-License-Identifier: Apache-2.0
//
// snapshot.hpp: what was worked out from a log up to one record, kept so that it need not be worked
// out again.
//
// Place: room `journal`; called by whoever owns a projection. A cache: it may be missing, old, torn
// or of another log, and then it is not used. Touches files through files::Disk alone. Format:
// docs/formats/audit.md. Thread: one. Errors: the disk's.
//
//   auto kept = journal::usable_snapshot(disk, path, log_directory);
//   if (*kept) load((*kept)->body);     // and skip records up to (*kept)->at.seq
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/format.hpp"

namespace sluice::journal {

inline constexpr std::uint64_t kMaxSnapshotBytes = 1ull << 30;

struct Snapshot {
  Head at;  // the last record that is in it
  std::string body;
};

// `at` must be durable. The snapshot before stays as `path`.backup.
Result<void> keep_snapshot(files::Disk& disk, const std::filesystem::path& path, const Head& at,
                           std::string_view body);

// The newest of the two that is whole and whose record stands in the log, which has not to be open;
// nullopt: begin with the first record.
Result<std::optional<Snapshot>> usable_snapshot(files::Disk& disk,
                                                const std::filesystem::path& path,
                                                const std::filesystem::path& log_directory);

}  // namespace sluice::journal
