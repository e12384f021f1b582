// SPDX-License-Identifier: Apache-2.0
#include "journal/writer.hpp"

#include <algorithm>
#include <array>
#include <system_error>

#include "files/atomic_file.hpp"
#include "journal/header.hpp"
#include "journal/resumption.hpp"

namespace sluice::journal {

namespace {

namespace fs = std::filesystem;

// Lines wait in memory up to this size where the sync setting lets them.
constexpr std::size_t kMaxBuffered = 1u << 20;

constexpr std::array kSyncNames{std::pair{Sync::kAlways, std::string_view{"always"}},
                                std::pair{Sync::kBatch, std::string_view{"batch"}},
                                std::pair{Sync::kNone, std::string_view{"none"}}};

}  // namespace

std::string_view sync_name(Sync sync) noexcept {
  for (const auto& [value, name] : kSyncNames)
    if (value == sync) return name;
  return "";
}

std::optional<Sync> parse_sync(std::string_view name) noexcept {
  for (const auto& [value, known] : kSyncNames)
    if (known == name) return value;
  return std::nullopt;
}

std::string Outcome::to_string() const {
  const std::string torn =
      torn_bytes == 0 ? ""
                      : "; " + std::to_string(torn_bytes) + " bytes of a torn end were cut off";
  switch (kind) {
    case Kind::kContinued:
      return "continued behind " + std::to_string(records_kept) + " records" + torn;
    case Kind::kWrittenAnew:
      return "written anew: line " + std::to_string(differing_line) +
             " is not what it was; the old file is kept as '" + kept_as.native() + "'" + torn;
    case Kind::kFresh:
      break;
  }
  return "new" + torn;
}

struct Writer::State {
  fs::path path;
  Sync sync;
  RecordBuilder builder;
  std::optional<files::File> file;
  // A resumed segment's old records, and how much of them has been found again.
  std::string old;
  std::size_t matched = 0;
  std::uint64_t bytes = 0;
  bool deferred = false;  // the caller synchronises
  bool unsynced = false;  // written, and not synchronised since
  std::optional<Error> poison;
  Outcome outcome;

  State(fs::path segment, const Header& header, Sync setting, const ChainPoint& start)
      : path{std::move(segment)},
        sync{setting},
        builder{start},
        deferred{header.caller_synchronises && setting != Sync::kAlways} {}

  [[nodiscard]] bool durable() const noexcept { return sync != Sync::kNone && !deferred; }
  [[nodiscard]] bool finished() const noexcept { return file->descriptor() < 0; }
  [[nodiscard]] bool matching() const noexcept { return matched < old.size(); }

  Result<void> guard(Result<void> result);
  Result<void> create_file();
  Result<void> adopt(Leftover leftover);
  Result<void> add_header(const Header& header);
  Result<void> add_record();
  void keep_match(std::size_t size);
  Result<void> start_anew();
  Result<void> write_out();
  Result<void> synchronise();
};

// The first failure of the disk is the writer's last word.
Result<void> Writer::State::guard(Result<void> result) {
  if (!result) poison = result.error();
  return result;
}

Result<void> Writer::State::create_file() {
  auto created = files::File::open(path, files::File::Mode::kCreateNew);
  if (!created) return created.error();
  file = std::move(*created);
  return durable() ? files::sync_directory(files::directory_of(path)) : Result<void>{};
}

// Takes over the file of an interrupted writer.
Result<void> Writer::State::adopt(Leftover leftover) {
  auto opened = files::File::open(path, files::File::Mode::kWriteExisting);
  if (!opened) return opened.error();
  file = std::move(*opened);
  old = std::move(leftover.whole);
  outcome.torn_bytes = leftover.torn_bytes;
  if (!old.empty()) outcome.kind = Outcome::Kind::kContinued;
  if (auto cut = file->truncate_to(old.size()); !cut) return cut;
  // What the old process wrote need not be on the disk yet.
  return durable() ? file->sync_data() : Result<void>{};
}

Result<void> Writer::State::add_header(const Header& header) {
  write_header(builder, header, header.time, sync);
  return add_record();
}

Result<void> Writer::State::add_record() {
  const std::string_view line = builder.end();
  if (line.size() > kMaxRecordBytes) {
    const std::string size = std::to_string(line.size());
    builder.drop_last();
    return Error{"audit trail '" + path.native() + "': a record of " + size +
                 " bytes is longer than the " + std::to_string(kMaxRecordBytes) + " allowed"};
  }
  bytes += line.size();
  if (matching()) {
    if (std::string_view{old}.substr(matched).starts_with(line)) {
      keep_match(line.size());
      return {};
    }
    if (auto replaced = guard(start_anew()); !replaced) return replaced;
  }
  if (sync == Sync::kAlways) return guard(synchronise());
  return builder.lines().size() < kMaxBuffered ? Result<void>{} : guard(write_out());
}

void Writer::State::keep_match(std::size_t size) {
  builder.clear();
  matched += size;
  ++outcome.records_kept;
  if (!matching()) {
    old = {};
    matched = 0;
  }
}

// The old records are not the new ones: the old file is set aside, what agreed is written again.
Result<void> Writer::State::start_anew() {
  if (auto closed = file->close(); !closed) return closed;
  auto kept = set_aside(path, durable());
  if (!kept) return kept.error();
  outcome.kind = Outcome::Kind::kWrittenAnew;
  outcome.kept_as = std::move(*kept);
  outcome.differing_line = outcome.records_kept + 1;
  if (auto created = create_file(); !created) return created;
  unsynced = true;
  auto written = file->write_all(std::string_view{old}.substr(0, matched));
  old = {};
  matched = 0;
  return written;
}

Result<void> Writer::State::write_out() {
  if (builder.lines().empty()) return {};
  unsynced = true;
  if (auto written = file->write_all(builder.lines()); !written) return written;
  builder.clear();
  return {};
}

Result<void> Writer::State::synchronise() {
  if (auto written = write_out(); !written) return written;
  if (!unsynced || !durable()) return {};
  if (auto synced = file->sync_data(); !synced) return synced;
  unsynced = false;
  return {};
}

Writer::Writer(std::unique_ptr<State> state) : state_{std::move(state)} {}
Writer::Writer(Writer&&) noexcept = default;
Writer& Writer::operator=(Writer&&) noexcept = default;
Writer::~Writer() = default;

Result<Writer> Writer::create(const fs::path& path, const Header& header, Sync sync,
                              const ChainPoint& start) {
  if (auto names = check_header(header); !names) return names.error();
  auto state = std::make_unique<State>(path, header, sync, start);
  if (auto created = state->create_file(); !created) return created.error();
  if (auto added = state->add_header(header); !added) return added.error();
  return Writer{std::move(state)};
}

Result<Writer> Writer::resume(const fs::path& path, const Header& header, Sync sync,
                              const ChainPoint& start) {
  std::error_code ignored;
  if (fs::status(path, ignored).type() == fs::file_type::not_found)
    return create(path, header, sync, start);
  if (auto names = check_header(header); !names) return names.error();
  auto leftover = read_leftover(path);
  if (!leftover) return leftover.error();
  auto state = std::make_unique<State>(path, header, sync, start);
  if (auto adopted = state->adopt(std::move(*leftover)); !adopted) return adopted.error();
  if (auto added = state->add_header(header); !added) return added.error();
  return Writer{std::move(state)};
}

RecordBuilder& Writer::begin(std::string_view type, Timestamp time) {
  return state_->builder.begin(type, time);
}

Result<void> Writer::append() {
  if (state_->poison) {
    state_->builder.end();
    state_->builder.clear();
    return *state_->poison;
  }
  SLUICE_ASSERT(!state_->finished());
  return state_->add_record();
}

Result<void> Writer::commit() {
  if (state_->poison) return *state_->poison;
  SLUICE_ASSERT(!state_->finished());
  if (state_->sync == Sync::kNone) return {};
  return state_->guard(state_->synchronise());
}

Result<void> Writer::finish() {
  State& state = *state_;
  if (state.poison) return *state.poison;
  SLUICE_ASSERT(!state.finished());
  if (state.matching())
    if (auto replaced = state.guard(state.start_anew()); !replaced) return replaced;
  if (auto written = state.guard(state.synchronise()); !written) return written;
  return state.guard(state.file->close());
}

const Outcome& Writer::outcome() const noexcept { return state_->outcome; }

Position Writer::position() const {
  return {state_->path.filename().native(), state_->bytes, state_->builder.chain()};
}

bool Writer::poisoned() const noexcept { return state_->poison.has_value(); }

}  // namespace sluice::journal
