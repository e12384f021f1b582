// SPDX-License-Identifier: Apache-2.0
#include "records/record_places.hpp"

#include <optional>

namespace sluice::records {
namespace {

void append_number(std::string& bytes, std::uint64_t value) {
  for (; value > 0x7f; value >>= 7) bytes += static_cast<char>(0x80 | (value & 0x7f));
  bytes += static_cast<char>(value);
}

std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

}  // namespace

void append_place(std::string& bytes, const RecordPlace& place) {
  append_number(bytes, place.seq);
  append_number(bytes, place.segment);
  append_number(bytes, place.offset);
}

std::vector<RecordPlace> read_places(std::string_view bytes) {
  std::vector<RecordPlace> places;
  while (!bytes.empty()) {
    const auto seq = take_number(bytes);
    const auto segment = take_number(bytes);
    const auto offset = take_number(bytes);
    if (!seq || !segment || !offset) break;
    places.push_back({*seq, static_cast<std::uint32_t>(*segment), *offset});
  }
  return places;
}

}  // namespace sluice::records
