// SPDX-License-Identifier: Apache-2.0
//
// panel.hpp: the bars of a whole source, by (day, symbol), and the index to find them.
//
// Place: csv feed, between the two ways to get bars (parsing, cache) and the one way to give them
// (window.hpp). Bars lie in packed blocks, in memory when they were just parsed, else in the cache
// file until they are asked for.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <sluice/result.hpp>

#include "bar_block.hpp"
#include "content_hash.hpp"
#include "fault.hpp"
#include "source.hpp"

namespace sluice::feeds {

struct PanelSymbol {
  std::string name;
  std::uint64_t bars = 0;
  std::int32_t first_day = 0;  // where bars > 0
  std::int32_t last_day = 0;
  std::uint32_t flags = 0;  // SLUICE_BAR_HAS_… that any bar has
};

struct BlockPlace {
  std::uint64_t offset = 0;  // in the cache file
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

struct PanelIndex {
  ContentHash content;
  std::vector<std::string> files;    // names in the source, as faults count them
  std::vector<PanelSymbol> symbols;  // by name
  std::string grid;                  // key of the grid it was read by; empty: days
  std::vector<std::int32_t> days;    // ascending; periods of the grid
  std::vector<std::uint64_t> rows;   // rows[i]: first row of day i; one more at the end
  std::vector<BlockPlace> blocks;
  Faults faults;

  [[nodiscard]] bool is_daily() const noexcept { return grid.empty(); }
  [[nodiscard]] std::uint64_t row_count() const noexcept { return rows.empty() ? 0 : rows.back(); }
  [[nodiscard]] std::size_t block_rows(std::size_t block) const noexcept {
    const std::uint64_t before = std::uint64_t{block} * kBlockRows;
    return static_cast<std::size_t>(std::min<std::uint64_t>(kBlockRows, row_count() - before));
  }
};

// Blocks by number. A block from a file is read, checked against its checksum and kept until it is
// released.
class BlockStore {
 public:
  BlockStore() = default;
  explicit BlockStore(std::vector<PackedBlock> blocks) : blocks_{std::move(blocks)} {}
  BlockStore(File file, std::size_t count) : blocks_(count), file_{std::move(file)} {}

  [[nodiscard]] Result<std::span<const std::byte>> get(const PanelIndex& index, std::size_t block);
  // Frees the block's memory, where it can be read again or will not be asked for again.
  void release(std::size_t block) noexcept { blocks_[block] = {}; }
  [[nodiscard]] const std::vector<PackedBlock>& in_memory() const noexcept { return blocks_; }

 private:
  [[nodiscard]] Result<PackedBlock> load(const PanelIndex& index, std::size_t block) const;

  std::vector<PackedBlock> blocks_;
  std::optional<File> file_;
};

struct Panel {
  PanelIndex index;
  BlockStore blocks;
};

}  // namespace sluice::feeds
