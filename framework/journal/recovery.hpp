// SPDX-License-Identifier: Apache-2.0
//
// recovery.hpp: reads what a log's writers left, and puts its end in order.
//
// Place: inside room `journal`; Log::open asks. read_log changes nothing; settle_log cuts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/log.hpp"

namespace sluice::journal {

struct Recovered {
  Recovery recovery;
  std::uint64_t next_segment = 1;
  // The newest segment: keep its first `keep_bytes`, none at all: remove it.
  std::optional<std::filesystem::path> newest;
  std::uint64_t keep_bytes = 0;
};

// Refuses as Log::open says.
Result<Recovered> read_log(files::Disk& disk, const std::filesystem::path& directory,
                           const std::optional<Head>& head, const RecordVisitor& on_record);

// After it the newest segment is whole and, with `durable`, all of it is on the disk; or it is
// gone, durably as soon as the directory is synchronised for its successor.
Result<void> settle_log(files::Disk& disk, const Recovered& recovered, bool durable);

}  // namespace sluice::journal
