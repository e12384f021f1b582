// SPDX-License-Identifier: Apache-2.0
//
// follower.hpp: reads a log behind its writer, record by record, from where it left off.
//
// Place: room `journal`; called by whoever keeps a projection of the trail that is no state file: a
// database that takes some records now and the rest later. Changes nothing and takes no lock: the
// log may be open. Owns: a place in the log. Thread: one. Errors: a file that cannot be read, and a
// record that does not continue the chain of the one before.
#pragma once

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/log.hpp"

namespace sluice::journal {

// Where a record stands.
struct Place {
  std::string segment;       // file name; empty: before the first record
  std::uint64_t offset = 0;  // of its line
  std::uint64_t seq = 0;
  Hash hash;  // of its line

  friend bool operator==(const Place&, const Place&) = default;
};

class Follower {
 public:
  static constexpr std::uint64_t kToTheEnd = std::numeric_limits<std::uint64_t>::max();

  Follower(files::Disk& disk, std::filesystem::path directory)
      : disk_{disk}, directory_{std::move(directory)} {}

  // Goes on behind this record. False: the log has no such record there, and the next one handed
  // out is the log's first.
  Result<bool> resume(const Place& last);
  // Hands out the next records, at most `limit` of them and none above `until`: a writer says how
  // far it is durable. The end of an interrupted write is the end. An error of the visitor ends it
  // too, and that record is handed out again. How many there were.
  Result<std::uint64_t> follow(std::uint64_t until, std::uint64_t limit,
                               const RecordVisitor& on_record);
  // Of the last record handed out.
  [[nodiscard]] const Place& place() const noexcept { return place_; }
  // Where the record stands that is being handed out, for its visitor: the number of its segment,
  // and the offset of its line.
  [[nodiscard]] std::uint64_t segment() const noexcept { return segment_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return next_offset_; }

 private:
  Result<std::uint64_t> follow_segment(std::uint64_t until, std::uint64_t limit,
                                       const RecordVisitor& on_record);
  Result<bool> has_later_segment();

  files::Disk& disk_;
  std::filesystem::path directory_;
  Place place_;
  std::uint64_t segment_ = 1;      // the number of the one that is read
  std::uint64_t next_offset_ = 0;  // of the next line in it
};

}  // namespace sluice::journal
