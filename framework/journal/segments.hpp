// SPDX-License-Identifier: Apache-2.0
//
// segments.hpp: the numbered segments of a log's directory.
//
// Place: inside room `journal`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sluice/result.hpp>

#include "files/disk.hpp"

namespace sluice::journal {

// order_audit.000001.jsonl, so that their order by name is their order in time.
inline constexpr std::uint64_t kMaxSegments = 999'999;
std::string segment_name(std::uint64_t number);
std::optional<std::uint64_t> parse_segment_name(std::string_view name) noexcept;

struct Segment {
  std::uint64_t number = 0;
  std::filesystem::path path;
};

// In order; nothing for a directory without any. A missing number is an error that names it.
Result<std::vector<Segment>> list_segments(files::Disk& disk,
                                           const std::filesystem::path& directory);

}  // namespace sluice::journal
