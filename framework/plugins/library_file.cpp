// SPDX-License-Identifier: Apache-2.0
#include "plugins/library_file.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace sluice::plugins {
namespace {

Error system_error(const std::filesystem::path& path, const char* what) {
  return Error{path.string() + ": cannot " + what + ": " + std::generic_category().message(errno)};
}

Result<void> check_status(const std::filesystem::path& path, const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return Error{path.string() + ": not a regular file"};
  if ((status.st_mode & S_IWOTH) != 0)
    return Error{path.string() +
                 ": anybody may write this file, so it is not loaded; run chmod o-w"};
  if (static_cast<std::uint64_t>(status.st_size) > kMaxLibraryBytes)
    return Error{path.string() + ": the file has " + std::to_string(status.st_size) +
                 " bytes, the limit is " + std::to_string(kMaxLibraryBytes)};
  return {};
}

bool write_all(int descriptor, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

Result<LibraryFile> LibraryFile::open(const std::filesystem::path& path) {
  // Without O_NONBLOCK, opening a pipe that happens to be called x.so would wait for a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return system_error(path, "open");
  LibraryFile file{path, descriptor};
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return system_error(path, "read the permissions");
  if (auto checked = check_status(path, status); !checked) return checked.error();
  return file;
}

LibraryFile::LibraryFile(LibraryFile&& other) noexcept
    : path_{std::move(other.path_)},
      descriptor_{std::exchange(other.descriptor_, -1)},
      stays_open_{other.stays_open_} {}

LibraryFile& LibraryFile::operator=(LibraryFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(stays_open_, other.stays_open_);
  return *this;
}

LibraryFile::~LibraryFile() {
  if (descriptor_ >= 0 && !stays_open_) ::close(descriptor_);
}

Result<std::size_t> LibraryFile::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return system_error(path_, "read the size");
  return static_cast<std::size_t>(status.st_size);
}

Result<void> LibraryFile::read_at(std::size_t offset, std::span<std::byte> out) const {
  while (!out.empty()) {
    const ssize_t count = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error(path_, "read");
    if (count == 0) return Error{path_.string() + ": the file became shorter while it was read"};
    offset += static_cast<std::size_t>(count);
    out = out.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<std::vector<std::byte>> LibraryFile::read() const {
  const auto total = size();
  if (!total) return total.error();
  std::vector<std::byte> bytes(*total);
  if (auto done = read_at(0, bytes); !done) return done.error();
  return bytes;
}

Result<FileEnds> LibraryFile::read_ends() const {
  const auto total = size();
  if (!total) return total.error();
  FileEnds ends{*total};
  const auto bytes = ends.bytes();
  const std::size_t head = std::min(bytes.size(), FileEnds::kHeadBytes);
  const std::size_t tail = std::min(bytes.size() - head, FileEnds::kTailBytes);
  if (auto done = read_at(0, bytes.first(head)); !done) return done.error();
  if (auto done = read_at(bytes.size() - tail, bytes.last(tail)); !done) return done.error();
  return ends;
}

void LibraryFile::pin(std::span<const std::byte> bytes) noexcept {
  // Writing past the limit of a file's size would end the process.
  rlimit file_size{};
  if (::getrlimit(RLIMIT_FSIZE, &file_size) != 0 || file_size.rlim_cur < bytes.size()) return;
  const int copy = ::memfd_create("sluice-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (copy < 0) return;
  constexpr int kSeals = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (write_all(copy, bytes) && ::fcntl(copy, F_ADD_SEALS, kSeals) == 0)
    ::close(std::exchange(descriptor_, copy));
  else
    ::close(copy);
}

std::string LibraryFile::descriptor_path() const {
  return "/proc/self/fd/" + std::to_string(descriptor_);
}

}  // namespace sluice::plugins
