// SPDX-License-Identifier: Apache-2.0
#include "lua/arena.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace sluice::lua {
namespace {

struct Block {
  unsigned char* bytes;
  std::size_t size;
  unsigned char mark;

  [[nodiscard]] bool is_whole(std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i)
      if (bytes[i] != mark) return false;
    return true;
  }
};

TEST(Arena, AnySequence_KeepsWhatEveryBlockHolds) {
  const bool holds = rc::check([] {
    Arena arena{*rc::gen::element<std::size_t>(0, 4096, 64 * 1024)};
    std::vector<Block> blocks;
    const auto steps = *rc::gen::container<std::vector<std::pair<unsigned, std::size_t>>>(
        rc::gen::pair(rc::gen::inRange(0u, 1000u),
                      rc::gen::element<std::size_t>(1, 8, 16, 17, 100, 511, 512, 513, 640, 641,
                                                    1024, 1025, 4000, 30'000, 3'000'000)));
    unsigned char mark = 0;
    for (const auto& [choice, size] : steps) {
      const bool grows = blocks.empty() || choice % 3 == 0;
      if (grows) blocks.push_back({nullptr, 0, 0});
      Block& block = grows ? blocks.back() : blocks[choice % blocks.size()];
      RC_ASSERT(block.is_whole(block.size));
      if (!grows && choice % 3 == 1) {
        arena.release(block.bytes, block.size);
        block = blocks.back();
        blocks.pop_back();
        continue;
      }
      const std::size_t kept = std::min(block.size, size);
      block.bytes = static_cast<unsigned char*>(arena.resize(block.bytes, block.size, size));
      RC_ASSERT(block.bytes != nullptr);
      RC_ASSERT(reinterpret_cast<std::uintptr_t>(block.bytes) % 16 == 0);
      RC_ASSERT(block.is_whole(kept));
      block = {block.bytes, size, ++mark};
      std::memset(block.bytes, mark, size);
    }
    for (const Block& block : blocks) {
      RC_ASSERT(block.is_whole(block.size));
      arena.release(block.bytes, block.size);
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Arena, FreedBlock_ServesTheNextOfItsClass) {
  Arena arena{4096};
  void* const first = arena.resize(nullptr, 0, 100);
  void* const second = arena.resize(nullptr, 0, 100);
  EXPECT_NE(first, second);
  arena.release(first, 100);
  EXPECT_EQ(arena.resize(nullptr, 0, 112), first);
  EXPECT_NE(arena.resize(nullptr, 0, 113), first);
}

TEST(Arena, BlockThatStaysInItsClass_StaysWhereItIs) {
  Arena arena{4096};
  void* const block = arena.resize(nullptr, 0, 520);
  EXPECT_EQ(arena.resize(block, 520, 640), block);
  EXPECT_NE(arena.resize(block, 640, 641), block);
}

#if defined(__SANITIZE_ADDRESS__)
TEST(Arena, ByteBehindABlockOrInAFreedOne_IsTold) {
  Arena arena{4096};
  auto* const block = static_cast<volatile char*>(arena.resize(nullptr, 0, 100));
  block[99] = 1;
  EXPECT_DEATH(block[104] = 1, "use-after-poison");
  arena.release(const_cast<char*>(block), 100);
  EXPECT_DEATH(block[50] = 1, "use-after-poison");
}
#endif

}  // namespace
}  // namespace sluice::lua
