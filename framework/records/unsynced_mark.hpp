// SPDX-License-Identifier: Apache-2.0
//
// unsynced_mark.hpp: the file beside a database that is written without waiting for the disk. It
// names the start of the machine since which that is so: after another one, what is in the database
// may be anything.
//
// Place: inside records. A process that is killed loses nothing, for the system has what it wrote;
// a power cut may take some pages and leave others, which no check of the database has to notice.
#pragma once

#include <filesystem>

#include <sluice/result.hpp>

namespace sluice::records {

[[nodiscard]] std::filesystem::path unsynced_mark_of(const std::filesystem::path& database);
// The machine went down while the database was written so.
[[nodiscard]] bool is_marked_by_an_earlier_boot(const std::filesystem::path& database);
// On the disk when this returns. An error: the system does not tell its starts apart.
Result<void> mark_unsynced(const std::filesystem::path& database);
// Once everything is on the disk.
void unmark(const std::filesystem::path& database) noexcept;

}  // namespace sluice::records
