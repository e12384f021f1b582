// SPDX-License-Identifier: Apache-2.0
//
// format.hpp: the constants of the audit trail's text, as docs/formats/audit.md tells them.
//
// Place: room `journal`. Changing anything here changes the format: raise kFormat and the document.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "journal/hash.hpp"

namespace sluice::journal {

inline constexpr std::int64_t kFormat = 1;
// A record's line with its newline; longer ones are refused when written and when read.
inline constexpr std::size_t kMaxRecordBytes = 1u << 20;
// What one write of a Log may hold: its bound, at most a record's size, and the record that crosses
// it.
inline constexpr std::size_t kMaxGroupBytes = 2 * kMaxRecordBytes;
// Own field of every record of a Log that promises durability: records up to this seq were on the
// disk when it was written.
inline constexpr std::string_view kDurableField = "durable";
// A segment that is resumed is held in memory; a larger one is refused.
inline constexpr std::uint64_t kMaxResumedBytes = 1ull << 30;

inline constexpr std::uint64_t kFirstSeq = 1;

inline constexpr std::string_view kPrevField = ",\"prev\":\"";
inline constexpr std::string_view kCrcField = "\",\"crc32c\":\"";  // closes prev
inline constexpr std::string_view kLineEnd = "\"}\n";
inline constexpr std::size_t kCrcHexSize = 8;
// `","crc32c":"xxxxxxxx"}\n` without the quote that closes prev: what the CRC does not cover.
inline constexpr std::size_t kCrcTailSize = kCrcField.size() - 1 + kCrcHexSize + kLineEnd.size();
// The shortest line that can end with both fields.
inline constexpr std::size_t kTailSize = kPrevField.size() + kHashHexSize + 1 + kCrcTailSize;

// Where a chain stands: the next record carries `seq` and, as "prev", `prev`.
struct ChainPoint {
  std::uint64_t seq = kFirstSeq;
  Hash prev{};  // all zeros: nothing before

  friend bool operator==(const ChainPoint&, const ChainPoint&) = default;
};

// A record that was durable: its number and the hash of its line.
struct Head {
  std::uint64_t seq = 0;
  Hash hash;

  friend bool operator==(const Head&, const Head&) = default;
};

}  // namespace sluice::journal
