// SPDX-License-Identifier: Apache-2.0
//
// plugin_check.hpp: `sluice plugin check`, which tells whether a library keeps what the ABI asks.
//
// Place: app. Returns the exit code: 0 it conforms, 1 it does not, 2 the question was wrong.
#pragma once

#include "app/commands.hpp"

namespace sluice::app {

// `arguments` come after the words `plugin check`.
int plugin_check(const Arguments& arguments);

}  // namespace sluice::app
