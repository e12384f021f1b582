// SPDX-License-Identifier: Apache-2.0
//
// session_halts.hpp: the sessions below a data directory, and what each is halted by, read from
// outside.
//
// Place: drivers; for the command line and the API. Looking changes nothing: a session may be
// running. Errors: a directory or journal that can't be read.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "files/disk.hpp"
#include "risk/halts.hpp"

namespace sluice::drivers {

struct SessionHalts {
  std::filesystem::path directory;
  bool is_running = false;        // a process has its journal
  std::vector<risk::Halt> halts;  // journalled, not released
  // Whether its newest comparison with the venue left nothing unexplained; nothing: there was none.
  std::optional<bool> is_reconciled;
};

// Directories with a session's journal in them, at most this deep, sorted.
inline constexpr int kSessionSearchDepth = 3;
[[nodiscard]] Result<std::vector<std::filesystem::path>> sessions_below(
    files::Disk& disk, const std::filesystem::path& data_directory);

[[nodiscard]] Result<SessionHalts> look_at_halts(files::Disk& disk,
                                                 const std::filesystem::path& session);

}  // namespace sluice::drivers
