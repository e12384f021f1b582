// SPDX-License-Identifier: Apache-2.0
#include "files/file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace sluice::files {

namespace {

std::string words_of(int error_number) {
  switch (error_number) {
    case ENOSPC:
      return "no space left on the device";
    case EDQUOT:
      return "no space left on the device for this user (quota)";
    case EROFS:
      return "the file system is read-only";
    default:
      // Not strerror: it may share its buffer between threads.
      return std::generic_category().message(error_number);
  }
}

}  // namespace

Error system_error(std::string_view what, const std::filesystem::path& path, int error_number) {
  std::string message = "cannot ";
  message += what;
  message += " '";
  message += path.native();
  message += "': ";
  message += words_of(error_number);
  return {std::move(message)};
}

Result<File> File::open_with(const std::filesystem::path& path, int flags, std::string_view what) {
  constexpr mode_t kReadableByAll = 0666;  // less the user's umask
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, kReadableByAll);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) return system_error(what, path, errno);
  return File{path, descriptor};
}

Result<File> File::open(const std::filesystem::path& path, Mode mode) {
  switch (mode) {
    case Mode::kCreateNew:
      return open_with(path, O_RDWR | O_CREAT | O_EXCL, "create");
    case Mode::kWriteExisting:
      return open_with(path, O_RDWR, "open for writing");
    case Mode::kRead:
      break;
  }
  return open_with(path, O_RDONLY, "open");
}

Result<File> File::open_or_create(const std::filesystem::path& path) {
  return open_with(path, O_RDWR | O_CREAT, "open or create");
}

File& File::operator=(File&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> File::write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<std::size_t> File::read_some(char* out, std::size_t capacity) {
  std::size_t filled = 0;
  while (filled < capacity) {
    const ssize_t got = ::read(descriptor_, out + filled, capacity - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<void> File::write_at(std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return {};
}

Result<std::size_t> File::read_at(std::uint64_t offset, char* out, std::size_t capacity) const {
  std::size_t filled = 0;
  while (filled < capacity) {
    const ssize_t got =
        ::pread(descriptor_, out + filled, capacity - filled, static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<std::uint64_t> File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return system_error("examine", path_, errno);
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> File::truncate_to(std::uint64_t size) {
  const auto offset = static_cast<off_t>(size);
  int status = 0;
  do {
    status = ::ftruncate(descriptor_, offset);
  } while (status != 0 && errno == EINTR);
  if (status != 0) return system_error("cut", path_, errno);
  if (::lseek(descriptor_, offset, SEEK_SET) != offset)
    return system_error("seek in", path_, errno);
  return {};
}

Result<void> File::sync_data() {
  if (::fdatasync(descriptor_) != 0) return system_error("synchronise", path_, errno);
  return {};
}

Result<void> File::sync() {
  if (::fsync(descriptor_) != 0) return system_error("synchronise", path_, errno);
  return {};
}

Result<void> File::close() {
  if (descriptor_ < 0) return {};
  // Linux has closed the descriptor even when it says EINTR: closing again could hit another file.
  if (::close(std::exchange(descriptor_, -1)) != 0 && errno != EINTR)
    return system_error("close", path_, errno);
  return {};
}

}  // namespace sluice::files
