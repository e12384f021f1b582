// SPDX-License-Identifier: Apache-2.0
//
// live_trail.hpp: who opened and closed gate 2 before live orders, and who was refused: the
// hash-chained trail DATA_DIRECTORY/live_audit (docs/formats/arming.md).
//
// What a session saw of it stands in the session's own trail; this one is of those who asked, and
// needs no session. Never holds the token.
//
// Place: drivers; for the command line. Owns nothing. Thread: any; processes wait for each other,
// at most kLongestWait. Errors: of the disk; the trail is left as it was.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

#include <sluice/result.hpp>
#include <sluice/time.hpp>

#include "files/disk.hpp"
#include "risk/arming.hpp"

namespace sluice::drivers {

inline constexpr std::chrono::milliseconds kLongestWait{2'000};

[[nodiscard]] std::filesystem::path live_trail_directory(
    const std::filesystem::path& data_directory);

// Adds a record LIVE_GATE; durable when it returns.
[[nodiscard]] Result<void> note_live_gate(files::Disk& disk,
                                          const std::filesystem::path& data_directory,
                                          std::string_view text, Timestamp now);

// The texts: `armed who=3:ben until=… token=shown`, `refused who=3:ana why=…`,
// `disarmed who=3:ben was_armed=1 by=live disarm`.
[[nodiscard]] std::string text_of_arming(const risk::Arming& arming);
[[nodiscard]] std::string text_of_refusal(std::string_view who, std::string_view why);
[[nodiscard]] std::string text_of_disarming(std::string_view who, bool was_armed,
                                            std::string_view by);

}  // namespace sluice::drivers
