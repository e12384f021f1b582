// SPDX-License-Identifier: Apache-2.0
//
// quiet_thread.hpp: while one lives, threads that are started take no signals: the host's signals
// are for its own threads. Those of a fault go to the thread that made it, as everywhere.
#pragma once

#include <csignal>

namespace sluice::testnet {

class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    ::sigfillset(&all);
    for (const int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS})
      ::sigdelset(&all, fault);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace sluice::testnet
