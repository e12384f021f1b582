// SPDX-License-Identifier: Apache-2.0
#include "drivers/live_trail.hpp"

#include <thread>

#include "journal/log.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

constexpr std::chrono::milliseconds kBetweenTries{20};

// A name may hold blanks: its length comes first.
std::string counted(std::string_view name) {
  return std::to_string(name.size()) + ":" + std::string{name};
}

// The directory is another process's for a moment, where two people ask at once.
Result<void> wait_for_the_trail(files::Disk& disk, const std::filesystem::path& directory) {
  const auto end = std::chrono::steady_clock::now() + kLongestWait;
  for (;;) {
    const auto lock = disk.lock(directory / "lock");
    if (lock) return {};
    if (std::chrono::steady_clock::now() >= end) return lock.error();
    std::this_thread::sleep_for(kBetweenTries);
  }
}

}  // namespace

std::filesystem::path live_trail_directory(const std::filesystem::path& data_directory) {
  return data_directory / "live_audit";
}

Result<void> note_live_gate(files::Disk& disk, const std::filesystem::path& data_directory,
                            std::string_view text, Timestamp now) {
  journal::LogOptions options;
  options.directory = live_trail_directory(data_directory);
  options.sync = journal::Sync::kAlways;
  options.preallocate_bytes = 0;
  options.header = {now, {{"trail", "live gate"}}};
  if (auto made = disk.make_directory(options.directory); !made) return made;
  if (auto free = wait_for_the_trail(disk, options.directory); !free) return free;
  auto log = journal::Log::open(disk, std::move(options),
                                [](const journal::Record&) { return Result<void>{}; });
  if (!log) return log.error();
  log->begin(journal::kLiveGate, now).text("text", text);
  if (auto appended = log->append(); !appended) return appended;
  return log->close();
}

std::string text_of_arming(const risk::Arming& arming) {
  return "armed who=" + counted(arming.actor) + " until=" + arming.expires.to_string() +
         " token=" + (arming.proof.empty() ? "not given" : "shown");
}

std::string text_of_refusal(std::string_view who, std::string_view why) {
  return "refused who=" + counted(who) + " why=" + std::string{why};
}

std::string text_of_disarming(std::string_view who, bool was_armed, std::string_view by) {
  return "disarmed who=" + counted(who) + " was_armed=" + (was_armed ? "1" : "0") +
         " by=" + std::string{by};
}

}  // namespace sluice::drivers
