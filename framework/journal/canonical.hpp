// SPDX-License-Identifier: Apache-2.0
//
// canonical.hpp: takes a line of the audit trail apart and holds it against the canonical form.
//
// Place: inside room `journal`. Never reads past the line it was given, whatever that holds.
// Thread: any. Errors: nullopt or a reason in words.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "journal/hash.hpp"

namespace sluice::journal {

// The parts that every record has.
struct Frame {
  std::uint64_t seq = 0;
  std::string_view time;
  std::string_view type;
  Hash prev;
  std::uint32_t crc = 0;
  std::string_view covered;  // by the CRC
  std::string_view fields;   // behind the type: ",\"name\":value" each
};

// Of a line with its newline; nullopt if it has no such form.
std::optional<Frame> parse_frame(std::string_view line) noexcept;

// What is not canonical in the time, the type and the fields; empty if all is.
std::string_view find_departure(const Frame& frame) noexcept;

struct Member {
  std::string_view name;
  std::string_view value;
};

// Takes one `"name":value` from the front of the text.
std::optional<Member> take_member(std::string_view& text) noexcept;

// The JSON value of a top-level field of a line.
std::optional<std::string_view> find_field(std::string_view line, std::string_view name) noexcept;

// [a-z0-9_]+ and none of the names with a place of their own: seq, time, type, intent_id, state,
// prev, crc32c.
bool is_own_field_name(std::string_view name) noexcept;

}  // namespace sluice::journal
