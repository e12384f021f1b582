// SPDX-License-Identifier: Apache-2.0
#include <system_error>

#include "drivers/paper_track.hpp"
#include "files/atomic_file.hpp"
#include "records/text.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxMarkerBytes = 64 * 1024;

fs::path marker_of(const fs::path& directory) { return directory / "state" / "PAUSED"; }

Result<void> append_line(const fs::path& log, const std::string& line) {
  std::error_code missing;
  const auto size = fs::file_size(log, missing);
  return files::append_at(log, missing ? 0 : size, line, files::Durability::kDurable);
}

Result<void> note_change(const fs::path& directory, const char* what, const PauseNote& note) {
  const std::string line = std::string{R"({"time":")"} + note.time.to_string() + R"(","action":")" +
                           what + R"(","actor":)" + records::json_string(note.actor) +
                           R"(,"reason":)" + records::json_string(note.reason) + "}\n";
  return append_line(directory / "state" / "pauses.jsonl", line);
}

std::optional<Failure> no_track(const fs::path& directory) {
  std::error_code ignored;
  if (fs::exists(directory / "state", ignored)) return std::nullopt;
  return usage_failure("no paper track in " + directory.string());
}

}  // namespace

Result<std::string> pause_reason(const fs::path& directory) {
  std::error_code ignored;
  if (!fs::exists(marker_of(directory), ignored)) return std::string{};
  auto text = files::read_file(marker_of(directory), kMaxMarkerBytes);
  if (!text) return text.error();
  std::string reason = std::move(text).value();
  if (!reason.empty() && reason.back() == '\n') reason.pop_back();
  return reason.empty() ? std::string{"no reason given"} : reason;
}

fs::path plugin_faults_path(const fs::path& directory) {
  return directory / "state" / "plugin_faults.jsonl";
}

Result<void> note_plugin_faults(const fs::path& directory, const std::vector<PluginFault>& faults,
                                Timestamp time) {
  std::string lines;
  for (const PluginFault& fault : faults)
    lines += R"({"time":")" + time.to_string() + R"(","kind":")" +
             std::string{plugins::kind_name(fault.kind)} + R"(","name":)" +
             records::json_string(fault.name) + R"(,"reason":)" +
             records::json_string(fault.reason) + "}\n";
  if (lines.empty()) return {};
  return append_line(plugin_faults_path(directory), lines);
}

std::optional<Failure> pause_track(const fs::path& directory, const PauseNote& note) {
  if (auto missing = no_track(directory)) return missing;
  // The marker first: what blocks must not wait for what tells.
  const auto marked =
      files::replace_file(marker_of(directory), note.reason + "\n", files::Durability::kDurable);
  if (!marked) return run_failure(marked.error());
  const auto noted = note_change(directory, "pause", note);
  return noted ? std::nullopt : std::optional{run_failure(noted.error())};
}

std::optional<Failure> resume_track(const fs::path& directory, const PauseNote& note) {
  if (auto missing = no_track(directory)) return missing;
  const auto paused = pause_reason(directory);
  if (paused && paused->empty())
    return usage_failure("the track in " + directory.string() + " is not paused");
  // The note first: a track never runs again without saying who allowed it.
  if (const auto noted = note_change(directory, "resume", note); !noted)
    return run_failure(noted.error());
  std::error_code error;
  fs::remove(marker_of(directory), error);
  if (error)
    return Failure{kExitFailed,
                   "cannot remove " + marker_of(directory).string() + ": " + error.message()};
  const auto synced = files::sync_directory(directory / "state");
  return synced ? std::nullopt : std::optional{run_failure(synced.error())};
}

Result<void> contain_track_faults(RunParts& parts, AuditTrail& audit, Timestamp now,
                                  const Console& console) {
  const auto faults = contain(parts.faults.get(), parts.path.route, *parts.kill_switch, audit, now);
  if (auto noted = note_plugin_faults(parts.output_directory, faults, now); !noted) return noted;
  for (const PluginFault& fault : faults) {
    if (fault.kind != plugins::Kind::kStrategy) continue;
    const auto failed = pause_track(parts.output_directory, {"sluice", text_of(fault), now});
    if (failed) return Error{failed->message};
    console.warn("the track is paused: " + text_of(fault));
  }
  const PluginFault* const gone = fatal(faults);
  return gone == nullptr ? Result<void>{} : Error{text_of(*gone)};
}

}  // namespace sluice::drivers
