// SPDX-License-Identifier: Apache-2.0
#include "files/lock_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
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

// Of the whole file, however long it becomes.
struct flock whole_file(short kind) {
  struct flock range {};
  range.l_type = kind;
  range.l_whence = SEEK_SET;
  return range;
}

}  // namespace

Result<LockFile> LockFile::acquire(const std::filesystem::path& path) {
  auto file = File::open_or_create(path);
  if (!file) return file.error();
  struct flock range = whole_file(F_WRLCK);
  int status = 0;
  do {
    status = ::fcntl(file->descriptor(), F_OFD_SETLK, &range);
  } while (status != 0 && errno == EINTR);
  if (status != 0 && (errno == EAGAIN || errno == EACCES)) return held_by_another(*file);
  if (status != 0) return system_error("lock", path, errno);
  write_holder(*file);
  return LockFile{std::move(*file)};
}

bool LockFile::is_held(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto file = File::open(path, File::Mode::kRead);
  if (!file)
    return std::filesystem::status(path, ignored).type() != std::filesystem::file_type::not_found;
  struct flock range = whole_file(F_RDLCK);  // a file that is only read may ask about no other
  if (::fcntl(file->descriptor(), F_OFD_GETLK, &range) != 0) return true;
  return range.l_type != F_UNLCK;
}

}  // namespace sluice::files
