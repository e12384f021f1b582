// SPDX-License-Identifier: Apache-2.0
#include "files/lock_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <sys/file.h>
#include <unistd.h>

namespace sluice::files {

namespace {

Error held_by_another(File& file) {
  std::array<char, 20> text{};
  const auto got = file.read_some(text.data(), text.size());
  std::string holder{text.data(), got ? *got : 0};
  holder.resize(std::min(holder.find_first_not_of("0123456789"), holder.size()));
  const std::string who = holder.empty() ? "another process" : "process " + holder;
  return {"cannot lock '" + file.path().native() + "': " + who +
          " holds it; wait until it has finished, or stop it"};
}

// The id serves the message alone: the lock holds without it, also on a full disk.
void write_holder(File& file) {
  if (const auto cut = file.truncate_to(0); !cut) return;
  static_cast<void>(file.write_all(std::to_string(::getpid()) + "\n"));
}

}  // namespace

Result<LockFile> LockFile::acquire(const std::filesystem::path& path) {
  auto file = File::open_or_create(path);
  if (!file) return file.error();
  int status = 0;
  do {
    status = ::flock(file->descriptor(), LOCK_EX | LOCK_NB);
  } while (status != 0 && errno == EINTR);
  if (status != 0 && errno == EWOULDBLOCK) return held_by_another(*file);
  if (status != 0) return system_error("lock", path, errno);
  write_holder(*file);
  return LockFile{std::move(*file)};
}

}  // namespace sluice::files
