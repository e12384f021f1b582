// SPDX-License-Identifier: Apache-2.0
//
// writer.hpp: appends records to one segment of the audit trail and makes them durable.
//
// Place: room `journal`; called by routing, drivers and app. Owns: one open segment file and the
// chain; the caller holds the lock that makes it the only writer. Thread: one. Errors: after a
// failed write or sync the writer is poisoned: that call and every later one return the same error
// and nothing is retried, for what reached the disk is no longer known.
//
//   auto& record = writer.begin(journal::kFilled, now);
//   record.intent(hi, lo).state("FILLED").decimal("filled_qty", quantity);
//   if (auto done = writer.append(); !done) ...       // sealed; durable now under Sync::kAlways
//   if (auto done = writer.commit(); !done) ...       // durable now under Sync::kBatch
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "files/file.hpp"
#include "journal/format.hpp"
#include "journal/record_builder.hpp"
#include "journal/record_sink.hpp"

namespace sluice::journal {

enum class Sync {
  kAlways,  // "always": written and synchronised by every append
  kBatch,   // "batch": written and synchronised by commit, one sync for all records since the last
  kNone     // "none": written when the buffer is full and at finish, never synchronised
};
[[nodiscard]] std::string_view sync_name(Sync sync) noexcept;
[[nodiscard]] std::optional<Sync> parse_sync(std::string_view name) noexcept;

// What the first record of a segment says beside format and sync.
struct Header {
  struct Field {
    std::string name;  // [a-z0-9_]+, and none of the names every record has
    std::string value;
  };
  Timestamp time;
  std::vector<Field> fields;  // in this order: config hash, strategy, ...
  // The caller synchronises the file system before anything in the segment counts (a catch-up over
  // many days): this writer only writes. Not with kAlways.
  bool caller_synchronises = false;
};

// Where a segment ends now; what state files carry.
struct Position {
  std::string segment;      // file name without its directory
  std::uint64_t bytes = 0;  // with everything appended, written or not
  ChainPoint chain;         // next seq and last hash

  friend bool operator==(const Position&, const Position&) = default;
};

// What became of the segment that a resumed writer found.
struct Outcome {
  enum class Kind {
    kFresh,       // there was none, or no whole record in it
    kContinued,   // its records were the ones appended now; the rest is written behind them
    kWrittenAnew  // a record differed: the old file is kept as `kept_as` and written anew
  };
  Kind kind = Kind::kFresh;
  std::uint64_t records_kept = 0;    // records found again, the header among them
  std::uint64_t torn_bytes = 0;      // cut off behind the last whole record
  std::uint64_t differing_line = 0;  // kWrittenAnew: first line that differed, from 1
  std::filesystem::path kept_as;     // kWrittenAnew
  // One sentence for a log or a person.
  [[nodiscard]] std::string to_string() const;
};

class Writer final : public RecordSink {
 public:
  // A new segment; the file must not exist. Its directory must.
  static Result<Writer> create(const std::filesystem::path& path, const Header& header, Sync sync,
                               const ChainPoint& start = {});

  // The segment of a unit of work (a paper-track day) that may have been interrupted and is now
  // done again. Records of the old file are not written twice: each one appended is compared with
  // what is there, and writing goes on behind the last. So a killed and repeated day gives the same
  // bytes. If a record differs, or finish() comes before the old records are used up, the old file
  // is moved to interrupted/NAME.N beside it and the segment is written anew. A torn or invalid
  // last record is cut off; an invalid one with records behind it is an error that names the line.
  static Result<Writer> resume(const std::filesystem::path& path, const Header& header, Sync sync,
                               const ChainPoint& start);

  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  // Writes nothing: a writer that is dropped without finish() is as one whose process was killed.
  ~Writer() override;

  RecordBuilder& begin(std::string_view type, Timestamp time) override;
  // Ends the record. A record above kMaxRecordBytes is refused and taken back; the writer goes on.
  Result<void> append() override;
  // Returns when everything appended is as safe as the sync setting promises.
  Result<void> commit() override;
  // Commits, closes; with kNone this writes the rest of the buffer. Using the writer after that is
  // an assertion.
  Result<void> finish();

  // Good after the header at the latest; settled once finish() has returned.
  [[nodiscard]] const Outcome& outcome() const noexcept;
  [[nodiscard]] Position position() const;
  [[nodiscard]] bool poisoned() const noexcept;

 private:
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sluice::journal
