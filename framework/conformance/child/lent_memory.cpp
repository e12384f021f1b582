// SPDX-License-Identifier: Apache-2.0
#include "conformance/child/lent_memory.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <sys/mman.h>

namespace sluice::conformance {
namespace {

constexpr std::size_t kAlignment = 16;
constexpr std::size_t kPageBytes = 4096;

// Of the whole process: address space is what runs out.
std::atomic<std::size_t> sealed_bytes{0};

constexpr std::size_t rounded(std::size_t size, std::size_t to) {
  return (size + to - 1) / to * to;
}

}  // namespace

LentMemory::~LentMemory() {
  release(inputs_);
  release(outputs_);
}

void LentMemory::freeze() noexcept {
  if (lending_ != Lending::kFrozen) return;
  for (const Chunk& chunk : inputs_) ::mprotect(chunk.begin, chunk.size, PROT_READ);
}

void* LentMemory::take(Chunks& chunks, std::size_t size) {
  const std::size_t needed = rounded(std::max<std::size_t>(size, 1), kAlignment);
  if (chunks.empty() || chunks.back().size - chunks.back().used < needed)
    chunks.push_back(new_chunk(needed));
  Chunk& chunk = chunks.back();
  void* const at = chunk.begin + chunk.used;
  chunk.used += needed;
  return at;
}

LentMemory::Chunk LentMemory::new_chunk(std::size_t size) const {
  const bool is_plain = lending_ == Lending::kPlain;
  const std::size_t bytes =
      is_plain ? std::max(size, kChunkBytes / 64) : rounded(std::max(size, kPageBytes), kPageBytes);
  if (is_plain) return {static_cast<std::byte*>(::operator new(bytes)), bytes, 0};
  void* const pages =
      ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) throw std::bad_alloc{};
  return {static_cast<std::byte*>(pages), bytes, 0};
}

void LentMemory::release(Chunks& chunks) noexcept {
  for (const Chunk& chunk : chunks) {
    if (lending_ == Lending::kPlain) {
      ::operator delete(chunk.begin);
    } else if (lending_ == Lending::kSealed &&
               sealed_bytes.fetch_add(chunk.size) + chunk.size <= kMostSealedBytes) {
      ::mprotect(chunk.begin, chunk.size, PROT_NONE);
      ::madvise(chunk.begin, chunk.size, MADV_DONTNEED);
    } else {
      ::munmap(chunk.begin, chunk.size);
    }
  }
  chunks.clear();
}

}  // namespace sluice::conformance
