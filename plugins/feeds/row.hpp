// SPDX-License-Identifier: Apache-2.0
//
// row.hpp: one row of a price file once it is understood, and the store that holds them while a
// source is being read.
//
// Place: csv feed, parsing. Units: values are integers times 1e-8; a row's `day` is the period of
// its bar, see bar_grid.hpp: of daily bars the days since 1970-01-01.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

#include <sluice/c/market.h>

namespace sluice::feeds {

// The numbers of a bar, in the order in which a row and the cache keep them.
enum Value : std::size_t { kOpen, kHigh, kLow, kClose, kVolume, kAdjustedClose, kValueCount };

inline constexpr std::array<std::uint32_t, kValueCount> kValueFlag = {
    SLUICE_BAR_HAS_OPEN,   SLUICE_BAR_HAS_HIGH,          SLUICE_BAR_HAS_LOW, 0,
    SLUICE_BAR_HAS_VOLUME, SLUICE_BAR_HAS_ADJUSTED_CLOSE};
inline constexpr std::array<const char*, kValueCount> kValueName = {"open",  "high",   "low",
                                                                    "close", "volume", "adj_close"};

struct Row {
  std::int32_t day;
  std::uint32_t symbol;  // id in the symbol table
  std::uint32_t line;    // in its file, from 1
  std::uint32_t flags;   // SLUICE_BAR_HAS_…
  std::int64_t values[kValueCount];
};
static_assert(sizeof(Row) == 64);

inline constexpr std::size_t kMaxRows = std::size_t{1} << 28;

// Rows in chunks, so that growing copies nothing and a row stays where it is. Throws
// std::length_error past kMaxRows.
class RowStore {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] const Row& operator[](std::size_t index) const noexcept {
    return chunks_[index / kChunkRows][index % kChunkRows];
  }
  // Room for one more row, which counts once commit() is called.
  [[nodiscard]] Row& next() {
    if (size_ == kMaxRows) throw std::length_error{"the prices have more than 268,435,456 rows"};
    if (size_ == chunks_.size() * kChunkRows)
      chunks_.push_back(std::make_unique_for_overwrite<Row[]>(kChunkRows));
    return chunks_.back()[size_ % kChunkRows];
  }
  void commit() noexcept { ++size_; }

 private:
  static constexpr std::size_t kChunkRows = 16384;
  std::vector<std::unique_ptr<Row[]>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace sluice::feeds
