// SPDX-License-Identifier: Apache-2.0
//
// panel.cpp: blocks of a panel, from memory or from the cache file.
#include "panel.hpp"

#include <cerrno>
#include <unistd.h>

namespace sluice::feeds {

Result<std::span<const std::byte>> BlockStore::get(const PanelIndex& index, std::size_t block) {
  if (blocks_[block].size == 0) {
    auto loaded = load(index, block);
    if (!loaded) return loaded.error();
    blocks_[block] = std::move(*loaded);
  }
  return blocks_[block].span();
}

Result<PackedBlock> BlockStore::load(const PanelIndex& index, std::size_t block) const {
  const BlockPlace& place = index.blocks[block];
  SLUICE_ASSERT(file_);
  PackedBlock loaded{std::make_unique_for_overwrite<std::byte[]>(place.size), place.size};
  std::size_t done = 0;
  while (done < place.size) {
    const ssize_t count = pread(file_->get(), loaded.bytes.get() + done, place.size - done,
                                static_cast<off_t>(place.offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return Error{"block " + std::to_string(block) + " is cut off"};
    done += static_cast<std::size_t>(count);
  }
  if (checksum(loaded.span()) != place.checksum)
    return Error{"block " + std::to_string(block) + " has another checksum"};
  if (!is_block(loaded.span(), index.block_rows(block)))
    return Error{"block " + std::to_string(block) + " is not a block"};
  return loaded;
}

}  // namespace sluice::feeds
