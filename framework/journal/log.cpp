// SPDX-License-Identifier: Apache-2.0
#include "journal/log.hpp"

#include <utility>

#include "journal/header.hpp"
#include "journal/record_types.hpp"
#include "journal/recovery.hpp"
#include "journal/segment_file.hpp"
#include "journal/segments.hpp"

namespace sluice::journal {

namespace {

namespace fs = std::filesystem;

Result<void> check_options(const LogOptions& options) {
  if (auto names = check_header(options.header); !names) return names;
  if (options.group_bytes > kMaxRecordBytes)
    return Error{"audit trail: group_bytes is " + std::to_string(options.group_bytes) +
                 ", expected at most " + std::to_string(kMaxRecordBytes)};
  return {};
}

}  // namespace

std::string Recovery::to_string() const {
  std::string text = std::to_string(records) + " records in " + std::to_string(segments) +
                     " segments, last epoch " + std::to_string(epoch);
  if (repair)
    text += "; " + std::to_string(repair->bytes) + " bytes of an interrupted write were cut off '" +
            repair->segment + "' at " + std::to_string(repair->offset);
  return text;
}

struct Log::State {
  files::Disk* disk;
  LogOptions options;
  std::unique_ptr<files::DiskLock> lock;
  Recovery recovery;
  std::uint64_t next_segment;
  std::uint64_t epoch;
  std::uint64_t durable_seq;
  RecordBuilder builder;
  std::size_t group_records = 0;
  std::uint64_t commits = 0;  // since the anchor was told
  std::optional<SegmentFile> segment;
  std::optional<Error> poison;
  bool closed = false;

  State(files::Disk& on, LogOptions with, std::unique_ptr<files::DiskLock> held, Recovered found)
      : disk{&on},
        options{std::move(with)},
        lock{std::move(held)},
        recovery{std::move(found.recovery)},
        next_segment{found.next_segment},
        epoch{recovery.epoch + 1},
        durable_seq{durable() ? recovery.end.seq - 1 : 0},
        builder{recovery.end} {}

  [[nodiscard]] bool durable() const noexcept { return options.sync != Sync::kNone; }
  // What is appended now would begin a segment.
  [[nodiscard]] bool full() const noexcept {
    return segment->size() >= options.segment_bytes && builder.lines().empty();
  }

  Result<void> guard(Result<void> result);
  Result<void> begin_segment(Timestamp time);
  Result<void> begin_session();
  Result<void> rotate(Timestamp time);
  Result<void> seal();
  Result<void> add();
  Result<void> flush();
  Result<void> tell_anchor();
};

// The first failure of the disk is the log's last word.
Result<void> Log::State::guard(Result<void> result) {
  if (!result) poison = result.error();
  return result;
}

Result<void> Log::State::begin_segment(Timestamp time) {
  if (next_segment > kMaxSegments)
    return Error{"audit trail '" + options.directory.native() + "': segment " +
                 std::to_string(next_segment) + " would be above the limit of " +
                 std::to_string(kMaxSegments)};
  auto created = SegmentFile::create(*disk, options.directory / segment_name(next_segment),
                                     options.preallocate_bytes, durable());
  if (!created) return created.error();
  segment = std::move(*created);
  ++next_segment;
  write_header(builder, options.header, time, options.sync);
  return seal();
}

Result<void> Log::State::begin_session() {
  const Timestamp time = options.header.time;
  if (auto begun = begin_segment(time); !begun) return begun;
  builder.begin(kEpoch, time).integer("epoch", static_cast<std::int64_t>(epoch));
  if (auto sealed = seal(); !sealed) return sealed;
  if (const auto& repair = recovery.repair) {
    builder.begin(kRepaired, time)
        .text("segment", repair->segment)
        .integer("offset", static_cast<std::int64_t>(repair->offset))
        .integer("bytes", static_cast<std::int64_t>(repair->bytes));
    if (auto sealed = seal(); !sealed) return sealed;
  }
  return flush();
}

Result<void> Log::State::rotate(Timestamp time) {
  if (auto finished = segment->finish(durable()); !finished) return finished;
  return begin_segment(time);
}

// Ends the record begun.
Result<void> Log::State::seal() {
  if (durable()) builder.integer(kDurableField, static_cast<std::int64_t>(durable_seq));
  const std::size_t size = builder.end().size();
  if (size > kMaxRecordBytes) {
    builder.drop_last();
    return Error{"audit trail '" + segment->path().native() + "': a record of " +
                 std::to_string(size) + " bytes is longer than the " +
                 std::to_string(kMaxRecordBytes) + " allowed"};
  }
  ++group_records;
  return {};
}

Result<void> Log::State::add() {
  if (auto sealed = seal(); !sealed) return sealed;
  const bool due = options.sync == Sync::kAlways || group_records >= options.group_records ||
                   builder.lines().size() >= options.group_bytes;
  return due ? guard(flush()) : Result<void>{};
}

// The group reaches the disk in one write and one sync.
Result<void> Log::State::flush() {
  if (builder.lines().empty()) return {};
  if (auto written = segment->write(builder.lines()); !written) return written;
  if (durable()) {
    if (auto synced = segment->sync(); !synced) return synced;
    durable_seq = builder.chain().seq - 1;
  }
  builder.clear();
  group_records = 0;
  return ++commits >= options.anchor_every ? tell_anchor() : Result<void>{};
}

Result<void> Log::State::tell_anchor() {
  if (options.anchor == nullptr || !durable() || commits == 0) return {};
  commits = 0;
  return options.anchor->keep({durable_seq, builder.chain().prev});
}

Log::Log(std::unique_ptr<State> state) : state_{std::move(state)} {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

Result<Log> Log::open(files::Disk& disk, LogOptions options, const RecordVisitor& on_record) {
  if (auto good = check_options(options); !good) return good.error();
  if (options.directory.empty()) options.directory = ".";
  if (auto made = disk.make_directory(options.directory); !made) return made.error();
  auto lock = disk.lock(options.directory / "lock");
  if (!lock) return lock.error();
  std::optional<Head> head;
  if (options.anchor != nullptr) {
    auto last = options.anchor->last();
    if (!last) return last.error();
    head = *last;
  }
  auto found = read_log(disk, options.directory, head, on_record);
  if (!found) return found.error();
  const bool durable = options.sync != Sync::kNone;
  if (auto settled = settle_log(disk, *found, durable); !settled) return settled.error();
  auto state =
      std::make_unique<State>(disk, std::move(options), std::move(*lock), std::move(*found));
  if (auto begun = state->begin_session(); !begun) return begun.error();
  return Log{std::move(state)};
}

RecordBuilder& Log::begin(std::string_view type, Timestamp time) {
  SLUICE_ASSERT(!state_->closed);
  // A failure is told by append.
  if (!state_->poison && state_->full()) static_cast<void>(state_->guard(state_->rotate(time)));
  return state_->builder.begin(type, time);
}

Result<void> Log::append() {
  if (state_->poison) {
    state_->builder.end();
    state_->builder.clear();
    return *state_->poison;
  }
  return state_->add();
}

Result<void> Log::commit() {
  if (state_->poison) return *state_->poison;
  SLUICE_ASSERT(!state_->closed);
  return state_->guard(state_->flush());
}

Result<void> Log::close() {
  if (auto done = commit(); !done) return done;
  state_->closed = true;
  if (auto told = state_->guard(state_->tell_anchor()); !told) return told;
  if (auto finished = state_->guard(state_->segment->finish(state_->durable())); !finished)
    return finished;
  state_->lock.reset();
  return {};
}

const Recovery& Log::recovery() const noexcept { return state_->recovery; }
std::uint64_t Log::epoch() const noexcept { return state_->epoch; }
std::uint64_t Log::durable_seq() const noexcept { return state_->durable_seq; }
bool Log::poisoned() const noexcept { return state_->poison.has_value(); }

Position Log::position() const {
  return {state_->segment->path().filename().native(),
          state_->segment->size() + state_->builder.lines().size(), state_->builder.chain()};
}

}  // namespace sluice::journal
