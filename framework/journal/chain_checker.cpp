// SPDX-License-Identifier: Apache-2.0
#include "journal/chain_checker.hpp"

#include "journal/canonical.hpp"
#include "journal/record_types.hpp"

namespace sluice::journal {

namespace {

std::string number(std::uint64_t value) { return std::to_string(value); }

std::optional<LineFault> check_form(const Line& line, const std::optional<Frame>& frame) {
  if (line.too_long)
    return LineFault{Fault::kTooLong,
                     "the line is longer than " + number(kMaxRecordBytes) + " bytes"};
  if (!line.ended)
    return LineFault{Fault::kTornTail, "the last line ends after " + number(line.text.size()) +
                                           " bytes without a newline"};
  if (!frame)
    return LineFault{Fault::kNotCanonical,
                     "the line does not begin with seq, time, type or end with prev, crc32c"};
  if (crc32c(frame->covered) != frame->crc)
    return LineFault{Fault::kBadCrc, "the line is not what was written: its CRC differs"};
  if (const auto departure = find_departure(*frame); !departure.empty())
    return LineFault{Fault::kNotCanonical, std::string{departure}};
  return std::nullopt;
}

std::optional<LineFault> check_header(const Line& line, const Frame& frame) {
  const bool first = line.number == 1;
  const bool header = frame.type == kOpen;
  if (first && !header)
    return LineFault{Fault::kBadHeader,
                     "a segment begins with OPEN, this one with " + std::string{frame.type}};
  if (!first && header)
    return LineFault{Fault::kBadHeader, "OPEN inside a segment: two of them are in one file"};
  if (!first) return std::nullopt;
  const auto format = find_field(line.text, "format").value_or("none");
  if (format != number(kFormat))
    return LineFault{Fault::kBadHeader,
                     "format " + std::string{format} + ", expected " + number(kFormat)};
  return std::nullopt;
}

std::optional<LineFault> check_link(const Frame& frame, const ChainPoint& expected) {
  if (frame.seq != expected.seq)
    return LineFault{Fault::kSeqGap,
                     "seq is " + number(frame.seq) + ", expected " + number(expected.seq)};
  if (frame.prev != expected.prev)
    return LineFault{
        Fault::kBrokenChain,
        "prev is " + frame.prev.hex() + ", but the line before hashes to " + expected.prev.hex()};
  return std::nullopt;
}

}  // namespace

std::optional<LineFault> ChainChecker::check(const Line& line) {
  const auto frame = parse_frame(line.text);
  if (auto fault = check_form(line, frame)) return fault;
  if (auto fault = check_header(line, *frame)) return fault;
  if (auto fault = check_link(*frame, expected_.value_or(ChainPoint{frame->seq, frame->prev})))
    return fault;
  const Hash hash = sha256(line.text);
  if (head_ && head_->seq == frame->seq && head_->hash != hash)
    return LineFault{Fault::kWrongEnd, "the record hashes to " + hash.hex() +
                                           ", but the anchor has " + head_->hash.hex() +
                                           ": this is another trail, or one written anew"};
  expected_ = ChainPoint{frame->seq + 1, hash};
  return std::nullopt;
}

std::optional<LineFault> ChainChecker::check_end() const {
  if (!head_ || head_->seq < end().seq) return std::nullopt;
  return LineFault{Fault::kWrongEnd, "the trail ends with record " + number(end().seq - 1) +
                                         ", but the anchor knows record " + number(head_->seq) +
                                         ": its end was cut off"};
}

bool is_whole_record(std::string_view line) noexcept {
  const auto frame = parse_frame(line);
  return frame && crc32c(frame->covered) == frame->crc && find_departure(*frame).empty();
}

}  // namespace sluice::journal
