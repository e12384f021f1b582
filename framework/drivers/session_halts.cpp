// SPDX-License-Identifier: Apache-2.0
#include "drivers/session_halts.hpp"

#include <algorithm>

#include "drivers/paper_session.hpp"
#include "journal/follower.hpp"
#include "journal/record_types.hpp"

namespace sluice::drivers {
namespace {

namespace fs = std::filesystem;

Result<void> search(files::Disk& disk, const fs::path& directory, int depth,
                    std::vector<fs::path>& found) {
  const auto names = disk.list(journal_directory(directory));
  if (!names) return names.error();
  const bool has_segment = std::any_of(names->begin(), names->end(), [](const std::string& name) {
    return name.ends_with(".jsonl");
  });
  if (has_segment) found.push_back(directory);
  if (depth == 0) return {};
  const auto inside = disk.list(directory);
  if (!inside) return inside.error();
  for (const std::string& name : *inside) {
    std::error_code ignored;
    const fs::path path = directory / name;
    if (name == "journal" || !fs::is_directory(fs::symlink_status(path, ignored))) continue;
    if (auto searched = search(disk, path, depth - 1, found); !searched) return searched;
  }
  return {};
}

void take(const journal::Record& record, risk::Latch& latch, SessionHalts& session) {
  if (record.type() == journal::kCertificate) session.is_reconciled = record.boolean("complete");
  if (record.type() != journal::kKillSwitch && record.type() != journal::kKillSwitchReleased)
    return;
  const std::string text = record.text("text").value_or("");
  if (record.type() == journal::kKillSwitchReleased) {
    if (auto release = risk::parse_release(text)) (void)latch.release(std::move(*release));
  } else {
    auto halt = risk::parse_halt(text);
    (void)latch.engage(halt ? std::move(*halt) : risk::halt_by_latch("journal: " + text));
  }
}

}  // namespace

Result<std::vector<fs::path>> sessions_below(files::Disk& disk, const fs::path& data_directory) {
  std::vector<fs::path> found;
  if (auto searched = search(disk, data_directory, kSessionSearchDepth, found); !searched)
    return searched.error();
  return found;
}

Result<SessionHalts> look_at_halts(files::Disk& disk, const fs::path& session) {
  SessionHalts seen;
  seen.directory = session;
  seen.is_running = disk.is_locked(journal_directory(session) / "lock");
  risk::Latch latch;
  journal::Follower follower{disk, journal_directory(session)};
  const auto read = follower.follow(journal::Follower::kToTheEnd, journal::Follower::kToTheEnd,
                                    [&](const journal::Record& record) -> Result<void> {
                                      take(record, latch, seen);
                                      return {};
                                    });
  if (!read) return read.error();
  seen.halts = std::move(latch.halts);
  return seen;
}

}  // namespace sluice::drivers
