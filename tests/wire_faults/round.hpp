// SPDX-License-Identifier: Apache-2.0
//
// round.hpp: one session, one thing that goes wrong, and kills in between.
//
// Place: tests/wire_faults.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "wire_faults/cases.hpp"

namespace sluice::wire_faults {

// When the session's process is killed.
enum class Kill : std::uint8_t { kNever, kWhenItStrikes, kAnyTime };

struct RoundOptions {
  std::filesystem::path desk;     // wire_desk_process
  std::filesystem::path plugins;  // the library of testnet_binance
  std::uint64_t seed = 1;
  Kill kill = Kill::kNever;
};

enum class RoundEnd : std::uint8_t {
  kEqual,   // through, and the books are the venue's
  kHalted,  // stopped with a reason
  kStuck,   // an order is not known to be over, and the session says so
  kFailed   // a check has failed
};

struct RoundResult {
  RoundEnd end = RoundEnd::kFailed;
  std::string reason;
  bool has_struck = false;
  int kills = 0;
  double seconds = 0;
};

[[nodiscard]] RoundResult run_round(const Case& what, const RoundOptions& options);

}  // namespace sluice::wire_faults
