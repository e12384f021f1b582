// SPDX-License-Identifier: Apache-2.0
//
// lock_file.hpp: one process at a time.
//
// Place: room `files`. Owns: an open file with a lock of its description on it (F_OFD_SETLK), which
// the kernel drops with the process: a crash leaves no stale lock. Whether somebody holds it can be
// asked without taking it, so whoever looks keeps nobody out. The file stays in place: removing it
// would let two processes hold "the" lock on two files. Thread: one. Errors: names the process that
// holds it.
#pragma once

#include <filesystem>

#include <sluice/result.hpp>

#include "files/file.hpp"

namespace sluice::files {

class LockFile {
 public:
  // Never waits. Writes this process's id into the file for the next one's message.
  static Result<LockFile> acquire(const std::filesystem::path& path);
  // Takes and writes nothing. A missing file is held by nobody; one that can't be looked at is, for
  // all that anybody knows.
  [[nodiscard]] static bool is_held(const std::filesystem::path& path);

 private:
  explicit LockFile(File file) : file_{std::move(file)} {}
  File file_;
};

}  // namespace sluice::files
