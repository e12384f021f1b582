// SPDX-License-Identifier: Apache-2.0
#include "journal/follower.hpp"

#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"
#include "journal/segments.hpp"

namespace sluice::journal {

Result<bool> Follower::resume(const Place& last) {
  place_ = {};
  segment_ = 1;
  next_offset_ = 0;
  const auto number = parse_segment_name(last.segment);
  if (!number) return false;
  const auto segments = list_segments(disk_, directory_);
  if (!segments) return segments.error();
  if (*number > segments->size()) return false;
  auto source = LineSource::open(disk_, (*segments)[*number - 1].path, last.offset);
  if (!source) return source.error();
  const auto line = source->next();
  if (!line) return line.error();
  if (!*line || !is_whole_record((*line)->text)) return false;
  if (Record{(*line)->text, 0}.seq() != last.seq || sha256((*line)->text) != last.hash)
    return false;
  place_ = last;
  segment_ = *number;
  next_offset_ = last.offset + (*line)->text.size();
  return true;
}

Result<std::uint64_t> Follower::follow(std::uint64_t until, std::uint64_t limit,
                                       const RecordVisitor& on_record) {
  std::uint64_t count = 0;
  while (count < limit && place_.seq < until) {
    const auto more = follow_segment(until, limit - count, on_record);
    if (!more) return more.error();
    count += *more;
    if (count == limit || place_.seq >= until) break;
    const auto later = has_later_segment();
    if (!later) return later.error();
    if (!*later) break;
    ++segment_;
    next_offset_ = 0;
  }
  return count;
}

Result<bool> Follower::has_later_segment() {
  const auto segments = list_segments(disk_, directory_);
  if (!segments) return segments.error();
  return segments->size() > segment_;
}

Result<std::uint64_t> Follower::follow_segment(std::uint64_t until, std::uint64_t limit,
                                               const RecordVisitor& on_record) {
  const auto segments = list_segments(disk_, directory_);
  if (!segments) return segments.error();
  if (segments->size() < segment_) return std::uint64_t{0};
  auto source = LineSource::open(disk_, (*segments)[segment_ - 1].path, next_offset_);
  if (!source) return source.error();
  std::uint64_t count = 0;
  while (count < limit && place_.seq < until) {
    const auto line = source->next();
    if (!line) return line.error();
    // An interrupted write, or one that is on its way.
    if (!*line || !is_whole_record((*line)->text)) break;
    const Record record{(*line)->text, 0};
    if (record.seq() > until) break;
    if (record.seq() != place_.seq + 1 || record.text("prev") != place_.hash.hex())
      return Error{"audit trail '" + source->path().native() + "': record " +
                   std::to_string(record.seq()) + " does not continue record " +
                   std::to_string(place_.seq) + "; 'audit verify' says what is wrong"};
    if (auto taken = on_record(record); !taken) return taken.error();
    place_ = {source->path().filename().native(), (*line)->offset, record.seq(),
              sha256((*line)->text)};
    next_offset_ = (*line)->offset + (*line)->text.size();
    ++count;
  }
  return count;
}

}  // namespace sluice::journal
