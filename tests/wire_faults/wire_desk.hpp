// SPDX-License-Identifier: Apache-2.0
//
// wire_desk.hpp: a journalled session that a seed decides, with the executor testnet_binance
// against a venue over the wire.
//
// The same orders come again from the same seed, so that a session that was killed goes on with
// what it has not done. It wants every order to come to its end and waits for that; what keeps it
// from it ends it with a reason.
//
// Place: tests/wire_faults. Thread: one, and the executor's. Time: the machine's.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "drivers/paper_session.hpp"

namespace sluice::wire_faults {

inline constexpr std::int64_t kSteps = 6;

[[nodiscard]] std::vector<Instrument> traded();
[[nodiscard]] Money opening_cash() noexcept;
[[nodiscard]] drivers::PaperSessionConfig session_config(const std::filesystem::path& directory);

struct WireDeskOptions {
  std::filesystem::path directory;
  std::filesystem::path plugins;
  std::string url;
  std::uint64_t seed = 1;
  std::int64_t began_ms = 0;  // of the first process of this session
  std::function<void(const std::string& line)> tell;
};

enum class DeskEnd : std::uint8_t {
  kDone,    // every order is over, and the books agree
  kHalted,  // the router has halted
  kStuck    // something stayed open for too long: `reason` tells what is known of it
};

struct DeskOutcome {
  DeskEnd end = DeskEnd::kDone;
  std::string reason;
};

// An error: the session itself is broken.
[[nodiscard]] Result<DeskOutcome> run_wire_desk(const WireDeskOptions& options);

}  // namespace sluice::wire_faults
