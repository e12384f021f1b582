// SPDX-License-Identifier: Apache-2.0
//
// bar_cache_format.hpp: the constants of the binary bar cache.
//
// Source of truth: docs/formats/bar_cache.md. Everything is little-endian. Any change here, and any
// change to what the parser makes of a file, needs a new kCacheVersion.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "row.hpp"

namespace sluice::feeds {

static_assert(std::endian::native == std::endian::little, "the cache is read as it lies on disk");

inline constexpr std::uint64_t kCacheMagic = 0x0a31535241424c53;  // "SLBARS1\n" in memory order
inline constexpr std::uint32_t kCacheVersion = 3;
inline constexpr const char* kCacheFolder = ".sluice-cache";
inline constexpr const char* kCacheSuffix = ".bars";

// Rows a block holds; the last one may hold fewer.
inline constexpr std::size_t kBlockRows = 4096;

// Columns of a block: the six values, then these two.
inline constexpr std::size_t kSymbolCode = kValueCount;
inline constexpr std::size_t kFlagsCode = kValueCount + 1;
inline constexpr std::size_t kBlockColumns = kValueCount + 2;

// How one column of a block is written: value = base + code * 10^exponent, each code `width` bytes
// wide (0, 1, 2, 4 or 8; 0: every value is `base`).
struct ColumnCode {
  std::uint8_t width;
  std::uint8_t exponent;
  std::uint16_t reserved_a;
  std::uint32_t reserved_b;
  std::int64_t base;
};
static_assert(sizeof(ColumnCode) == 16);
inline constexpr std::uint8_t kMaxCodeExponent = 8;

// At the beginning of the file; `checksum` covers what stands before it.
struct CacheHeader {
  std::uint64_t magic;
  std::uint32_t version;
  std::uint32_t reserved;
  std::uint64_t file_size;
  std::uint64_t stamps_offset;
  std::uint64_t stamps_size;
  std::uint64_t index_offset;
  std::uint64_t index_size;
  std::uint64_t index_checksum;
  std::uint64_t hash_low;  // of the source's content
  std::uint64_t hash_high;
  std::uint64_t checksum;
};
static_assert(sizeof(CacheHeader) == 88);

// The longest index or stamp section that is believed.
inline constexpr std::uint64_t kMaxSectionBytes = std::uint64_t{1} << 30;

// A source whose last change is younger than this when it was read may change again unseen.
inline constexpr std::int64_t kRacyNs = 2'000'000'000;

}  // namespace sluice::feeds
