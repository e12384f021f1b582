// SPDX-License-Identifier: Apache-2.0
//
// record_at.hpp: one line of a log, by its place.
//
// Place: room `journal`; for projections that keep places instead of lines. Reads while the log is
// written. Thread: any. Errors: a file that cannot be read, a place behind its end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <sluice/result.hpp>

#include "files/disk.hpp"

namespace sluice::journal {

// The line at `offset` of the segment with this number, with its newline.
[[nodiscard]] Result<std::string> line_at(files::Disk& disk, const std::filesystem::path& directory,
                                          std::uint64_t segment, std::uint64_t offset);

}  // namespace sluice::journal
