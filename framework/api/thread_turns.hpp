// SPDX-License-Identifier: Apache-2.0
//
// thread_turns.hpp: how a thread of the server is called, and how soon it gets its turn.
//
// Place: inside api; called by a thread for itself. Errors: none; where the system knows no turns
// everybody waits alike.
#pragma once

#include <cstdint>

namespace sluice::api {

enum class Turns : std::uint8_t {
  kAsUsual,
  // Shorter ones, and sooner: for threads that do little at a time and on which clients wait.
  kShort
};

// `name`: at most 15 characters; what `top -H` and a debugger show.
void begin_thread(const char* name, Turns turns) noexcept;

}  // namespace sluice::api
