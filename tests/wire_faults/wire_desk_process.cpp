// SPDX-License-Identifier: Apache-2.0
//
// wire_desk_process.cpp: the session that is killed.
//
//   wire_desk_process DIRECTORY PLUGINS URL SEED BEGAN_MS
//
// Says on standard output what it does, a line each; exit code 0: done, 3: halted, 4: stuck (both
// say why in a line "X …"), 1: broken.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "wire_faults/wire_desk.hpp"

namespace {

void say(std::string line) {
  line += '\n';
  while (::write(STDOUT_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  using namespace sluice::wire_faults;
  if (argc != 6) {
    std::fprintf(stderr, "usage: wire_desk_process DIRECTORY PLUGINS URL SEED BEGAN_MS\n");
    return 2;
  }
  const auto outcome = run_wire_desk(
      {argv[1], argv[2], argv[3], std::strtoull(argv[4], nullptr, 10), std::atoll(argv[5]), say});
  if (!outcome) {
    std::fprintf(stderr, "wire_desk_process: %s\n", outcome.error().message.c_str());
    return 1;
  }
  if (outcome->end == DeskEnd::kDone) return 0;
  say("X " + outcome->reason);
  return outcome->end == DeskEnd::kHalted ? 3 : 4;
}
