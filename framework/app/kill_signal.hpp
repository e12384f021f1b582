// SPDX-License-Identifier: Apache-2.0
//
// kill_signal.hpp: SIGUSR1 engages the kill switch of this process.
//
// Place: app. One at a time; while it lives the signal reaches its switch. Thread: any one.
#pragma once

#include "risk/kill_switch.hpp"

namespace sluice::app {

class KillSignal {
 public:
  explicit KillSignal(risk::KillSwitch& kill_switch);
  ~KillSignal();
  KillSignal(const KillSignal&) = delete;
  KillSignal& operator=(const KillSignal&) = delete;
};

}  // namespace sluice::app
