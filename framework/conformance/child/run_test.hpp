// SPDX-License-Identifier: Apache-2.0
//
// run_test.hpp: one conformance test on one library, in this process.
//
// Place: conformance, in the runner's process; the door of this folder. The words are
//   LIBRARY TEST --seed N --check-file FILE --scratch FOLDER --deadline-ms N
// Writes one line of JSON to the descriptor (outcome.hpp). Whatever the plugin does to this process
// is no harm: it runs one test and ends. Returns the exit code: 0 passed, 1 failed, 2 usage.
#pragma once

#include <span>
#include <string>

namespace sluice::conformance {

int run_test_in_child(std::span<const std::string> words, int answer_descriptor);

}  // namespace sluice::conformance
