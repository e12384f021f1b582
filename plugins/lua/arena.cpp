// SPDX-License-Identifier: Apache-2.0
#include "arena.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <sanitizer/asan_interface.h>

namespace sluice::lua {

Arena::Arena(std::size_t bytes) : bytes_{bytes}, memory_{new std::byte[bytes]} {
  ASAN_POISON_MEMORY_REGION(memory_.get(), bytes_);
}

// Above the steps: the place of the highest bit, and the two bits behind it.
std::size_t Arena::class_of(std::size_t size) noexcept {
  if (size <= kStep * kSteps) return (size - 1) / kStep;
  const auto highest = static_cast<std::size_t>(std::bit_width(size - 1)) - 1;
  return kSteps + 4 * (highest - 9) + (((size - 1) >> (highest - 2)) & 3);
}

std::size_t Arena::size_of(std::size_t size_class) noexcept {
  if (size_class < kSteps) return (size_class + 1) * kStep;
  const std::size_t above = size_class - kSteps;
  return (5 + above % 4) << (above / 4 + 7);
}

bool Arena::owns(const void* block) const noexcept {
  const std::less<const void*> before;
  return !before(block, memory_.get()) && before(block, memory_.get() + bytes_);
}

void* Arena::take(std::size_t size) noexcept {
  const std::size_t size_class = class_of(size);
  if (size_class >= kClasses) return std::malloc(size);
  void* block = free_[size_class];
  if (block != nullptr) {
    ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
    free_[size_class] = static_cast<Free*>(block)->next;
  } else {
    const std::size_t whole = size_of(size_class);
    if (whole > bytes_ - used_) return std::malloc(size);
    block = memory_.get() + used_;
    used_ += whole;
  }
  allow(block, size);
  return block;
}

// Of a whole block, its first bytes.
void Arena::allow([[maybe_unused]] void* block, [[maybe_unused]] std::size_t size) noexcept {
  ASAN_POISON_MEMORY_REGION(block, size_of(class_of(size)));
  ASAN_UNPOISON_MEMORY_REGION(block, size);
}

void Arena::release(void* block, std::size_t size) noexcept {
  if (block == nullptr) return;
  if (!owns(block)) return std::free(block);
  const std::size_t size_class = class_of(size);
  ASAN_UNPOISON_MEMORY_REGION(block, sizeof(Free));
  free_[size_class] = new (block) Free{free_[size_class]};
  ASAN_POISON_MEMORY_REGION(block, size_of(size_class));
}

void* Arena::resize(void* block, std::size_t old_size, std::size_t new_size) noexcept {
  if (block == nullptr) return take(new_size);
  if (owns(block) && class_of(old_size) == class_of(new_size)) {
    allow(block, new_size);
    return block;
  }
  void* const moved = take(new_size);
  if (moved == nullptr) return nullptr;
  std::memcpy(moved, block, std::min(old_size, new_size));
  release(block, old_size);
  return moved;
}

}  // namespace sluice::lua
