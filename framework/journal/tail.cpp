// SPDX-License-Identifier: Apache-2.0
#include "journal/tail.hpp"

#include <string_view>

#include "journal/canonical.hpp"
#include "journal/chain_checker.hpp"
#include "journal/line_source.hpp"
#include "journal/reader.hpp"

namespace sluice::journal {

namespace {

constexpr std::string_view kRecordStart = "{\"seq\":";

// The whole record that ends where the piece ends; what precedes it may be anything.
std::string_view record_in(std::string_view piece) noexcept {
  for (std::size_t at = piece.find(kRecordStart); at != std::string_view::npos;
       at = piece.find(kRecordStart, at + 1))
    if (is_whole_record(piece.substr(at))) return piece.substr(at);
  return {};
}

// Why record `seq` must have been durable when `line` was written; empty if that does not follow.
std::string evidence_in(std::string_view line, std::uint64_t seq) {
  const Record record{line, 0};
  const auto durable = record.integer(kDurableField);
  if (!durable)
    return "there is a whole record behind it, with seq " + std::to_string(record.seq());
  if (*durable < 0 || static_cast<std::uint64_t>(*durable) < seq) return {};
  return "record " + std::to_string(record.seq()) + " behind it says that all up to " +
         std::to_string(*durable) + " were on the disk";
}

std::string find_damage(std::string_view bytes, std::uint64_t seq) {
  while (!bytes.empty()) {
    const std::size_t newline = bytes.find('\n');
    if (newline == std::string_view::npos) return {};
    const std::string_view line = record_in(bytes.substr(0, newline + 1));
    if (!line.empty())
      if (auto evidence = evidence_in(line, seq); !evidence.empty()) return evidence;
    bytes.remove_prefix(newline + 1);
  }
  return {};
}

}  // namespace

Result<Tail> examine_tail(files::DiskFile& file, std::uint64_t offset, std::uint64_t seq) {
  const auto end = end_of_content(file, offset);
  if (!end) return end.error();
  Tail tail{*end - offset, {}};
  if (tail.bytes > kMaxGroupBytes) {
    tail.damage = std::to_string(tail.bytes) + " bytes follow, more than one write has";
    return tail;
  }
  std::string bytes(static_cast<std::size_t>(tail.bytes), '\0');
  const auto got = file.read_at(offset, bytes.data(), bytes.size());
  if (!got) return got.error();
  tail.damage = find_damage(std::string_view{bytes}.substr(0, *got), seq);
  return tail;
}

bool is_of_torn_write(Fault fault) noexcept {
  return fault == Fault::kTornTail || fault == Fault::kBadCrc || fault == Fault::kNotCanonical ||
         fault == Fault::kTooLong;
}

}  // namespace sluice::journal
