// SPDX-License-Identifier: Apache-2.0
//
// fuzz_target.hpp: what each fuzz target defines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice::fuzz {

// Aborts when something does not hold that must hold for every input.
void fuzz_one(std::string_view input);

// Inputs to begin with, each of which must pass.
std::vector<std::string> fuzz_samples();

}  // namespace sluice::fuzz
