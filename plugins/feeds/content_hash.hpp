// SPDX-License-Identifier: Apache-2.0
//
// content_hash.hpp: XXH3 digests. They find accidents and changes, not forgery.
//
// Place: csv feed. The 128-bit one names the content of a source; the 64-bit one guards parts of
// the cache.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace sluice::feeds {

struct ContentHash {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const ContentHash&, const ContentHash&) = default;
  // 32 hexadecimal digits, as xxh128sum prints them.
  [[nodiscard]] std::string text() const;
};

class ContentHasher {
 public:
  ContentHasher();
  ~ContentHasher();
  ContentHasher(const ContentHasher&) = delete;
  ContentHasher& operator=(const ContentHasher&) = delete;

  void update(const void* data, std::size_t size) noexcept;
  [[nodiscard]] ContentHash digest() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::uint64_t checksum(std::span<const std::byte> bytes) noexcept;

}  // namespace sluice::feeds
