// SPDX-License-Identifier: Apache-2.0
//
// bar_block.hpp: up to kBlockRows bars, packed by column.
//
// Place: csv feed, cache. Prices of one block share their decimals and their magnitude, so that
// most columns need four bytes a value. Format: docs/formats/bar_cache.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "bar_cache_format.hpp"

namespace sluice::feeds {

// The unpacked form.
struct BlockColumns {
  std::array<std::array<std::int64_t, kBlockRows>, kBlockColumns> column;
};

struct PackedBlock {
  std::unique_ptr<std::byte[]> bytes;
  std::size_t size = 0;
  [[nodiscard]] std::span<const std::byte> span() const noexcept { return {bytes.get(), size}; }
};

[[nodiscard]] PackedBlock pack_block(const BlockColumns& columns, std::size_t rows);

// Whether the bytes are a block of `rows` rows that unpack_column can read.
[[nodiscard]] bool is_block(std::span<const std::byte> bytes, std::size_t rows) noexcept;

struct RowRange {
  std::size_t first = 0;
  std::size_t count = 0;
};

// Writes some values of one column. The bytes must be a block of `rows` rows, and the range lie
// within them.
void unpack_column(std::span<const std::byte> bytes, std::size_t rows, std::size_t column,
                   RowRange range, std::int64_t* out) noexcept;

}  // namespace sluice::feeds
