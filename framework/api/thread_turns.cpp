// SPDX-License-Identifier: Apache-2.0
#include "api/thread_turns.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sluice::api {
namespace {

// Linux gives turns of 2 to 4 ms on few cores, and as long a ready thread may wait for its own.
// From 6.12 on a thread may ask for another length; earlier ones take the request and do nothing.
constexpr std::uint64_t kShortTurnNs = 100'000;

// sched_setattr(2), whose declaration is in a header that glibc's contradicts.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = 0;  // SCHED_OTHER
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};

}  // namespace

void begin_thread(const char* name, Turns turns) noexcept {
  (void)::pthread_setname_np(::pthread_self(), name);
  if (turns == Turns::kAsUsual) return;
  // Whoever started us may have chosen a policy and a priority: they stay.
  SchedulingAttributes wanted;
  if (::syscall(SYS_sched_getattr, 0, &wanted, sizeof wanted, 0) != 0) return;
  wanted.runtime = kShortTurnNs;
  (void)::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

}  // namespace sluice::api
