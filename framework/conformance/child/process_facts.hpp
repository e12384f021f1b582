// SPDX-License-Identifier: Apache-2.0
//
// process_facts.hpp: what a plugin must leave as it is in the process, one fact for each test.
//
// Place: conformance, in the runner's process. Each fact is text, so that a difference can be told.
// Thread: the floating-point control word and the signal mask are those of the calling thread.
#pragma once

#include <string>
#include <string_view>

namespace sluice::conformance {

// "process.locale" and so on, as in test_table.hpp.
[[nodiscard]] std::string process_fact(std::string_view test);
// Of this process: the main thread counts as one.
[[nodiscard]] std::size_t thread_count();
[[nodiscard]] std::size_t open_file_count();

}  // namespace sluice::conformance
