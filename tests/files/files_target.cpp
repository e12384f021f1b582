// SPDX-License-Identifier: Apache-2.0
//
// files_target.cpp: one operation of the room `files`, to be run under the fault shim.
//
//   files_target replace|backup|append PATH TEXT [EXPECTED_SIZE]
//   files_target lock PATH
//
// Exit 0 when it succeeded, 1 with the error on stdout when it did not.
#include <cstdio>
#include <string>
#include <string_view>

#include "files/atomic_file.hpp"
#include "files/lock_file.hpp"

namespace {

sluice::Result<void> perform(int argc, char** argv) {
  using namespace sluice::files;
  const std::string_view operation = argv[1];
  const std::string_view text = argc > 3 ? argv[3] : "";
  if (operation == "replace") return replace_file(argv[2], text, Durability::kDurable);
  if (operation == "backup")
    return replace_file_keeping_backup(argv[2], text, Durability::kDurable);
  if (operation == "append" && argc > 4)
    return append_at(argv[2], std::stoull(argv[4]), text, Durability::kDurable);
  if (operation == "lock") {
    const auto lock = LockFile::acquire(argv[2]);
    return lock ? sluice::Result<void>{} : lock.error();
  }
  return sluice::Error{"no such operation"};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto done = perform(argc, argv);
  if (!done) std::puts(done.error().message.c_str());
  return done ? 0 : 1;
}
