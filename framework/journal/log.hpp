// SPDX-License-Identifier: Apache-2.0
//
// log.hpp: the audit trail of a long session: a directory of numbered segments that survives any
// crash at any moment.
//
// Place: room `journal`; called by drivers. Owns: the directory's lock, the open segment, the
// chain. Touches files through files::Disk alone. Thread: one. Contract: once commit() (under
// Sync::kAlways: append()) has returned success, every record appended before is on the disk and no
// recovery will ever drop it. How a torn group is told from damage is proved in
// docs/formats/audit.md. Errors: the first failed write or sync poisons the log: that call and
// every later one return the same error and nothing is retried. A full disk says "no space left on
// the device".
//
//   auto log = journal::Log::open(disk, options, [&](const Record& record) { ... return ok; });
//   log->begin(journal::kSending, now).intent(hi, lo).state("SENDING");
//   if (auto done = log->append(); !done) ...
//   if (auto done = log->commit(); !done) ...   // durable: now a byte may leave
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <sluice/result.hpp>

#include "files/disk.hpp"
#include "journal/anchor.hpp"
#include "journal/reader.hpp"
#include "journal/record_sink.hpp"
#include "journal/writer.hpp"

namespace sluice::journal {

// A group is what one commit makes durable. append() commits by itself when a group has
// LogOptions::group_records, by default this many, or group_bytes.
inline constexpr std::size_t kMaxGroupRecords = 64;

struct LogOptions {
  std::filesystem::path directory;  // created when missing
  Sync sync = Sync::kBatch;
  Header header;  // of the first record of each segment; its time is that of the opening
  std::uint64_t segment_bytes = 64ull << 20;     // a segment this long is followed by another
  std::uint64_t preallocate_bytes = 256u << 10;  // written with NUL bytes ahead; 0: nothing
  std::size_t group_bytes = 256u << 10;          // at most kMaxRecordBytes
  // More of them make the records of one large decision durable with fewer syncs.
  std::size_t group_records = kMaxGroupRecords;
  // Told the head after every `anchor_every` commits and at close; asked at open. Must outlive the
  // log.
  Anchor* anchor = nullptr;
  std::uint64_t anchor_every = 1;
};

// A group that was interrupted, never acknowledged, and is cut off.
struct Repair {
  std::string segment;       // file name
  std::uint64_t offset = 0;  // where it was cut
  std::uint64_t bytes = 0;   // cut off there, without the unused rest of the segment
};

// What opening found.
struct Recovery {
  std::uint64_t segments = 0;
  std::uint64_t records = 0;
  std::uint64_t epoch = 0;       // of the last writer before; 0: there was none
  ChainPoint end;                // behind the last record kept
  std::optional<Repair> repair;  // journalled as REPAIRED by now
  [[nodiscard]] std::string to_string() const;
};

// Sees each record that is kept, in order, the journal's own ones too. An error ends the opening.
using RecordVisitor = std::function<Result<void>(const Record&)>;

class Log final : public RecordSink {
 public:
  // Reads all that is there, cuts off a torn end, begins a new segment with OPEN, EPOCH and
  // perhaps REPAIRED, and makes them durable. Refuses, naming file and line: a bad record with
  // acknowledged ones behind it or acknowledged itself by the anchor, a gap, a broken chain, a
  // missing segment, a directory another one has open. Nothing is changed when it refuses.
  static Result<Log> open(files::Disk& disk, LogOptions options, const RecordVisitor& on_record);

  Log(Log&&) noexcept;
  Log& operator=(Log&&) noexcept;
  // Writes nothing: a log that is dropped without close() is as one whose process was killed.
  ~Log() override;

  RecordBuilder& begin(std::string_view type, Timestamp time) override;
  // Ends the record. One above kMaxRecordBytes is refused and taken back; the log goes on.
  Result<void> append() override;
  // One write and one sync for all that was appended since the last.
  Result<void> commit() override;
  // Commits, cuts off the unused rest, tells the anchor, closes. No call after that.
  Result<void> close();

  [[nodiscard]] const Recovery& recovery() const noexcept;
  [[nodiscard]] std::uint64_t epoch() const noexcept;
  // The last record acknowledged; seq 0 under Sync::kNone.
  [[nodiscard]] std::uint64_t durable_seq() const noexcept;
  // With everything appended, durable or not.
  [[nodiscard]] Position position() const;
  [[nodiscard]] bool poisoned() const noexcept;

 private:
  struct State;
  explicit Log(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::journal
