// SPDX-License-Identifier: Apache-2.0
#include "journal/verify.hpp"

#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"

namespace sluice::journal {

namespace {

// Reads one segment to its end or to its first fault; tells in the report.
Result<void> verify_segment(const std::filesystem::path& path, bool last_segment,
                            ChainChecker& checker, VerifyReport& report) {
  auto source = LineSource::open(path);
  if (!source) return source.error();
  for (std::uint64_t lines = 0;; ++lines) {
    const auto line = source->next();
    if (!line) return line.error();
    if (!*line && lines == 0)
      report.fault = TrailFault{Fault::kBadHeader, path, 1, 0, last_segment, "the file is empty"};
    if (!*line) return {};
    if (auto bad = checker.check(**line)) {
      TrailFault fault{bad->fault,      path,  (*line)->number,
                       (*line)->offset, false, std::move(bad->detail)};
      const auto behind = source->next();
      if (!behind) return behind.error();
      fault.only_the_tail = last_segment && !*behind && bad->fault != Fault::kTooLong;
      report.fault = std::move(fault);
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
  if (only_the_tail) text += " (the very last line: an interrupted write)";
  return text;
}

Result<VerifyReport> verify(const std::vector<std::filesystem::path>& segments,
                            const VerifyOptions& options) {
  VerifyReport report;
  ChainChecker checker{options.start};
  for (const auto& path : segments) {
    const bool last = &path == &segments.back();
    if (auto read = verify_segment(path, last, checker, report); !read) return read.error();
    report.end = checker.end();
    if (report.fault) return report;
    ++report.segments;
  }
  if (options.end && report.end != *options.end && !segments.empty())
    report.fault = wrong_end(segments.back(), report.end, *options.end);
  return report;
}

}  // namespace sluice::journal
