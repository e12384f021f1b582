// SPDX-License-Identifier: Apache-2.0
//
// content_hash.cpp: the only place that includes xxhash, header-only.
#include "content_hash.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sluice::feeds {

struct ContentHasher::State {
  XXH3_state_t xxh;
};

ContentHasher::ContentHasher() : state_{std::make_unique<State>()} {
  XXH3_128bits_reset(&state_->xxh);
}
ContentHasher::~ContentHasher() = default;

void ContentHasher::update(const void* data, std::size_t size) noexcept {
  XXH3_128bits_update(&state_->xxh, data, size);
}

ContentHash ContentHasher::digest() const noexcept {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh);
  return {hash.low64, hash.high64};
}

std::uint64_t checksum(std::span<const std::byte> bytes) noexcept {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::string ContentHash::text() const {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string result;
  for (const std::uint64_t part : {high, low})
    for (int shift = 60; shift >= 0; shift -= 4) result += kDigits[part >> shift & 15];
  return result;
}

}  // namespace sluice::feeds
