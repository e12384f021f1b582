// SPDX-License-Identifier: Apache-2.0
//
// atomic_file.hpp: files that are whole at every moment, whatever interrupts the process.
//
// Place: room `files`, the bottom of the host; may include the SDK only. Owns: nothing. Units:
// bytes. Thread: any, but one writer for a path (see LockFile). Errors: what was tried, the path,
// and the system's words; a full disk says "no space left on the device".
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <sluice/result.hpp>

namespace sluice::files {

enum class Durability {
  kVolatile,  // survives the death of the process, not that of the machine
  kDurable    // on the disk before the call returns: file and directory are synchronised
};

// Puts `bytes` in place of whatever `path` holds. A reader, or a run after a crash, sees the old
// content or the new, never a part: temporary file beside it, write, sync, rename, sync directory.
// After an error the old content is untouched and the temporary file is gone; the one exception
// is a failed sync of the directory, when the new content is in place but perhaps not yet on disk.
Result<void> replace_file(const std::filesystem::path& path, std::string_view bytes,
                          Durability durability);

// The same, and the previous content stays as `path`.backup (replacing an older backup). At every
// moment at least one of the two is whole, and `path` itself is never missing once it existed. A
// damaged `path` must be restored (replace_file) before: its content becomes the backup unseen.
Result<void> replace_file_keeping_backup(const std::filesystem::path& path, std::string_view bytes,
                                         Durability durability);
std::filesystem::path backup_path(const std::filesystem::path& path);

// Removes what killed replacements left in the directory; the caller holds the lock that makes it
// the only writer there. Returns how many; a missing directory has none.
Result<std::size_t> remove_temporaries(const std::filesystem::path& directory);

// Appends to a file known to hold `expected_size` bytes. A longer file holds the rest of an
// interrupted append and is cut back first; a shorter or missing one is an error that names both
// sizes. With expected_size 0 the file is created when missing.
Result<void> append_at(const std::filesystem::path& path, std::uint64_t expected_size,
                       std::string_view bytes, Durability durability);

// The whole file; one larger than max_bytes is refused.
Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);

// Creates the directory and its missing parents; an existing directory is success.
Result<void> make_directories(const std::filesystem::path& path, Durability durability);

// Everything written so far to the file system that holds `directory`: one call instead of one for
// each of thousands of files.
Result<void> sync_file_system(const std::filesystem::path& directory);

// Makes renames, creations and removals in the directory durable.
Result<void> sync_directory(const std::filesystem::path& path);

}  // namespace sluice::files
