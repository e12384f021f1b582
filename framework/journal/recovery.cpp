// SPDX-License-Identifier: Apache-2.0
#include "journal/recovery.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"
#include "journal/record_types.hpp"
#include "journal/segments.hpp"
#include "journal/tail.hpp"

namespace sluice::journal {

namespace {

namespace fs = std::filesystem;

Error refused(const fs::path& path, std::uint64_t line, const LineFault& fault,
              const std::string& why) {
  std::string text = path.native();
  if (line != 0) text += ":" + std::to_string(line);
  text += ": ";
  text += fault_name(fault.fault);
  text += ": " + fault.detail;
  if (!why.empty()) text += "; " + why;
  return {text +
          ". The trail is damaged, not interrupted: it is not opened and nothing was changed"};
}

class LogReader {
 public:
  LogReader(const std::optional<Head>& head, const RecordVisitor& on_record)
      : head_{head}, checker_{ChainPoint{}, head}, on_record_{on_record} {}

  Result<void> read_segment(LineSource source, bool newest);
  Result<Recovered> finish(const std::vector<Segment>& segments);

 private:
  Result<void> take(const Line& line);
  Result<void> judge(LineSource& source, const Line& line, const LineFault& fault, bool newest);

  const std::optional<Head>& head_;
  ChainChecker checker_;
  const RecordVisitor& on_record_;
  Recovered result_;
};

Result<void> LogReader::take(const Line& line) {
  const Record record{line.text, line.number};
  if (record.type() == kEpoch)
    result_.recovery.epoch = static_cast<std::uint64_t>(record.integer("epoch").value_or(0));
  ++result_.recovery.records;
  result_.keep_bytes = line.offset + line.text.size();
  return on_record_ ? on_record_(record) : Result<void>{};
}

// The end of an interrupted group is noted for the repair; everything else is an error.
Result<void> LogReader::judge(LineSource& source, const Line& line, const LineFault& fault,
                              bool newest) {
  if (!is_of_torn_write(fault.fault)) return refused(source.path(), line.number, fault, {});
  if (!newest)
    return refused(source.path(), line.number, fault,
                   "there is a later segment, so this one was finished");
  const std::uint64_t seq = checker_.end().seq;
  if (head_ && head_->seq >= seq)
    return refused(
        source.path(), line.number, fault,
        "the anchor knows that record " + std::to_string(head_->seq) + " was on the disk");
  const auto tail = examine_tail(source.file(), line.offset, seq);
  if (!tail) return tail.error();
  if (!tail->torn()) return refused(source.path(), line.number, fault, tail->damage);
  result_.recovery.repair = Repair{source.path().filename().native(), line.offset, tail->bytes};
  return {};
}

Result<void> LogReader::read_segment(LineSource source, bool newest) {
  result_.keep_bytes = 0;
  for (;;) {
    const auto line = source.next();
    if (!line) return line.error();
    if (!*line) break;
    if (const auto fault = checker_.check(**line)) return judge(source, **line, *fault, newest);
    if (auto taken = take(**line); !taken) return taken;
  }
  if (newest) return {};
  if (result_.keep_bytes == 0)
    return refused(source.path(), 1, {Fault::kBadHeader, "the file is empty"},
                   "there is a later segment, so this one had records");
  if (source.unused() != 0)
    return refused(
        source.path(), 0,
        {Fault::kUnusedRest, std::to_string(source.unused()) + " NUL bytes behind the last line"},
        "there is a later segment, so this one was finished");
  return {};
}

Result<Recovered> LogReader::finish(const std::vector<Segment>& segments) {
  result_.recovery.end = checker_.end();
  if (const auto cut = checker_.check_end())
    return refused(segments.empty() ? fs::path{"audit trail"} : segments.back().path, 0, *cut, {});
  if (segments.empty()) return std::move(result_);
  const bool removed = result_.keep_bytes == 0;
  result_.recovery.segments = segments.size() - (removed ? 1 : 0);
  result_.next_segment = result_.recovery.segments + 1;
  result_.newest = segments.back().path;
  return std::move(result_);
}

// Writes the end again as it is: if a sync failed before, the system may hold these bytes for
// written though the disk has not got them, and another sync alone would not send them.
Result<void> write_end_again(files::DiskFile& file, std::uint64_t size) {
  const std::uint64_t from = size - std::min<std::uint64_t>(size, kMaxGroupBytes);
  std::string bytes(static_cast<std::size_t>(size - from), '\0');
  const auto got = file.read_at(from, bytes.data(), bytes.size());
  if (!got) return got.error();
  return file.write_at(from, std::string_view{bytes}.substr(0, *got));
}

Result<void> settle_segment(files::DiskFile& file, std::uint64_t size, bool durable) {
  if (auto cut = file.truncate_to(size); !cut) return cut;
  if (durable) {
    if (auto written = write_end_again(file, size); !written) return written;
    // What the last writer wrote may be in the system's memory only; from now on it counts.
    if (auto synced = file.sync_data(); !synced) return synced;
  }
  return file.close();
}

}  // namespace

Result<Recovered> read_log(files::Disk& disk, const fs::path& directory,
                           const std::optional<Head>& head, const RecordVisitor& on_record) {
  const auto segments = list_segments(disk, directory);
  if (!segments) return segments.error();
  LogReader reader{head, on_record};
  for (const Segment& segment : *segments) {
    auto source = LineSource::open(disk, segment.path);
    if (!source) return source.error();
    const bool newest = &segment == &segments->back();
    if (auto read = reader.read_segment(std::move(*source), newest); !read) return read.error();
  }
  return reader.finish(*segments);
}

Result<void> settle_log(files::Disk& disk, const Recovered& recovered, bool durable) {
  if (!recovered.newest) return {};
  if (recovered.keep_bytes == 0) return disk.remove(*recovered.newest);
  auto file = disk.open(*recovered.newest, files::Disk::Mode::kWriteExisting);
  if (!file) return file.error();
  return settle_segment(**file, recovered.keep_bytes, durable);
}

}  // namespace sluice::journal
