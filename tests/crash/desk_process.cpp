// SPDX-License-Identifier: Apache-2.0
//
// desk_process.cpp: the process that is killed.
//
//   desk_process DIRECTORY PLUGINS SEED STEPS
//
// Says on standard output what is durable, a line each; crash_rounds.cpp reads it.
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

#include "crash/desk.hpp"

namespace {

// One write: what the kernel has taken survives the process.
void say(std::string line) {
  line += '\n';
  while (::write(STDOUT_FILENO, line.data(), line.size()) < 0 && errno == EINTR) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: desk_process DIRECTORY PLUGINS SEED STEPS\n");
    return 2;
  }
  sluice::crash::DeskOptions options;
  options.directory = argv[1];
  options.plugins = argv[2];
  options.seed = std::strtoull(argv[3], nullptr, 10);
  options.steps = std::atoll(argv[4]);
  options.tell = say;
  const auto done = sluice::crash::run_desk(options);
  if (done) return 0;
  std::fprintf(stderr, "desk_process: %s\n", done.error().message.c_str());
  return 1;
}
