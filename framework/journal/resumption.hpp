// SPDX-License-Identifier: Apache-2.0
//
// resumption.hpp: what an interrupted writer left behind in its segment.
//
// Place: inside room `journal`; Writer::resume asks, and the driver that leaves a begun day
// out. Units: bytes. Errors: as Writer::resume.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <sluice/result.hpp>

namespace sluice::journal {

struct Leftover {
  std::string whole;             // the file up to the end of its last good record
  std::uint64_t torn_bytes = 0;  // behind that
};

// Reads the segment. Only the end may be bad: a good record behind a bad one is an error.
Result<Leftover> read_leftover(const std::filesystem::path& path);

// Moves the file to interrupted/NAME.N beside it, with the first N that is free; returns where.
Result<std::filesystem::path> set_aside(const std::filesystem::path& path, bool durable);

}  // namespace sluice::journal
