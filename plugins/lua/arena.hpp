// SPDX-License-Identifier: Apache-2.0
//
// arena.hpp: the memory of one Lua machine, or of what a rule remembers, taken when it is made: a
// script that judges asks the system for none.
//
// Blocks come in size classes, sixteen bytes apart up to 512 and four to a doubling above; a freed
// one serves the next of its class. What has no room here comes from malloc: how much a script may
// hold is the machine's and the store's to say. Who gives a block back tells its size, so blocks
// have no headers. AddressSanitizer is told what is in use, to the byte.
// Place: below the machine and the state store. Owns the memory. Thread: its owner's. Errors: null
// where malloc has none.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <memory_resource>
#include <new>

namespace sluice::lua {

class Arena {
 public:
  explicit Arena(std::size_t bytes);
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // The block, with this size and what fits of what it held; `block` null: a new one. Sizes > 0.
  [[nodiscard]] void* resize(void* block, std::size_t old_size, std::size_t new_size) noexcept;
  void release(void* block, std::size_t size) noexcept;

 private:
  struct Free {
    Free* next;
  };
  static constexpr std::size_t kStep = 16;
  static constexpr std::size_t kSteps = 32;      // classes a step apart
  static constexpr std::size_t kDoublings = 12;  // above them, up to 2 MiB
  static constexpr std::size_t kClasses = kSteps + 4 * kDoublings;

  static std::size_t class_of(std::size_t size) noexcept;
  static std::size_t size_of(std::size_t size_class) noexcept;
  [[nodiscard]] bool owns(const void* block) const noexcept;
  [[nodiscard]] void* take(std::size_t size) noexcept;
  static void allow(void* block, std::size_t size) noexcept;

  std::size_t bytes_;
  std::size_t used_ = 0;  // handed out at least once
  std::unique_ptr<std::byte[]> memory_;
  std::array<Free*, kClasses> free_{};
};

// The same for containers of the standard library.
class ArenaResource final : public std::pmr::memory_resource {
 public:
  explicit ArenaResource(std::size_t bytes) : arena_{bytes} {}

 private:
  void* do_allocate(std::size_t bytes, std::size_t) override {
    void* const block = arena_.resize(nullptr, 0, bytes);
    if (block == nullptr) throw std::bad_alloc{};
    return block;
  }
  void do_deallocate(void* block, std::size_t bytes, std::size_t) override {
    arena_.release(block, bytes);
  }
  [[nodiscard]] bool do_is_equal(const memory_resource& other) const noexcept override {
    return this == &other;
  }

  Arena arena_;
};

}  // namespace sluice::lua
