// SPDX-License-Identifier: Apache-2.0
#include "journal/verify.hpp"

#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"
#include "journal/tail.hpp"

namespace sluice::journal {

namespace {

// The fault of a line, and whether an interrupted write explains it.
Result<TrailFault> told(LineSource& source, const Line& line, LineFault bad, bool last_segment,
                        const ChainPoint& expected) {
  TrailFault fault{bad.fault,   source.path(), line.number,
                   line.offset, false,         std::move(bad.detail)};
  if (!last_segment || !is_of_torn_write(bad.fault)) return fault;
  const auto tail = examine_tail(source.file(), line.offset, expected.seq);
  if (!tail) return tail.error();
  fault.only_the_tail = tail->torn();
  return fault;
}

std::optional<TrailFault> check_segment_end(const LineSource& source, std::uint64_t lines,
                                            bool last_segment) {
  if (lines == 0)
    return TrailFault{Fault::kBadHeader, source.path(), 1, 0, last_segment, "the file is empty"};
  if (source.unused() != 0 && !last_segment)
    return TrailFault{Fault::kUnusedRest,
                      source.path(),
                      lines + 1,
                      source.offset(),
                      false,
                      std::to_string(source.unused()) +
                          " NUL bytes behind the last line; only the newest segment may have them"};
  return std::nullopt;
}

// Reads one segment to its end or to its first fault; tells in the report.
Result<void> verify_segment(LineSource source, bool last_segment, ChainChecker& checker,
                            VerifyReport& report) {
  for (std::uint64_t lines = 0;; ++lines) {
    const auto line = source.next();
    if (!line) return line.error();
    if (!*line) {
      report.fault = check_segment_end(source, lines, last_segment);
      return {};
    }
    if (auto bad = checker.check(**line)) {
      auto fault = told(source, **line, std::move(*bad), last_segment, checker.end());
      if (!fault) return fault.error();
      report.fault = std::move(*fault);
      return {};
    }
    ++report.records;
    report.bytes += (*line)->text.size();
  }
}

TrailFault wrong_end(const std::filesystem::path& path, const ChainPoint& end,
                     const ChainPoint& expected) {
  std::string detail = "the next seq would be " + std::to_string(end.seq) + " behind " +
                       end.prev.hex() + ", expected " + std::to_string(expected.seq) + " behind " +
                       expected.prev.hex();
  return {Fault::kWrongEnd, path, 0, 0, false, std::move(detail)};
}

}  // namespace

std::string_view fault_name(Fault fault) noexcept {
  switch (fault) {
    case Fault::kTornTail:
      return "TORN_TAIL";
    case Fault::kBadCrc:
      return "BAD_CRC";
    case Fault::kNotCanonical:
      return "NOT_CANONICAL";
    case Fault::kBadHeader:
      return "BAD_HEADER";
    case Fault::kSeqGap:
      return "SEQ_GAP";
    case Fault::kBrokenChain:
      return "BROKEN_CHAIN";
    case Fault::kTooLong:
      return "TOO_LONG";
    case Fault::kUnusedRest:
      return "UNUSED_REST";
    case Fault::kWrongEnd:
      break;
  }
  return "WRONG_END";
}

std::string TrailFault::to_string() const {
  std::string text = file.native();
  if (line != 0) text += ":" + std::to_string(line);
  text += ": ";
  text += fault_name(fault);
  text += ": " + detail;
  if (only_the_tail) text += " (an interrupted write at the very end)";
  return text;
}

Result<VerifyReport> verify(files::Disk& disk, const std::vector<std::filesystem::path>& segments,
                            const VerifyOptions& options) {
  VerifyReport report;
  ChainChecker checker{options.start, options.head};
  for (const auto& path : segments) {
    const bool last = &path == &segments.back();
    auto source = LineSource::open(disk, path);
    if (!source) return source.error();
    if (auto read = verify_segment(std::move(*source), last, checker, report); !read)
      return read.error();
    report.end = checker.end();
    if (report.fault) return report;
    ++report.segments;
  }
  if (segments.empty()) return report;
  if (options.end && report.end != *options.end)
    report.fault = wrong_end(segments.back(), report.end, *options.end);
  else if (auto cut = checker.check_end())
    report.fault = TrailFault{cut->fault, segments.back(), 0, 0, false, std::move(cut->detail)};
  return report;
}

Result<VerifyReport> verify(const std::vector<std::filesystem::path>& segments,
                            const VerifyOptions& options) {
  files::PosixDisk disk;
  return verify(disk, segments, options);
}

}  // namespace sluice::journal
