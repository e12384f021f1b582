// SPDX-License-Identifier: Apache-2.0
#include "app/kill_signal.hpp"

#include <atomic>
#include <csignal>

namespace sluice::app {
namespace {

// Signal handlers can reach nothing but statics.
std::atomic<risk::KillSwitch*> switch_of_the_process{nullptr};
static_assert(std::atomic<risk::KillSwitch*>::is_always_lock_free);

void on_kill_signal(int) {
  if (auto* const kill_switch = switch_of_the_process.load(std::memory_order_acquire))
    kill_switch->request_stop();
}

}  // namespace

KillSignal::KillSignal(risk::KillSwitch& kill_switch) {
  switch_of_the_process.store(&kill_switch, std::memory_order_release);
  struct sigaction action {};
  action.sa_handler = &on_kill_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &action, nullptr);
}

// The handler stays: a signal that comes late must not end a process that is writing its results.
KillSignal::~KillSignal() { switch_of_the_process.store(nullptr, std::memory_order_release); }

}  // namespace sluice::app
