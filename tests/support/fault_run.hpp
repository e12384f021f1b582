// SPDX-License-Identifier: Apache-2.0
//
// fault_run.hpp: runs a program whose disk fails, or which dies, at a chosen call.
//
// Place: tests of every room. Owns: nothing; the child is waited for. See README.md.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sluice::testing {

enum class IoFault { kNone, kKill, kKillAfter, kShort, kNoSpace, kIoError };

struct FaultPlan {
  std::filesystem::path root;  // only calls on paths below it are counted
  IoFault fault = IoFault::kNone;
  long at = 0;        // number of the call, from 1
  bool once = false;  // kNoSpace, kIoError: that call alone, not those behind it
};

struct FaultRun {
  bool killed = false;  // by SIGKILL
  int exit_code = -1;   // if it ended by itself
  long calls = -1;      // counted ones; -1 when killed
  std::string output;   // what it wrote to stdout and stderr
};

FaultRun run_with_faults(const FaultPlan& plan, const std::vector<std::string>& command);

}  // namespace sluice::testing
