// SPDX-License-Identifier: Apache-2.0
//
// data_commands.hpp: the actions of `sluice data`.
//
// Place: app. Each takes the values of its own options and returns the exit code.
#pragma once

#include "app/command_line.hpp"
#include "app/commands.hpp"

namespace sluice::app {

int data_check(const Arguments& arguments);
int data_import(const Arguments& arguments);

}  // namespace sluice::app
