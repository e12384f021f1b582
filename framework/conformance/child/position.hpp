// SPDX-License-Identifier: Apache-2.0
//
// position.hpp: where in the plugin each thread is, for the last words of a process that dies.
//
// Place: conformance, in the runner's process only. The handlers of deadly signals and of the
// deadline write one line to the answer's descriptor, and let the signal do its work. Thread: each
// has its own position.
#pragma once

#include <chrono>

namespace sluice::conformance {

// Both live as long as the position stands. Null: outside the plugin.
void set_position(const char* component, const char* function) noexcept;

class Position {
 public:
  Position(const char* component, const char* function) noexcept {
    set_position(component, function);
  }
  ~Position() { set_position(nullptr, nullptr); }
  Position(const Position&) = delete;
  Position& operator=(const Position&) = delete;
};

// `deadline` is how long the test may take; its last words come a little before the host's own.
void install_last_words(int descriptor, std::chrono::milliseconds deadline);

}  // namespace sluice::conformance
