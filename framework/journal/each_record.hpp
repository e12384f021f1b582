// SPDX-License-Identifier: Apache-2.0
//
// each_record.hpp: every record of the segments of a trail, one after the other.
//
// Place: journal. Memory: one record. Errors: the reader's; what came before has been used.
#pragma once

#include <filesystem>
#include <span>

#include "journal/reader.hpp"

namespace sluice::journal {

// use(segment, record), for each.
template <typename Use>
Result<void> each_record(std::span<const std::filesystem::path> segments, Use&& use) {
  for (const auto& segment : segments) {
    auto reader = Reader::open(segment);
    if (!reader) return reader.error();
    for (;;) {
      const auto record = reader->next();
      if (!record) return record.error();
      if (!*record) break;
      use(segment, **record);
    }
  }
  return {};
}

}  // namespace sluice::journal
