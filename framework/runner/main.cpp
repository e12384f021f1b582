// SPDX-License-Identifier: Apache-2.0
//
// sluice-plugin-runner: the only process in which untested plugin code runs.
//
// Place: runner; started by the host with limits (plugins/child_process.hpp), one library and one
// question each time. It answers on descriptor 3, or on standard output where that is not open: the
// plugin may print what it likes. Exit codes: 0 passed, 1 failed, 2 usage.
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <string_view>
#include <sys/prctl.h>
#include <unistd.h>
#include <vector>

#include "conformance/child/run_test.hpp"
#include "plugins/child_process.hpp"
#include "plugins/trial_child.hpp"

namespace {

constexpr const char* kUsage =
    "Usage: sluice-plugin-runner trial LIBRARY\n"
    "       sluice-plugin-runner check LIBRARY TEST --seed N --check-file FILE --scratch FOLDER "
    "--deadline-ms N\n\n"
    "Runs the code of a plugin library where it can do no harm to the host. `sluice` starts it; "
    "the answer, lines of\n"
    "JSON, goes to descriptor 3, or to standard output where that is not open.\n";

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
// Out of the way of a plugin that closes or writes to low numbers.
constexpr int kFirstOwnDescriptor = 64;

// The answer's descriptor, moved away from 3.
int answer_descriptor() {
  const int moved =
      ::fcntl(sluice::plugins::kResultDescriptor, F_DUPFD_CLOEXEC, kFirstOwnDescriptor);
  if (moved < 0) return STDOUT_FILENO;
  ::close(sluice::plugins::kResultDescriptor);
  return moved;
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return;  // the host is gone, or has heard enough
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

int main(int count, char** words) {
  // Nobody would hear the answer of an orphan.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (count == 2 && std::string_view{words[1]} == "--help") {
    std::cout << kUsage;
    return 0;
  }
  if (count >= 2 && std::string_view{words[1]} == "check")
    return sluice::conformance::run_test_in_child(
        std::vector<std::string>{words + 2, words + count}, answer_descriptor());
  if (count != 3 || std::string_view{words[1]} != "trial") {
    std::cerr << kUsage;
    return kExitUsage;
  }
  const int answer = answer_descriptor();
  const bool passed = sluice::plugins::try_library(
      words[2], [answer](std::string_view line) { write_all(answer, line); });
  return passed ? 0 : kExitFailed;
}
