// SPDX-License-Identifier: Apache-2.0
//
// lent_memory.hpp: the memory that one call lends to a component.
//
// Place: conformance, in the runner's process. Inputs and outputs are kept apart. Plain memory is
// freed after the call; sealed memory can't be touched any more, and is never reused, so that a
// pointer that was kept faults; frozen memory of inputs can't be written to during the call. Bound:
// kMostSealedBytes, after which memory is given back to the system. Thread: one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sluice/c/base.h>

namespace sluice::conformance {

enum class Lending { kPlain, kSealed, kFrozen };

class LentMemory {
 public:
  // `row_padding` bytes stand after each row, as if the row had grown: a multiple of 8.
  explicit LentMemory(Lending lending, std::uint64_t row_padding = 0) noexcept
      : lending_{lending}, padding_{row_padding} {}
  LentMemory(const LentMemory&) = delete;
  LentMemory& operator=(const LentMemory&) = delete;
  ~LentMemory();

  // From here on inputs may not be written to.
  void freeze() noexcept;

  template <typename T>
  T* copy(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    return static_cast<T*>(std::memcpy(take(inputs_, sizeof(T)), &value, sizeof(T)));
  }
  template <typename T>
  T* output(const T& value) {
    return static_cast<T*>(std::memcpy(take(outputs_, sizeof(T)), &value, sizeof(T)));
  }
  void* output_bytes(std::size_t size) { return take(outputs_, size); }
  template <typename T>
  const T* column(std::span<const T> values) {
    void* to = take(inputs_, values.size_bytes());
    if (!values.empty()) std::memcpy(to, values.data(), values.size_bytes());
    return static_cast<const T*>(to);
  }
  template <typename T>
  sluice_rows rows(std::span<const T> values) {
    const std::uint64_t stride = sizeof(T) + padding_;
    auto* to = static_cast<std::byte*>(take(inputs_, values.size() * stride));
    std::memset(to, kPaddingByte, values.size() * stride);
    for (std::size_t i = 0; i < values.size(); ++i)
      std::memcpy(to + i * stride, &values[i], sizeof(T));
    return {to, values.size(), stride};
  }
  template <typename T>
  sluice_rows rows(const std::vector<T>& values) {
    return rows(std::span<const T>{values});
  }
  sluice_str text(std::string_view from) {
    return {column(std::span<const char>{from.data(), from.size()}), from.size()};
  }

 private:
  static constexpr int kPaddingByte = 0xA5;
  static constexpr std::size_t kChunkBytes = 256 * 1024;
  static constexpr std::size_t kMostSealedBytes = std::size_t{1} << 30;

  struct Chunk {
    std::byte* begin;
    std::size_t size;
    std::size_t used;
  };
  using Chunks = std::vector<Chunk>;

  void* take(Chunks& chunks, std::size_t size);
  Chunk new_chunk(std::size_t size) const;
  void release(Chunks& chunks) noexcept;

  Lending lending_;
  std::uint64_t padding_;
  Chunks inputs_;
  Chunks outputs_;
};

}  // namespace sluice::conformance
