// SPDX-License-Identifier: Apache-2.0
//
// lock_file.hpp: one process at a time.
//
// Place: room `files`. Owns: an open file with an flock on it; the kernel drops the lock with the
// process, so a crash leaves no stale lock. The file stays in place: removing it would let two
// processes hold "the" lock on two files. Thread: one. Errors: names the process that holds it.
#pragma once

#include <filesystem>

#include <sluice/result.hpp>

#include "files/file.hpp"

namespace sluice::files {

class LockFile {
 public:
  // Never waits. Writes this process's id into the file for the next one's message.
  static Result<LockFile> acquire(const std::filesystem::path& path);

 private:
  explicit LockFile(File file) : file_{std::move(file)} {}
  File file_;
};

}  // namespace sluice::files
