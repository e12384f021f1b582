// SPDX-License-Identifier: Apache-2.0
#include "risk/latch_file.hpp"

#include <cerrno>
#include <chrono>
#include <sys/stat.h>
#include <thread>

#include "files/atomic_file.hpp"
#include "files/file.hpp"
#include "files/lock_file.hpp"

namespace sluice::risk {
namespace {

namespace fs = std::filesystem;

constexpr int kLockTries = 50;
constexpr std::chrono::milliseconds kLockPause{10};

std::int64_t nanoseconds_of(const timespec& time) {
  return std::int64_t{time.tv_sec} * Timestamp::kNanosecondsPerSecond + time.tv_nsec;
}

}  // namespace

std::optional<LatchFile::Version> LatchFile::look(int& error_number, bool& is_regular) const {
  struct stat status {};
  if (::lstat(path_.c_str(), &status) != 0) {
    error_number = errno;
    if (error_number == ENOENT) return Version{};
    return std::nullopt;
  }
  is_regular = S_ISREG(status.st_mode);
  return Version{true,
                 status.st_dev,
                 status.st_ino,
                 static_cast<std::uint64_t>(status.st_size),
                 nanoseconds_of(status.st_mtim),
                 nanoseconds_of(status.st_ctim)};
}

bool LatchFile::is_unchanged() {
  int error_number = 0;
  bool is_regular = false;
  const auto found = look(error_number, is_regular);
  return found && seen_ && *found == *seen_;
}

Result<std::optional<std::string>> LatchFile::read() {
  seen_.reset();
  int error_number = 0;
  bool is_regular = false;
  const auto found = look(error_number, is_regular);
  if (!found) return files::system_error("read", path_, error_number);
  if (!found->present) {
    seen_ = found;
    return std::optional<std::string>{};
  }
  // Opening a pipe would wait for whoever writes into it.
  if (!is_regular) return Error{"'" + path_.native() + "' is not a regular file"};
  auto text = files::read_file(path_, Latch::kMaxBytes);
  if (!text) return text.error();
  seen_ = found;
  return std::optional<std::string>{std::move(*text)};
}

Result<void> LatchFile::write(std::string_view text) {
  seen_.reset();
  if (path_.has_parent_path())
    if (auto made = files::make_directories(path_.parent_path(), files::Durability::kDurable);
        !made)
      return made;
  return files::replace_file(path_, text, files::Durability::kDurable);
}

Result<void> LatchFile::exclusively(const std::function<Result<void>(bool alone)>& change) {
  fs::path lock_path = path_;
  lock_path += ".lock";
  if (path_.has_parent_path())
    if (auto made = files::make_directories(path_.parent_path(), files::Durability::kDurable);
        !made)
      return change(false);
  for (int i = 0; i < kLockTries; ++i) {
    if (const auto lock = files::LockFile::acquire(lock_path)) return change(true);
    std::this_thread::sleep_for(kLockPause);
  }
  return change(false);
}

Latch load_latch(LatchStorage& storage) {
  const auto text = storage.read();
  if (!text) return {{halt_by_latch("it can't be read: " + text.error().message)}, {}};
  return *text ? read_latch(**text) : Latch{};
}

Result<void> keep_halts(LatchStorage& storage, const std::vector<Halt>& halts, Latch& now_kept) {
  return storage.exclusively([&](bool) -> Result<void> {
    Latch latch = load_latch(storage);
    for (const Halt& halt : halts) (void)latch.engage(halt);
    if (auto written = storage.write(text_of(latch)); !written) return written;
    now_kept = std::move(latch);
    return {};
  });
}

Result<void> keep_release(LatchStorage& storage, const Release& release, std::vector<Halt>& ended) {
  return storage.exclusively([&](bool alone) -> Result<void> {
    if (!alone) return Error{"the latch is being changed by another process; try again"};
    const auto text = storage.read();
    if (!text) return text.error();
    Latch latch = *text ? read_latch(**text) : Latch{};
    const auto done = latch.release(release);
    if (auto written = storage.write(text_of(latch)); !written) return written;
    ended.insert(ended.end(), done.begin(), done.end());
    return {};
  });
}

}  // namespace sluice::risk
