// SPDX-License-Identifier: Apache-2.0
//
// child_process.hpp: a program run to its end in a process of its own, under limits.
//
// Place: plugins; what untested plugin code runs in. Owns: nothing between calls; a call leaves no
// process behind, for the child has a process group of its own, which is killed at the end. Started
// by posix_spawn, never by a bare fork. The child has /dev/null as standard input, one pipe for
// standard output and error, and descriptor 3 to answer on; no other descriptor of the host.
// Thread: any; blocks until the child has ended. Errors: values, see ChildOutcome.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace sluice::plugins {

inline constexpr int kResultDescriptor = 3;
inline constexpr std::size_t kMaxChildResultBytes = 1 << 20;
inline constexpr std::size_t kMaxChildOutputBytes = 64 * 1024;
inline constexpr const char* kRunnerVariable = "SLUICE_PLUGIN_RUNNER";
inline constexpr const char* kRunnerName = "sluice-plugin-runner";

struct ChildLimits {
  std::chrono::milliseconds deadline{10'000};  // of the wall clock; then the group is killed
  std::uint64_t memory_bytes = 0;              // of address space; 0: none (sanitizers need that)
  std::chrono::seconds cpu{10};                // of processor time
};

struct ChildOutcome {
  enum class End { kExited, kSignaled, kTimedOut, kNotStarted };
  End end = End::kNotStarted;
  int code = 0;  // exit code, signal number, nothing, error number of the system
  std::string
      result;  // what was written to descriptor 3; what exceeds kMaxChildResultBytes is lost
  std::string output;  // the last of standard output and error
  std::chrono::nanoseconds wall{0};
};

// `arguments` without the program's name.
[[nodiscard]] ChildOutcome run_child(const std::filesystem::path& program,
                                     std::span<const std::string> arguments,
                                     const ChildLimits& limits);

// "ended with code 3", "was killed by SIGSEGV", "did not end within 10 s", "could not be started:
// No such file or directory"
[[nodiscard]] std::string end_text(const ChildOutcome& outcome, const ChildLimits& limits);

// `bytes`, or none (0) where a sanitizer reserves more address space than any limit would allow.
[[nodiscard]] std::uint64_t memory_limit(std::uint64_t bytes) noexcept;

// $SLUICE_PLUGIN_RUNNER, else sluice-plugin-runner beside this executable. It need not exist.
[[nodiscard]] std::filesystem::path runner_path();

}  // namespace sluice::plugins
