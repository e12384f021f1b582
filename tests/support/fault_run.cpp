// SPDX-License-Identifier: Apache-2.0
#include "support/fault_run.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include "support/file_text.hpp"
#include "support/temporary_directory.hpp"

namespace sluice::testing {

namespace {

constexpr int kCannotStart = 127;

const char* action_name(IoFault fault) {
  switch (fault) {
    case IoFault::kKill:
      return "kill";
    case IoFault::kKillAfter:
      return "kill_after";
    case IoFault::kShort:
      return "short";
    case IoFault::kNoSpace:
      return "enospc";
    case IoFault::kIoError:
      return "eio";
    case IoFault::kNone:
      break;
  }
  return nullptr;
}

std::string preload() {
  std::string libraries = SLUICE_SANITIZER_RUNTIME;
  if (!libraries.empty()) libraries += ' ';
  return libraries + SLUICE_IO_FAULTS;
}

[[noreturn]] void become(const FaultPlan& plan, const std::vector<std::string>& command,
                         const std::filesystem::path& count, const std::filesystem::path& output) {
  const int out = ::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::setenv("LD_PRELOAD", preload().c_str(), 1);
  ::setenv("IO_FAULTS_ROOT", plan.root.c_str(), 1);
  ::setenv("IO_FAULTS_COUNT_FILE", count.c_str(), 1);
  if (const char* action = action_name(plan.fault)) {
    ::setenv("IO_FAULTS_ACTION", action, 1);
    ::setenv("IO_FAULTS_AT", std::to_string(plan.at).c_str(), 1);
  }
  if (plan.once) ::setenv("IO_FAULTS_ONCE", "1", 1);
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(kCannotStart);
}

}  // namespace

FaultRun run_with_faults(const FaultPlan& plan, const std::vector<std::string>& command) {
  const TemporaryDirectory scratch;
  const auto count = scratch / "count";
  const auto output = scratch / "output";
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) become(plan, command, count, output);
  int status = 0;
  ::waitpid(child, &status, 0);
  FaultRun run;
  run.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  run.output = file_text(output);
  std::ifstream{count} >> run.calls;
  if (run.exit_code == kCannotStart) throw std::runtime_error("cannot start " + command[0]);
  return run;
}

}  // namespace sluice::testing
