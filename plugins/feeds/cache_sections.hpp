// SPDX-License-Identifier: Apache-2.0
//
// cache_sections.hpp: the two sections of the bar cache that are not bars: index and stamps.
//
// Place: csv feed, cache. Format: docs/formats/bar_cache.md. Reading believes nothing: what does
// not make sense is no section.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "byte_codec.hpp"
#include "panel.hpp"

namespace sluice::feeds {

// What the source looked like when its content was last read.
struct Stamps {
  std::int64_t checked_ns = 0;  // by the file system's clock, before reading began
  std::vector<SourceFile> files;
  // Whether a source that looks like this now still has the content.
  [[nodiscard]] bool vouch_for(const Source& source) const noexcept;
};

[[nodiscard]] ByteWriter write_stamps(const Stamps& stamps);
[[nodiscard]] std::optional<Stamps> read_stamps(std::span<const std::byte> bytes);

// Everything of the index but the content hash, which is in the header, and the blocks' offsets,
// which follow from their sizes.
[[nodiscard]] ByteWriter write_index(const PanelIndex& index);
// `blocks_offset`, `file_size`: where the blocks begin, and where they must end.
[[nodiscard]] std::optional<PanelIndex> read_index(std::span<const std::byte> bytes,
                                                   std::uint64_t blocks_offset,
                                                   std::uint64_t file_size);

}  // namespace sluice::feeds
