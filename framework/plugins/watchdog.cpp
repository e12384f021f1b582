// SPDX-License-Identifier: Apache-2.0
#include "plugins/watchdog.hpp"

#include <csignal>
#include <pthread.h>
#include <utility>

namespace sluice::plugins {
namespace {

// While one lives, a thread that is begun takes no signal: they are for the program's own threads.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock{lock_};
    ends_ = true;
  }
  ended_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Watchdog::watch(CallMark& mark, Listener listener) {
  const std::lock_guard lock{lock_};
  if (!thread_.joinable()) {
    const SignalsBlocked blocked;
    thread_ = std::thread{[this] { run(); }};
  }
  watched_.push_back({&mark, std::move(listener)});
}

void Watchdog::forget(const CallMark& mark) noexcept {
  const std::lock_guard lock{lock_};
  watched_.remove_if([&mark](const Watched& watched) { return watched.mark == &mark; });
}

void Watchdog::run() noexcept {
  std::unique_lock lock{lock_};
  while (!ended_.wait_for(lock, between_looks_, [this] { return ends_; }))
    for (Watched& watched : watched_) look_at(watched);
}

void Watchdog::look_at(Watched& watched) const noexcept {
  CallMark& mark = *watched.mark;
  const std::uint64_t call = mark.call();
  if (call == 0 || call != watched.call) {
    watched.call = call;
    watched.looks = 0;
    return;
  }
  ++watched.looks;
  const std::int64_t allowed =
      CallMark::patience_of(call) == Patience::kHot ? kHotLooks : kLaneLooks;
  const bool is_hung = watched.looks == kHungTimes * allowed;
  if (watched.looks != allowed && !is_hung) return;
  const char* const function = mark.function();
  mark.set_overrun(function);
  try {
    watched.listener({function, watched.looks * between_looks_, is_hung});
  } catch (...) {
    // Short of memory: the lane finds the mark all the same, if the call comes back.
  }
}

}  // namespace sluice::plugins
