// SPDX-License-Identifier: Apache-2.0
//
// verify.hpp: proves that an audit trail is whole, or names the first line that is not.
//
// Place: room `journal`; called by `audit verify`, by recovery and by tests. Streams: memory does
// not grow with the trail. Thread: any. Errors: a file that cannot be read is an error; a bad trail
// is a report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/format.hpp"

namespace sluice::journal {

enum class Fault {
  kTornTail,      // the last line has no newline
  kBadCrc,        // the line is not what was written
  kNotCanonical,  // not the form that docs/formats/audit.md fixes
  kBadHeader,     // a segment does not begin with OPEN of a known format, or OPEN stands inside one
  kSeqGap,        // a record is missing, repeated or out of place
  kBrokenChain,   // "prev" is not the hash of the line before
  kTooLong,       // a line above kMaxRecordBytes
  kUnusedRest,    // NUL bytes behind the last line of a segment that is not the newest
  kWrongEnd       // the trail does not end where it was said to: cut, written on, or another one
};
[[nodiscard]] std::string_view fault_name(Fault fault) noexcept;  // "TORN_TAIL", ...

struct TrailFault {
  Fault fault;
  std::filesystem::path file;
  std::uint64_t line = 0;    // from 1
  std::uint64_t offset = 0;  // bytes of the file before that line
  // What an interrupted write leaves at the end of the last file, and nothing that was acknowledged
  // is known to be in it: opening the log cuts it off.
  bool only_the_tail = false;
  std::string detail;
  [[nodiscard]] std::string to_string() const;  // "FILE:LINE: NAME: detail"
};

struct VerifyReport {
  std::uint64_t segments = 0;  // whole ones
  std::uint64_t records = 0;   // good ones, up to the fault
  std::uint64_t bytes = 0;
  ChainPoint end;  // where the trail stands behind the last good record
  std::optional<TrailFault> fault;
  [[nodiscard]] bool ok() const noexcept { return !fault; }
};

struct VerifyOptions {
  // Where the first file begins. Nothing: wherever it says, for a part of a trail.
  std::optional<ChainPoint> start = ChainPoint{};
  // Where the trail must end, from a state file or an anchor: else a cut at a line's end goes
  // unseen.
  std::optional<ChainPoint> end;
  // A record that must be in the trail, from an anchor. What is behind it is not its business.
  std::optional<Head> head;
};

// The files in the order they were written. NUL bytes behind the last line of the last one are room
// that was taken ahead, and no fault.
Result<VerifyReport> verify(files::Disk& disk, const std::vector<std::filesystem::path>& segments,
                            const VerifyOptions& options = {});
Result<VerifyReport> verify(const std::vector<std::filesystem::path>& segments,
                            const VerifyOptions& options = {});

}  // namespace sluice::journal
