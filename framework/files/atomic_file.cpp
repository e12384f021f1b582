// SPDX-License-Identifier: Apache-2.0
#include "files/atomic_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "files/file.hpp"

namespace sluice::files {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporarySuffix = ".sluice-tmp";
constexpr int kMaxTemporaries = 100;  // of one process for one file: others are left by the killed

fs::path temporary_name(const fs::path& path, int attempt) {
  return directory_of(path) / ("." + path.filename().native() + "." + std::to_string(::getpid()) +
                               "-" + std::to_string(attempt) + std::string{kTemporarySuffix});
}

// Removes the file at the end unless it has been moved to its place.
class Temporary {
 public:
  static Result<Temporary> create_beside(const fs::path& path) {
    for (int attempt = 0;; ++attempt) {
      const fs::path name = temporary_name(path, attempt);
      auto file = File::open(name, File::Mode::kCreateNew);
      if (file) return Temporary{std::move(*file)};
      std::error_code ignored;
      const bool taken = fs::exists(fs::symlink_status(name, ignored));
      if (!taken || attempt == kMaxTemporaries) return file.error();
    }
  }
  Temporary(Temporary&& other) noexcept
      : file_{std::move(other.file_)}, present_{std::exchange(other.present_, false)} {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  Temporary& operator=(Temporary&&) = delete;
  ~Temporary() {
    if (present_) ::unlink(file_.path().c_str());
  }

  Result<void> fill(std::string_view bytes, Durability durability) {
    if (auto written = file_.write_all(bytes); !written) return written;
    if (durability == Durability::kDurable)
      if (auto synced = file_.sync(); !synced) return synced;
    // Some file systems report a full disk only here.
    return file_.close();
  }
  Result<void> move_to(const fs::path& path) {
    if (::rename(file_.path().c_str(), path.c_str()) != 0)
      return system_error("replace", path, errno);
    present_ = false;
    return {};
  }

 private:
  explicit Temporary(File file) : file_{std::move(file)} {}
  File file_;
  bool present_ = true;
};

// `backup` becomes a second name of the file at `path`. Linking does not replace an older backup,
// renaming does: so link under a temporary name and rename that.
Result<void> keep_as_backup(const fs::path& path) {
  for (int attempt = 0;; ++attempt) {
    const fs::path name = temporary_name(backup_path(path), attempt);
    if (::link(path.c_str(), name.c_str()) != 0) {
      if (errno == ENOENT) return {};  // nothing to keep
      if (errno == EEXIST && attempt < kMaxTemporaries) continue;
      return system_error("keep a backup of", path, errno);
    }
    const bool moved = ::rename(name.c_str(), backup_path(path).c_str()) == 0;
    const int reason = errno;
    // Renaming one name of a file to another of the same file does nothing: remove it in any case.
    ::unlink(name.c_str());
    if (!moved) return system_error("replace", backup_path(path), reason);
    return {};
  }
}

Result<void> replace(const fs::path& path, std::string_view bytes, Durability durability,
                     bool keep_previous) {
  // The faults below name the temporary file; the reader knows the real one.
  const auto failed = [&](const Error& reason) {
    return Error{"cannot replace '" + path.native() + "': " + reason.message};
  };
  auto temporary = Temporary::create_beside(path);
  if (!temporary) return failed(temporary.error());
  if (auto filled = temporary->fill(bytes, durability); !filled) return failed(filled.error());
  if (keep_previous)
    if (auto kept = keep_as_backup(path); !kept) return failed(kept.error());
  if (auto moved = temporary->move_to(path); !moved) return moved;
  return durability == Durability::kDurable ? sync_directory(directory_of(path)) : Result<void>{};
}

Result<void> check_size(const fs::path& path, std::uint64_t size, std::uint64_t expected_size) {
  if (size >= expected_size) return {};
  return Error{"cannot append to '" + path.native() + "': it holds " + std::to_string(size) +
               " bytes, expected at least " + std::to_string(expected_size) +
               "; something else has cut or replaced it"};
}

Result<void> append_to(File& file, std::uint64_t expected_size, std::string_view bytes,
                       Durability durability) {
  if (auto cut = file.truncate_to(expected_size); !cut) return cut;
  if (auto written = file.write_all(bytes); !written) {
    // A reader should not meet half a line; if this fails too, the next append cuts it.
    static_cast<void>(file.truncate_to(expected_size));
    return written;
  }
  if (durability == Durability::kDurable)
    if (auto synced = file.sync_data(); !synced) return synced;
  return file.close();
}

}  // namespace

Result<void> replace_file(const fs::path& path, std::string_view bytes, Durability durability) {
  return replace(path, bytes, durability, false);
}

Result<void> replace_file_keeping_backup(const fs::path& path, std::string_view bytes,
                                         Durability durability) {
  return replace(path, bytes, durability, true);
}

fs::path backup_path(const fs::path& path) {
  fs::path backup = path;
  backup += ".backup";
  return backup;
}

Result<std::size_t> remove_temporaries(const fs::path& directory) {
  std::error_code error;
  std::size_t removed = 0;
  for (fs::directory_iterator entry{directory, error}, end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().filename().native();
    if (!name.starts_with('.') || !name.ends_with(kTemporarySuffix)) continue;
    if (::unlink(entry->path().c_str()) != 0 && errno != ENOENT)
      return system_error("remove", entry->path(), errno);
    ++removed;
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return system_error("list", directory, error.value());
  return removed;
}

Result<void> append_at(const fs::path& path, std::uint64_t expected_size, std::string_view bytes,
                       Durability durability) {
  std::error_code ignored;
  const bool missing = fs::status(path, ignored).type() == fs::file_type::not_found;
  if (missing)
    if (auto enough = check_size(path, 0, expected_size); !enough) return enough;
  auto file = missing ? File::open_or_create(path) : File::open(path, File::Mode::kWriteExisting);
  if (!file) return file.error();
  const auto size = file->size();
  if (!size) return size.error();
  if (auto enough = check_size(path, *size, expected_size); !enough) return enough;
  if (auto appended = append_to(*file, expected_size, bytes, durability); !appended)
    return appended;
  const bool new_name = missing && durability == Durability::kDurable;
  return new_name ? sync_directory(directory_of(path)) : Result<void>{};
}

Result<std::string> read_file(const fs::path& path, std::uint64_t max_bytes) {
  auto file = File::open(path, File::Mode::kRead);
  if (!file) return file.error();
  const auto size = file->size();
  if (!size) return size.error();
  // One byte of room: a file that grows while it is read, or whose size is not known before
  // (a pipe, /proc), is caught by it.
  std::string bytes(static_cast<std::size_t>(std::min(*size, max_bytes)) + 1, '\0');
  std::size_t filled = 0;
  for (;;) {
    const auto got = file->read_some(bytes.data() + filled, bytes.size() - filled);
    if (!got) return got.error();
    filled += *got;
    if (filled > max_bytes)
      return Error{"cannot read '" + path.native() + "': it is larger than the " +
                   std::to_string(max_bytes) + " bytes allowed"};
    if (filled < bytes.size()) break;
    bytes.resize(
        static_cast<std::size_t>(std::min<std::uint64_t>(2 * bytes.size(), max_bytes + 1)));
  }
  bytes.resize(filled);
  return bytes;
}

Result<void> make_directories(const fs::path& path, Durability durability) {
  const fs::path own = path.has_filename() ? path : path.parent_path();  // "a/b/" is "a/b"
  std::error_code ignored;
  if (own.empty() || fs::is_directory(own, ignored)) return {};
  const fs::path parent = directory_of(own);
  if (parent != own)
    if (auto made = make_directories(parent, durability); !made) return made;
  constexpr mode_t kAll = 0777;  // less the user's umask
  if (::mkdir(own.c_str(), kAll) != 0) {
    const int reason = errno;
    // Another process may have been first.
    if (reason == EEXIST && fs::is_directory(own, ignored)) return {};
    if (reason == EEXIST)
      return Error{"cannot create the directory '" + own.native() +
                   "': there is a file of that name"};
    return system_error("create the directory", own, reason);
  }
  return durability == Durability::kDurable ? sync_directory(parent) : Result<void>{};
}

Result<void> sync_file_system(const fs::path& directory) {
  auto opened = File::open(directory, File::Mode::kRead);
  if (!opened) return opened.error();
  if (syncfs(opened->descriptor()) == 0) return {};
  return system_error("synchronise the file system of", directory, errno);
}

Result<void> sync_directory(const fs::path& path) {
  auto directory = File::open(path, File::Mode::kRead);
  if (!directory) return directory.error();
  return directory->sync();
}

}  // namespace sluice::files
