// SPDX-License-Identifier: Apache-2.0
//
// budgets.hpp: what one call of a script may use, and the bounds of everything it can make.
//
// Place: below every file of this room. Units: last in the names. The defaults are the
// specification's; the bounds under them are fixed, for they are what keeps the worst case short.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sluice::lua {

struct Budgets {
  std::int64_t instructions = 10'000;
  std::size_t memory_bytes = 256 * 1024;
  std::int64_t cpu_ns = 1'000'000;
  // Count every instruction instead of every hundredth: for tests of rules, not for trading.
  bool counts_exactly = false;
  // Where the lines that run are marked, if anybody wants to know; goes with counts_exactly.
  std::vector<bool>* lines_run = nullptr;
};

// The hook counts this many instructions at a time.
inline constexpr int kHookQuantum = 100;
// Of source, in and out of every function of the script's string library, of any string at all.
inline constexpr std::size_t kSourceBytes = 64 * 1024;
inline constexpr std::size_t kTextBytes = 4096;
// One block of memory while a rule runs: a table's or the stack's.
inline constexpr std::size_t kBlockBytes = 64 * 1024;
// table.* and pairs work on tables up to this raw length.
inline constexpr std::int64_t kTableLength = 4096;
inline constexpr std::int64_t kUnpackValues = 250;
// Bytes that a function of the string library moves for one instruction's charge.
inline constexpr std::int64_t kBytesPerStep = 32;

enum class Violation : std::uint8_t { kNone, kInstructions, kTime, kMemory };

}  // namespace sluice::lua
