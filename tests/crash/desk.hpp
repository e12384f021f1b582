// SPDX-License-Identifier: Apache-2.0
//
// desk.hpp: a paper session that a seed decides: prices, wishes, rules, the paper executor from its
// library, journal and store in a directory.
//
// Everything follows from seed and step, so that a step that was interrupted is done again the same
// way, and a session that was never killed ends with the same account. One step is an hour of the
// session's time: a bar of each instrument, then orders, then changes of open ones.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "drivers/paper_session.hpp"
#include "plugins/instance.hpp"
#include "plugins/registry.hpp"

namespace sluice::crash {

inline constexpr int kInstruments = 3;
inline constexpr std::int64_t kStep_ns = 3'600'000'000'000;

[[nodiscard]] Timestamp time_of(std::int64_t step) noexcept;
[[nodiscard]] std::vector<Instrument> instruments();
[[nodiscard]] Money seed_capital() noexcept;
[[nodiscard]] drivers::PaperSessionConfig config_of(const std::filesystem::path& directory);

struct DeskOptions {
  std::filesystem::path directory;
  std::filesystem::path plugins;
  std::uint64_t seed = 1;
  std::int64_t steps = 40;
  std::function<void(const std::string& line)> tell;  // what is durable, a line each; may be empty
};

// Opens the session, does what is left of its steps, and closes it.
[[nodiscard]] Result<void> run_desk(const DeskOptions& options);

}  // namespace sluice::crash
