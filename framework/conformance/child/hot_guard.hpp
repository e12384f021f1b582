// SPDX-License-Identifier: Apache-2.0
//
// hot_guard.hpp: notices what a `lane_hot` function must not do: allocate, lock, call the system.
//
// Place: conformance, in the runner's process only. Memory and locks are seen because the runner
// itself defines malloc, free and pthread_mutex_lock (interpose.cpp), and a plugin's calls of them
// are bound to the program's; under a sanitizer memory is seen through the sanitizer's own hooks.
// System calls are seen by a seccomp filter that traps every one that is not made by this file's
// own stub; the handler carries the call out and goes on. Not seen: allocators and spin locks that
// a plugin brings along, and calls that never enter the kernel, such as reading the clock. Thread:
// what is seen belongs to the thread that is armed. State: one process, one test.
#pragma once

#include <cstdint>
#include <string>

namespace sluice::conformance {

enum class HotFault { kNone, kAllocation, kLock, kSystemCall };

struct HotOffence {
  HotFault fault = HotFault::kNone;
  const char* function = "";  // "malloc", "pthread_mutex_lock"; empty for system calls
  std::uint64_t detail = 0;   // bytes asked for, or the number of the system call
  const void* caller = nullptr;
};

// While one lives, this thread is in a hot function. Keeps the first offence of each kind.
class HotSection {
 public:
  explicit HotSection(bool armed) noexcept;
  ~HotSection();
  HotSection(const HotSection&) = delete;
  HotSection& operator=(const HotSection&) = delete;

  // Of what was done since the construction.
  [[nodiscard]] static HotOffence offence(HotFault fault) noexcept;

 private:
  bool armed_;
};

// While one lives, the host is at work in a call from a hot function: what it does is not the
// plugin's doing.
class HostAtWork {
 public:
  HostAtWork() noexcept;
  ~HostAtWork();
  HostAtWork(const HostAtWork&) = delete;
  HostAtWork& operator=(const HostAtWork&) = delete;

 private:
  bool was_armed_;
};

// For interpose.cpp and the handler of system calls: async-signal-safe.
void note_in_hot_section(HotFault fault, const char* function, std::uint64_t detail) noexcept;

// Where the plugin is loaded: its frames are looked for.
void set_plugin_base(const void* base) noexcept;
// "+0x1a2b", for addr2line; empty for an address that is not the plugin's.
[[nodiscard]] std::string offset_in_plugin(const void* address);

// For the rest of this process. An error says why the kernel refused.
[[nodiscard]] std::string install_system_call_trap();
// "openat", or "system call 257".
[[nodiscard]] std::string system_call_name(std::uint64_t number);

// How many blocks this process has asked for and not given back. 0 under a sanitizer that counts
// itself.
[[nodiscard]] std::int64_t live_blocks() noexcept;

}  // namespace sluice::conformance
